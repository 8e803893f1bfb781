"""Signing in and out: the pages before and after GitHub is asked."""

from __future__ import annotations

import dataclasses
import ipaddress
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from enhancements.languages import gettext, gettext_noop
from enhancements.models import Account
from enhancements.policy.addresses import web
from enhancements.policy.own_addresses import own_address
from enhancements.sources.github.credentials import Server
from enhancements.sources.github.failures import Unconfigured
from enhancements.views import errors, policies

_NEEDED = {
    "TRACKER_GITHUB_CLIENT_ID": "GITHUB_CLIENT_ID",
    "TRACKER_GITHUB_CLIENT_SECRET": "GITHUB_CLIENT_SECRET",
}


@dataclasses.dataclass(frozen=True, slots=True)
class SignInPage:
    """What the page before GitHub shows."""

    back: str
    """The page to come back to."""
    github: str
    """Where GitHub's pages are; empty when nobody can sign in there."""
    missing: tuple[str, ...]
    """Variables that an operator has to set first."""
    callback: str
    """The address that the OAuth App has to name."""
    has_people: bool
    """Whether the sample's people can be taken instead."""


@dataclasses.dataclass(frozen=True, slots=True)
class FailedPage:
    """Why somebody is not signed in, and what to do."""

    title: str
    message: str
    back: str
    can_try_again: bool = True


def me(request: HttpRequest) -> tuple[str, ...]:
    """Logins of who asks; empty for who is not signed in."""
    account = account_of(request)
    return (account.login,) if account is not None else ()


class Failure(NamedTuple):
    """A way in which signing in ends without it."""

    status: int
    title: str
    message: str


_FAILURES = {
    "cancelled": Failure(
        status=200,
        title=gettext_noop("You are not signed in"),
        message=gettext_noop(
            "GitHub was told not to go on, so nothing was handed over and nothing"
            " is kept."
        ),
    ),
    "late": Failure(
        status=401,
        title=gettext_noop("That took too long"),
        message=gettext_noop(
            "This way of signing in was begun elsewhere, used before, or left for more"
            " than ten minutes. Begin once more; if it happens again, let your browser"
            " keep cookies of this site."
        ),
    ),
    "unanswered": Failure(
        status=502,
        title=gettext_noop("GitHub did not say who you are"),
        message=gettext_noop(
            "It did not answer, or not as it should. Nothing is wrong with your"
            " account. Try again in a moment."
        ),
    ),
    "refused": Failure(
        status=502,
        title=gettext_noop("GitHub does not accept this site"),
        message=gettext_noop(
            "It says “%(said)s”. An operator of this installation has to look at the"
            " OAuth App: its callback address, and the id and secret that are set here."
        ),
    ),
    "ended": Failure(
        status=403,
        title=gettext_noop("This account was ended"),
        message=gettext_noop(
            "An operator of this installation ended it, so nobody can sign in with"
            " it. All pages stay readable. Ask an operator if you think that this is a"
            " mistake."
        ),
    ),
}


def failed(
    request: HttpRequest, why: str, back: str, *, said: str = ""
) -> HttpResponse:
    """The page that says why somebody is not signed in; `why` is of `_FAILURES`."""
    status, title, message = _FAILURES[why]
    page = FailedPage(
        gettext(title), gettext(message, said=said), own_address(back), why != "ended"
    )
    values = {"page": page, "nav": ""}
    response = render(request, "accounts/failed.html", values, status=status)
    response["Cache-Control"] = "no-store"
    return response


@policies.public
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """What signing in means, and the button that leads to GitHub."""
    back = own_address(request.GET.get("next", ""))
    if account_of(request):
        return HttpResponseRedirect(back)
    has_people = offers_people(request)
    missing = tuple(
        name for name, setting in _NEEDED.items() if not getattr(settings, setting)
    )
    github = ""
    if not missing:
        try:
            github = web(Server.at(settings.GITHUB_URL).rest)
        except Unconfigured:
            missing = ("TRACKER_GITHUB_URL",)
    if has_people and not github:
        people = reverse("enhancements:demo-people")
        return HttpResponseRedirect(f"{people}?{urlencode({'next': back}, safe='/')}")
    page = SignInPage(
        back=back,
        github=github,
        missing=missing,
        callback=request.build_absolute_uri(reverse("github_callback")),
        has_people=has_people,
    )
    response = render(request, "accounts/sign-in.html", {"page": page, "nav": ""})
    response["Cache-Control"] = "no-store"
    if github:
        # Chromium holds `form-action` against the redirect to GitHub as well.
        vars(response)["_csp_update"] = {"form-action": [github]}
    return response


@policies.public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session, and go on reading where one was."""
    logout(request)
    return HttpResponseRedirect(_public(request.POST.get("next", "")))


def _public(address: str) -> str:
    back = own_address(address)
    return "/" if back.startswith(reverse("enhancements:me")) else back


@policies.public
def nothing(request: HttpRequest, word: str) -> HttpResponse:
    """404 for what is below our words and no page."""
    del word
    return errors.not_found(request, gettext("Nothing is at this address."))


def account_of(request: HttpRequest) -> Account | None:
    """Who is signed in."""
    user = request.user
    return user if isinstance(user, Account) else None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the page of signing in, and back here afterwards."""
    query = urlencode({"next": request.get_full_path()}, safe="/")
    return HttpResponseRedirect(f"{reverse('enhancements:sign-in')}?{query}")


def offers_people(request: HttpRequest) -> bool:
    """Whether anybody may be any of the sample's people: here, and nowhere else."""
    if not settings.DEMO_PEOPLE:
        return False
    host = split_domain_port(request.get_host())[0].strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
