"""Documents and discussions of an enhancement, as their pages show them."""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.documents.rendering import Rendered
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.lists import Page
from enhancements.queries.shapes.pulls import IssueView


@dataclasses.dataclass(frozen=True, slots=True)
class FileVersion:
    """One version of a document."""

    commit: str
    merged_at: dt.datetime
    subject: str
    """First line of the commit message."""
    change: str
    """`added`, `modified`, `renamed` or `deleted`."""
    path: str
    url: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a diff: `place` for where it is, `old`, `new` or `same`."""

    kind: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentPage:
    """One document of an enhancement, in one version."""

    frame: Frame
    key: str
    number: int | None
    title: str
    files: tuple[str, ...]
    """Paths of all its documents, the main one first."""
    path: str
    """Of the one that is shown; empty where there is none."""
    versions: tuple[FileVersion, ...] = ()
    """Of that one, newest first."""
    version: FileVersion | None = None
    """The one that is shown."""
    before: FileVersion | None = None
    """The one before it."""
    text: Rendered | None = None
    """None where the version has no text or where the difference is asked for."""
    front: str = ""
    """Its front matter, which is no prose."""
    trouble: str = ""
    """Why it cannot be read, in a sentence."""
    diff: tuple[DiffLine, ...] | None = None
    """How it differs from the version before; None where that was not asked."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """The text of an issue, or of a comment on it."""

    author: str
    """Empty for an account that is gone."""
    at: dt.datetime
    text: Rendered
    url: str
    anchor: str
    edited_at: dt.datetime | None = None
    """When it was changed last, where it is shown as it was left then."""
    is_hidden: bool = False
    """Whether GitHub folds it."""


@dataclasses.dataclass(frozen=True, slots=True)
class DiscussionPage:
    """What was said on the tracking issue of an enhancement."""

    frame: Frame
    key: str
    number: int | None
    title: str
    issue: str = ""
    """`enhancements#12`; empty where none is mirrored."""
    url: str = ""
    stands: IssueView | None = None
    """How the issue stood at the moment; None where none is mirrored."""
    opening: Said | None = None
    """The issue's own text; only on the first page."""
    comments: tuple[Said, ...] = ()
    page: Page | None = None
