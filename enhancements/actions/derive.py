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

from enhancements.actions import claims, readings, records
from enhancements.actions.claims import Subject, Tally
from enhancements.documents import vep
from enhancements.documents.facts import Reading
from enhancements.models import Document, Project, Source, Version
from enhancements.policy import spans
from enhancements.policy.spans import DocumentVersion, Span
from enhancements.profiles.schema import Profile

SYMLINK = "120000"


def reader_of(
    profile: Profile, parser: str = "vep", revision: int = vep.REVISION
) -> str:
    """Name of parser and profile as they are now; a change derives all anew."""
    return f"{profile.name}:{digest(profile)}:{parser}:{revision}"


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
    said = _document_spans(profile=profile, ids=ids)
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


def _document_spans(*, profile: Profile, ids: Sequence[int]) -> list[tuple[int, Span]]:
    """What the documents of these enhancements claim, over all time."""
    rows = [_Row(*row) for row in _versions(ids)]
    read = readings.read(
        blobs=[row.blob_id for row in rows if row.blob_id is not None],
        reader=reader_of(profile),
        parser=lambda content: vep.read(content, profile=profile, path=""),
        searchable=True,
    )
    moments = _moments(rows)
    documents: dict[int, list[_Row]] = {}
    for row in rows:
        documents.setdefault(row.document_id, []).append(row)
    found: dict[int, list[Span]] = {}
    for group in documents.values():
        told = spans.document_spans(
            [_told(row, moments[row.pk], read, profile) for row in group]
        )
        found.setdefault(group[0].enhancement_id, []).extend(told)
    return [
        (enhancement, span)
        for enhancement, told in found.items()
        for span in spans.without_overlap(told)
    ]


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


def _versions(ids: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    """Values for _Row of all versions of these enhancements' documents."""
    own = (name for name in _Row._fields if name != "enhancement_id")
    return (
        Version.objects.filter(
            document__enhancement_id__in=ids, retracted_at__isnull=True
        )
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
    row: _Row, at: dt.datetime, read: dict[int, Reading], profile: Profile
) -> DocumentVersion:
    reading = None if row.blob_id is None else read[row.blob_id]
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
    )


def owe_everything(*, source: Source, reader: str, now: dt.datetime) -> None:
    """Have every document of a source derived anew, by this reader."""
    with transaction.atomic():
        Document.objects.filter(source=source).update(owed_since=now)
        source.reader = reader
        source.save(update_fields=["reader"])
