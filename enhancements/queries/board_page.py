"""The page of a freeze board."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from enhancements.languages import gettext, ngettext
from enhancements.queries import (
    board,
    board_compare,
    board_figures,
    board_filters,
    board_links,
    board_panel,
    facets,
    weeks,
    words,
)
from enhancements.queries.board_filters import Asked
from enhancements.queries.board_panel import Reader
from enhancements.queries.deadlines import FREEZE, Dates
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.release import NO_SIG, named
from enhancements.queries.shapes import FacetGroup
from enhancements.queries.shapes.board import BoardRow, row_id
from enhancements.queries.shapes.board_page import BoardPage, Freeze

_HOUR = dt.timedelta(hours=1)
_SOON = dt.timedelta(seconds=5)
_STATUS, _OWNER = "status", "owner"
_MOST_OWNERS = 8
"""How many owners the filter offers: those of the most entries."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Listed:
    """The rows that are shown, and what the filters say of them."""

    filters: Sequence[Filter[BoardRow]]
    kept: Sequence[BoardRow]
    facets: tuple[FacetGroup, ...]
    but_status: Sequence[BoardRow]
    """Rows that meet every filter but the one by status."""


def page(setting: Setting, name: str, asked: Asked, reader: Reader) -> BoardPage:
    """Everything the page shows, in two SQL statements beside the setting's two.

    A panel takes one more, a comparison three. Raises ReleaseUnknown, and FilterRefused
    for a `compare` that cannot be read.
    """
    release = named(setting, name)
    other = board_compare.read(setting, name, asked.compare, reader.visited_at)
    found = board.find(setting, release)
    given = asked.parameters(setting.frame.moment.given)
    listed = _listed(setting, found.rows, asked, given)
    by = board_links.grouping(asked.group)
    groups = board_filters.grouped(
        setting, board_filters.ordered(listed.kept, asked.sort), by
    )
    opened = board_panel.entry(found.rows, asked)
    judged = next((one for one in found.freezes if one.is_judged), None)
    shown, places, extras = board_links.shown(found.freezes, asked.columns)
    closed = {**given, "item": "", "track": "", "freeze": ""}
    selectable = board_panel.selectable(setting, name, found.rows, reader)
    return BoardPage(
        frame=setting.frame,
        release=name,
        week=weeks.of_release(setting, release),
        freezes=shown,
        places=places,
        extras=extras,
        judged=judged,
        groups=groups,
        total=len(found.rows),
        shown=len(listed.kept),
        figures=board_figures.figures(listed.but_status, asked.chosen, given),
        facets=tuple(_few(one) for one in listed.facets if one.name != _STATUS),
        scope=_scope(name, len(listed.kept), asked, judged),
        columns=board_links.sorts(asked.sort, given),
        groupings=board_links.groupings(by, given),
        column_choices=board_links.choices(found.freezes, shown, extras),
        filtered=bool(asked.text) or any(asked.chosen.values()),
        text=asked.text,
        given=given,
        prefix=words.query(closed),
        item=row_id(opened) if opened else "",
        missing=asked.item if asked.item and opened is None else "",
        has_verdicts=found.has_verdicts,
        waiting=found.waiting,
        good_until=good_until(setting, release, found),
        freeze=release.deadline(FREEZE),
        comparison=board_compare.compared(
            setting,
            other,
            release,
            (listed.kept, found),
            lambda then, rows: _listed(then, rows, asked, {}).kept,
        )
        if other
        else None,
        visited_at=reader.visited_at,
        panel=board_panel.panel(
            setting,
            release,
            found,
            opened,
            asked=asked,
            listed=[row for group in groups for row in group.rows],
            reader=reader,
        )
        if opened
        else None,
        grouped_by=by,
        selectable=selectable,
        bulk=board_panel.bulk(setting, name, selectable, reader),
    )


def _listed(
    setting: Setting,
    rows: Sequence[BoardRow],
    asked: Asked,
    given: Mapping[str, object],
) -> _Listed:
    text = asked.text
    named = [row for row in rows if board_filters.matches(row, text)] if text else rows
    filters = board_filters.filters(setting, rows)
    kept, groups = facets.apply(named, filters, asked.chosen, given)
    but_status = kept
    if asked.chosen.get(_STATUS):
        others = {**asked.chosen, _STATUS: ()}
        but_status, _ = facets.apply(named, filters, others, {})
    return _Listed(filters, kept, groups, but_status)


def _few(group: FacetGroup) -> FacetGroup:
    """Of the owners only those with the most entries, and those that are on."""
    if group.name != _OWNER:
        return group
    ranked = sorted(group.facets, key=lambda one: (-one.count, one.label.casefold()))
    few = [
        one
        for place, one in enumerate(ranked)
        if one.on or (place < _MOST_OWNERS and one.count)
    ]
    return dataclasses.replace(group, facets=tuple(few))


def _scope(name: str, count: int, asked: Asked, judged: Freeze | None) -> str:
    """One sentence that says what the board holds."""
    sigs, text = asked.chosen.get("sig", ()), asked.text
    values = {
        "entries": ngettext(
            "%(number)s entry", "%(number)s entries", count, number=count
        ),
        "sigs": _of_sigs(sigs),
        "release": name,
        "text": text,
    }
    if sigs and text:
        said = gettext("%(entries)s %(sigs)s in %(release)s with “%(text)s”", **values)
    elif sigs:
        said = gettext("%(entries)s %(sigs)s in %(release)s", **values)
    elif text:
        said = gettext("%(entries)s in %(release)s with “%(text)s”", **values)
    else:
        said = gettext("%(entries)s in %(release)s", **values)
    if judged is None:
        return said
    return gettext(
        "%(scope)s, judged for the %(freeze)s",
        scope=said,
        freeze=words.within(judged.label),
    )


def _of_sigs(sigs: Sequence[str]) -> str:
    """Of which SIGs the entries are: "of SIG compute or without a SIG"."""
    named = [
        gettext("of SIG %(sig)s", sig=one)
        if one != NO_SIG
        else gettext("without a SIG")
        for one in sigs
    ]
    return gettext(" or ").join(named)


def good_until(setting: Setting, release: Dates, found: board.Found) -> dt.datetime:
    """Until when the page says the truth, if nothing is written meanwhile.

    Ages change with the hour, what is said of deadlines ("in 12 days") at full hours
    before them, and a verdict at the board's `next_at`. What is of the past stays.
    That an entry has nothing to be judged by is written nowhere, so while any waits the
    page says so for some seconds only.
    """
    now = setting.frame.now or setting.at
    full = now.replace(minute=0, second=0, microsecond=0) + _HOUR
    ends = [now + ((one.ends_at - now) % _HOUR or _HOUR) for one in release.deadlines]
    if found.next_at is not None and found.next_at > now:
        ends.append(found.next_at)
    if found.waiting:
        ends.append(now + _SOON)
    return min([full, *ends])
