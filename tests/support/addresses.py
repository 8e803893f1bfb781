"""Every address of the site with the view behind it, found in the URLconf itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# What stands for a part of an address. Names are those that `tests.views` tracks.
PARTS: dict[str, Any] = {
    "project": "demo",
    "key": "10",
    "login": "ann",
    "digest": "abc",
    "pk": 1,
    "snapshot": 1,
    "token": "abc",
    "path": "v1/nothing",
    "release": "v1.9",
    "batch": "00000000-0000-0000-0000-000000000007",
    "sig": "compute",
    "year": 2025,
}
_NAMES = {
    "sig": "compute",
    "sig-changes": "compute",
    "sig-outreach": "compute",
    "sig-asking": "compute",
    "sig-feed": "compute",
    "sig-calendar": "compute",
    "secret-feed": "mine.ics",
    "annual": "compute",
    "report": "survival",
    "gate": "WarmStandby",
}
"""Of addresses that say `name` for something else than a release."""
_NAMELESS = {
    "api/": "/api/",
    "api/<path:path>": "/api/v1/nothing",
    "^(accounts|me)/": "/me/nothing/",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Address:
    """A pattern of the URLconf."""

    name: str
    """With its namespace; its route where it has none."""
    route: str
    view: Callable[..., Any]
    parts: tuple[str, ...]

    def path(self, **more: Any) -> str:
        """The address with `more`, or what PARTS has, in it."""
        if self.route in _NAMELESS:
            return _NAMELESS[self.route]
        values = {"name": _NAMES.get(self.name.partition(":")[2], "v1.9")}
        values |= PARTS | more
        return reverse(self.name, kwargs={part: values[part] for part in self.parts})


def every() -> list[Address]:
    """All addresses, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(
    patterns: Iterable[URLPattern | URLResolver],
    route: str,
    space: str,
    above: tuple[str, ...] = (),
) -> Iterator[Address]:
    for one in patterns:
        here = f"{route}{one.pattern}"
        parts = (*above, *one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, here, inner, parts)
        else:
            name = f"{space}{one.name}" if one.name else here
            yield Address(name, here, one.callback, parts)
