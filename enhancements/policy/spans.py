"""From the versions of a document to what it claimed, from when to when.

Pure. A claim holds from `since` up to but not including `until`. Times are the
committer's on the first-parent line, not before those of the predecessor.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from enhancements.documents.facts import DIRECTORY, DOCUMENT, Fact, Reading

MAIN = "main"
SIDE = "side"
DOCUMENT_FIELD = "document"

# A side document speaks of the work, not of the umbrella: its title ("Part 2")
# or its own number would only contradict the main document.
SIDE_FIELDS = ("target", "status", "stage", "gate", "feature_gates", "text")


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """A claim before it is stored, or as it was stored."""

    track: str
    source: str
    field: str
    value: Any
    raw: str
    since: dt.datetime
    until: dt.datetime | None
    problem: str = ""
    version: int | None = None
    """Id of the version that first said so."""
    line: int = 0
    path: str = ""
    commit: str = ""
    url: str = ""
    """Evidence on GitHub, where no file speaks."""

    @property
    def series(self) -> tuple[str, str, str]:
        """(track, source, field)."""
        return (self.track, self.source, self.field)

    def holds(self, at: dt.datetime) -> bool:
        """Whether the claim held at that moment."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentVersion:
    """A version with what was read in it; reading is None when it was deleted."""

    id: int
    ordinal: int
    at: dt.datetime
    path: str
    commit: str
    role: str
    reading: Reading | None
    path_facts: tuple[Fact, ...] = ()
    source: str = DOCUMENT
    """Source of the claim that the file is there."""


def document_spans(versions: Sequence[DocumentVersion]) -> list[Span]:
    """What one document claimed over its whole history.

    `versions` in the order of the first-parent line. Versions of the same second
    follow the ordinal; one that lasted zero seconds yields no claim. A version
    that cannot be read keeps the earlier values and adds a problem.
    """
    book = _Book()
    for version, at in _effective(versions):
        book.turn(version, at)
    return book.spans()


def _effective(
    versions: Sequence[DocumentVersion],
) -> Iterable[tuple[DocumentVersion, dt.datetime]]:
    """Versions with their effective times, the last one of each second only."""
    timed: list[tuple[DocumentVersion, dt.datetime]] = []
    for version in sorted(versions, key=lambda version: version.ordinal):
        at = version.at
        if timed and timed[-1][1] >= at:
            at = timed.pop()[1]
        timed.append((version, at))
    return timed


class _Book:
    """Open claims while the versions are turned over, and the closed ones."""

    def __init__(self) -> None:
        self.open: dict[tuple[str, str, str], Span] = {}
        self.closed: list[Span] = []

    def turn(self, version: DocumentVersion, at: dt.datetime) -> None:
        said = self._said(version, at)
        for series in [series for series in self.open if series not in said]:
            self._close(series, at)
        for series, span in said.items():
            before = self.open.get(series)
            if before is not None and is_same(before, span):
                continue
            if before is not None:
                self._close(series, at)
            self.open[series] = span

    def spans(self) -> list[Span]:
        return [*self.closed, *self.open.values()]

    def _close(self, series: tuple[str, str, str], at: dt.datetime) -> None:
        self.closed.append(dataclasses.replace(self.open.pop(series), until=at))

    def _said(
        self, version: DocumentVersion, at: dt.datetime
    ) -> dict[tuple[str, str, str], Span]:
        if version.reading is None:
            return {}
        facts = [*version.path_facts] if version.role == MAIN else []
        said: dict[tuple[str, str, str], Span] = {}
        if version.reading.unreadable:
            # What was said before still stands: keep it open as it is.
            kept = {
                series: span
                for series, span in self.open.items()
                if span.source != DIRECTORY and span.field != DOCUMENT_FIELD
            }
            said.update(kept)
        else:
            facts.extend(version.reading.facts)
        for fact in [*facts, _existence(version)]:
            span = _span(fact, version, at)
            if span is not None:
                said.setdefault(span.series, span)
        return said


def _existence(version: DocumentVersion) -> Fact:
    """The claim that the document is there, with the state of its text."""
    reading = version.reading
    problem = reading.unreadable if reading else ""
    value = {"path": version.path, "commit": version.commit}
    return Fact(
        DOCUMENT_FIELD, value, raw=version.path, source=version.source, problem=problem
    )


def _span(fact: Fact, version: DocumentVersion, at: dt.datetime) -> Span | None:
    source = fact.source
    if version.role == SIDE:
        source = f"document:{version.path.rpartition('/')[2]}"
        blank = fact.value is None and not fact.problem
        stem = fact.field.partition(".")[0]
        if blank or stem not in (*SIDE_FIELDS, DOCUMENT_FIELD):
            return None
    return Span(
        track=fact.track,
        source=source,
        field=fact.field,
        value=fact.value,
        raw=fact.raw,
        problem=fact.problem,
        since=at,
        until=None,
        version=version.id,
        line=fact.line,
        path=version.path,
        commit=version.commit,
    )


def is_same(before: Span, after: Span) -> bool:
    """Whether two claims of one series say the same.

    `v1.6` rewritten as `v1.6.0` is the same claim; with no value, the words count.
    """
    if before.value != after.value or before.problem != after.problem:
        return False
    return after.value is not None or before.raw == after.raw


def without_overlap(spans: Iterable[Span]) -> list[Span]:
    """Claims of several documents of one enhancement, one at a time per series.

    When two documents speak in one series (the main document was replaced by
    another file), the later one ends the earlier.
    """
    groups: dict[tuple[str, str, str], list[Span]] = {}
    for span in spans:
        groups.setdefault(span.series, []).append(span)
    kept: list[Span] = []
    for group in groups.values():
        ordered = sorted(group, key=lambda span: (span.since, span.version or 0))
        for span, after in zip(ordered, [*ordered[1:], None], strict=True):
            if after is None or (span.until is not None and span.until <= after.since):
                kept.append(span)
            elif span.since < after.since:
                kept.append(dataclasses.replace(span, until=after.since))
    return kept
