"""The numbers above a board. No SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from enhancements.languages import gettext, gettext_noop
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
        number = len(sets[name])
        found.append(Figure(name, gettext(label), number, note, is_on, query))
    return tuple(found)


def _tracked(rows: Sequence[BoardRow]) -> str:
    number = sum(row.is_contrary for row in rows)
    return gettext("%(number)s against the checks", number=number) if number else ""


def _met(rows: Sequence[BoardRow]) -> str:
    return gettext("nobody decided yet") if rows else ""


def _at_risk(rows: Sequence[BoardRow]) -> str:
    number = sum(not board_filters.owners_of(row) for row in rows)
    return gettext("%(number)s without an owner", number=number) if number else ""


def _unknown(rows: Sequence[BoardRow]) -> str:
    number = sum(row.status is Status.NOT_JUDGED for row in rows)
    return gettext("%(number)s not judged", number=number) if number else ""


def _exception(rows: Sequence[BoardRow]) -> str:
    return _counted(rows, _EXCEPTED)


def _out(rows: Sequence[BoardRow]) -> str:
    return _counted(rows, _LEFT)


_EXCEPTED = (
    (Status.EXCEPTION_OVER, gettext_noop("%(number)s ran out")),
    (Status.EXCEPTION_PENDING, gettext_noop("%(number)s pending")),
    (Status.EXCEPTED, gettext_noop("%(number)s granted")),
)
_LEFT = (
    (Status.DEFERRED, gettext_noop("%(number)s deferred")),
    (Status.REMOVED, gettext_noop("%(number)s removed")),
    (Status.OUT, gettext_noop("%(number)s at an earlier freeze")),
)


def _counted(rows: Sequence[BoardRow], said: Sequence[tuple[Status, str]]) -> str:
    """How many of the rows have each of these statuses, but those that none has."""
    counted = [(sum(row.status is one for row in rows), text) for one, text in said]
    return ", ".join(gettext(text, number=number) for number, text in counted if number)


_NOTES = {
    "tracked": _tracked,
    "met": _met,
    "at-risk": _at_risk,
    EXCEPTION: _exception,
    "unknown": _unknown,
    "out": _out,
}
