"""Derive claims, records and entries of enhancements from stored versions.

Everything here can be thrown away and made again from the immutable rows with
the same result. Owed work is a document's `owed_since`; it is cleared in the
transaction that writes what follows from it.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q

from enhancements.actions import claims, readiness, readings, records
from enhancements.actions.claims import Subject, Tally
from enhancements.documents import formats, vep
from enhancements.documents.facts import DOCUMENT, READINESS, Reading
from enhancements.documents.formats import Format
from enhancements.models import Document, Project, Source, Version
from enhancements.policy import spans
from enhancements.policy.spans import DocumentVersion, Span
from enhancements.profiles.schema import Profile

SYMLINK = "120000"


def reader_of(profile: Profile, parser: str = "", revision: int = 0) -> str:
    """Name of parser and profile as they are now; a change derives all anew.

    Without a parser, of all that read the profile's documents.
    """
    words = f"{parser}:{revision}" if parser else formats.revision(profile)
    return f"{profile.name}:{digest(profile)}:{words}"


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
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


def owed(*, project: Project, limit: int) -> list[int]:
    """Ids of enhancements with versions that no claims were derived from yet."""
    return list(
        Document.objects.filter(
            source__project=project,
            owed_since__isnull=False,
            enhancement__isnull=False,
        )
        .order_by("enhancement_id")
        .values_list("enhancement_id", flat=True)
        .distinct()[:limit]
    )


def with_owed_work() -> list[Project]:
    """Projects with versions that no claims were derived from yet."""
    owing = Document.objects.filter(owed_since__isnull=False)
    return list(Project.objects.filter(pk__in=owing.values("source__project")))


def count_owed(*, project: Project) -> int:
    """How many enhancements have owed work."""
    return (
        Document.objects.filter(
            source__project=project,
            owed_since__isnull=False,
            enhancement__isnull=False,
        )
        .values("enhancement_id")
        .distinct()
        .count()
    )


@transaction.atomic
def enhancements(
    *, project: Project, profile: Profile, ids: Sequence[int], now: dt.datetime
) -> Tally:
    """Derive these enhancements and whoever shares a name with them."""
    said = _document_spans(project=project, profile=profile, ids=ids)
    tally = claims.write(
        project=project,
        subjects=[Subject("enhancement", id_) for id_ in ids],
        said=[(Subject("enhancement", id_), span) for id_, span in said],
        reader=reader_of(profile),
        now=now,
    )
    told: dict[int, list[Span]] = {id_: [] for id_ in ids}
    for id_, span in said:
        told[id_].append(span)
    records.rebuild(project=project, profile=profile, told=told)
    Document.objects.filter(enhancement_id__in=ids, owed_since__isnull=False).update(
        owed_since=None
    )
    return tally


def _document_spans(
    *, project: Project, profile: Profile, ids: Sequence[int]
) -> list[tuple[int, Span]]:
    """What the documents of these enhancements claim, over all time."""
    rows = [_Row(*row) for row in _versions(Q(document__enhancement_id__in=ids))]
    owned = readiness.owners(
        project=project,
        profile=profile,
        numbers={_number(row.path, profile) for row in rows if row.role == spans.MAIN},
    )
    rows += [_Row(*row) for row in _versions(Q(document_id__in=owned))]
    read = _readings(rows, profile)
    moments = _moments(rows)
    documents: dict[int, list[_Row]] = {}
    for row in rows:
        documents.setdefault(row.document_id, []).append(row)
    found: dict[int, list[Span]] = {id_: [] for id_ in ids}
    for document, group in documents.items():
        told = spans.document_spans(
            [_told(row, moments[row.pk], read, profile) for row in group]
        )
        for owner in owned.get(document, [group[0].enhancement_id]):
            if owner in found:
                found[owner].extend(told)
    return [
        (enhancement, span)
        for enhancement, told in found.items()
        for span in spans.without_overlap(told)
    ]


def _number(path: str, profile: Profile) -> str:
    """The number that begins the directory of a path, without zeros in front."""
    directory = profile.documents.directory_of(path) or ""
    digits = directory[: len(directory) - len(directory.lstrip("0123456789"))]
    return digits.lstrip("0")


Readings = dict[tuple[int, str], Reading]
"""Readings by blob id and name of the format."""


def _readings(rows: Iterable[_Row], profile: Profile) -> Readings:
    wanted: dict[Format, dict[int, str]] = {}
    for row in rows:
        if row.blob_id is not None:
            format_ = formats.format_of(row.path, profile=profile)
            wanted.setdefault(format_, {})[row.blob_id] = row.path
    found: Readings = {}
    for format_, blobs in wanted.items():
        read = readings.read(
            blobs=blobs,
            reader=reader_of(profile, format_.name, format_.revision),
            format_=format_,
            parser=functools.partial(format_.read, profile=profile),
        )
        found |= {(blob, format_.name): reading for blob, reading in read.items()}
    return found


class _Row(NamedTuple):
    """The columns of a version that are needed; whole rows cost an import dearly."""

    pk: int
    ordinal: int
    merged_at: dt.datetime
    seen_at: dt.datetime
    path: str
    commit: str
    role: str
    mode: str
    blob_id: int | None
    document_id: int
    enhancement_id: int


def _versions(which: Q) -> Iterable[tuple[Any, ...]]:
    """Values for _Row of all versions of these documents."""
    own = (name for name in _Row._fields if name != "enhancement_id")
    return (
        Version.objects.filter(which, retracted_at__isnull=True)
        .order_by("document_id", "ordinal")
        .values_list(*own, "document__enhancement_id")
    )


def _moments(rows: Iterable[_Row]) -> dict[int, dt.datetime]:
    """When each version came; none before an older one of its enhancement.

    A committer's clock may run slow, or ahead: of ours, when we saw the commit.
    """
    latest: dict[int, dt.datetime] = {}
    found = {}
    for row in sorted(rows, key=lambda row: row.ordinal):
        owner = row.enhancement_id
        at = min(row.merged_at, row.seen_at)
        found[row.pk] = latest[owner] = max(at, latest.get(owner, at))
    return found


def _told(
    row: _Row, at: dt.datetime, read: Readings, profile: Profile
) -> DocumentVersion:
    format_ = formats.format_of(row.path, profile=profile)
    reading = None if row.blob_id is None else read[row.blob_id, format_.name]
    if row.mode == SYMLINK:
        reading = Reading(
            unreadable="This is a symbolic link. Put the document itself in its place."
        )
    return DocumentVersion(
        id=row.pk,
        ordinal=row.ordinal,
        at=at,
        path=row.path,
        commit=row.commit,
        role=row.role,
        reading=reading,
        path_facts=vep.path_facts(row.path, profile=profile),
        source=READINESS if row.role == Document.Role.READINESS else DOCUMENT,
    )


def owe_everything(*, source: Source, reader: str, now: dt.datetime) -> None:
    """Have every document of a source derived anew, by this reader."""
    with transaction.atomic():
        Document.objects.filter(source=source).update(owed_since=now)
        source.reader = reader
        source.save(update_fields=["reader"])
