"""Reading one TOML table strictly: every key by its type, no key left over."""

from __future__ import annotations

import re
from typing import Any, TypeVar

T = TypeVar("T")


class ProfileInvalid(ValueError):
    """A profile cannot be used; the text names the file, the key and the remedy."""


class Table:
    """A table of a profile file that hands out its keys by their type.

    Each method raises ProfileInvalid for a key that is missing without a default
    or holds another type. `close` raises it for the first key that nobody took.
    """

    def __init__(self, data: dict[str, Any], where: str) -> None:
        self._left = dict(data)
        self._where = where

    def text(self, key: str, default: str | None = None) -> str:
        """A string."""
        return self._take(key, str, "a text in quotes", default)

    def number(self, key: str, default: int | None = None) -> int:
        """A whole number; without a default it must be there."""
        return self._take(key, int, "a whole number", default)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        return self._take(key, bool, "true or false", default)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, empty when it is left out."""
        items = self._take(key, list, "a list of texts", [])
        if not all(isinstance(item, str) for item in items):
            raise self.refusal(key, "a list of texts", items)
        return tuple(items)

    def items(self, key: str) -> list[Any]:
        """A list of anything, empty when it is left out."""
        return self._take(key, list, "a list", [])

    def expression(self, key: str) -> str:
        """The text of a regular expression, empty when it is left out."""
        text = self.text(key, "")
        try:
            re.compile(text)
        except re.error as error:
            message = f"a regular expression ({error})"
            raise self.refusal(key, message, text) from error
        return text

    def span(self, key: str) -> tuple[int, int] | None:
        """Two whole numbers, the smaller first; None when it is left out."""
        if key not in self._left:
            return None
        match self._left.pop(key):
            case [int(low), int(high)] if 0 < low <= high:
                return low, high
            case found:
                raise self.refusal(key, "two whole numbers, as in [1, 2]", found)

    def table(self, key: str) -> Table:
        """A table, empty when it is left out."""
        found = self._take(key, dict, "a table", {})
        return Table(found, f"{self._where}{key}.")

    def tables(self, key: str) -> list[Table]:
        """A list of tables, empty when it is left out."""
        items = self._take(key, list, "a list of tables", [])
        if not all(isinstance(item, dict) for item in items):
            raise self.refusal(key, "a list of tables", items)
        return [
            Table(item, f"{self._where}{key}[{index}].")
            for index, item in enumerate(items, start=1)
        ]

    def all_texts(self) -> dict[str, tuple[str, ...]]:
        """Every key that is left, each a list of strings."""
        return {key: self.texts(key) for key in tuple(self._left)}

    def rest(self) -> dict[str, Any]:
        """Every key that is left, as it stands, for who reads it further."""
        left, self._left = self._left, {}
        return left

    def free_keys(self) -> tuple[str, ...]:
        """The keys that are left, for a table whose keys are free."""
        return tuple(self._left)

    def close(self) -> None:
        """Refuse a key that means nothing here: most likely it is misspelt."""
        for key in self._left:
            raise ProfileInvalid(
                f"{self._where}{key}: no profile has this key; "
                "correct its spelling or remove it."
            )

    def place(self, key: str) -> str:
        """Where a key stands, as errors name it: `kubevirt.toml: exceptions.to`."""
        return f"{self._where}{key}"

    def refusal(self, key: str, expected: str, found: object) -> ProfileInvalid:
        """The error for a key that holds something else than expected."""
        return ProfileInvalid(
            f"{self._where}{key}: write {expected}; it holds {found!r}."
        )

    def _take(self, key: str, kind: type[T], expected: str, default: T | None) -> T:
        if key not in self._left:
            if default is None:
                raise ProfileInvalid(
                    f"{self._where}{key}: the key is missing; add {expected}."
                )
            return default
        found = self._left.pop(key)
        # `true` is no whole number here, although Python's bool is an int.
        if not isinstance(found, kind) or type(found) is not kind:
            raise self.refusal(key, expected, found)
        return found
