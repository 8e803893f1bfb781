"""The numbers above a board. No SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from enhancements.policy.boards import Status
from enhancements.queries import board_filters, words
from enhancements.queries.board_filters import FIGURES
from enhancements.queries.shapes.board import BoardRow
from enhancements.queries.shapes.board_page import Figure

_STATUS = "status"
EXCEPTION = "exception"


def figures(
    rows: Sequence[BoardRow],
    chosen: Mapping[str, Sequence[str]],
    given: Mapping[str, object],
) -> tuple[Figure, ...]:
    """The numbers of these rows, which meet every filter but the one by status; each
    links to the board with just its entries, or, when it does already, with all.
    """
    sets: dict[str, list[BoardRow]] = {name: [] for name in FIGURES}
    for row in rows:
        sets[board_filters.figure_of(row.status)].append(row)
    on = set(chosen.get(_STATUS, ()))
    found = []
    for name, (label, statuses) in FIGURES.items():
        values = [one.value for one in statuses]
        is_on = bool(on) and on == set(values)
        if name == EXCEPTION and not sets[name] and not is_on:
            continue
        query = words.query({**given, _STATUS: [] if is_on else values})
        note = _NOTES[name](sets[name])
        found.append(Figure(name, label, len(sets[name]), note, is_on, query))
    return tuple(found)


def _tracked(rows: Sequence[BoardRow]) -> str:
    number = sum(row.is_contrary for row in rows)
    return f"{number} against the checks" if number else ""


def _met(rows: Sequence[BoardRow]) -> str:
    return "nobody decided yet" if rows else ""


def _at_risk(rows: Sequence[BoardRow]) -> str:
    number = sum(not board_filters.owners_of(row) for row in rows)
    return f"{number} without an owner" if number else ""


def _unknown(rows: Sequence[BoardRow]) -> str:
    number = sum(row.status is Status.NOT_JUDGED for row in rows)
    return f"{number} not judged" if number else ""


def _exception(rows: Sequence[BoardRow]) -> str:
    counted = [
        (sum(row.status is status for row in rows), word)
        for status, word in (
            (Status.EXCEPTION_OVER, "ran out"),
            (Status.EXCEPTION_PENDING, "pending"),
            (Status.EXCEPTED, "granted"),
        )
    ]
    return ", ".join(f"{number} {word}" for number, word in counted if number)


def _out(rows: Sequence[BoardRow]) -> str:
    counted = [
        (sum(row.status is status for row in rows), word)
        for status, word in (
            (Status.DEFERRED, "deferred"),
            (Status.REMOVED, "removed"),
            (Status.OUT, "at an earlier freeze"),
        )
    ]
    return ", ".join(f"{number} {word}" for number, word in counted if number)


_NOTES = {
    "tracked": _tracked,
    "met": _met,
    "at-risk": _at_risk,
    EXCEPTION: _exception,
    "unknown": _unknown,
    "out": _out,
}
