"""The rows of a freeze board: entries by freezes, as of the setting's moment."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy import boards
from enhancements.policy.boards import Given, Status, Tally
from enhancements.queries import board_marks, entries, judged
from enhancements.queries.board_marks import Board, Marks
from enhancements.queries.deadlines import PREFIX, Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow
from enhancements.queries.shapes.board import BoardCell, BoardRow, DecisionRow
from enhancements.queries.shapes.board_page import Freeze


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A whole board."""

    freezes: tuple[Freeze, ...]
    rows: tuple[BoardRow, ...]
    has_verdicts: bool
    next_at: dt.datetime | None
    """When a verdict changes by itself, if nothing else changes."""


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
    listed = entries.of_releases(setting, [release], only=only, decided=True)
    board = board_marks.read(setting, release, only=only)
    found = [*listed[release.id], *board.lone]
    if board.lone:
        found.sort(key=_order)
    columns = freezes(setting, release)
    make = _Maker(setting, board, columns)
    return Found(
        freezes=columns,
        rows=tuple([make.row(entry) for entry in found]),
        has_verdicts=board.has_verdicts,
        next_at=board.next_at,
    )


def freezes(setting: Setting, release: Dates) -> tuple[Freeze, ...]:
    """The freezes of a release in their order."""
    worked = judged_freeze(setting, release)
    return tuple(
        Freeze(
            key=at.key,
            label=at.label,
            deadline=release.deadline(f"{PREFIX}{at.key}"),
            is_judged=at.key == worked,
        )
        for _, at in judged.freezes_of(setting, release)
    )


def judged_freeze(setting: Setting, release: Dates) -> str:
    """Key of the freeze worked for at the moment: the next that has not ended.

    When all have ended it is the last one; empty without any freeze.
    """
    found = [at for _, at in judged.freezes_of(setting, release)]
    dated = sorted((at.ends_at, at.key) for at in found if at.ends_at is not None)
    waiting = [key for ends_at, key in dated if ends_at > setting.at]
    undated = [at.key for at in found if at.ends_at is None]
    return next(iter([*waiting, *undated, *[key for _, key in dated[-1:]]]), "")


def day_of(value: dt.datetime, at: dt.datetime) -> str:
    """A day as small print has it: "30 Apr", with the year when it is another one."""
    date = value.astimezone(dt.UTC)
    year = "" if date.year == at.year else f" {date.year}"
    return f"{date.day} {date:%b}{year}"


def _order(row: EntryRow) -> tuple[object, ...]:
    number = row.number
    return (row.sig is None, row.sig or "", number is None, number or 0, row.key)


_NO_MARKS = Marks()


class _Maker:
    """Makes rows. Cells that say the same are the same value: there are hundreds."""

    def __init__(
        self, setting: Setting, board: Board, columns: Sequence[Freeze]
    ) -> None:
        self._at = setting.at
        self._marks = board.marks
        self._columns = columns
        self._judged = next((one.key for one in columns if one.is_judged), "")
        self._known: dict[tuple[Any, ...], tuple[BoardCell, ...]] = {}

    def row(self, entry: EntryRow) -> BoardRow:
        marks = self._marks.get(entry.place, _NO_MARKS)
        cells = self._cells(marks)
        contact = marks.others.get(board_marks.CONTACT)
        active = marks.active_at
        if entry.since is not None and (active is None or entry.since > active):
            active = entry.since
        return BoardRow(
            entry=entry,
            cells=cells,
            contact=contact.value if contact else "",
            contact_decision=contact,
            opted_in=marks.others.get(board_marks.OPT_IN),
            note=marks.others.get(board_marks.NOTE),
            status=self._status(cells),
            active_at=active,
            waivers=tuple(marks.waivers),
            is_planned=entry.planned,
        )

    def _status(self, cells: Sequence[BoardCell]) -> Status:
        for cell in cells:
            if cell.freeze == self._judged:
                return cell.status
        return Status.NOT_JUDGED

    def _cells(self, marks: Marks) -> tuple[BoardCell, ...]:
        said = [marks.verdicts.get(one.key) for one in self._columns]
        if marks.standings:
            return self._make(said, marks.standings)
        key = tuple([one and _numbers(one) for one in said])
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._make(said, {})
        return known

    def _make(
        self,
        said: Sequence[Mapping[str, Any] | None],
        decided: Mapping[str, DecisionRow],
    ) -> tuple[BoardCell, ...]:
        given = [
            Given(
                column.key,
                verdict["value"] if verdict else "",
                decided[column.key].value if column.key in decided else "",
            )
            for column, verdict in zip(self._columns, said, strict=True)
        ]
        found = boards.statuses(given, self._judged)
        return tuple(
            self._cell(column, status, verdict, decided.get(column.key))
            for column, status, verdict in zip(self._columns, found, said, strict=True)
        )

    def _cell(
        self,
        column: Freeze,
        status: Status,
        verdict: Mapping[str, Any] | None,
        decision: DecisionRow | None,
    ) -> BoardCell:
        word, *numbers = _numbers(verdict) if verdict else ("", 0, 0, 0, 0)
        tally = Tally(*numbers)
        day = day_of(decision.since, self._at) if decision else ""
        return BoardCell(
            freeze=column.key,
            label=column.label,
            status=status,
            text=boards.LABELS[status],
            detail=boards.small_print(status, word, tally, day),
            verdict=word,
            asked=tally.asked,
            failed=tally.failed,
            unknown=tally.unknown,
            waived=tally.waived,
            decision=decision,
            is_contrary=boards.is_contrary(status, word),
        )


def _numbers(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a cell needs of a verdict."""
    return (row["value"], row["asked"], row["failed"], row["unknown"], row["waived"])
