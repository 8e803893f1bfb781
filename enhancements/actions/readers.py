"""Names of the readers of a profile's files, and reading stored blobs with them."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from typing import Protocol

from enhancements.actions import readings
from enhancements.documents import formats, issue, owners, pulls, sigs
from enhancements.documents.facts import Reading
from enhancements.documents.formats import Format
from enhancements.policy import item_spans, wordings
from enhancements.policy.search import spelling
from enhancements.profiles.schema import Profile

Readings = dict[tuple[int, str], Reading]
"""Readings by blob id and name of the format."""


class Filed(Protocol):
    """Anything with a path and the blob that lies there."""

    @property
    def path(self) -> str:
        """Where it lies."""

    @property
    def blob_id(self) -> int | None:
        """Its bytes; None where there are none."""


def reader_of(profile: Profile, parser: str = "", revision: int = 0) -> str:
    """Name of parser and profile as they are now; a change derives all anew.

    Without a parser, of all that read the profile's documents.
    """
    words = f"{parser}:{revision}" if parser else formats.revision(profile)
    return f"{profile.name}:{digest(profile)}:{words}:words:{spelling.REVISION}"


@functools.lru_cache(maxsize=16)
def digest(profile: Profile) -> str:
    """Eight letters that change with whatever of a profile decides what is read."""
    parts = (
        profile.title,
        profile.word,
        profile.words,
        profile.stages,
        profile.statuses,
        profile.planned_by,
        profile.documents,
        profile.schedules,
        profile.rosters,
        sorted(profile.precedence.items()),
    )
    return letters(parts)


def letters(parts: object) -> str:
    """Eight letters that change with what is given."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


@functools.lru_cache(maxsize=16)
def roster_reader(profile: Profile) -> str:
    """Name of what reads a profile's rosters, as it is now."""
    revision = sigs.REVISION + 100 * owners.REVISION
    return f"{reader_of(profile, 'roster', revision)}:{letters(profile.roles)}"


@functools.lru_cache(maxsize=16)
def github_reader(profile: Profile) -> str:
    """Name of what reads a profile's issues and pull requests, as it is now."""
    parts = (reader_of(profile), profile.issues, profile.pulls, profile.labels)
    named = letters(parts)
    read = f"{issue.REVISION}.{pulls.REVISION}.{item_spans.REVISION}"
    revisions = f"{read}.{wordings.REVISION}"
    return f"{profile.name}:{named}:github:{revisions}"


def read(files: Iterable[Filed], profile: Profile) -> Readings:
    """What the files say, each blob read once; their words are kept for searching."""
    wanted: dict[Format, dict[int, str]] = {}
    for file in files:
        if file.blob_id is not None:
            format_ = formats.format_of(file.path, profile=profile)
            wanted.setdefault(format_, {})[file.blob_id] = file.path
    found: Readings = {}
    for format_, blobs in wanted.items():
        read_ = readings.read(
            blobs=blobs,
            reader=reader_of(profile, format_.name, format_.revision),
            format_=format_,
            parser=functools.partial(format_.read, profile=profile),
        )
        found |= {(blob, format_.name): reading for blob, reading in read_.items()}
    return found
