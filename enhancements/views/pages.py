"""The pages: guard, load, decide, render. Each also answers for a past moment."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from enhancements.exports import lists
from enhancements.languages import gettext
from enhancements.policy.permissions import Deed, Thing
from enhancements.queries import (
    enhancement,
    following,
    frame,
    guide,
    home,
    moments,
    problems,
    release,
    releases,
    results,
    sigs,
)
from enhancements.queries.entry_states import ENTRY_FILTERS
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import ProjectUnknown, Setting
from enhancements.queries.moments import MomentRefused
from enhancements.queries.shapes import Frame, ReleaseSummary
from enhancements.views import (
    asked,
    assign_rights,
    browsing,
    enhancement_rights,
    errors,
    exports,
    follow_rights,
    policies,
    sig_lists,
    signing,
)
from enhancements.views.who import who

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
ProjectView = Callable[Concatenate[HttpRequest, Setting, P], HttpResponseBase]

_NAME = "project"
_page, _values, _value, _number = asked.page, asked.values, asked.value, asked.number


@dataclasses.dataclass(frozen=True, slots=True)
class ReleasesPage:
    """Everything the list of releases shows."""

    frame: Frame
    summaries: tuple[ReleaseSummary, ...]
    may_open: bool = False
    """Whether who asks may open a release."""


def project_page(view: ProjectView[P]) -> View[P]:
    """`in_project` for a page that only reads."""
    return require_safe(in_project(view))


def in_project(view: ProjectView[P]) -> View[P]:
    """Load the project at the moment asked for, and answer what cannot be met.

    What is posted is always about now: nobody decides in the past.
    """

    def answer(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        name = str(kwargs.pop(_NAME))
        now = timezone.now()

        def made() -> HttpResponseBase:
            as_of = request.GET.get("as_of") if request.method != "POST" else None
            moment = moments.parse(as_of, now=now)
            setting = frame.load(name, moment, now=now)
            return view(request, setting, *args, **kwargs)

        return refusing(request, name, made)

    update_wrapper(answer, view)
    return answer


def refusing(
    request: HttpRequest, name: str, make: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The page of the project of this name that `make` makes; what cannot be met is
    answered in a sentence.
    """
    if "\x00" in request.path_info:  # PostgreSQL takes it in no text.
        return errors.not_found(request, gettext("Nothing is at this address."))
    try:
        return make()
    except (MomentRefused, FilterRefused) as refused:
        return errors.bad_request(request, str(refused))
    except ProjectUnknown:
        message = gettext("No project named “%(name)s” is tracked here.", name=name)
        return errors.not_found(request, message)


def release_unknown(request: HttpRequest, setting: Setting, name: str) -> HttpResponse:
    """404 that says which releases there are."""
    known = ", ".join(setting.frame.releases[:6]) or gettext("none yet")
    if setting.frame.moment.is_past:
        message = gettext(
            "No source names a release %(name)s at that moment. Known releases:"
            " %(known)s.",
            name=name,
            known=known,
        )
    else:
        message = gettext(
            "No source names a release %(name)s. Known releases: %(known)s.",
            name=name,
            known=known,
        )
    return errors.not_found(request, message, setting.frame)


def enhancement_unknown(
    request: HttpRequest, setting: Setting, key: str
) -> HttpResponse:
    """404 for a number or name that no enhancement has or had."""
    named = {"word": setting.profile.word, "key": key}
    if setting.frame.moment.is_past:
        message = gettext(
            "No %(word)s has the number or name “%(key)s” at that moment.", **named
        )
    else:
        message = gettext("No %(word)s has the number or name “%(key)s”.", **named)
    return errors.not_found(request, message, setting.frame)


def sig_unknown(request: HttpRequest, setting: Setting, name: str) -> HttpResponse:
    """404 for a SIG that nobody names."""
    message = gettext(
        "Neither a roster nor a document names a SIG “%(name)s”.", name=name[:60]
    )
    return errors.not_found(request, message, setting.frame)


def moment_query(setting: Setting) -> str:
    """The query of an address that leads to the moment asked for; empty for now."""
    given = setting.frame.moment.given
    return f"?{urlencode({'as_of': given})}" if given else ""


