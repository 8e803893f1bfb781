"""The pages: guard, load, decide, render. Each also answers for a past moment."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

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
from enhancements.views import errors

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
ProjectView = Callable[Concatenate[HttpRequest, Setting, P], HttpResponse]

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
    ) -> HttpResponse:
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
def release_list(request: HttpRequest, setting: Setting) -> HttpResponse:
    """Every release, newest first."""
    page = ReleasesPage(setting.frame, tuple(releases.summaries(setting)))
    return _page(request, "releases", "releases", page)


@project_page
def release_page(request: HttpRequest, setting: Setting, name: str) -> HttpResponse:
    """A release: deadlines and entries."""
    chosen = {key: _values(request, key) for key in ("sig", "stage", "state", "has")}
    try:
        page = release.page(setting, name, chosen, compare=_value(request, "compare"))
    except release.ReleaseUnknown:
        known = ", ".join(setting.frame.releases[:6]) or "none yet"
        message = (
            f"No source names a release {name}"
            f"{' at that moment' if setting.frame.moment.is_past else ''}."
            f" Known releases: {known}."
        )
        return errors.not_found(request, message, setting.frame)
    return _page(request, "release", "releases", page)


@project_page
def sig_list(request: HttpRequest, setting: Setting) -> HttpResponse:
    """Every SIG."""
    return _page(request, "sigs", "sigs", sigs.listing(setting))


@project_page
def sig_page(request: HttpRequest, setting: Setting, name: str) -> HttpResponse:
    """A SIG: people and entries."""
    try:
        page = sigs.page(
            setting,
            name,
            release=_value(request, "release"),
            compare=_value(request, "compare"),
        )
    except sigs.SigUnknown:
        message = f"Neither a roster nor a document names a SIG “{name}”."
        return errors.not_found(request, message, setting.frame)
    return _page(request, "sig", "sigs", page)


@project_page
def browse_page(request: HttpRequest, setting: Setting) -> HttpResponse:
    """The list of enhancements."""
    given = {
        key: _values(request, key)
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
    page = browse.page(
        setting,
        wanted,
        sort=_value(request, "sort") or "number",
        number=_number(request),
        compare=_value(request, "compare"),
    )
    return _page(request, "browse", "enhancements", page)


@project_page
def problems_page(request: HttpRequest, setting: Setting) -> HttpResponse:
    """Everything that could not be read or does not fit."""
    chosen = {key: _values(request, key) for key in ("sig", "where", "field")}
    page = problems.page(setting, chosen, number=_number(request))
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


def _values(request: HttpRequest, name: str) -> list[str]:
    values = [
        value[:_LONGEST].replace("\x00", "") for value in request.GET.getlist(name)
    ]
    return [value for value in values if value]


def _value(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "")[:_LONGEST].replace("\x00", "")


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return (
        int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 1
    )
