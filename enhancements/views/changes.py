"""What changed, in a project, of a SIG and of a release."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from enhancements.exports import lists
from enhancements.queries import changes_page, window
from enhancements.queries.frame import Setting
from enhancements.views import asked, exports, policies
from enhancements.views.pages import project_page, release_unknown


@policies.public
@project_page
def of_project(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Everything that changed in the days asked for."""
    return _answer(request, setting)


@policies.public
@project_page
def of_sig(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """What changed of a SIG; of one that nobody names, nothing has."""
    return _answer(request, setting, "sig", name)


@policies.public
@project_page
def of_release(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """What changed of a release."""
    if setting.release(name) is None:
        return release_unknown(request, setting, name)
    return _answer(request, setting, "release", name)


def _answer(
    request: HttpRequest, setting: Setting, about: str = "", name: str = ""
) -> HttpResponseBase:
    given = {key: asked.value(request, key) for key in ("since", "until")}
    days = window.read(given["since"], given["until"], at=setting.at)
    chosen = {key: asked.values(request, key) for key in changes_page.FILTERS}
    if exports.wanted(request):
        rows = changes_page.found(setting, days, about=about, name=name)
        kept, _ = changes_page.apply(rows, chosen, {}, about)
        return exports.answer(request, setting, lists.CHANGES, kept, about=name)
    page = changes_page.page(
        setting,
        days,
        chosen,
        number=asked.number(request),
        about=about,
        name=name,
        given=given,
    )
    return render(request, "changes.html", {"page": page, "nav": "home"})
