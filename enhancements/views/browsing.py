"""The list of enhancements, by itself or as a saved view has it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from enhancements.exports import browse as sheets
from enhancements.exports import lists
from enhancements.languages import gettext
from enhancements.policy import columns
from enhancements.policy.search import folding, grammar
from enhancements.queries import browse, browse_facts, browse_shown, filters
from enhancements.queries.browse_shown import Shown
from enhancements.queries.filters import Filters
from enhancements.queries.following import VIEW
from enhancements.queries.frame import Setting
from enhancements.queries.search import matches, narrowing, ranking
from enhancements.queries.search.reading import SearchUnread
from enhancements.queries.shapes.saved_views import ViewRow
from enhancements.views import asked, exports, follow_rights, signing, view_rights
from enhancements.views.view_rights import Viewing

Given = Mapping[str, Sequence[str]]
EDITED = "edited"
"""Says that the address, and not the saved view, tells what the list asks."""
_LONGEST = grammar.LONGEST + 1
"""One sign more than can be meant: what is longer is refused, and never cut."""
_DIGITS = 9


def given_of(said: QueryDict) -> dict[str, list[str]]:
    """What an address or a form says of a list: filters, columns, order, groups."""
    found = {
        name: asked.said(said, name) for name in (*filters.NAMES, *browse_shown.NAMES)
    }
    return {**found, "text": asked.said(said, "text", _LONGEST)}


def given_by(view: ViewRow) -> dict[str, list[str]]:
    """The same of a saved view."""
    said = {
        "text": [view.query],
        "columns": list(view.columns),
        "sort": [view.sort],
        "group": [view.group],
    }
    return {name: [one for one in values if one] for name, values in said.items()}


def said_by(wanted: Filters) -> str:
    """All that filters ask as one text, as a saved view keeps it."""
    others = {
        name: values
        for name, values in filters.parameters(wanted).items()
        if name != "text"
    }
    return folding.folded(wanted.text, others)


def answer(
    request: HttpRequest, setting: Setting, viewing: Viewing | None = None
) -> HttpResponseBase:
    """The list as a page or as a file; `viewing` has the saved view that is open."""
    view = viewing.opened.view if viewing and viewing.opened else None
    if view is None and (number := asked.value(request, "view")):
        return _opened(request, setting, number)
    by_view = view is not None and not asked.value(request, EDITED)
    given = given_by(view) if view and by_view else given_of(request.GET)
    shown = browse_shown.read(given)
    is_file = exports.wanted(request)
    try:
        wanted = narrowing.read(setting, given, me=signing.me(request))
    except SearchUnread as unread:
        if is_file:
            raise
        told = viewing or view_rights.of(request, setting)
        return _refused(request, _edited(told, not by_view), given, unread)
    usual = ranking.default(wanted)
    sort = _sort(given, usual)
    if shown.sort == usual:
        shown = dataclasses.replace(shown, sort="")
    if is_file:
        return _file(request, setting, wanted, shown, sort)
    told = viewing or view_rights.without_views(request, setting)
    page = browse.page(
        setting,
        wanted,
        sort=sort,
        number=asked.number(request),
        compare=asked.value(request, "compare"),
        shown=shown,
        more=_more(told),
        reader=None if viewing else told.reader,
    )
    if viewing is None:
        told = dataclasses.replace(told, views=page.views)
    told = _edited(told, not _is_saved(told, wanted, shown))
    beside = _beside(request, setting, view)
    return asked.page(request, "browse", "enhancements", page, viewing=told, **beside)


def _sort(given: Given, usual: str) -> str:
    """The order, as the address says it, or the one that the list has by itself."""
    return (given.get("sort") or [usual])[-1]


def _more(viewing: Viewing) -> dict[str, str]:
    """What links carry along so that they stay with the view that is open."""
    return {EDITED: "1"} if viewing.opened else {}


def _refused(
    request: HttpRequest, viewing: Viewing, given: Given, unread: SearchUnread
) -> HttpResponseBase:
    """The list of a search that cannot be meant."""
    page = browse.refused(
        viewing.setting,
        given,
        unread.troubles,
        sort=_sort(given, columns.DEFAULT_SORT),
        shown=browse_shown.read(given),
        more=_more(viewing),
    )
    return asked.page(
        request, "browse", "enhancements", page, status=400, viewing=viewing
    )


def _beside(
    request: HttpRequest, setting: Setting, view: ViewRow | None
) -> Mapping[str, Any]:
    """Whether who asks follows the view that is open."""
    if view is None:
        return {}
    return follow_rights.told(request, setting, VIEW, str(view.number))


def _opened(request: HttpRequest, setting: Setting, number: str) -> HttpResponseBase:
    """`?view=7` leads to the view, with what does not say what the list asks."""
    if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS):
        message = gettext(
            "“%(text)s” is no view. Write its number, such as 7.", text=number[:40]
        )
        raise filters.FilterRefused("view", message)
    project = setting.frame.project.name
    address = reverse("enhancements:saved-view", args=[project, int(number)])
    names = ("as_of", "compare", "page", "format")
    kept = {name: one for name in names if (one := asked.value(request, name))}
    return HttpResponseRedirect(f"{address}?{urlencode(kept)}" if kept else address)


def _is_saved(viewing: Viewing, wanted: Filters, shown: Shown) -> bool:
    """Whether the list is as the view that is open was saved."""
    if viewing.opened is None:
        return True
    view = viewing.opened.view
    kept = Shown(view.columns, view.sort, view.group)
    return said_by(wanted) == view.query and shown == kept


def _edited(viewing: Viewing, is_changed: bool) -> Viewing:  # noqa: FBT001 - private
    """The same, where a view is open with whether its list was changed."""
    if viewing.opened is None:
        return viewing
    opened = dataclasses.replace(viewing.opened, is_changed=is_changed)
    return dataclasses.replace(viewing, opened=opened)


def _file(
    request: HttpRequest, setting: Setting, wanted: Filters, shown: Shown, sort: str
) -> HttpResponseBase:
    compare = asked.value(request, "compare")
    rows, comparison = browse.every(
        setting, wanted, sort=sort, compare=compare, shown=shown
    )
    sheet = lists.ENHANCEMENTS
    if shown.columns:
        rows = tuple(rows)
        gone = comparison.gone if comparison else ()
        ids = [row.enhancement for row in (*rows, *gone)]
        sheet = sheets.of(shown, browse_facts.of(setting, ids, shown.names))
    if wanted.ranked:
        sheet = sheets.found(sheet, matches.of(setting, wanted, browse.BASE))
    return exports.answer(request, setting, *lists.compared(sheet, rows, comparison))
