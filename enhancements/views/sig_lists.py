"""The lists of a SIG's page as files: `?format=csv&list=now`."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from enhancements.exports import absence, lists
from enhancements.languages import gettext
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import SigPage
from enhancements.views import exports

ABSENT = "absent"
LISTS = ("now", "then", "rest", "beside", ABSENT)
"""Entries of the release shown and of the next one, enhancements planned for neither,
those that the SIG takes part in, and owners who are gone or silent."""


def answer(request: HttpRequest, setting: Setting, page: SigPage) -> HttpResponseBase:
    """The list that `list` names, the entries of the release shown without it."""
    name = request.GET.get("list", LISTS[0])
    if name not in LISTS:
        message = gettext(
            "“%(name)s” is no list of this page. Ask for %(lists)s.",
            name=name[:40],
            lists=", ".join(LISTS),
        )
        raise FilterRefused("list", message)
    if name == ABSENT:
        missing = page.desk.absent if page.desk else ()
        return exports.answer(
            request, setting, absence.MISSING, missing, about=page.name
        )
    comparison = page.comparisons.get(name)
    if name in ("now", "then"):
        entries = page.entries if name == "now" else page.next_entries
        sheet, rows = lists.compared(lists.ENTRIES, entries, comparison)
        return exports.answer(request, setting, sheet, rows, about=page.name)
    found = page.unplanned if name == "rest" else page.participates
    columns, listed = lists.compared(lists.ENHANCEMENTS, found, comparison)
    return exports.answer(request, setting, columns, listed, about=page.name)
