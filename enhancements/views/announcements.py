"""Announcements about a release, to be copied as a mail or into a chat."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from enhancements.exports.letters import ANNOUNCEMENTS
from enhancements.queries import announcements as query
from enhancements.queries.frame import Setting
from enhancements.views import asked, exports, pages
from enhancements.views.pages import project_page
from enhancements.views.policies import public


@public
@project_page
def announcements(
    request: HttpRequest, setting: Setting, name: str
) -> HttpResponseBase:
    """The weekly status, a freeze, the call, and a message for each SIG."""
    release = setting.release(name)
    if release is None:
        return pages.release_unknown(request, setting, name)
    page = query.page(setting, release, asked.value(request, "freeze"))
    if exports.wanted(request):
        rows = [*page.main, *page.outreach]
        return exports.answer(request, setting, ANNOUNCEMENTS, rows, about=name)
    return asked.page(request, "letters/announcements", "releases", page)
