"""The demo: one click to be any of the sample's people."""

from __future__ import annotations

import dataclasses
import itertools

from django.conf import settings
from django.contrib.auth import login as open_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from enhancements import profiles
from enhancements.actions import accounts
from enhancements.languages import gettext
from enhancements.models import Account
from enhancements.policy.own_addresses import own_address
from enhancements.queries import demo_people as query
from enhancements.sample.cast import CAST, Part
from enhancements.sample.stories import STORIES
from enhancements.sources.github.credentials import Server
from enhancements.views import errors, policies
from enhancements.views.signing import account_of, failed, offers_people


@dataclasses.dataclass(frozen=True, slots=True)
class Somebody:
    """One of the people, as the page shows them."""

    login: str
    name: str
    part: str
    is_known: bool
    """Whether GitHub has told their number yet."""
    is_me: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A sample project with its people."""

    name: str
    title: str
    people: tuple[Somebody, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everything that the page shows."""

    projects: tuple[Place, ...]
    back: str

    @property
    def is_waiting(self) -> bool:
        """Whether somebody is not known yet."""
        return not all(one.is_known for place in self.projects for one in place.people)


@policies.closed("only with TRACKER_DEMO_PEOPLE, and only over loopback")
@require_http_methods(["GET", "HEAD", "POST"])
def people_page(request: HttpRequest) -> HttpResponse:
    """Whom one may be; with POST, to be them. Not there outside of the demo."""
    if not offers_people(request):
        return errors.not_found(request, gettext("Nothing is at this address."))
    host = Server.at(settings.GITHUB_URL).rest
    known = query.ids((part.login for part in CAST), host=host)
    if request.method == "POST":
        return _be(request, known)
    account = account_of(request)
    page = PeoplePage(
        tuple(_places(known, account)), own_address(request.GET.get("next", ""))
    )
    values = {"page": page, "nav": ""}
    response = render(request, "accounts/people.html", values)
    response["Cache-Control"] = "no-store"
    return response


def _be(request: HttpRequest, known: dict[str, int]) -> HttpResponse:
    wanted = request.POST.get("login", "")
    part = next((part for part in CAST if part.login == wanted), None)
    if part is None or wanted not in known:
        message = gettext("Nobody of the sample has that login here.")
        return errors.bad_request(request, message)
    account = accounts.sign_in(
        github_id=known[wanted],
        login=part.login,
        name=part.name,
        host=Server.at(settings.GITHUB_URL).rest,
    )
    back = own_address(request.POST.get("next", ""))
    if not account.is_active:
        return failed(request, "ended", back)
    open_session(request, account)
    return HttpResponseRedirect(back)


def _places(known: dict[str, int], account: Account | None) -> list[Place]:
    titles = {story.tracked_as: profiles.load(story.profile).title for story in STORIES}
    groups = itertools.groupby(CAST, key=lambda part: part.project)
    return [
        Place(name, titles[name], tuple(_one(part, known, account) for part in parts))
        for name, parts in groups
    ]


def _one(part: Part, known: dict[str, int], account: Account | None) -> Somebody:
    number = known.get(part.login)
    is_me = account is not None and account.github_id == number
    return Somebody(part.login, part.name, part.part, number is not None, is_me)
