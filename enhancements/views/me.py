"""The page of whoever is signed in: who they are here, tokens, and ways to end it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from enhancements.actions import accounts, tokens
from enhancements.actions.tokens import TokenRefused
from enhancements.languages import gettext
from enhancements.models import Account, Token
from enhancements.policy.addresses import web
from enhancements.queries import channels
from enhancements.queries import tokens as kept
from enhancements.queries.channels import ChannelRow
from enhancements.queries.my_roles import MyRoles, roles_of
from enhancements.sources.github.credentials import Server
from enhancements.sources.github.failures import Unconfigured
from enhancements.views import asked, errors, policies
from enhancements.views.signing import account_of, to_sign_in

P = ParamSpec("P")
Mine = Callable[Concatenate[HttpRequest, Account, P], HttpResponseBase]

LIVES = (30, 90, 180, 365)
"""Days for which a token may be made."""
_USUAL = 90
SCOPES = {"read": ("read",), "write": ("read", "write")}


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """What was typed into the form for a token, and what is wrong with it."""

    name: str = ""
    scope: str = "read"
    days: int = _USUAL
    error: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class MePage:
    """Everything that somebody's own page shows."""

    account: Account
    address: str
    """Their page at GitHub; empty where that is not known."""
    roles: tuple[MyRoles, ...]
    tokens: tuple[Token, ...]
    now: dt.datetime
    channels: tuple[ChannelRow, ...] = ()
    """Chats and programs that they keep."""
    form: Form = Form()
    secret: str = ""
    """Of the token just made; shown this once."""
    made: Token | None = None
    delete_error: str = ""
    lives: tuple[int, ...] = LIVES


def mine(view: Mine[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Give the view who is signed in; everybody else is led to signing in."""

    def answer(
        request: HttpRequest, /, *args: P.args, **named: P.kwargs
    ) -> HttpResponseBase:
        account = account_of(request)
        if account is not None:
            return view(request, account, *args, **named)
        if request.method in ("GET", "HEAD"):
            return to_sign_in(request)
        message = gettext(
            "You are no longer signed in, so nothing was done. Sign in again."
        )
        return errors.forbidden(request, message)

    update_wrapper(answer, view)
    return answer


def _page(account: Account) -> MePage:
    try:
        github = web(Server.at(settings.GITHUB_URL).rest)
    except Unconfigured:
        github = ""
    return MePage(
        account=account,
        address=f"{github}/{account.login}" if github and account.login else "",
        roles=roles_of(account),
        tokens=kept.listed(account),
        now=timezone.now(),
        channels=channels.kept_by(account),
    )


def _show(request: HttpRequest, page: MePage, status: int = 200) -> HttpResponse:
    return asked.page(request, "accounts/me", "", page, status=status, is_private=True)


@policies.own
@require_safe
@mine
def me(request: HttpRequest, account: Account) -> HttpResponse:
    """Who I am here."""
    return _show(request, _page(account))


@policies.own
@require_POST
@mine
def make_token(request: HttpRequest, account: Account) -> HttpResponse:
    """Make a token, and show its secret this once."""
    given = request.POST.get("days", "")
    days = int(given) if given in map(str, LIVES) else 0
    form = Form(request.POST.get("name", "")[:200], request.POST.get("scope", ""), days)
    now = timezone.now()
    try:
        made = tokens.make(
            account=account,
            name=form.name,
            scopes=SCOPES.get(form.scope, ()),
            expires_at=now + dt.timedelta(days=days),
            by=str(account),
            now=now,
        )
    except TokenRefused as refused:
        form = dataclasses.replace(form, error=str(refused))
        return _show(request, dataclasses.replace(_page(account), form=form), 400)
    page = _page(account)
    return _show(
        request, dataclasses.replace(page, secret=made.secret, made=made.token)
    )


@policies.own
@require_POST
@mine
def revoke_token(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """End one of my tokens."""
    token = Token.objects.filter(pk=pk, account=account).first()
    if token is None:
        return errors.not_found(request, gettext("You have no such token."))
    tokens.revoke(token=token, by=str(account), now=timezone.now())
    return HttpResponseRedirect(f"{reverse('enhancements:me')}#tokens")


@policies.own
@require_POST
@mine
def sign_out_everywhere(request: HttpRequest, account: Account) -> HttpResponse:
    """End all my sessions, this one too."""
    accounts.end_sessions(account=account, by=str(account))
    logout(request)
    return HttpResponseRedirect("/")


@policies.own
@require_POST
@mine
def delete(request: HttpRequest, account: Account) -> HttpResponse:
    """Delete my account, once I have typed whose it is."""
    if request.POST.get("login", "").strip().lower() != str(account).lower():
        error = gettext(
            "Type “%(account)s” to delete the account. Nothing was deleted.",
            account=account,
        )
        return _show(
            request, dataclasses.replace(_page(account), delete_error=error), 400
        )
    accounts.delete(account=account, by=str(account))
    logout(request)
    return HttpResponseRedirect("/")
