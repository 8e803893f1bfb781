"""What a worker is about to store or hear, so that it is known if it dies of that.

An object can do worse than to be refused: take all memory, or crash a library. Then
nobody is left to count the failure, and the next worker dies of the same. So it is
noted before and forgotten after; what is found later was in hand when a process ended.
Only in the cache: it costs no row, and if it is lost, one more process ends.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError

_HOUR = 3600
_AWAY = (RedisError, OSError)
_CAREFUL_AFTER = 2
_CAREFUL_FOR = 100
"""Pages of one item each: more than a whole page has items."""
GIVEN_UP_AFTER = 4
"""So many processes ended at one place; then what is there is not stored."""


@contextlib.contextmanager
def marks(*, repository: int, ids: Sequence[int]) -> Iterator[None]:
    """These marks, by their ids, are worked on until the block ends."""
    place = _marks(repository)
    _set(place, list(ids))
    try:
        yield
    finally:
        _forget(place)


def marks_left(*, repository: int) -> list[int]:
    """Marks that were in hand when a process ended; told once."""
    place = _marks(repository)
    found = _get(place)
    if not found:
        return []
    _forget(place)
    return list(found)


def _marks(repository: int) -> str:
    return f"in-hand:{repository}"


@contextlib.contextmanager
def text(*, repository: int, name: str) -> Iterator[None]:
    """A text of this name is heard for commands until the block ends."""
    place = _text(repository)
    _set(place, name)
    try:
        yield
    finally:
        _forget(place)


def text_left(*, repository: int) -> str:
    """The text that was in hand when a process ended, told once; empty without one."""
    place = _text(repository)
    found = _get(place)
    if not found:
        return ""
    _forget(place)
    return str(found)


def _text(repository: int) -> str:
    return f"text-in-hand:{repository}"


@dataclasses.dataclass(frozen=True, slots=True)
class Care:
    """How careful to be with the next page of a list."""

    ended: int
    """So many processes ended at this place."""
    is_alone: bool
    """Whether to take one item at a time."""

    @property
    def is_given_up(self) -> bool:
        """Whether to go on without what is there."""
        return self.ended >= GIVEN_UP_AFTER


@contextlib.contextmanager
def page(*, repository: int, of: str) -> Iterator[Care]:
    """A page of a list is read and stored in the block; `of` says where it begins."""
    place = f"page-in-hand:{repository}"
    known: dict[str, Any] = _get(place) or {}
    ended = known.get("ended", 0) + 1 if known.get("of") == of else 0
    left = known.get("left", 0)
    if ended >= _CAREFUL_AFTER:
        left = _CAREFUL_FOR
    _set(place, {"of": of, "ended": ended, "left": left})
    try:
        yield Care(ended, is_alone=left > 0)
    finally:
        if left > 1:
            _set(place, {"left": left - 1})
        else:
            _forget(place)


def _get(place: str) -> Any:
    with contextlib.suppress(*_AWAY):
        return cache.get(place)
    return None


def _set(place: str, value: Any) -> None:
    with contextlib.suppress(*_AWAY):
        cache.set(place, value, timeout=_HOUR)


def _forget(place: str) -> None:
    with contextlib.suppress(*_AWAY):
        cache.delete(place)
