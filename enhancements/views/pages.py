"""The pages: guard, load, decide, render. Each also answers for a past moment."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from enhancements.exports import lists
from enhancements.queries import (
    browse,
    enhancement,
    filters,
    frame,
    guide,
    home,
    moments,
    problems,
    release,
    releases,
    sigs,
)
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import ProjectUnknown, Setting
from enhancements.queries.moments import MomentRefused
from enhancements.queries.shapes import Frame, ReleaseSummary
from enhancements.views import errors, exports, sig_lists

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
ProjectView = Callable[Concatenate[HttpRequest, Setting, P], HttpResponseBase]

_NAME = "project"
# Longest query string value that is read; nobody types more.
_LONGEST = 500
_DIGITS = 6


@dataclasses.dataclass(frozen=True, slots=True)
class ReleasesPage:
    """Everything the list of releases shows."""

    frame: Frame
    summaries: tuple[ReleaseSummary, ...]


def project_page(view: ProjectView[P]) -> View[P]:
    """Load the project at the moment asked for, and answer what cannot be met."""

    def answer(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        name = str(kwargs.pop(_NAME))
        now = timezone.now()
        try:
            moment = moments.parse(request.GET.get("as_of"), now=now)
            setting = frame.load(name, moment, now=now)
            return view(request, setting, *args, **kwargs)
        except (MomentRefused, FilterRefused) as refused:
            return errors.bad_request(request, str(refused))
        except ProjectUnknown:
            message = f"No project named “{name}” is tracked here."
            return errors.not_found(request, message)

    update_wrapper(answer, view)
    return require_safe(answer)


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The list of projects; with only one, its home page."""
    page = home.projects()
    if len(page.projects) == 1:
        return HttpResponseRedirect(
            reverse("enhancements:home", args=[page.projects[0].project.name])
        )
    return _page(request, "projects", "home", page)


@project_page
def home_page(request: HttpRequest, setting: Setting) -> HttpResponse:
    """The home page of a project."""
    return _page(request, "home", "home", home.page(setting))


@project_page
def release_list(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Every release, newest first."""
    page = ReleasesPage(setting.frame, tuple(releases.summaries(setting)))
    if exports.wanted(request):
        return exports.answer(request, setting, lists.RELEASES, page.summaries)
    return _page(request, "releases", "releases", page)


@project_page
def release_page(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """A release: deadlines and entries."""
    chosen = {key: values_of(request, key) for key in ("sig", "stage", "state", "has")}
    try:
        page = release.page(setting, name, chosen, compare=value_of(request, "compare"))
    except release.ReleaseUnknown:
        known = ", ".join(setting.frame.releases[:6]) or "none yet"
        message = (
            f"No source names a release {name}"
            f"{' at that moment' if setting.frame.moment.is_past else ''}."
            f" Known releases: {known}."
        )
        return errors.not_found(request, message, setting.frame)
    if exports.wanted(request):
        listed = lists.compared(lists.ENTRIES, page.entries, page.comparison)
        return exports.answer(request, setting, *listed, about=name)
    return _page(request, "release", "releases", page)


@project_page
def sig_list(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Every SIG."""
    page = sigs.listing(setting)
    if exports.wanted(request):
        columns = lists.sigs(page.current, page.following)
        return exports.answer(request, setting, columns, page.rows)
    return _page(request, "sigs", "sigs", page)


@project_page
def sig_page(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """A SIG: people and entries."""
    try:
        page = sigs.page(
            setting,
            name,
            release=value_of(request, "release"),
            compare=value_of(request, "compare"),
        )
    except sigs.SigUnknown:
        message = f"Neither a roster nor a document names a SIG “{name}”."
        return errors.not_found(request, message, setting.frame)
    if exports.wanted(request):
        return sig_lists.answer(request, setting, page)
    return _page(request, "sig", "sigs", page)


@project_page
def browse_page(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """The list of enhancements."""
    given = {
        key: values_of(request, key)
        for key in (
            "sig",
            "participating-sig",
            "stage",
            "status",
            "release",
            "author",
            "approver",
            "number",
            "has",
            "text",
        )
    }
    wanted = filters.read(setting.profile, given)
    sort = value_of(request, "sort") or "number"
    if exports.wanted(request):
        compare = value_of(request, "compare")
        rows, comparison = browse.every(setting, wanted, sort=sort, compare=compare)
        listed = lists.compared(lists.ENHANCEMENTS, rows, comparison)
        return exports.answer(request, setting, *listed)
    page = browse.page(
        setting,
        wanted,
        sort=sort,
        number=number_of(request),
        compare=value_of(request, "compare"),
    )
    return _page(request, "browse", "enhancements", page)


@project_page
def problems_page(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Everything that could not be read or does not fit."""
    chosen = {key: values_of(request, key) for key in ("sig", "where", "field")}
    if exports.wanted(request):
        rows, _ = problems.matching(setting, chosen)
        return exports.answer(request, setting, lists.PROBLEMS, rows)
    page = problems.page(setting, chosen, number=number_of(request))
    return _page(request, "problems", "problems", page)


@project_page
def guide_page(request: HttpRequest, setting: Setting) -> HttpResponse:
    """The guide: is it an enhancement, how to propose one, what words mean."""
    page = guide.page(setting, request.GET)
    return _page(request, "guide/index", "guide", page)


@project_page
def enhancement_page(request: HttpRequest, setting: Setting, key: str) -> HttpResponse:
    """An enhancement; an old name leads to the one of today."""
    try:
        page = enhancement.page(setting, key)
    except enhancement.EnhancementMoved as moved:
        address = reverse(
            "enhancements:enhancement", args=[setting.frame.project.name, str(moved)]
        )
        given = setting.frame.moment.given
        query = f"?{urlencode({'as_of': given})}" if given else ""
        return HttpResponseRedirect(address + query)
    except enhancement.EnhancementUnknown:
        then = " at that moment" if setting.frame.moment.is_past else ""
        message = f"No {setting.profile.word} has the number or name “{key}”{then}."
        return errors.not_found(request, message, setting.frame)
    return _page(request, "enhancement", "enhancements", page)


def _page(request: HttpRequest, template: str, nav: str, page: Any) -> HttpResponse:
    return render(request, f"{template}.html", {"page": page, "nav": nav})


def values_of(request: HttpRequest, name: str) -> list[str]:
    """Every value of a parameter, cut to a length that people type."""
    values = [
        value[:_LONGEST].replace("\x00", "") for value in request.GET.getlist(name)
    ]
    return [value for value in values if value]


def value_of(request: HttpRequest, name: str) -> str:
    """The value of a parameter; empty when it is not given."""
    return request.GET.get(name, "")[:_LONGEST].replace("\x00", "")


def number_of(request: HttpRequest) -> int:
    """The page of a long list, counted from 1."""
    text = request.GET.get("page", "1")
    return (
        int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 1
    )
