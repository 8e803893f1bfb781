"""Rows of a board, made from what the database says of them and kept.

A board shows hundreds of rows of which few have changed since somebody last looked.
Making them takes longer than reading them, so rows are kept in the process under all
that they are made of: the versions of their entry and record by which PostgreSQL goes,
the texts of their marks, and the language of their words. Another state is another row;
nothing is ever looked up by name or by time.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
from collections.abc import Hashable, Mapping, Sequence

from django.db import connection

from enhancements.languages import current, dates, gettext
from enhancements.policy import boards, deadlines
from enhancements.policy.boards import NOTHING, Given, Status
from enhancements.policy.decisions import CHECK_IN, CONTACT, NOTE, OPT_IN
from enhancements.policy.people import ROLES, of_entry
from enhancements.queries import board_marks, dependencies, entries
from enhancements.queries.board_marks import Board, Marks, Said
from enhancements.queries.deadlines import Dates
from enhancements.queries.entries import Group
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow
from enhancements.queries.shapes.board import (
    BoardCell,
    BoardRow,
    DecisionRow,
    ExceptionMark,
)
from enhancements.queries.shapes.board_page import Freeze
from enhancements.queries.shapes.dependencies import Need

_MOST = 10_000
_FORMS = 500
_known: dict[tuple[Hashable, ...], BoardRow] = {}
_forms: dict[Hashable, int] = {}
_numbers = itertools.count()
_NOT_SAID = Said("", NOTHING)


def day_of(value: dt.date, at: dt.datetime) -> str:
    """A day as small print has it: "30 Apr", with the year when it is another one."""
    date = value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value
    return dates.day(date, with_year=date.year != at.year)


class Maker:
    """Makes the rows of one board at one moment."""

    def __init__(
        self,
        setting: Setting,
        release: Dates,
        columns: Sequence[Freeze],
        board: Board,
    ) -> None:
        self._setting = setting
        self._release = release
        self._columns = columns
        self._board = board
        self._judged = next((one.key for one in columns if one.is_judged), "")
        self._form = _form(setting, release, columns)
        self._is_out = release.out_at is not None and release.out_at <= setting.at

    def row(self, group: Group, marks: Marks) -> BoardRow:
        """The row of an entry."""
        id_ = group[0]["enhancement_id"]
        board = self._board
        beside = (
            *(board.active.get(id_, 0), board.needs.get(id_, "")),
            board.concerns.get(id_, ""),
        )
        said = (marks.verdicts, marks.decisions, marks.exceptions, marks.moment)
        key = (self._form, self._is_out, entries.version(group), *said, *beside)
        known = _known.get(key)
        if known is None:
            entry = entries.entry(self._setting, group, self._release)
            known = self.lone(entry, marks)
            if len(_known) >= _MOST:
                _known.clear()
            _known[key] = known
        return known

    def lone(self, entry: EntryRow, marks: Marks) -> BoardRow:
        """The row of an entry, made anew."""
        decided = board_marks.decisions(marks)
        cells = self._cells(
            board_marks.verdicts(marks),
            decided.standings,
            board_marks.excepted(marks, is_out=self._is_out),
        )
        contact = decided.others.get(CONTACT)
        said = {one: decided.others[one] for one in ROLES if one in decided.others}
        active = self._board.active.get(entry.enhancement, 0)
        last = board_marks.moment(max(marks.moment, active))
        moments = [one for one in (last, entry.since) if one]
        return BoardRow(
            entry=_with_people(entry, said),
            people=tuple(said.values()),
            cells=cells,
            contact=contact.value if contact else "",
            contact_decision=contact,
            opted_in=decided.others.get(OPT_IN),
            note=decided.others.get(NOTE),
            check_in=decided.others.get(CHECK_IN),
            status=self._status(cells),
            active_at=max(moments, default=None),
            waivers=tuple(decided.waivers),
            is_planned=entry.planned,
            needs=self._needs(entry),
            concerns=tuple(
                json.loads(self._board.concerns.get(entry.enhancement, "[]"))
            ),
        )

    def _needs(self, entry: EntryRow) -> tuple[Need, ...]:
        """What it depends on; nothing is late for what is out or not planned."""
        text = self._board.needs.get(entry.enhancement, "")
        is_asked = entry.planned and not self._is_out
        stage = entry.stage.key if is_asked else ""
        profile, release = self._setting.profile, self._release.name
        return dependencies.of_text(profile, text, stage, release)

    def _status(self, cells: Sequence[BoardCell]) -> Status:
        for cell in cells:
            if cell.freeze == self._judged:
                return cell.status
        return Status.NOT_JUDGED

    def _cells(
        self,
        said: Mapping[str, Said],
        decided: Mapping[str, DecisionRow],
        excepted: Mapping[str, ExceptionMark],
    ) -> tuple[BoardCell, ...]:
        keys = [one.key for one in self._columns]
        found = [said.get(key, _NOT_SAID) for key in keys]
        given = [
            _given(key, one.word, decided.get(key), excepted.get(key))
            for key, one in zip(keys, found, strict=True)
        ]
        statuses = boards.statuses(given, self._judged)
        return tuple(
            self._cell(
                column, status, one, decided.get(column.key), excepted.get(column.key)
            )
            for column, status, one in zip(self._columns, statuses, found, strict=True)
        )

    def _cell(
        self,
        column: Freeze,
        status: Status,
        said: Said,
        decision: DecisionRow | None,
        exception: ExceptionMark | None,
    ) -> BoardCell:
        return BoardCell(
            freeze=column.key,
            label=column.label,
            status=status,
            text=self._text(status, exception),
            detail=boards.small_print(
                status, said.word, said.tally, self._day(status, decision, exception)
            ),
            verdict=said.word,
            asked=said.tally.asked,
            failed=said.tally.failed,
            unknown=said.tally.unknown,
            waived=said.tally.waived,
            missing=said.tally.first,
            decision=decision,
            is_contrary=boards.is_contrary(status, said.word),
            exception=exception,
        )

    def _text(self, status: Status, exception: ExceptionMark | None) -> str:
        if status is not Status.EXCEPTED or exception is None or not exception.until:
            return boards.label(status)
        until = day_of(deadlines.day_of(exception.until), self._setting.at)
        return gettext("Excepted until %(day)s", day=until)

    def _day(
        self,
        status: Status,
        decision: DecisionRow | None,
        exception: ExceptionMark | None,
    ) -> str:
        """The day of what the cell tells of, with what was then where it is no
        decision.
        """
        at = self._setting.at
        if exception is not None and status is Status.EXCEPTION_PENDING:
            return gettext("asked %(day)s", day=day_of(exception.since, at))
        if exception is not None and status is Status.EXCEPTION_OVER:
            return day_of(deadlines.day_of(exception.until or exception.since), at)
        if status is Status.EXCEPTED or decision is None:
            return ""
        return day_of(decision.since, at)


def _with_people(entry: EntryRow, said: Mapping[str, DecisionRow]) -> EntryRow:
    """The entry with who was named for it; of one that no source ever planned nobody
    else knows.
    """
    if set(said) <= set(entry.named):
        return entry
    recorded = {role: getattr(entry, role) for role in ROLES}
    whose = of_entry(recorded, {role: one.value for role, one in said.items()})
    return dataclasses.replace(
        entry,
        owners=whose.owners,
        reviewers=whose.reviewers,
        approvers=whose.approvers,
        named=whose.named,
    )


def _given(
    freeze: str,
    word: str,
    decision: DecisionRow | None,
    exception: ExceptionMark | None,
) -> Given:
    return boards.given(
        freeze,
        word,
        (decision.value, decision.since) if decision else None,
        (exception.phase, exception.since) if exception else None,
    )


def _form(setting: Setting, release: Dates, columns: Sequence[Freeze]) -> int:
    """A number for all that rows depend on besides the entry and its marks."""
    form = (
        connection.settings_dict["NAME"],
        setting.profile.name,
        tuple(sorted(setting.evidence.locations.items())),
        *(release.name, release.frozen_at, release.out_at),
        tuple((one.key, one.label, one.is_judged) for one in columns),
        setting.at.year,
        current().code,
    )
    if form not in _forms and len(_forms) >= _FORMS:
        _forms.clear()
        _known.clear()
    return _forms.setdefault(form, next(_numbers))
