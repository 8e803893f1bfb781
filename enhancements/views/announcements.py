"""Announcements about a release, to be copied as a mail or into a chat."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from enhancements.exports.letters import ANNOUNCEMENTS, LEFT_OUT
from enhancements.queries import announcements as query
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.letters import AnnouncementsPage
from enhancements.views import asked, exports, pages
from enhancements.views.pages import project_page
from enhancements.views.policies import public

LISTS = ("announcements", "left-out")
"""The lists of the page, which a file has one of: the first without a name."""


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
        return _file(request, setting, name, page)
    return asked.page(request, "letters/announcements", "releases", page)


def _file(
    request: HttpRequest, setting: Setting, name: str, page: AnnouncementsPage
) -> HttpResponseBase:
    wanted = asked.value(request, "list") or LISTS[0]
    if wanted not in LISTS:
        raise FilterRefused("list", f"Write list={' or list='.join(LISTS)}.")
    if wanted == LISTS[0]:
        rows = [*page.main, *page.outreach]
        return exports.answer(request, setting, ANNOUNCEMENTS, rows, about=name)
    return exports.answer(request, setting, LEFT_OUT, page.left_out, about=name)
