"""What a list shows of texts in which words were found."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A line of the text that speaks most of what was searched for."""

    kind: str
    """`document`, `issue`, `pull` or `comment`."""
    pieces: tuple[tuple[str, bool], ...]
    """The line in pieces, and which of them are what was searched for."""
    url: str = ""
    """Where the text stands on the web; empty where its repository has no pages."""
    name: str = ""
    """Of a pull request: `enhancements#12`."""
    path: str = ""
    """Of a side document; empty for the main one."""
    author: str = ""
    """Of a comment; empty for a deleted account."""
    at: dt.datetime | None = None
    """When a comment was made."""
    page: int = 1
    """Of the discussion, where the comment stands."""
    anchor: str = "said-issue"
    """Where it stands there."""


@dataclasses.dataclass(frozen=True, slots=True)
class Match:
    """How well one enhancement meets the words of a search, and where."""

    rank: int
    """Its place among all that meet them, from 1, the best match first."""
    line: Line | None
    """None where nothing but a name matches."""


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """What a list that was searched by words shows beside its rows."""

    is_best: bool
    """Whether the best match comes first."""
    best: str
    """Query string of the list with the best match first."""
    lines: Mapping[int, Line]
    """By id of the enhancement; none where nothing but a name matches."""
    meant: str = ""
    """The search as it was probably meant, where nothing was found."""
    meant_query: str = ""
    """Query string of that search."""


@dataclasses.dataclass(frozen=True, slots=True)
class Lesser:
    """A list that shows nothing, without one of its filters."""

    words: str
    """The filter that is left out."""
    query: str
    count: int | None
    """How many are found without it; None where that was not counted."""


@dataclasses.dataclass(frozen=True, slots=True)
class Unknown:
    """A SIG that filters name and no enhancement has."""

    sig: str
    near: str = ""
    """The one that was probably meant; empty when none is alike."""
    query: str = ""
    """Query string of the list with that one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Lacking:
    """Why a list shows nothing, and what would show something."""

    lesser: tuple[Lesser, ...] = ()
    """Those that find something, or may; none of a list with one filter."""
    unknown: tuple[Unknown, ...] = ()
