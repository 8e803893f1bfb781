"""The tags of the code repository, their files, and what those register.

A tag's files are kept as they were; what they register is derived from them. What a
moved or deleted tag said stays, marked as gone.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from enhancements.actions import bulk, events, readers
from enhancements.documents import gates
from enhancements.models import Blob, Event, Registration, Source, Tag, TagFile
from enhancements.profiles.schema import Profile

SYNC = "sync"
"""Who notices that a tag was moved, when nobody here did it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fetched:
    """A tag as the repository has it now."""

    name: str
    oid: str
    commit: str
    tagged_at: dt.datetime
    files: tuple[tuple[str, str], ...]
    """(path, id of the content) of the registration files."""


def reader_of(profile: Profile) -> str:
    """Name of what reads the files of tags, as it is now."""
    rules = readers.letters((profile.gates, profile.stages))
    return f"{profile.name}:{rules}:{gates.REVISION}"


def known(*, source: Source) -> dict[str, tuple[str, str]]:
    """The tags that were read and stand, by name: where each points, and its reader."""
    rows = Tag.objects.filter(source=source, gone_at__isnull=True)
    return {name: (oid, reader) for name, oid, reader in rows.values_list(*_STANDING)}


_STANDING = ("name", "oid", "reader")


@transaction.atomic
def store(
    *,
    source: Source,
    profile: Profile,
    listed: Mapping[str, str],
    fetched: Iterable[Fetched],
    contents: Mapping[str, bytes],
    now: dt.datetime,
) -> int:
    """Make the tags what the repository has; returns how many are new or moved.

    `listed` is every tag that counts, by name, with what it points at; `fetched` are
    those that are new, moved, or to be read again. An event says which were moved or
    deleted.
    """
    rows = {
        row.name: row
        for row in Tag.objects.select_for_update().filter(
            source=source, gone_at__isnull=True
        )
    }
    told = {one.name: one for one in fetched}
    _owe(source)
    for name, row in rows.items():
        if name not in listed or (name in told and told[name].oid != row.oid):
            _retire(row, listed.get(name), now)
    fresh = 0
    for one in told.values():
        stands = rows.get(one.name)
        is_same = stands is not None and stands.oid == one.oid
        kept = stands if is_same else _make(source, profile, one, now)
        fresh += not is_same and kept is not None
        if kept is not None:
            _store_files(kept, one, contents)
    return fresh


def _retire(row: Tag, oid: str | None, now: dt.datetime) -> None:
    row.gone_at = now
    row.save(update_fields=["gone_at"])
    events.record(
        project=row.source.project,
        kind=Event.Kind.HISTORY_REWRITTEN,
        subject=f"tag {row.name}",
        old=row.oid,
        new=oid,
        by=SYNC,
        reason="The tag was moved." if oid else "The tag was deleted.",
        happened_at=now,
    )


def _make(
    source: Source, profile: Profile, one: Fetched, now: dt.datetime
) -> Tag | None:
    about = profile.gates.release_of(one.name)
    if about is None:
        return None
    release, is_final = about
    return Tag.objects.create(
        source=source,
        name=one.name,
        oid=one.oid,
        commit=one.commit,
        tagged_at=min(one.tagged_at, now),
        release=release,
        is_final=is_final,
        seen_at=now,
    )


def _store_files(row: Tag, one: Fetched, contents: Mapping[str, bytes]) -> None:
    oids = {oid for _, oid in one.files}
    missing = [Blob(oid=oid, content=contents[oid]) for oid in oids if oid in contents]
    Blob.objects.bulk_create(missing, ignore_conflicts=True)
    blobs = dict(Blob.objects.filter(oid__in=oids).values_list("oid", "pk"))
    row.files.all().delete()
    TagFile.objects.bulk_create(
        [TagFile(tag=row, path=path, blob_id=blobs[oid]) for path, oid in one.files]
    )
    row.reader = ""
    row.save(update_fields=["reader"])


def _owe(source: Source) -> None:
    """Note, where reading stands, that links and proofs do not follow it yet."""
    source.reader = ""
    source.save(update_fields=["reader"])


@transaction.atomic
def read_owed(*, source: Source, profile: Profile) -> int:
    """Read the files of every tag that this reader has not read; how many those were.

    Of a tag that is gone too: what it said stays on record.
    """
    reader = reader_of(profile)
    owing = Tag.objects.select_for_update().filter(source=source)
    rows = list(owing.exclude(reader=reader).prefetch_related("files__blob"))
    for row in rows:
        row.registrations.all().delete()
        bulk.insert(_read(row, profile))
    Tag.objects.filter(pk__in=[row.pk for row in rows]).update(reader=reader)
    return len(rows)


@transaction.atomic
def owe_everything(*, source: Source) -> None:
    """Have the files of every tag read again, and all links and proofs derived."""
    _owe(source)
    Tag.objects.filter(source=source).update(reader="")


def _read(row: Tag, profile: Profile) -> Sequence[Registration]:
    files = {file.path: bytes(file.blob.content) for file in row.files.all()}
    words = profile.gates.stages
    return [
        Registration(
            tag=row,
            kind=said.kind,
            gate=said.gate,
            stage=words.get(said.stage_word, ""),
            word=said.word,
            path=said.path,
            line=said.line,
            raw=said.raw,
            problem=said.problem,
        )
        for said in gates.read(files, profile.gates, release=row.release)
    ]
