"""The board of a release at a moment as plain data: what a snapshot keeps.

It says only what held at the moment, in one order, so that it comes out the same
whenever it is asked for: nothing of how long ago that is, of what came after, of ids.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import SOURCE, gettext, speaking
from enhancements.policy.snapshots import FORMAT
from enhancements.queries import api_needs, board, exceptions, sql
from enhancements.queries.contract import iso
from enhancements.queries.deadlines import PREFIX, Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Deadline
from enhancements.queries.shapes.board import BoardCell, BoardRow, DecisionRow
from enhancements.queries.shapes.dependencies import Need
from enhancements.queries.shapes.exceptions import ExceptionRow

_VERDICTS = """
SELECT enhancement_id, track, "freeze", checks FROM enhancements_verdict
 WHERE release_id = %(release)s AND since <= %(at)s
   AND (until IS NULL OR until > %(at)s)
"""
_CRITERIA = """
SELECT freezes FROM enhancements_releasecriteria
 WHERE release_id = %(release)s AND since <= %(at)s
   AND (until IS NULL OR until > %(at)s)
"""


class DeadlineUnknown(LookupError):
    """The release has no such deadline at the moment."""


def content(setting: Setting, release: Dates, freeze: str) -> dict[str, Any]:
    """The board at the setting's moment, which is the end of that freeze.

    `release` is of the setting; `freeze` is the key of one of its deadlines. Four SQL
    statements beside those of `board.rows`. JSON's own types only, moments as ISO text
    in UTC. Raises DeadlineUnknown.
    """
    deadline = release.deadline(f"{PREFIX}{freeze}")
    if deadline is None:
        raise DeadlineUnknown(
            gettext(
                "%(release)s has no deadline “%(freeze)s” at that moment.",
                release=release.name,
                freeze=freeze,
            )
        )
    with speaking(SOURCE):  # What is kept is the project's, whoever has it kept.
        return _content(setting, release, freeze, deadline.label)


def _content(
    setting: Setting, release: Dates, freeze: str, label: str
) -> dict[str, Any]:
    given = {"release": release.id, "at": setting.at}
    rows = sorted(board.rows(setting, release), key=_order)
    checks = {
        (row["enhancement_id"], row["track"], row["freeze"]): _outcomes(row["checks"])
        for row in sql.rows(_VERDICTS, given)
    }
    return {
        "format": FORMAT,
        "project": setting.frame.project.name,
        "release": release.name,
        "freeze": freeze,
        "label": label,
        "moment": iso(setting.at),
        "deadlines": [_deadline(one) for one in release.deadlines],
        "criteria": _criteria(setting, given),
        "counts": _counts(rows, freeze),
        "entries": [_entry(row, checks) for row in rows],
        "exceptions": [_exception(one) for one in _exceptions(setting, release)],
    }


def _exceptions(setting: Setting, release: Dates) -> Sequence[ExceptionRow]:
    """Every request that there was, whatever became of it, in the order of asking."""
    known = exceptions.freezes(setting, release)
    found = exceptions.of_release(setting, release, known)
    return sorted(
        found,
        key=lambda one: (
            one.at,
            one.key,
            one.track,
            [freeze.key for freeze in one.freezes],
        ),
    )


def _exception(one: ExceptionRow) -> dict[str, Any]:
    return {
        "key": one.key,
        "number": one.number,
        "track": one.track,
        "title": one.title,
        "sig": one.sig or None,
        "freezes": [
            {"freeze": freeze.key, "label": freeze.label} for freeze in one.freezes
        ],
        "requested_by": one.by,
        "requested_at": iso(one.at),
        "days": one.days,
        "answers": dict(one.answers),
        "phase": one.phase.value,
        "state": one.state,
        "by": one.state_by,
        "since": iso(one.state_since),
        "reason": one.reason,
        "granted_until": iso(one.granted_until) if one.granted_until else None,
        "evaluation": one.evaluation or None,
        "votes": [{"by": vote.by, "vote": vote.vote} for vote in one.votes],
    }


def _outcomes(stored: Any) -> Sequence[Mapping[str, Any]]:
    """The checks of a verdict's row, with or without its word around them."""
    data = sql.parsed(stored)
    found: Sequence[Mapping[str, Any]] = (
        data["checks"] if isinstance(data, dict) else data
    )
    return found


