"""Documents with sections: as they were merged, and as open pull requests have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from enhancements.documents.text import Unreadable, decode
from enhancements.models import HeadFile, Version
from enhancements.policy import addresses
from enhancements.policy.checks import section_reader
from enhancements.policy.checks.seen import Section
from enhancements.policy.gathering.told import Prose
from enhancements.policy.mirrored import Mirrored
from enhancements.profiles.schema import Profile
from enhancements.queries.evidence import Evidence
from enhancements.queries.remembered import Remembered

_KEP = "kep"
_README = "README.md"


def _name(profile: Profile) -> str:
    """The file that has the sections: README.md beside a kep.yaml."""
    documents = profile.documents
    return _README if documents.format == _KEP else documents.main


_READ: Remembered[tuple[Section, ...]] = Remembered(10_000)


def _sections_of(oid: str, content: bytes | memoryview) -> tuple[Section, ...]:
    """The sections of a blob."""
    return _READ.of(oid, lambda: _sections(bytes(content)))


def _sections(data: bytes) -> tuple[Section, ...]:
    try:
        return section_reader.read(decode(data))
    except Unreadable:
        return ()  # The list of problems says why.


def of_versions(
    profile: Profile, evidence: Evidence, ids: Sequence[int]
) -> dict[int, list[Prose]]:
    """What was merged of these enhancements, oldest first, in one SQL statement."""
    found: dict[int, list[Prose]] = {}
    rows = (
        Version.objects.filter(
            document__enhancement_id__any=ids,
            path__endswith=_name(profile),
            retracted_at__isnull=True,
            blob__isnull=False,
        )
        .order_by("ordinal")
        .values_list(
            *("document__enhancement_id", "merged_at", "seen_at", "path", "commit"),
            *("blob__oid", "blob__content"),
        )
    )
    for owner, merged_at, seen_at, path, commit, oid, content in rows:
        prose = Prose(
            since=min(merged_at, seen_at),
            path=path,
            url=evidence.url(path, commit) or "",
            sections=_sections_of(oid, content),
        )
        found.setdefault(owner, []).append(prose)
    return found


def of_proposals(
    profile: Profile, pulls: Mapping[int, Mirrored]
) -> dict[int, list[Prose]]:
    """What pull requests propose, by the ids of their items, in one SQL statement."""
    if not pulls:
        return {}
    found: dict[int, list[Prose]] = {}
    rows = (
        HeadFile.objects.filter(
            head__item_id__any=pulls,
            path__endswith=_name(profile),
            blob__isnull=False,
        )
        .exclude(change="removed")
        .order_by("head__since", "pk")
        .select_related("blob", "head")
    )
    for row in rows:
        item = pulls[row.head.item_id]
        if row.blob is None:
            continue
        prose = Prose(
            since=row.head.since,
            path=row.path,
            url=addresses.file(item.host, item.repository, row.head.oid, row.path),
            sections=_sections_of(row.blob.oid, row.blob.content),
            proposal=item.number,
        )
        found.setdefault(row.head.item_id, []).append(prose)
    return found
