"""When a source was last read well.

A look that brought no news is noted in the cache only, so that it writes no row.
If the cache is lost, pages show the older time from the database until the next
look: too old, never too young.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from enhancements.models import Source

log = logging.getLogger(__name__)

_WEEK = 7 * 24 * 3600
_FIRST_PAUSE = 2.0
# What a cache raises that cannot be reached.
_AWAY = (RedisError, OSError)


def note(*, source: Source, at: dt.datetime) -> None:
    """Note that the source was read well at that moment (UTC)."""
    _set(_place(source.pk), at)


def looked(sources: Iterable[int]) -> dict[int, dt.datetime]:
    """Last good look at each of these sources, as far as the cache knows."""
    return _get({_place(pk): pk for pk in sources})


def _place(source: int) -> str:
    return f"source-read:{source}"


def note_repository(*, repository: int, at: dt.datetime) -> None:
    """Note that a repository on GitHub, by its id, was asked for news with success."""
    _set(_polled(repository), at)
    with contextlib.suppress(*_AWAY):
        cache.delete_many([_failed(repository), _failures(repository)])


def note_failure(*, repository: int) -> None:
    """Note that asking for a repository, by its id, failed just now.

    It is left alone for two seconds, and twice as long each time in a row, up to nearly
    an interval: a moment's failure must not cost those who wait a minute.
    """
    longest = max(1.0, settings.POLL_SECONDS * 0.8)
    with contextlib.suppress(*_AWAY):
        row = cache.get(_failures(repository), 0) + 1
        pause = min(longest, _FIRST_PAUSE * 2 ** min(row - 1, 10))
        cache.set(_failures(repository), row, timeout=4 * longest)
        cache.set(_failed(repository), "1", timeout=pause)


def failed_lately(*, repository: int) -> bool:
    """Whether asking failed so lately that nobody asks for each delivery and each
    sweep again.
    """
    try:
        return cache.get(_failed(repository)) is not None
    except _AWAY:
        return False


def _failed(repository: int) -> str:
    return f"repository-failed:{repository}"


def _failures(repository: int) -> str:
    return f"repository-failures:{repository}"


def polled(repositories: Iterable[int]) -> dict[int, dt.datetime]:
    """Last good look at each of these repositories, as far as the cache knows."""
    return _get({_polled(pk): pk for pk in repositories})


def _polled(repository: int) -> str:
    return f"repository-polled:{repository}"


def _set(place: str, at: dt.datetime) -> None:
    """Keep a moment. A cache that is away costs freshness, never the work done."""
    try:
        cache.set(place, at.isoformat(), timeout=_WEEK)
    except _AWAY:
        log.warning("the cache is away: %s is not noted", place)


def _get(places: dict[str, int]) -> dict[int, dt.datetime]:
    """The moments at these places; none while the cache is away."""
    try:
        found = cache.get_many(places) if places else {}
    except _AWAY:
        return {}
    return {
        places[place]: dt.datetime.fromisoformat(text) for place, text in found.items()
    }
