"""When a source was last read well.

A look that brought no news is noted in the cache only, so that it writes no row.
If the cache is lost, pages show the older time from the database until the next
look: too old, never too young.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.cache import cache

from enhancements.models import Source

_WEEK = 7 * 24 * 3600


def note(*, source: Source, at: dt.datetime) -> None:
    """Note that the source was read well at that moment (UTC)."""
    cache.set(_place(source.pk), at.isoformat(), timeout=_WEEK)


def looked(sources: Iterable[int]) -> dict[int, dt.datetime]:
    """Last good look at each of these sources, as far as the cache knows."""
    places = {_place(pk): pk for pk in sources}
    found = cache.get_many(places)
    return {
        places[place]: dt.datetime.fromisoformat(text) for place, text in found.items()
    }


def note_poll(*, repository: int, at: dt.datetime) -> None:
    """Note that the repository of that id was asked for news with success (UTC)."""
    cache.set(_polled(repository), at.isoformat(), timeout=_WEEK)


def polled(repositories: Iterable[int]) -> dict[int, dt.datetime]:
    """Last good look for news of each of these repositories, as the cache knows."""
    places = {_polled(pk): pk for pk in repositories}
    found = cache.get_many(places) if places else {}
    return {
        places[place]: dt.datetime.fromisoformat(text) for place, text in found.items()
    }


def _polled(repository: int) -> str:
    return f"repository-polled:{repository}"


def _place(source: int) -> str:
    return f"source-read:{source}"
