"""Filters in memory: choices with counts that follow the other filters."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from enhancements.queries import words
from enhancements.queries.shapes import Facet, FacetGroup

Row = TypeVar("Row")


@dataclasses.dataclass(frozen=True, slots=True)
class Filter(Generic[Row]):
    """A filter of a list: its parameter, title, and the values a row has, each once.

    `choices` are (value, label) in the order shown; values that rows have beyond
    those are added behind them.
    """

    name: str
    title: str
    values: Callable[[Row], Iterable[str]]
    choices: Sequence[tuple[str, str]] = ()
    canonical: Mapping[str, str] = dataclasses.field(default_factory=dict)
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Labels of values that are no standing choices; these come last."""


def apply(
    rows: Sequence[Row],
    filters: Sequence[Filter[Row]],
    chosen: Mapping[str, Sequence[str]],
    parameters: Mapping[str, object],
) -> tuple[list[Row], tuple[FacetGroup, ...]]:
    """Rows that meet every filter, and the filters with their counts.

    `chosen` maps a filter's name to the values that are on: OR within a filter,
    AND between filters. `parameters` are all of the page, kept in the links.
    """
    columns = [[tuple(one.values(row)) for row in rows] for one in filters]
    wanted = [set(chosen.get(one.name, ())) for one in filters]
    failed = {
        place: [want.isdisjoint(values) for values in columns[place]]
        for place, want in enumerate(wanted)
        if want
    }
    kept = list(itertools.compress(rows, _met(failed.values(), len(rows))))
    groups = []
    for place, one in enumerate(filters):
        # A row counts when it meets all the other filters.
        others = [fails for other, fails in failed.items() if other != place]
        met = itertools.compress(columns[place], _met(others, len(rows)))
        counted = dict.fromkeys([value for value, _ in one.choices], 0)
        counted |= dict.fromkeys(itertools.chain.from_iterable(columns[place]), 0)
        counted |= Counter(itertools.chain.from_iterable(met))
        groups.append(_group(one, counted, wanted[place], parameters))
    return kept, tuple(groups)


def _met(failed: Iterable[Sequence[bool]], number: int) -> list[bool]:
    """Which of so many rows fail none of these filters."""
    every = list(failed)
    if not every:
        return [True] * number
    return [not any(fails) for fails in zip(*every, strict=True)]


def _group(
    one: Filter[Row],
    counted: Mapping[str, int],
    on: set[str],
    parameters: Mapping[str, object],
) -> FacetGroup:
    standing = [value for value, _ in one.choices]
    labels = {**one.labels, **dict(one.choices)}
    beyond = sorted(set(counted) - set(standing), key=lambda v: (v in one.labels, v))
    ordered = [*standing, *beyond]
    return group(
        one.name,
        one.title,
        [(value, labels.get(value, value), counted[value]) for value in ordered],
        on,
        parameters,
        canonical=one.canonical,
    )


def group(
    name: str,
    title: str,
    choices: Iterable[tuple[str, str, int]],
    on: set[str],
    parameters: Mapping[str, object],
    *,
    canonical: Mapping[str, str] | None = None,
) -> FacetGroup:
    """A filter from (value, label, count); each choice links to itself switched."""
    facets = []
    for value, label, count in choices:
        switched = sorted(on ^ {value})
        query = words.query({**parameters, name: switched, "page": ""})
        facets.append(
            Facet(
                value=value,
                label=label,
                count=count,
                on=value in on,
                query=query,
                canonical=(canonical or {}).get(value, ""),
            )
        )
    return FacetGroup(name, title, tuple(facets))
