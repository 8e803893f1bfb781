"""How the records of a whole list meet the words of its search, for files."""

from __future__ import annotations

from enhancements.queries.filters import Filters
from enhancements.queries.scope import Place
from enhancements.queries.search import lines, ranking
from enhancements.queries.shapes.found import Match


def of(place: Place, filters: Filters, source: str) -> dict[int, Match]:
    """Those that are ranked, by enhancement, in three statements; none without words.

    `source` is FROM and WHERE of the list without its filters.
    """
    if filters.ranked is None:
        return {}
    places = ranking.places(place, filters, source)
    found = lines.of(place, filters.ranked, tuple(places))
    return {one: Match(rank, found.get(one)) for one, rank in places.items()}
