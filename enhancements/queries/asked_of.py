"""What one person was asked, for the page on which they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from enhancements.policy import boards
from enhancements.policy.waiting import Question
from enhancements.queries import still_true, waiting
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.shapes.asking import MineRow
from enhancements.queries.shapes.waiting import QueueEntry

_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def rows(
    setting: Setting, login: str, *, also: Sequence[int] = ()
) -> tuple[MineRow, ...]:
    """Entries that somebody was asked about before the freezes that are worked for,
    those that wait first, in one SQL statement; with entries of the enhancements
    `also`, whether they were asked about them or not.
    """
    found = waiting.queue(setting, logins=[login], only=also)
    made = [
        _row(one, login)
        for one in found.entries
        if _mine(one, login) or one.enhancement in also
    ]
    return tuple(sorted(made, key=_order))


def of(entries: Iterable[QueueEntry], login: str) -> list[MineRow]:
    """Those of some entries that somebody was asked about; no SQL."""
    return [_row(one, login) for one in entries if _mine(one, login)]


def _mine(entry: QueueEntry, login: str) -> list[Question]:
    name = plain(login)
    return [one for one in entry.facts.questions if plain(one.login) == name]


def _row(entry: QueueEntry, login: str) -> MineRow:
    mine = _mine(entry, login)
    is_open = {one.item for one in still_true.open_questions(entry.facts)}
    last = mine[-1] if mine else None
    return MineRow(
        entry=entry,
        items=tuple(one.item for one in mine),
        asked_at=last.at if last else entry.facts.since or _NEVER,
        is_open=any(one.item in is_open for one in mine),
        answer=last.answer if last else "",
        status=boards.label(entry.facts.status),
    )


def _order(row: MineRow) -> tuple[object, ...]:
    return (not row.is_open, row.entry.facts.ends_at or _NEVER, row.entry.key)
