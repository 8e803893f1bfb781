"""Derive claims, records and entries of enhancements from stored versions.

Everything here can be thrown away and made again from the immutable rows with
the same result. Owed work is a document's `owed_since`; it is cleared in the
transaction that writes what follows from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet

from enhancements.actions import (
    activity,
    claims,
    corrections,
    gate_links,
    github_spans,
    readers,
    readiness,
    records,
    tracking,
    wordings,
)
from enhancements.actions.claims import Subject, Tally
from enhancements.actions.readers import Readings
from enhancements.documents import formats, vep
from enhancements.documents.facts import DOCUMENT, READINESS, Reading
from enhancements.models import (
    Document,
    Enhancement,
    Item,
    Project,
    Source,
    Version,
)
from enhancements.policy import spans
from enhancements.policy.spans import DocumentVersion, Span
from enhancements.profiles.schema import Profile

SYMLINK = "120000"


def owed(*, project: Project, limit: int, after: int = 0) -> list[int]:
    """Ids of enhancements with news that no claims were derived from yet, in order.

    New versions of their documents, or whatever else is said of them on GitHub. Those
    `after` an id: who derives all goes on from the last, since looking again through
    what was derived before would take ever longer.
    """
    documents = _owing_documents(project).filter(enhancement__gt=after)
    others = _owing_otherwise(project).filter(pk__gt=after)
    found = {
        *documents.order_by("enhancement_id")[:limit],
        *others.order_by("pk")[:limit],
    }
    return sorted(pk for pk in found if pk is not None)[:limit]


def _owing_documents(project: Project) -> QuerySet[Document, int | None]:
    return (
        Document.objects.filter(
            source__project=project,
            owed_since__isnull=False,
            enhancement__isnull=False,
        )
        .values_list("enhancement_id", flat=True)
        .distinct()
    )


def _owing_otherwise(project: Project) -> QuerySet[Enhancement, int]:
    owing = Enhancement.objects.filter(project=project, owed_since__isnull=False)
    return owing.values_list("pk", flat=True)


def with_owed_work() -> list[Project]:
    """Projects with news that no claims or verdicts were derived from yet."""
    owing = (
        Document.objects.filter(owed_since__isnull=False).values("source__project"),
        Enhancement.objects.filter(
            Q(owed_since__isnull=False) | Q(unjudged_since__isnull=False)
        ).values("project"),
        Item.objects.filter(owed_since__isnull=False).values("repository__project"),
    )
    return list(
        Project.objects.filter(
            Q(pk__in=owing[0]) | Q(pk__in=owing[1]) | Q(pk__in=owing[2])
        )
    )


def count_owed(*, project: Project) -> int:
    """How many enhancements have owed work."""
    documents = _owing_documents(project).order_by()
    return documents.union(_owing_otherwise(project).order_by()).count()


@transaction.atomic
def enhancements(
    *, project: Project, profile: Profile, ids: Sequence[int], now: dt.datetime
) -> Tally:
    """Derive these enhancements and whoever shares a name with them."""
    # Their keys do not change: who only names one of them need not wait.
    locked = Enhancement.objects.select_for_update(no_key=True).filter(pk__in=ids)
    locked = locked.order_by("pk")
    merged = {pk for pk, into in locked.values_list("pk", "merged_into") if into}
    said = _document_spans(project=project, profile=profile, ids=ids)
    said += github_spans.spans(
        project=project, profile=profile, ids=ids, documents=said
    )
    tally = claims.write(
        project=project,
        subjects=[Subject("enhancement", id_) for id_ in ids],
        said=[(Subject("enhancement", id_), span) for id_, span in said],
        reader=readers.reader_of(profile),
        now=now,
    )
    told: dict[int, list[Span]] = {id_: [] for id_ in ids}
    for id_, span in said:
        told[id_].append(span)
    corrections.settle(project=project, told=told, now=now)
    records.rebuild(project=project, profile=profile, told=told, merged=merged)
    gate_links.follow(project=project, profile=profile, ids=ids)
    activity.follow(ids=ids)
    wordings.follow(project=project, ids=ids)
    if tally != Tally():
        # Without news nothing could change; and two documents that name each other's
        # issues would have both looked at again and again.
        tracking.owe_issues(project=project, profile=profile, told=told, now=now)
    Document.objects.filter(enhancement_id__in=ids, owed_since__isnull=False).update(
        owed_since=None
    )
    # Also without a new claim: a review changes none, and checks see it.
    Enhancement.objects.filter(pk__in=ids).update(owed_since=None, unjudged_since=now)
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
    read = readers.read(rows, profile)
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
