"""Feeds as Atom (RFC 4287), with ids that stay: tag URIs (RFC 4151).

Texts of others are text: what is XML or HTML in them is shown as it was typed, and what
XML cannot hold is replaced.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from enhancements import presenters
from enhancements.queries.feeds import FeedEntry
from enhancements.queries.shapes import Change

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
# The year from which on names of ours are given out (RFC 4151 wants a date).
_SINCE = "2026"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """An entry as a reader gets it."""

    place: str
    """What tells it from all others of its feed's family, for ever."""
    title: str
    lines: tuple[str, ...]
    link: str
    """Absolute."""
    at: dt.datetime
    author: str = ""
    categories: tuple[str, ...] = ()


class _Feed(Atom1Feed):
    """Its own `updated`, so that a feed without news stays as it is."""

    def latest_post_date(self) -> Any:
        return self.feed["updated_at"]


def write(
    *,
    title: str,
    subtitle: str,
    address: str,
    page: str,
    family: str,
    updated: dt.datetime,
    items: Iterable[Item],
    is_secret: bool = False,
) -> bytes:
    """The feed at an absolute `address`, of an absolute `page`.

    `family` is a path that begins the ids of its entries; feeds of one project have it
    in common, so that a reader of two of them knows an entry again. Of an address that
    `is_secret` only the host is told.
    """
    own = urlsplit(address).path + _query(address)
    made = _Feed(
        title=_plain(title),
        subtitle=_plain(subtitle),
        link=page,
        description="",
        language="en",
        feed_url=None if is_secret else address,
        feed_guid=tag(address, family if is_secret else own),
        updated_at=updated,
    )
    for one in items:
        _add(made, one, tag(address, f"{family}{_digest(one.place)}"))
    return str(made.writeString("utf-8")).encode()


def _add(feed: _Feed, one: Item, name: str) -> None:
    feed.add_item(
        title=_plain(one.title),
        link=one.link,
        description="<br>".join(escape(_plain(line)) for line in one.lines),
        unique_id=name,
        updateddate=one.at,
        pubdate=one.at,
        author_name=_plain(one.author) or None,
        categories=[_plain(name) for name in one.categories],
    )


def tag(address: str, path: str) -> str:
    """The tag URI of a path at the host of an address."""
    return f"tag:{urlsplit(address).hostname},{_SINCE}:{path}"


def of_changes(entry: FeedEntry, link: str) -> Item:
    """What one thing underwent at one moment."""
    first = entry.first
    name = f"#{first.key}" if first.key.isdigit() else first.key
    more = len(entry.changes) - 1
    said = f"{first.text}, and {more} more" if more else first.text
    lines = [_line(change) for change in entry.changes]
    source = presenters.source_name(first.source) if first.source else ""
    if first.subject:
        lines.append(f"{source}: {first.subject}" if source else first.subject)
    categories = [first.kind, f"SIG {first.sig}" if first.sig else ""]
    return Item(
        place=entry.place,
        title=f"{name} {first.title}: {said}".strip(),
        lines=tuple(lines),
        link=link,
        at=entry.at,
        author=source,
        categories=tuple(filter(None, categories)),
    )


def _line(change: Change) -> str:
    if change.old and change.new:
        return f"{change.text} from {change.old} to {change.new}"
    said = change.new or change.old
    return f"{change.text}: {said}" if said else change.text


def _plain(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _query(address: str) -> str:
    query = urlsplit(address).query
    return f"?{query}" if query else ""


def _digest(place: str) -> str:
    return hashlib.sha256(place.encode()).hexdigest()[:32]
