"""How the list of enhancements is shown: its columns, its order, its groups."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import columns as policy
from enhancements.policy.columns import Column, ShownRefused
from enhancements.profiles.schema import Profile
from enhancements.queries import words
from enhancements.queries.filters import FilterRefused
from enhancements.queries.search.conditions import ACTIVE
from enhancements.queries.shapes import EnhancementRow, SortColumn
from enhancements.queries.shapes.lists import ColumnChoice, RowGroup

NAMES = ("columns", "sort", "group")
"""Parameters of an address."""
_LAST = """(SELECT one FROM unnest(record.releases) AS one
    ORDER BY string_to_array(substring(one from 2), '.')::int[] DESC LIMIT 1)"""
_NUMBERED = """(SELECT max(string_to_array(substring(one from 2), '.')::int[])
    FROM unnest(record.releases) AS one)"""
_FIRST = "lower(coalesce(record.owners[1], record.authors[1]))"
_ORDERS = {
    "number": "record.number",
    "sig": "record.sig",
    "stage": "array_position(%(stage_order)s::text[], record.stage)",
    "release": _NUMBERED,
    "status": "array_position(%(status_order)s::text[], record.status)",
    "authors": "record.authors[1]",
    "owner": _FIRST,
    "updated": ACTIVE,
    "merged": "record.merged_at",
}
# What rows are grouped by, and the order of the groups.
_GROUPS = {
    "sig": ("record.sig", "record.sig"),
    "stage": (
        "record.stage",
        "array_position(%(stage_order)s::text[], record.stage), record.stage",
    ),
    "release": (_LAST, f"{_NUMBERED} DESC"),
    "status": (
        "record.status",
        "array_position(%(status_order)s::text[], record.status), record.status",
    ),
    "owner": (_FIRST, _FIRST),
}
_REST = "record.number NULLS LAST, record.key"
_WITHOUT = {
    "sig": gettext_noop("No SIG"),
    "stage": gettext_noop("No stage"),
    "release": gettext_noop("Planned for no release"),
    "status": gettext_noop("No status"),
    "owner": gettext_noop("Nobody"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """How a list is shown; of each nothing is said where it is the list's own."""

    columns: tuple[str, ...] = ()
    sort: str = ""
    group: str = ""

    @property
    def every(self) -> tuple[Column, ...]:
        """The columns beside the enhancement itself."""
        return policy.shown(self.columns)

    @property
    def names(self) -> frozenset[str]:
        """Their names."""
        return frozenset(one.name for one in self.every)


PLAIN = Shown()


def read(given: Mapping[str, Sequence[str]]) -> Shown:
    """As an address says it. Raises FilterRefused."""
    try:
        return Shown(
            policy.read(given.get("columns", ())),
            policy.sort((list(given.get("sort", ())) or [""])[-1]),
            policy.group((list(given.get("group", ())) or [""])[-1]),
        )
    except ShownRefused as refused:
        raise FilterRefused(refused.name, str(refused)) from refused


def parameters(shown: Shown) -> dict[str, str]:
    """The same as an address holds it."""
    return {
        "sort": shown.sort,
        "columns": ",".join(shown.columns),
        "group": shown.group,
    }


def grouping(shown: Shown) -> tuple[str, str]:
    """What the statement of the rows selects, and by what it orders first."""
    if not shown.group:
        return "", ""
    by, order = _GROUPS[shown.group]
    selected = (
        f", {by} AS group_value, count(*) OVER (PARTITION BY {by}) AS group_total"
    )
    return selected, f"{by} IS NULL, {order},"


def order_by(sort: str, first: str = "", rank: str = "") -> str:
    """The clause that orders the list: a column, with a minus the other way round, or
    the place that `search.ranking` gives, as SQL.

    It takes the parameters of `orders`; `first` are the groups within which it does.
    """
    if rank and sort == policy.BEST:
        return f"ORDER BY {first} {rank} NULLS LAST, {_REST}"
    name = sort.removeprefix("-")
    order = _ORDERS.get(name, _ORDERS[policy.DEFAULT_SORT])
    direction = "DESC" if sort.startswith("-") and name in _ORDERS else "ASC"
    return f"ORDER BY {first} {order} {direction} NULLS LAST, {_REST}"


