"""What follows from its key alone, kept in the process: few texts change between two
times that they are read, and little of what a page counts does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """The values of the last keys; when there are too many it begins anew."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[Hashable, T] = {}

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, made when it is not known."""
        found = self._values.get(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found

    def known(self, key: Hashable) -> T | None:
        """The value of a key; None when it is not known."""
        return self._values.get(key)

    def keep(self, key: Hashable, value: T) -> None:
        """From now on this is the value of the key."""
        if len(self._values) >= self._most:
            self._values = {}
        self._values[key] = value
