"""Sentences that are kept, and said later in the language of who reads them. Pure.

What pure code says of facts, and what is then stored, is no text but a `Sentence`: the
English text with its values. It can be compared and kept as JSON, and is said when it
is shown. `str()` says it in the current language: in English, where it is written to
another place. What was stored as plain text before, or was typed, stays as it is.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeAlias

from enhancements.languages import dates, gettext, ngettext

Value: TypeAlias = "str | int | dt.date | Sentence"
_DAY = "day"


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """A text with its values."""

    text: str
    values: tuple[tuple[str, Value], ...] = ()
    """By name; a date is said in words, another sentence in the same language."""
    many: str = ""
    """The text for more than one of `number`, where there is one."""
    number: int = 0

    def __str__(self) -> str:
        values = {name: _said(value) for name, value in self.values}
        if self.many:
            return ngettext(self.text, self.many, self.number, **values)
        return gettext(self.text, **values)

    def data(self) -> dict[str, Any]:
        """As JSON can hold it."""
        found: dict[str, Any] = {"text": self.text}
        if self.values:
            found["values"] = {name: _kept(value) for name, value in self.values}
        if self.many:
            found |= {"many": self.many, "number": self.number}
        return found


def sentence(text: str, /, **values: Value) -> Sentence:
    """A sentence to be said later. Marked as `gettext` is."""
    return Sentence(text, tuple(sorted(values.items())))


def nsentence(one: str, many: str, number: int, /, **values: Value) -> Sentence:
    """The same with a number, as `ngettext` takes it."""
    return Sentence(one, tuple(sorted(values.items())), many, number)


def of_data(data: Mapping[str, Any] | str) -> Sentence | str:
    """What `Sentence.data` gave; a plain text stays one."""
    if isinstance(data, str):
        return data
    values = {name: _read(value) for name, value in data.get("values", {}).items()}
    return Sentence(
        str(data["text"]),
        tuple(sorted(values.items())),
        str(data.get("many", "")),
        int(data.get("number", 0)),
    )


def _said(value: Value) -> str | int:
    if isinstance(value, dt.date):
        return dates.day(value)
    return str(value) if isinstance(value, Sentence) else value


def _kept(value: Value) -> Any:
    if isinstance(value, dt.date):
        return {_DAY: value.isoformat()}
    return value.data() if isinstance(value, Sentence) else value


def _read(value: Any) -> Value:
    if isinstance(value, dict):
        if _DAY in value:
            return dt.date.fromisoformat(value[_DAY])
        found = of_data(value)
        assert isinstance(found, Sentence)  # noqa: S101 - a table holds one
        return found
    return value if isinstance(value, int) else str(value)