def orders(profile: Profile) -> dict[str, list[str]]:
    """The parameters that orders and groups take."""
    return {
        "stage_order": [stage.key for stage in profile.stages],
        "status_order": [status.key for status in profile.statuses],
    }


def groups(
    profile: Profile,
    shown: Shown,
    found: Sequence[Mapping[str, Any]],
    rows: Sequence[EnhancementRow],
) -> tuple[RowGroup, ...]:
    """The rows by group, each with how many the whole list has of it."""
    if not shown.group:
        return ()
    pairs = zip(found, rows, strict=True)
    return tuple(
        _group(profile, shown.group, value, list(many))
        for value, many in itertools.groupby(pairs, lambda one: one[0]["group_value"])
    )


def _group(
    profile: Profile,
    by: str,
    value: str | None,
    pairs: Sequence[tuple[Mapping[str, Any], EnhancementRow]],
) -> RowGroup:
    return RowGroup(
        title=_title(profile, by, value),
        total=pairs[0][0]["group_total"],
        rows=tuple(row for _, row in pairs),
    )


def _title(profile: Profile, by: str, value: str | None) -> str:
    if value is None:
        return gettext(_WITHOUT[by])
    titles = {
        "sig": f"SIG {value}",
        "stage": words.stage_of(profile, value).label,
        "status": words.status_label(profile, value),
        "owner": f"@{value}",
    }
    return titles.get(by, value)


def heads(
    shown: Shown, sort: str, kept: Mapping[str, Any], usual: str
) -> tuple[SortColumn, ...]:
    """The heads of the columns; `kept` are the page's parameters, `usual` the order
    where none is asked for.
    """
    first = Column("title", gettext_noop("Enhancement"), "", policy.DEFAULT_SORT)
    return tuple(_head(one, sort, kept, usual) for one in (first, *shown.every))


def _head(column: Column, sort: str, kept: Mapping[str, Any], usual: str) -> SortColumn:
    """A head that cannot be ordered by has no query."""
    by = column.sort
    if not by:
        return SortColumn(column.name, gettext(column.label), "", "")
    direction = ""
    if sort.removeprefix("-") == by:
        direction = "descending" if sort.startswith("-") else "ascending"
    wanted = f"-{by}" if direction == "ascending" else by
    wanted = "" if wanted == usual else wanted
    label = gettext(column.label)
    return SortColumn(column.name, label, direction, _with(kept, sort=wanted))


def choices(shown: Shown, kept: Mapping[str, Any]) -> tuple[ColumnChoice, ...]:
    """Every column with links that add, drop and move it; those shown come first."""
    on = [one.name for one in shown.every]
    found = [
        ColumnChoice(
            name=name,
            label=gettext(policy.OF_NAME[name].label),
            meaning=gettext(policy.OF_NAME[name].meaning),
            on=True,
            switch=_columns(kept, [one for one in on if one != name])
            if len(on) > 1
            else "",
            before=_columns(kept, _moved(on, place, -1)) if place else "",
            behind=_columns(kept, _moved(on, place, 1)) if place + 1 < len(on) else "",
        )
        for place, name in enumerate(on)
    ]
    off = [one for one in policy.EVERY if one.name not in on]
    found += [
        ColumnChoice(
            one.name,
            gettext(one.label),
            gettext(one.meaning),
            switch=_columns(kept, [*on, one.name]),
        )
        for one in off
    ]
    return tuple(found)


def group_choices(
    shown: Shown, kept: Mapping[str, Any]
) -> tuple[tuple[str, str, bool], ...]:
    """What the list can be grouped by: (label, query string, whether it is)."""
    said: Iterable[tuple[str, str]] = (
        ("", gettext_noop("Nothing")),
        *policy.GROUPS.items(),
    )
    return tuple(
        (gettext(label), _with(kept, group=name), name == shown.group)
        for name, label in said
    )


def _moved(names: Sequence[str], place: int, by: int) -> list[str]:
    found = list(names)
    found.insert(place + by, found.pop(place))
    return found


def _columns(kept: Mapping[str, Any], names: Sequence[str]) -> str:
    said = policy.read(names)
    return _with(kept, columns=",".join(said))


def _with(kept: Mapping[str, Any], **changed: str) -> str:
    return words.query({**kept, **changed, "page": ""})
