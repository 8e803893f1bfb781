"""How a board can be shown: its columns, groups and orders as links. No SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from enhancements.languages import gettext, gettext_noop
from enhancements.queries import words
from enhancements.queries.board_filters import COLUMNS, GROUPS
from enhancements.queries.shapes import SortColumn
from enhancements.queries.shapes.board_page import Freeze, Option

_USUAL_GROUP = "sig"
_USUAL_SORT = "number"
_USUAL = ("stage", "kind", "owner", "contact", "active")
_SORTED = (
    ("number", gettext_noop("Enhancement")),
    ("stage", gettext_noop("Target")),
    ("status", gettext_noop("Status")),
    ("owner", gettext_noop("Owner")),
    ("contact", gettext_noop("Contact")),
    ("active", gettext_noop("Last activity")),
)


def grouping(asked: str) -> str:
    """The grouping asked for, or the usual one."""
    return asked if asked in dict(GROUPS) else _USUAL_GROUP


def groupings(by: str, given: Mapping[str, object]) -> tuple[Option, ...]:
    """Every grouping, each with the address of the board in it."""
    return tuple(
        Option(
            name,
            gettext(label),
            name == by,
            words.query({**given, "group": "" if name == _USUAL_GROUP else name}),
        )
        for name, label in GROUPS
    )


def shown(
    freezes: Sequence[Freeze], asked: Sequence[str]
) -> tuple[tuple[Freeze, ...], tuple[int, ...], frozenset[str]]:
    """The freezes shown, the places of their cells in a row, and the other columns.

    Without a wish, or with none that there is, all usual ones.
    """
    wanted = set(asked)
    extras = frozenset(wanted & dict(COLUMNS).keys())
    kept = [(n, one) for n, one in enumerate(freezes) if one.key in wanted]
    if not kept and not extras:
        kept, extras = list(enumerate(freezes)), frozenset(_USUAL)
    return tuple(one for _, one in kept), tuple(n for n, _ in kept), extras


def choices(
    freezes: Sequence[Freeze], kept: Sequence[Freeze], extras: frozenset[str]
) -> tuple[Option, ...]:
    """Every column there is, for a form."""
    on = {one.key for one in kept}
    return (
        *(Option(one.key, one.label, one.key in on) for one in freezes),
        *(Option(name, gettext(label), name in extras) for name, label in COLUMNS),
    )


def sorts(asked: str, given: Mapping[str, object]) -> Mapping[str, SortColumn]:
    """Heads of columns by name; each links to the board sorted by it, or, when it is
    so already, the other way round.
    """
    current = asked or _USUAL_SORT
    found = {}
    for name, label in _SORTED:
        direction = ""
        if current.removeprefix("-") == name:
            direction = "descending" if current.startswith("-") else "ascending"
        turned = f"-{name}" if direction == "ascending" else name
        query = words.query({**given, "sort": "" if turned == _USUAL_SORT else turned})
        found[name] = SortColumn(name, gettext(label), direction, query)
    return found
