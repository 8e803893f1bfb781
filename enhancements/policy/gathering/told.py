"""What is known of one enhancement over all time, as it is handed to the gathering."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from enhancements.languages.sentences import Sentence
from enhancements.policy.checks.seen import Section, SignOff
from enhancements.policy.mirrored import Mirrored
from enhancements.policy.spans import Span

Link = Callable[[Span], str]
"""The address of where something is said; empty where there is none."""


@dataclasses.dataclass(frozen=True, slots=True)
class Pull:
    """A pull request that names the enhancement, or that its issue lists."""

    item: Mirrored
    kind: str
    """`document`, `code` or `docs`, as the profile tells it by the repository."""
    base: str = ""
    """The branch that it goes to."""
    is_draft: bool = False
    merged_at: dt.datetime | None = None
    approvals: tuple[dt.datetime, ...] = ()
    """When reviews approved it, oldest first; where a review counts as lgtm."""


@dataclasses.dataclass(frozen=True, slots=True)
class Prose:
    """The prose of a document from a moment on, or as a proposal would have it."""

    since: dt.datetime
    path: str
    url: str
    sections: tuple[Section, ...]
    proposal: int | None = None
    """Number of the pull request that proposes it; None for what is merged."""


@dataclasses.dataclass(frozen=True, slots=True)
class Assigned:
    """Who was said to do the work of an entry, and from when to when."""

    release: str
    track: str
    """Empty for the main one."""
    role: str
    """A field of the record: `owners`, `reviewers` or `approvers`."""
    logins: tuple[str, ...]
    by: str
    since: dt.datetime
    until: dt.datetime | None = None

    def is_of(self, entry: EntryOf, at: dt.datetime) -> bool:
        """Whether it held of that entry at that moment."""
        holds = self.since <= at and (self.until is None or at < self.until)
        return holds and (self.release, self.track) == (entry.release, entry.track)


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """Everything that is known of one enhancement."""

    spans: Sequence[Span]
    """All claims, those of proposals too, over all time."""
    pulls: Mapping[str, Pull] = dataclasses.field(default_factory=dict)
    """By `owner/name#12`, the repository in lower case."""
    prose: Sequence[Prose] = ()
    """Oldest first."""
    signoffs: Sequence[SignOff] = ()
    listings: Callable[[dt.datetime], Mapping[str, tuple[str, str]]] = lambda _: {}
    """At a moment: pull request to (stage, release) under which the issue lists it."""
    gaps: Mapping[str, Sentence | str] = dataclasses.field(default_factory=dict)
    """What could not be read now; see `Seen.gaps`."""
    repository: str = ""
    """`owner/name` of documents and tracking issues."""
    link: Link = lambda span: span.url
    assigned: Sequence[Assigned] = ()
    """Who does the work of its entries where that was said for a release, oldest
    first."""


@dataclasses.dataclass(frozen=True, slots=True)
class EntryOf:
    """An entry that is judged."""

    release: str
    track: str
    """Empty for the main one."""
    stage: str
    kind: str
    starts_at: dt.datetime | None = None