@policies.public
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The list of projects; with only one, its home page."""
    now = timezone.now()
    try:
        moment = moments.parse(request.GET.get("as_of"), now=now)
    except MomentRefused as refused:
        return errors.bad_request(request, str(refused))
    page = home.projects(moment, now=now)
    if len(page.projects) == 1:
        address = reverse("enhancements:home", args=[page.projects[0].project.name])
        query = f"?{urlencode({'as_of': moment.given})}" if moment.given else ""
        return HttpResponseRedirect(address + query)
    return _page(request, "projects", "home", page)


@policies.public
@project_page
def home_page(request: HttpRequest, setting: Setting) -> HttpResponse:
    """The home page of a project."""
    return _page(request, "home", "home", home.page(setting))


@policies.public
@project_page
def release_list(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Every release, newest first."""
    person = who(request, setting)
    page = ReleasesPage(
        setting.frame,
        tuple(releases.summaries(setting)),
        may_open=not setting.frame.moment.is_past
        and bool(person.may(Deed.OPEN_RELEASE, Thing())),
    )
    if exports.wanted(request):
        return exports.answer(request, setting, lists.RELEASES, page.summaries)
    return _page(request, "releases", "releases", page)


@policies.public
@project_page
def release_page(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """A release: deadlines and entries."""
    chosen = {key: _values(request, key) for key in ("sig", *ENTRY_FILTERS)}
    try:
        account = signing.account_of(request)
        page = release.page(
            setting,
            name,
            chosen,
            compare=_value(request, "compare"),
            visited_at=account.visited_at if account else None,
        )
    except release.ReleaseUnknown:
        return release_unknown(request, setting, name)
    if exports.wanted(request):
        listed = lists.compared(lists.ENTRIES, page.entries, page.comparison)
        return exports.answer(request, setting, *listed, about=name)
    more = assign_rights.told(request, setting, name)
    more |= follow_rights.told(request, setting, following.RELEASE, name)
    return _page(request, "release", "releases", page, **more)


@policies.public
@project_page
def sig_list(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Every SIG."""
    page = sigs.listing(setting)
    if exports.wanted(request):
        columns = lists.sigs(page.current, page.following)
        return exports.answer(request, setting, columns, page.rows)
    return _page(request, "sigs", "sigs", page)


@policies.public
@project_page
def sig_page(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """A SIG: people and entries."""
    try:
        page = sigs.page(
            setting,
            name,
            release=_value(request, "release"),
            chosen={key: _values(request, key) for key in ENTRY_FILTERS},
            compare=_value(request, "compare"),
            with_desk=not exports.wanted(request)
            or _value(request, "list") == sig_lists.ABSENT,
        )
    except sigs.SigUnknown:
        return sig_unknown(request, setting, name)
    if exports.wanted(request):
        return sig_lists.answer(request, setting, page)
    shown = page.release.name if page.release else ""
    more = assign_rights.told(request, setting, shown)
    more |= follow_rights.told(request, setting, following.SIG, name)
    return _page(request, "sig", "sigs", page, **more)


@policies.public
@project_page
def browse_page(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """The list of enhancements."""
    return browsing.answer(request, setting)


@policies.public
@project_page
def problems_page(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Everything that could not be read or does not fit."""
    chosen = {key: _values(request, key) for key in ("sig", "where", "field")}
    if exports.wanted(request):
        rows, _ = problems.matching(setting, chosen)
        return exports.answer(request, setting, lists.PROBLEMS, rows)
    page = problems.page(setting, chosen, number=_number(request))
    return _page(request, "problems", "problems", page)


@policies.public
@project_page
def guide_page(request: HttpRequest, setting: Setting) -> HttpResponse:
    """The guide: is it an enhancement, how to propose one, what words mean."""
    page = guide.page(setting, request.GET)
    return _page(request, "guide/index", "guide", page)


@policies.public
@project_page
def enhancement_page(request: HttpRequest, setting: Setting, key: str) -> HttpResponse:
    """An enhancement; an old name leads to the one of today."""
    account = signing.account_of(request)
    try:
        page = enhancement.page(setting, key, reader=account.login if account else "")
    except enhancement.EnhancementMoved as moved:
        address = reverse(
            "enhancements:enhancement", args=[setting.frame.project.name, str(moved)]
        )
        kept = {"in": request.GET.get("in", ""), "as_of": setting.frame.moment.given}
        given = {name: value for name, value in kept.items() if value}
        query = f"?{urlencode(given)}" if given else ""
        return HttpResponseRedirect(address + query)
    except enhancement.EnhancementUnknown:
        if setting.release(key) is not None:
            address = reverse(
                "enhancements:release", args=[setting.frame.project.name, key]
            )
            query = request.GET.urlencode()
            return HttpResponseRedirect(f"{address}?{query}" if query else address)
        return enhancement_unknown(request, setting, key)
    listed = results.find(
        setting, request.GET.get("in", ""), key, me=signing.me(request)
    )
    page = dataclasses.replace(page, results=listed)
    more = enhancement_rights.told(request, setting, page)
    more |= follow_rights.told(
        request, setting, following.ENHANCEMENT, str(page.enhancement)
    )
    return _page(request, "enhancement", "enhancements", page, **more)
