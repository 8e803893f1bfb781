"""The page of what waits for somebody, or for a SIG."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from enhancements.exports import waiting as sheets
from enhancements.languages import gettext
from enhancements.queries import waiting_page
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.waiting import WaitRow
from enhancements.queries.waiting_page import WaitingPage
from enhancements.views import asked, exports, policies
from enhancements.views.pages import project_page
from enhancements.views.who import who


@policies.public
@project_page
def waiting(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """What waits for `?person=` or `?sig=`; for whoever is signed in without them."""
    page = _page(request, setting)
    if exports.wanted(request):
        return exports.answer(
            request, setting, sheets.WAITS, _rows(request, page), about=page.title
        )
    return asked.page(request, "waiting", "waiting", page)


def _page(request: HttpRequest, setting: Setting) -> WaitingPage:
    person, sig = asked.value(request, "person"), asked.value(request, "sig")
    if person:
        return waiting_page.of_person(setting, person)
    if sig:
        return waiting_page.of_sig(setting, sig)
    me = who(request, setting)
    if me.account is None:
        return WaitingPage(setting.frame, gettext("Waiting on me"), ())
    return waiting_page.of_me(setting, me.account.login, me.held)


def _rows(request: HttpRequest, page: WaitingPage) -> list[WaitRow]:
    """The rows of the list asked for; of all lists without one."""
    name = asked.value(request, "list")
    keys = [part.key for part in page.parts]
    if name and name not in keys:
        message = gettext(
            "“%(name)s” is no list of this page. Ask for %(lists)s.",
            name=name[:40],
            lists=", ".join(keys) or "none",
        )
        raise FilterRefused("list", message)
    return [row for part in page.parts if name in ("", part.key) for row in part.rows]
