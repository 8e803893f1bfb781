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
_WRITING = 'Bearer realm="tracker", scope="write"'


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


def admit_writer(request: HttpRequest) -> HttpResponse | None:
    """401 for nobody's token, 403 for one that may only read; else None.

    Who is signed in is nobody here: a cookie is sent by pages of others, too.
    """
    refused = admit(request)
    if refused is not None:
        return refused
    token = of(request)
    if token is None:
        sentence = "To change something, send a token as “Authorization: Bearer trk_…”."
        return problem(401, sentence, **{"WWW-Authenticate": _WRITING})
    if Token.Scope.WRITE not in token.scopes:
        sentence = (
            "This token may only read. Make one that may write on your page, /me/."
        )
        challenge = f'{_WRITING}, error="insufficient_scope"'
        return problem(403, sentence, **{"WWW-Authenticate": challenge})
    return None


def of(request: HttpRequest) -> Token | None:
    """The token that `admit` let in."""
    found = request.META.get(_PLACE)
    return found if isinstance(found, Token) else None


def _refused(sentence: str) -> HttpResponse:
    challenge = 'Bearer realm="tracker", error="invalid_token"'
    return problem(401, sentence, **{"WWW-Authenticate": challenge})
