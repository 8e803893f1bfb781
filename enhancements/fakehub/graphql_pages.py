"""Pages of lists as GraphQL has them, with cursors that are places, not numbers.

A cursor holds the key of the item it stands behind: for lists of issues by update that
is ``(updated_at, id)``, as on GitHub. What comes after it is whatever has a larger key
when the next page is asked for, so an item that was updated meanwhile comes again.
"""

from __future__ import annotations

import base64
import json
import weakref
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from enhancements.fakehub.base import Base
from enhancements.fakehub.graphql_cost import QueryRefused
from enhancements.fakehub.nouns import Issue, Repo

Key = tuple[int, int]


def cursor_of(key: Key) -> str:
    """The cursor behind the item with this key."""
    text = json.dumps(list(key), separators=(",", ":"))
    return base64.b64encode(f"cursor:v2:{text}".encode()).decode()


def read_cursor(text: str) -> Key:
    """The key in a cursor. Raises QueryRefused for a text that is none."""
    try:
        word = base64.b64decode(text, validate=True).decode()
        first, second = json.loads(word.removeprefix("cursor:v2:"))
        return int(first), int(second)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise QueryRefused(
            "INVALID_CURSOR_ARGUMENTS",
            f"`{text}` does not appear to be a valid cursor.",
        ) from error


class Page:
    """One page of a connection, as the fields of its type read it."""

    __slots__ = ("_key", "has_next", "has_previous", "nodes", "total")

    def __init__(
        self,
        items: Sequence[Any],
        key: Callable[[Any], Key],
        *,
        first: int | None = None,
        after: str | None = None,
        since: int = 0,
        falling: bool = False,
    ) -> None:
        """Cut a page out of `items`, whose keys rise; with `falling` from the end.

        `since` is the index of the first item that counts at all.
        """
        self._key = key
        self.total = len(items) - since
        low, high = since, len(items)
        if after is not None:
            place = read_cursor(after)
            if falling:
                high = bisect_left(items, place, low, high, key=key)
            else:
                low = bisect_right(items, place, low, high, key=key)
        size = min(first or 0, high - low)
        self.has_previous = after is not None
        self.has_next = size < high - low
        if falling:
            self.nodes = items[high - size : high][::-1]
        else:
            self.nodes = items[low : low + size]

    @property
    def end_cursor(self) -> str | None:
        """The cursor behind the last item; None on an empty page."""
        return cursor_of(self._key(self.nodes[-1])) if self.nodes else None

    @property
    def start_cursor(self) -> str | None:
        """The cursor of the first item; None on an empty page."""
        return cursor_of(self._key(self.nodes[0])) if self.nodes else None


_ORDERS: dict[str, tuple[str, Callable[[Issue], Key]]] = {
    "UPDATED_AT": ("updated", lambda issue: (issue.updated_at, issue.id)),
    "CREATED_AT": ("created", lambda issue: (issue.created_at, issue.id)),
}
_lists: weakref.WeakKeyDictionary[
    Base, dict[tuple[int, bool, str], tuple[int, list[Issue]]]
] = weakref.WeakKeyDictionary()


def issues_of(world: Base, repo: Repo, order: str, *, pulls: bool) -> list[Issue]:
    """The issues or the pull requests of a repository in rising order.

    Kept until the repository changes: only read it, under the world's lock.
    """
    kept = _lists.setdefault(world, {})
    name = (repo.id, pulls, order)
    if name not in kept or kept[name][0] != repo.version:
        every = world.issues_by(repo, _ORDERS[order][0])
        found = [one for one in every if (one.pull is not None) is pulls]
        kept[name] = (repo.version, found)
    return kept[name][1]


def listed(
    world: Base,
    repo: Repo,
    *,
    pulls: bool,
    order: tuple[str, str],
    first: int | None,
    after: str | None,
    since: int | None,
    states: Sequence[str] | None,
) -> Page:
    """A page of a repository's issues or pull requests.

    `order` is a field and a direction in GraphQL's words; `since` leaves out what was
    updated before that second, `states` what is in none of them.
    """
    field, direction = order
    if field not in _ORDERS:
        raise QueryRefused("UNSUPPORTED", f"Ordering by {field} is not pretended.")
    key = _ORDERS[field][1]
    items = issues_of(world, repo, field, pulls=pulls)
    start = 0
    if since is not None and field == "UPDATED_AT":
        start = bisect_left(items, (since, 0), key=key)
    elif since is not None:
        items = [one for one in items if one.updated_at >= since]
    if states is not None:
        items = [one for one in items[start:] if state_of(one) in states]
        start = 0
    falling = direction == "DESC"
    return Page(items, key, first=first, after=after, since=start, falling=falling)


def state_of(issue: Issue) -> str:
    """``OPEN``, ``CLOSED`` or, of a pull request, ``MERGED``."""
    if issue.pull and issue.pull.merged_at is not None:
        return "MERGED"
    return issue.state.upper()