def _order(row: BoardRow) -> tuple[Any, ...]:
    """By SIG, number, key and track, whatever the database takes for the alphabet."""
    entry = row.entry
    number = (entry.number is None, entry.number or 0)
    return (entry.sig is None, entry.sig or "", *number, entry.key, entry.track)


def _deadline(one: Deadline) -> dict[str, Any]:
    return {
        "key": one.field.removeprefix(PREFIX),
        "label": one.label,
        "date": one.date.isoformat(),
        "ends_at": iso(one.ends_at),
    }


def _criteria(setting: Setting, given: Mapping[str, Any]) -> Any:
    """What each freeze asked for: the release's own copy, else the profile's."""
    for row in sql.rows(_CRITERIA, given):
        return sql.parsed(row["freezes"])
    return setting.profile.criteria.as_json()


def _counts(rows: Sequence[BoardRow], freeze: str) -> dict[str, int]:
    """How many entries have each word at the freeze.

    A deadline that has no checks of its own, such as the release itself, shows the
    word of the freeze that was worked for.
    """
    cells = [(row, row.cell(freeze)) for row in rows]
    words = (cell.status if cell else row.status for row, cell in cells)
    return dict(Counter(str(word) for word in words))


def _entry(
    row: BoardRow,
    checks: Mapping[tuple[int, str, str], Sequence[Mapping[str, Any]]],
) -> dict[str, Any]:
    entry = row.entry
    return {
        "key": entry.key,
        "number": entry.number,
        "track": entry.track,
        "title": entry.title,
        "sig": entry.sig,
        "stage": entry.stage.key,
        "stage_label": entry.stage.label,
        "kind": entry.kind,
        "owners": list(entry.owners),
        "authors": list(entry.authors),
        "reviewers": list(entry.reviewers),
        "approvers": list(entry.approvers),
        "planned": row.is_planned and entry.planned,
        "committed": entry.committed,
        "contact": row.contact,
        "status": str(row.status),
        "cells": [
            _cell(one, checks.get((*row.place, one.freeze), ())) for one in row.cells
        ],
        "decisions": [_decision(one) for one in _decisions(row)],
        "depends_on": api_needs.as_data(_needs(row)),
    }


def _needs(row: BoardRow) -> Sequence[Need]:
    """As the board shows it: of what left the release nothing is late."""
    late = row.late
    shown = [
        one if one in late else dataclasses.replace(one, word="", label="", text="")
        for one in row.needs
    ]
    return sorted(shown, key=lambda one: (not one.text, one.key))


def _cell(one: BoardCell, checks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "freeze": one.freeze,
        "label": one.label,
        "status": str(one.status),
        "text": one.text,
        "detail": one.detail,
        "verdict": one.verdict,
        "asked": one.asked,
        "failed": one.failed,
        "unknown": one.unknown,
        "waived": one.waived,
        "contrary": one.is_contrary,
        "checks": [_check(check) for check in checks],
    }


def _check(one: Mapping[str, Any]) -> dict[str, Any]:
    """A check's outcome; since when its state is what it is."""
    return {
        "check": one["check"],
        "title": one["title"],
        "state": one["state"],
        "reason": one["reason"],
        "remedy": one["remedy"],
        "evidence": [{"label": label, "url": url} for label, url in one["evidence"]],
        "since": _text(one.get("stands_since")),
        "asked": one["is_asked"],
        "counts": one["counts"],
        "waiver": one["waiver"],
    }


def _text(moment: str | None) -> str | None:
    return iso(dt.datetime.fromisoformat(moment)) if moment else None


def _decisions(row: BoardRow) -> Sequence[DecisionRow]:
    """All that people had decided about the entry, in one order."""
    found = [
        row.opted_in,
        row.contact_decision,
        row.note,
        row.check_in,
        *row.people,
        *row.waivers,
    ]
    found += [cell.decision for cell in row.cells]
    return sorted(
        (one for one in found if one is not None),
        key=lambda one: (one.kind, one.freeze, one.criterion, one.since),
    )


def _decision(one: DecisionRow) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "freeze": one.freeze,
        "criterion": one.criterion,
        "value": one.value,
        "reason": one.reason,
        "by": one.by,
        "since": iso(one.since),
    }
