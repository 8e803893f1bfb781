"""Whom a program that sends a token asks for. Nobody has to send one to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from enhancements.actions import tokens as acts
from enhancements.api.answers import problem
from enhancements.models import Token
from enhancements.queries import tokens
from enhancements.queries.tokens import TokenUnknown

_SCHEME = "bearer"
_PLACE = "tracker.token"


def admit(request: HttpRequest) -> HttpResponse | None:
    """401 for a token that does not hold; else None, and `of` gives the token.

    What a proxy in front wants to be told by another scheme is none of ours.
    """
    given = request.headers.get("Authorization", "")
    scheme, _, secret = given.strip().partition(" ")
    if scheme.lower() != _SCHEME:
        if acts.PREFIX in given:
            return _refused("Send a token as “Authorization: Bearer trk_…”.")
        return None
    now = timezone.now()
    try:
        token = tokens.find(secret.strip(), now=now)
    except TokenUnknown as unknown:
        return _refused(str(unknown))
    acts.use(token=token, now=now)
    request.META[_PLACE] = token
    return None


def of(request: HttpRequest) -> Token | None:
    """The token that `admit` let in."""
    found = request.META.get(_PLACE)
    return found if isinstance(found, Token) else None


def _refused(sentence: str) -> HttpResponse:
    challenge = 'Bearer realm="tracker", error="invalid_token"'
    return problem(401, sentence, **{"WWW-Authenticate": challenge})
