"""The rows of a freeze board: entries by freezes, as of the setting's moment."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from enhancements.policy import boards, verdict_stretches
from enhancements.policy.checks.seen import FreezeAt
from enhancements.queries import board_marks, board_rows, entries, judged, rules
from enhancements.queries.board_marks import NONE
from enhancements.queries.deadlines import PREFIX, Dates
from enhancements.queries.entries import Group
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.board import BoardRow
from enhancements.queries.shapes.board_page import Freeze
from enhancements.queries.shapes.compare import Place


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A whole board."""

    freezes: tuple[Freeze, ...]
    rows: tuple[BoardRow, ...]
    has_verdicts: bool
    next_at: dt.datetime | None
    """When a verdict changes by itself, if nothing else changes."""
    waiting: int
    """How many of the entries have no verdict yet because their checks are still to be
    run."""


def rows(
    setting: Setting, release: Dates, *, only: Sequence[int] | None = None
) -> list[BoardRow]:
    """Every entry of a release with a cell for each freeze, in two SQL statements.

    Of `only` these enhancements, by id. Entries are those planned or committed, and
    those that people decided about though no source plans them any more. Sorted by SIG,
    number, key and track.
    """
    return list(find(setting, release, only=only).rows)


def find(
    setting: Setting, release: Dates, *, only: Sequence[int] | None = None
) -> Found:
    """The same with what else there is to know of the board."""
    groups = entries.grouped(setting, [release], only=only, decided=True)[release.id]
    board = board_marks.read(setting, release, only=only)
    columns = _stored(setting, release, board.criteria)
    make = board_rows.Maker(setting, release, columns, board)
    marks = board.marks
    found = [
        make.row(group, marks.get(place, NONE))
        for group, place in ((group, _place(group)) for group in groups)
    ]
    if board.lone:
        found += [make.lone(one, marks.get(one.place, NONE)) for one in board.lone]
        found.sort(key=_order)
    return Found(
        freezes=columns,
        rows=tuple(found),
        has_verdicts=board.has_verdicts,
        next_at=board.next_at,
        waiting=sum(
            row.place[0] in board.waiting and not marks.get(row.place, NONE).verdicts
            for row in found
        )
        if board.waiting
        else 0,
    )


def _place(group: Group) -> Place:
    return (group[0]["enhancement_id"], group[0]["track"])


def freezes(setting: Setting, release: Dates) -> tuple[Freeze, ...]:
    """The freezes of a release in their order; one SQL statement. Who has read the
    board knows them from it.
    """
    found = judged.freezes_of(setting, release)
    return _columns(setting, release, [at for _, at in found])


def _stored(setting: Setting, release: Dates, stored: str) -> tuple[Freeze, ...]:
    """The freezes by the release's own criteria, which are JSON, or the profile's."""
    profile = setting.profile
    criteria = rules.kept_criteria(stored, profile) if stored else profile.criteria
    found = verdict_stretches.freezes(criteria, rules.dated(release))
    return _columns(setting, release, [at for _, at in found])


def _columns(
    setting: Setting, release: Dates, found: Sequence[FreezeAt]
) -> tuple[Freeze, ...]:
    worked = boards.worked([(one.key, one.ends_at) for one in found], setting.at)
    return tuple(
        Freeze(
            key=at.key,
            label=at.label,
            deadline=release.deadline(f"{PREFIX}{at.key}"),
            is_judged=at.key == worked,
        )
        for at in found
    )


def _order(row: BoardRow) -> tuple[object, ...]:
    entry, number = row.entry, row.entry.number
    return (
        *(entry.sig is None, entry.sig or ""),
        *(number is None, number or 0, entry.key, entry.track),
    )
