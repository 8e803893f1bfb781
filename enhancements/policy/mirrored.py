"""An issue or a pull request as it is mirrored, and what its timeline tells.

Pure. What the timeline does not tell, for it began before the mirror, is told by how
the item is today.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

from enhancements.policy import addresses

OPEN = "open"
CLOSED = "closed"
CLOSING = {"closed": CLOSED, "merged": CLOSED, "reopened": OPEN}

Pair = Literal["labeled", "milestoned", "assigned"]
_ENDS: dict[Pair, str] = {
    "labeled": "unlabeled",
    "milestoned": "demilestoned",
    "assigned": "unassigned",
}
KINDS = (*_ENDS, *_ENDS.values(), *CLOSING, "renamed")
"""Kinds of timeline items that are read."""


@dataclasses.dataclass(frozen=True, slots=True)
class Happening:
    """One item of a timeline."""

    kind: str
    at: dt.datetime
    name: str = ""
    old_name: str = ""
    event: str = ""
    """GitHub's number of the event; empty where it has none."""
    key: str = ""
    """Id of the label or person that it is about; empty where it is not told."""


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """An item's body as it was from a moment on."""

    at: dt.datetime
    body: str


@dataclasses.dataclass(frozen=True, slots=True)
class Mirrored:
    """An issue or a pull request as it is mirrored."""

    host: str
    repository: str
    number: int
    title: str
    body: str
    state: str
    created_at: dt.datetime
    updated_at: dt.datetime
    closed_at: dt.datetime | None = None
    edited_at: dt.datetime | None = None
    gone_at: dt.datetime | None = None
    texts: tuple[Text, ...] = ()
    """Oldest first."""
    timeline: tuple[Happening, ...] = ()
    """Oldest first."""
    labels: tuple[tuple[str, str], ...] = ()
    """Id and name of today of each that it has."""
    milestone: str = ""
    assignees: tuple[tuple[str, str], ...] = ()
    """Id and login of today."""

    def url(self, event: str = "") -> str:
        """Its page, or the place there where an event is shown."""
        return addresses.issue(self.host, self.repository, self.number, event)


def bodies(item: Mirrored) -> list[Text]:
    """Every body that it had, oldest first; the one of today is always the last."""
    found = sorted(item.texts, key=lambda text: text.at)
    if not found:
        # An edit whose text is not known: what stood there before it is not either.
        return [Text(item.edited_at or item.created_at, item.body)]
    if found[-1].body != item.body:
        at = item.edited_at or item.updated_at
        found.append(Text(max(at, found[-1].at), item.body))
    return found


def titles(item: Mirrored) -> list[Text]:
    """Every title that it had, oldest first."""
    renames = [one for one in item.timeline if one.kind == "renamed"]
    first = renames[0].old_name if renames else item.title
    return [
        Text(item.created_at, first or item.title),
        *(Text(one.at, one.name) for one in renames),
    ]


def versions(item: Mirrored) -> list[tuple[dt.datetime, str, str]]:
    """(since, title, body) of every state of its words, oldest first."""
    all_titles, all_bodies = titles(item), bodies(item)
    moments = sorted({text.at for text in (*all_titles, *all_bodies)})
    begins = all_bodies[0].at
    return [
        (at, _last(all_titles, at), _last(all_bodies, at))
        for at in moments
        if at >= begins
    ]


def _last(texts: Sequence[Text], at: dt.datetime) -> str:
    found = [text.body for text in texts if text.at <= at]
    return found[-1] if found else texts[0].body


def states(item: Mirrored) -> list[tuple[dt.datetime, str, str]]:
    """(since, open or closed, event) over time; merged counts as closed."""
    found = [(item.created_at, OPEN, "")]
    for one in item.timeline:
        state = CLOSING.get(one.kind)
        if state and state != found[-1][1]:
            found.append((max(one.at, item.created_at), state, one.event))
    is_open = item.state == OPEN
    if is_open != (found[-1][1] == OPEN):
        # The timeline does not say so; the item itself does.
        at = item.updated_at if is_open else item.closed_at or item.updated_at
        found.append((max(at, found[-1][0]), OPEN if is_open else CLOSED, ""))
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A label, milestone or assignee while it was on an item."""

    name: str
    since: dt.datetime
    until: dt.datetime | None
    event: str


def held(item: Mirrored, kind: Pair, now: Iterable[tuple[str, str]]) -> list[Held]:
    """What was put on the item and taken off it, by the names of then.

    `now` is what is on it, as (id, name). What the timeline does not say was there from
    the start; what is gone although nothing took it off (a label that was deleted)
    ended at the latest when the item last changed.
    """
    today = dict(now)
    ids = {name.casefold(): key for key, name in today.items()}
    begun: dict[str, Happening] = {}
    found: list[Held] = []
    ended: dict[str, dt.datetime] = {}
    for one in item.timeline:
        if one.kind not in (kind, _ENDS[kind]):
            continue
        name = one.name.casefold()
        key = one.key if one.key in today else ids.get(name, one.key or name)
        start = begun.get(key)
        if one.kind == kind:
            begun.setdefault(key, one)
        elif start is not None:
            found.append(Held(start.name, start.at, one.at, start.event))
            del begun[key]
        elif key not in ended:
            # It was taken off, so it had been put on: before the timeline begins.
            found.append(Held(one.name, item.created_at, one.at, one.event))
        if one.kind != kind:
            ended[key] = one.at
    for key, start in begun.items():
        end = None if key in today else max(item.updated_at, start.at)
        found.append(Held(start.name, start.at, end, start.event))
    found.extend(
        Held(name, ended.get(key, item.created_at), None, "")
        for key, name in today.items()
        if key not in begun
    )
    return sorted(
        (one for one in found if one.until is None or one.since < one.until),
        key=lambda one: (one.since, one.name),
    )


def moments(every: Iterable[Held]) -> list[dt.datetime]:
    """When something was put on or taken off, in order."""
    found = set()
    for one in every:
        found.add(one.since)
        if one.until is not None:
            found.add(one.until)
    return sorted(found)


def there(every: Iterable[Held], at: dt.datetime) -> list[Held]:
    """What was on it at a moment."""
    return [
        one
        for one in every
        if one.since <= at and (one.until is None or at < one.until)
    ]
