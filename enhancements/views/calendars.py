"""Deadlines as calendars, for whoever subscribes to their address."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from enhancements.feeds import ics
from enhancements.queries import calendars
from enhancements.queries.calendars import Occasion
from enhancements.queries.frame import Setting
from enhancements.views import policies
from enhancements.views.feeds import conditional
from enhancements.views.pages import project_page, release_unknown


@policies.public
@project_page
def of_project(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """The deadlines of all releases that are not long over."""
    name = f"{setting.frame.project.title}: deadlines"
    return _answer(request, setting, name, "", calendars.of_project(setting))


@policies.public
@project_page
def of_release(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """The deadlines of one release."""
    if setting.release(name) is None:
        return release_unknown(request, setting, name)
    title = f"{setting.frame.project.title} {name}: deadlines"
    found = calendars.of_project(setting, release=name)
    return _answer(request, setting, title, "", found)


@policies.public
@project_page
def of_sig(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """The deadlines of the releases in work, with what of a SIG is not ready."""
    title = f"{setting.frame.project.title}: deadlines of SIG {name}"
    return _answer(
        request, setting, title, f"/sigs/{name}", calendars.of_sig(setting, name)
    )


def _answer(
    request: HttpRequest,
    setting: Setting,
    name: str,
    family: str,
    found: Sequence[Occasion],
) -> HttpResponseBase:
    def link(one: Occasion) -> str:
        address = reverse(f"enhancements:{one.route}", args=one.args)
        return request.build_absolute_uri(address)

    body = ics.write(
        name=name,
        address=request.build_absolute_uri(),
        family=f"{setting.frame.project.name}{family}",
        occasions=found,
        link=link,
    )
    return conditional(request, body, ics.CONTENT_TYPE)
