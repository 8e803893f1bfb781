"""The texts of a guide's file before it is read: words filled in, links checked.

A place is given in errors as `file: table[2].key`, counted from 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from enhancements.profiles.glossary import MARKED
from enhancements.profiles.reader import ProfileInvalid

_PLACEHOLDER = re.compile(r"\{(\w*)\}")


def fill(data: dict[str, Any], where: str, words: Mapping[str, str]) -> dict[str, Any]:
    """The tables with {project} and the like replaced in all their texts.

    Raises ProfileInvalid for a name in braces that is none of the words.
    """

    def filled(text: str, place: str) -> str:
        return _PLACEHOLDER.sub(lambda name: _word(name, place, words), text).strip()

    return {key: _mapped(item, f"{where}{key}", filled) for key, item in data.items()}


def check_links(data: dict[str, Any], where: str, links: Collection[str]) -> None:
    """Every link in a text leads to one of these keys, or to a `#place`.

    Raises ProfileInvalid for the first one that does not.
    """

    def checked(text: str, place: str) -> str:
        for mark in MARKED.finditer(text):
            key = mark["link"]
            if key and not key.startswith("#") and key not in links:
                raise ProfileInvalid(
                    f"{place}: there is no link {key!r}; write one of: "
                    f"{', '.join(links) or 'none'}, or add it to [links]."
                )
        return text

    _mapped(data, where, checked)


def _word(name: re.Match[str], place: str, words: Mapping[str, str]) -> str:
    if name[1] not in words:
        known = ", ".join(f"{{{word}}}" for word in words)
        raise ProfileInvalid(
            f"{place}: {name[0]} stands for nothing; write one of {known}."
        )
    return words[name[1]]


def _mapped(value: object, place: str, change: Callable[[str, str], str]) -> object:
    """The value with every text in it changed, however deep it lies."""
    match value:
        case str():
            return change(value, place)
        case list():
            return [
                _mapped(item, f"{place}[{index}]", change)
                for index, item in enumerate(value, start=1)
            ]
        case dict():
            dot = "" if place.endswith(" ") else "."
            return {
                key: _mapped(item, f"{place}{dot}{key}", change)
                for key, item in value.items()
            }
    return value
