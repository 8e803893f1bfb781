"""The list from which an enhancement was opened, and its neighbours there.

A list is named by `in`: its address below the project, such as
`releases/v1.10/?sig=node&stage=beta`. Only lists of ours can be named: what is read
is taken apart, and addresses are made anew from its parts.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from enhancements.languages import gettext
from enhancements.queries import (
    browse,
    browse_place,
    browse_shown,
    filters,
    person,
    release,
    roadmap,
    sigs,
    words,
)
from enhancements.queries.entry_states import ENTRY_FILTERS
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.search import narrowing, ranking
from enhancements.queries.shapes.enhancement import Results

PARAMETER = "in"
LONGEST = 1000
_LONGEST_VALUE = 500
_MOST_VALUES = 60

_NAME = r"[^/?#\x00-\x1f\\]{1,200}"


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list: the route of its page, its address and its parameters."""

    route: str
    address: re.Pattern[str]
    parameters: tuple[str, ...]


KINDS = (
    Kind(
        "browse",
        re.compile("enhancements/"),
        (*filters.NAMES, *browse_shown.NAMES, "compare"),
    ),
    Kind(
        "release",
        re.compile(f"releases/(?P<name>{_NAME})/"),
        ("sig", *ENTRY_FILTERS, "compare"),
    ),
    Kind(
        "sig",
        re.compile(f"sigs/(?P<name>{_NAME})/"),
        ("release", *ENTRY_FILTERS, "compare"),
    ),
    Kind("roadmap", re.compile("roadmap/"), (*filters.NAMES, "state", "from", "to")),
    Kind(
        "person", re.compile(f"people/(?P<name>{_NAME}(?:/{_NAME})?)/"), person.FILTERS
    ),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Origin:
    """A list of ours: its kind, the name in its address, its parameters."""

    route: str
    name: str
    query: Mapping[str, tuple[str, ...]]

    def values(self, name: str) -> list[str]:
        """The values of a parameter."""
        return list(self.query.get(name, ()))

    def value(self, name: str) -> str:
        """The last value of a parameter; empty when it is not given."""
        return (self.values(name) or [""])[-1]

    @property
    def text(self) -> str:
        """The list as `in` names it."""
        folder = _FOLDERS[self.route]
        name = f"{quote(self.name)}/" if self.name else ""
        query = words.query(self.query)
        return f"{folder}/{name}{f'?{query}' if query else ''}"


_FOLDERS = {
    "browse": "enhancements",
    "release": "releases",
    "sig": "sigs",
    "roadmap": "roadmap",
    "person": "people",
}


def read(text: str) -> Origin | None:
    """The list that a text names; None when it names none of ours.

    Whatever the text, this never raises.
    """
    if not text or len(text) > LONGEST or not text.isprintable():
        return None
    try:
        parts = urlsplit(text)
        given = parse_qsl(parts.query, max_num_fields=_MOST_VALUES)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or parts.fragment:
        return None
    return of_page(unquote(parts.path), given)


def of_page(path: str, given: Sequence[tuple[str, str]]) -> Origin | None:
    """The list at a path below the project; None when there is none.

    `given` are the parameters of its address; those of no use are left out.
    """
    for kind in KINDS:
        if not (found := kind.address.fullmatch(path)):
            continue
        name = found.groupdict().get("name") or ""
        if ".." in name.split("/") or "." in name.split("/"):
            return None
        query: dict[str, tuple[str, ...]] = {}
        for key, value in given:
            plain = value.replace("\x00", "")[:_LONGEST_VALUE]
            if key in kind.parameters and plain:
                query[key] = (*query.get(key, ()), plain)
        return Origin(kind.route, name, query)
    return None


def find(
    setting: Setting, text: str, key: str, *, me: Sequence[str] = ()
) -> Results | None:
    """Where an enhancement stands in the list that `in` names.

    None when the text names no list of ours, or one that asks for what cannot be.
    `me` are logins of who asks. Runs at most two SQL statements, and those of boards
    where a search asks how entries stand.
    """
    origin = read(text)
    if origin is None:
        return None
    try:
        if origin.route == "browse":
            return _browse(setting, origin, key, me)
        keys, title = _LISTS[origin.route](setting, origin, me)
    except (
        FilterRefused,
        release.ReleaseUnknown,
        sigs.SigUnknown,
        person.PersonUnknown,
    ):
        return None
    ordered = list(dict.fromkeys(keys))
    place = ordered.index(key) + 1 if key in ordered else 0
    return Results(
        route=origin.route,
        args=(origin.name,) if origin.name else (),
        query=origin.query,
        origin=origin.text,
        title=title,
        place=place,
        total=len(ordered),
        previous_key=ordered[place - 2] if place > 1 else "",
        next_key=ordered[place] if 0 < place < len(ordered) else "",
        page=_page_of(place, roadmap.PAGE_SIZE) if origin.route == "roadmap" else 1,
    )


def _browse(setting: Setting, origin: Origin, key: str, me: Sequence[str]) -> Results:
    """The list of enhancements may be long: its order stays in the database."""
    wanted = narrowing.read(setting, origin.query, me=me)
    sort = origin.value("sort") or ranking.default(wanted)
    shown = browse_shown.read(origin.query)
    found = browse_place.neighbours(setting, wanted, sort=sort, key=key, shown=shown)
    return Results(
        route=origin.route,
        args=(),
        query=origin.query,
        origin=origin.text,
        title=_words(found.scope),
        place=found.place,
        total=found.total,
        previous_key=found.previous_key,
        next_key=found.next_key,
        page=_page_of(found.place, browse.PAGE_SIZE),
    )


def _page_of(place: int, size: int) -> int:
    return max(0, place - 1) // size + 1


Listed = tuple[list[str], str]


def _release(setting: Setting, origin: Origin, _me: Sequence[str]) -> Listed:
    chosen = {name: origin.values(name) for name in ("sig", *ENTRY_FILTERS)}
    page = release.page(setting, origin.name, chosen)
    return [entry.key for entry in page.entries], _words(page.scope)


def _sig(setting: Setting, origin: Origin, _me: Sequence[str]) -> Listed:
    page = sigs.page(
        setting,
        origin.name,
        release=origin.value("release"),
        chosen={name: origin.values(name) for name in ENTRY_FILTERS},
    )
    rows: list[Any] = [
        *page.entries,
        *page.next_entries,
        *page.unplanned,
        *page.participates,
    ]
    return [row.key for row in rows], gettext(
        "enhancements of SIG %(sig)s", sig=page.name
    )


def _roadmap(setting: Setting, origin: Origin, me: Sequence[str]) -> Listed:
    page = roadmap.page(
        setting,
        narrowing.read(setting, origin.query, me=me),
        states=origin.values("state"),
        start=origin.value("from"),
        end=origin.value("to"),
        size=roadmap.EVERY,
    )
    said = _words(page.scope.partition(";")[0])
    title = gettext("%(scope)s on the roadmap", scope=said)
    return [row.key for row in page.rows], title


def _person(setting: Setting, origin: Origin, _me: Sequence[str]) -> Listed:
    chosen = {name: origin.values(name) for name in person.FILTERS}
    page = person.page(setting, origin.name, chosen)
    return [one.row.key for one in page.rows], _words(page.scope)


def _words(scope: str) -> str:
    """A scope sentence without its number: "entries of SIG node in v1.10"."""
    return scope.partition(" ")[2]


_LISTS: dict[str, Callable[[Setting, Origin, Sequence[str]], Listed]] = {
    "release": _release,
    "sig": _sig,
    "roadmap": _roadmap,
    "person": _person,
}
