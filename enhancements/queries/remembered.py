"""What follows from a text alone, kept in the process: few texts change between two
times that they are read.
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
            if len(self._values) >= self._most:
                self._values = {}
            found = self._values[key] = make()
        return found
