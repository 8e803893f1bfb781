"""Derive claims from schedules and rosters: deadlines of releases, people of SIGs.

These repositories are small, so that one changed file derives all of them anew;
only what differs is written.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from enhancements.actions import claims, readers, releases, rosters
from enhancements.actions.claims import Subject, Tally
from enhancements.documents import schedules as schedule
from enhancements.documents.facts import Fact, Reading
from enhancements.models import Document, Project, Release, Sig, Source, Version
from enhancements.policy import roster_facts, spans
from enhancements.policy.spans import DocumentVersion, Span
from enhancements.profiles.schema import Profile

SCHEDULE = "schedule"
ROSTER = "roster"

Said = list[tuple[str, Span]]
"""(subject's name, claim)."""


def reader_of(source: Source, profile: Profile) -> str:
    """Name of parser and profile that read a source of this kind."""
    if source.kind == Source.Kind.SCHEDULES:
        return readers.reader_of(profile, SCHEDULE, schedule.REVISION)
    if source.kind == Source.Kind.ROSTERS:
        return readers.roster_reader(profile)
    return readers.reader_of(profile)


@transaction.atomic
def schedules(*, project: Project, profile: Profile, now: dt.datetime) -> Tally:
    """Derive the deadlines of every release, if a schedule has owed work."""
    if not _owed(project, Document.Role.SCHEDULE):
        return Tally()
    said: Said = []
    for versions in _versions(project, Document.Role.SCHEDULE):
        for release in {profile.schedules.release_of(row.path) for row in versions}:
            if release is None:
                continue
            told = [_schedule(row, release, profile) for row in versions]
            said.extend((release, span) for span in spans.document_spans(told))
    known = releases.ensure(project=project, names={name for name, _ in said})
    everyone = Release.objects.filter(project=project).values_list("pk", flat=True)
    tally = _write(
        project=project,
        role=Document.Role.SCHEDULE,
        subjects=[Subject("release", pk) for pk in everyone],
        said=[(Subject("release", known[name]), span) for name, span in said],
        prefix=SCHEDULE,
        reader=readers.reader_of(profile, SCHEDULE, schedule.REVISION),
        now=now,
    )
    releases.settle_corrections(project=project, now=now)
    return tally


def _schedule(row: Version, release: str, profile: Profile) -> DocumentVersion:
    """A version of a schedule; a copy of it for calendars claims under its own name."""
    reading = None
    source = SCHEDULE
    if schedule.is_copy(row.path):
        source = f"{SCHEDULE}:{row.path.rpartition('/')[2]}"
    if row.blob is not None and profile.schedules.release_of(row.path) == release:
        content = bytes(row.blob.content)
        read = schedule.read(content, profile=profile, path=row.path)
        reading = Reading(tuple(_deadlines(read.entries, source)), (), read.unreadable)
    return _version(row, reading, source)


def _deadlines(entries: Sequence[schedule.ScheduleEntry], main: str) -> Iterable[Fact]:
    """Facts of a schedule's entries.

    The first of a kind that has a date speaks for the schedule; each other one is a
    source of its own, so that no date is lost and two that differ are seen.
    """
    leading: dict[str, schedule.ScheduleEntry] = {}
    for entry in entries:
        first = leading.setdefault(_field(entry), entry)
        if first.date is None and entry.date is not None:
            leading[_field(entry)] = entry
    for entry in entries:
        is_first = leading[_field(entry)] is entry
        yield Fact(
            field=_field(entry),
            value=_value(entry),
            raw=entry.raw,
            line=entry.line,
            source=main if is_first else f"{main}:{entry.slug}",
            problem=entry.problem,
        )


def _field(entry: schedule.ScheduleEntry) -> str:
    if entry.kind == schedule.OTHER:
        return f"deadline:{schedule.OTHER}:{entry.slug}"
    return f"deadline:{entry.kind}"


def _value(entry: schedule.ScheduleEntry) -> dict[str, str] | None:
    if entry.date is None:
        return None
    value = {"date": entry.date.isoformat(), "name": entry.name}
    return value | ({"at": releases.iso(entry.at)} if entry.at else {})


@transaction.atomic
def rosters_of(*, project: Project, profile: Profile, now: dt.datetime) -> Tally:
    """Derive chairs, leads and approvers, if a roster has owed work."""
    if not _owed(project, Document.Role.ROSTER):
        return Tally()
    rows = [row for group in _versions(project, Document.Role.ROSTER) for row in group]
    said: Said = []
    for told in roster_facts.documents([_file(row) for row in rows], profile):
        said.extend(_by_subject(told))
    names = {name for name, _ in said if name}
    known = rosters.ensure(project=project, names=names)
    subjects = {name: Subject("sig", pk) for name, pk in known.items()}
    subjects[""] = Subject("project")
    everyone = Sig.objects.filter(project=project).values_list("pk", flat=True)
    return _write(
        project=project,
        role=Document.Role.ROSTER,
        subjects=[Subject("project"), *(Subject("sig", pk) for pk in everyone)],
        said=[(subjects[name], span) for name, span in said],
        prefix=ROSTER,
        reader=readers.roster_reader(profile),
        now=now,
    )


def _file(row: Version) -> roster_facts.File:
    content = bytes(row.blob.content) if row.blob is not None else None
    return roster_facts.File(
        document=row.document_id,
        content=content,
        version=_version(row, None, f"{ROSTER}:{row.path}"),
    )


def _by_subject(told: Sequence[DocumentVersion]) -> Said:
    """Claims of one roster; a fact's track names the SIG that it is about."""
    return [
        (span.track, dataclasses.replace(span, track=""))
        for span in spans.document_spans(told)
    ]


def _version(row: Version, reading: Reading | None, source: str) -> DocumentVersion:
    return DocumentVersion(
        id=row.pk,
        ordinal=row.ordinal,
        at=min(row.merged_at, row.seen_at),
        path=row.path,
        commit=row.commit,
        role=spans.MAIN,
        reading=reading,
        source=source,
    )


def _owed(project: Project, role: str) -> bool:
    return Document.objects.filter(
        source__project=project, role=role, owed_since__isnull=False
    ).exists()


def _versions(project: Project, role: str) -> Iterable[list[Version]]:
    """Versions of every document of that role, document by document."""
    documents: dict[int, list[Version]] = {}
    rows = (
        Version.objects.filter(
            document__source__project=project,
            document__role=role,
            retracted_at__isnull=True,
        )
        .select_related("blob")
        .order_by("document_id", "ordinal")
    )
    for row in rows:
        documents.setdefault(row.document_id, []).append(row)
    return documents.values()


def _write(
    *,
    project: Project,
    role: str,
    subjects: Sequence[Subject],
    said: Sequence[tuple[Subject, Span]],
    prefix: str,
    reader: str,
    now: dt.datetime,
) -> Tally:
    groups: dict[Subject, list[Span]] = {}
    for subject, span in said:
        groups.setdefault(subject, []).append(span)
    tally = claims.write(
        project=project,
        subjects=subjects,
        said=[
            (subject, span)
            for subject, group in groups.items()
            for span in spans.without_overlap(group)
        ],
        reader=reader,
        now=now,
        source_prefix=prefix,
    )
    Document.objects.filter(
        source__project=project, role=role, owed_since__isnull=False
    ).update(owed_since=None)
    return tally
