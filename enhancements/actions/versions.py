"""Store what git tells of a source: versions of documents, as they came.

Numbered, because the order matters. For each commit on the first-parent line:

1. take the renamed documents out of their old places,
2. put them into their new ones; a document that leaves its enhancement's folder
   while the main document stays ends there and begins anew,
3. end the deleted ones,
4. make the documents of each folder one enhancement: a document that comes into
   the folder of another, or is left behind in one, ends there and begins anew,
5. add the new ones: to the enhancement whose folder they lie in, else to a new
   enhancement,
6. decide anew which document of each touched folder is the main one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import connection, transaction

from enhancements.actions import bulk, events
from enhancements.actions.books import Step
from enhancements.actions.shelf import Shelf
from enhancements.models import Blob, Document, Enhancement, Event, Source, Version
from enhancements.profiles.schema import Profile


@transaction.atomic
def store(
    *,
    source: Source,
    profile: Profile,
    steps: Sequence[Step],
    contents: Mapping[str, bytes],
    position: tuple[str, int],
    now: dt.datetime,
) -> int:
    """Store commits and move the source's position in one transaction.

    `steps` oldest first, `contents` maps blob ids to bytes, `position` is the
    commit read up to and its ordinal. Returns the number of versions stored.
    """
    shelf = Shelf.load(source=source, profile=profile, steps=steps)
    for step in steps:
        shelf.apply(step)
    versions = _save(shelf, contents, now)
    source.commit, source.ordinal = position
    source.save(update_fields=["commit", "ordinal"])
    return versions


def _save(shelf: Shelf, contents: Mapping[str, bytes], now: dt.datetime) -> int:
    drafts = shelf.drafts
    if not drafts:
        return 0
    blobs = _save_blobs({draft.blob for draft in drafts if draft.blob}, contents)
    Enhancement.objects.bulk_create(shelf.founded)
    _save_documents(shelf, now)
    bulk.insert(
        [
            Version(
                document=draft.book.document,
                ordinal=draft.step.ordinal,
                commit=draft.step.commit,
                merged_at=draft.step.at,
                subject=draft.step.subject[:500],
                change=draft.change,
                path=draft.path,
                mode=draft.mode,
                role=draft.role,
                blob_id=blobs[draft.blob] if draft.blob else None,
                seen_at=now,
            )
            for draft in drafts
        ]
    )
    return len(drafts)


def _save_blobs(oids: set[str], contents: Mapping[str, bytes]) -> dict[str, int]:
    known = dict(Blob.objects.filter(oid__in=oids).values_list("oid", "pk"))
    missing = [
        Blob(oid=oid, content=contents[oid]) for oid in sorted(oids - set(known))
    ]
    Blob.objects.bulk_create(missing, batch_size=500, ignore_conflicts=True)
    if missing:
        known = dict(Blob.objects.filter(oid__in=oids).values_list("oid", "pk"))
    return known


def _save_documents(shelf: Shelf, now: dt.datetime) -> None:
    """Write the documents' last state of the batch.

    Those that moved or ended are taken off their paths first, so that another
    may take their place.
    """
    books = shelf.touched()
    old = [book for book in books if not book.is_new]
    moved = [
        book.document.pk
        for book in old
        if book.removed or book.document.path != book.path
    ]
    Document.objects.filter(pk__in=moved).update(removed=True)
    for book in books:
        document = book.document
        document.path, document.removed = book.path, book.removed
        document.folder, document.role = book.folder, book.role
        document.enhancement = book.enhancement
        document.owed_since = document.owed_since or now
    _update_documents([book.document for book in old])
    Document.objects.bulk_create(
        [book.document for book in books if book.is_new], batch_size=500
    )


def _update_documents(documents: Sequence[Document]) -> None:
    if not documents:
        return
    columns = ("id", "path", "removed", "folder", "role", "owed_since")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enhancements_document AS document SET path = new.path,"
            "  removed = new.removed, folder = new.folder, role = new.role,"
            "  owed_since = new.owed_since"
            " FROM unnest(%s::bigint[], %s::text[], %s::boolean[], %s::text[],"
            "  %s::text[], %s::timestamptz[])"
            "  AS new(id, path, removed, folder, role, owed_since)"
            " WHERE document.id = new.id",
            [[getattr(document, name) for document in documents] for name in columns],
        )


@transaction.atomic
def rewind(
    *, source: Source, profile: Profile, line: Sequence[str], now: dt.datetime
) -> int:
    """Go back to the last version that upstream's rewritten history still has.

    `line` is the new first-parent line, oldest first. Versions that are no
    longer on it are retracted and their documents put back to the state before.
    Returns the ordinal from which reading goes on; 0 for the very beginning.
    """
    alive = Version.objects.filter(document__source=source, retracted_at__isnull=True)
    places = alive.values_list("ordinal", "commit").distinct()
    kept = max(
        (o for o, commit in places if o <= len(line) and line[o - 1] == commit),
        default=0,
    )
    gone = alive.filter(ordinal__gt=kept)
    touched = set(gone.values_list("document_id", flat=True))
    before = source.commit
    retracted = gone.update(retracted_at=now)
    _put_back(touched, Shelf(source, profile), now)
    source.commit = line[kept - 1] if kept else ""
    source.ordinal = kept
    source.save(update_fields=["commit", "ordinal"])
    events.record(
        project=source.project,
        kind=Event.Kind.HISTORY_REWRITTEN,
        subject=source.kind,
        old=before,
        new=line[-1] if line else "",
        reason=f"{retracted} versions are no longer part of upstream's history",
        by="sync",
        happened_at=now,
    )
    return kept


def _put_back(documents: set[int], shelf: Shelf, now: dt.datetime) -> None:
    last = {
        version.document_id: version
        for version in Version.objects.filter(
            document_id__in=documents, retracted_at__isnull=True
        ).order_by("ordinal")
    }
    found = list(Document.objects.filter(pk__in=documents))
    Document.objects.filter(pk__in=documents).update(removed=True)
    for document in found:
        version = last.get(document.pk)
        document.removed = version is None or version.change == Version.Change.DELETED
        document.owed_since = now
        if version is not None:
            document.path, document.role = version.path, version.role
            document.folder = shelf.folder_of(version.path)
    _update_documents(found)
