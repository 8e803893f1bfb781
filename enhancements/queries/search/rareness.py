"""How many texts have each word of a search, as the database itself estimates.

Of several words that all have to occur only the rarest need be looked for everywhere.
Which one that is PostgreSQL knows from its statistics without reading a text: it is
asked for a plan, and nothing is run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from enhancements.policy.search import sought
from enhancements.policy.search.trees import All, Tree, Words, walk
from enhancements.profiles.schema import Profile
from enhancements.queries import sql
from enhancements.queries.search import texts
from enhancements.queries.search.conditions import Sheet

Rareness = Mapping[Words, float]
"""About how many names and documents have a word or phrase."""


def together(tree: Tree) -> tuple[Words, ...]:
    """The words of a search that have to occur together with others, each once."""
    found: dict[Words, None] = {}
    for part in walk(tree):
        if isinstance(part, All):
            beside = [one for one in part.parts if isinstance(one, Words)]
            found |= dict.fromkeys(beside if len(beside) > 1 else ())
    return tuple(found)


def of(profile: Profile, at: dt.datetime, words: Sequence[Words]) -> Rareness:
    """How often each of these occurs about; one statement, and none for no words."""
    if not words:
        return {}
    sheet = Sheet(profile)
    parts = [
        part
        for place, one in enumerate(words)
        for part in texts.samples(sheet, sought.spell(one), f"word_{place}")
    ]
    statement = f"EXPLAIN (FORMAT JSON) {' UNION ALL '.join(parts)}"
    [row] = sql.rows(statement, {**sheet.parameters, "at": at})
    counted = dict.fromkeys((f"word_{place}" for place in range(len(words))), 0.0)
    for name, rows in _scans(sql.parsed(row["QUERY PLAN"])):
        if name in counted:
            counted[name] += rows
    return dict(zip(words, counted.values(), strict=True))


def _scans(plans: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, float]]:
    """The tables that a plan reads by the names that the statement gives them, with
    the number of rows expected.
    """
    for one in plans:
        node = one.get("Plan", one)
        if "Alias" in node:
            yield node["Alias"], node["Plan Rows"]
        yield from _scans(node.get("Plans", ()))
