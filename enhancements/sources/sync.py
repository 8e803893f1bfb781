"""Bring a project up to date with its repositories.

Numbered, because the order matters. For each source of the project:

1. refresh the mirror; a failure is kept as the source's error, the others go on,
2. go back if upstream rewrote its history,
3. store the new versions, batch by batch, each with the position read up to,
4. derive claims and records of every document that has owed work,
5. judge the entries of whatever that concerns.

Killed at any point, the next run goes on where this one was. One run per project
at a time: a session's advisory lock, which PostgreSQL frees with the process.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import gc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from enhancements import profiles
from enhancements.actions import (
    bulk,
    derive,
    derive_files,
    derive_github,
    exception_files,
    freshness,
    gate_links,
    readiness,
    verdicts,
    verdicts_owed,
    versions,
)
from enhancements.actions import gate_tags as actions_of_tags
from enhancements.actions.books import FileChange, Step
from enhancements.actions.claims import Tally
from enhancements.actions.shelf import Shelf
from enhancements.models import Project, Source
from enhancements.profiles.schema import Profile
from enhancements.sources import exception_lists, gate_tags
from enhancements.sources.git.location import LocationRefused
from enhancements.sources.git.mirror import (
    Commit,
    Mirror,
    MissingObject,
    NotOnLine,
    SourceUnreachable,
)

Progress = Callable[[str, int, int], None]
"""Called with what is done, how many are done and of how many; 0 for unknown."""

# Files per transaction: large enough to be quick, small enough to lose little.
_BATCH_FILES = 1000
_BATCH_ENHANCEMENTS = 350
# From so many new versions on, what PostgreSQL knows of the tables is out of date.
_MANY_VERSIONS = 100
# First key of the advisory locks of this kind; the second is the project's id.
_LOCK = 7_402_611


class AlreadyRunning(RuntimeError):
    """Another process is reading the same project just now."""


@dataclasses.dataclass(slots=True)
class SourceReport:
    """What one source brought."""

    kind: str
    location: str
    versions: int = 0
    error: str = ""
    rewritten: bool = False


@dataclasses.dataclass(slots=True)
class Report:
    """What a sync brought, for the summary."""

    project: str
    sources: list[SourceReport] = dataclasses.field(default_factory=list)
    claims: Tally = dataclasses.field(default_factory=Tally)

    @property
    def versions(self) -> int:
        """Versions stored, over all sources."""
        return sum(source.versions for source in self.sources)

    @property
    def failed(self) -> list[SourceReport]:
        """Sources that could not be read."""
        return [source for source in self.sources if source.error]


def sync(
    *, project: Project, on_progress: Progress | None = None, is_judged: bool = True
) -> Report:
    """Read every source of a project and derive what follows.

    Unless it `is_judged`, verdicts stay owed; the sweep finds them. Raises
    AlreadyRunning, and profiles.ProfileInvalid when the profile cannot be loaded.
    """
    profile = profiles.load(project.profile)
    tell = on_progress or _silent
    report = Report(project.name)
    with _only_one(project), rare_collections():
        for source in Source.objects.filter(project=project).order_by("pk"):
            report.sources.append(_read(source, profile, tell))
        report.claims = _derive(project, profile, tell)
        if is_judged:
            _judge(project, profile, tell)
        if report.versions >= _MANY_VERSIONS:
            bulk.analyze()
        for source, told in zip(
            Source.objects.filter(project=project).order_by("pk"),
            report.sources,
            strict=True,
        ):
            _note_outcome(source, told)
    return report


def _silent(doing: str, done: int, of: int) -> None:
    """Report progress to nobody."""


@contextlib.contextmanager
def alone(project: Project) -> Iterator[None]:
    """Keep every sync of the project away meanwhile. Raises AlreadyRunning."""
    with _only_one(project):
        yield


@contextlib.contextmanager
def _only_one(project: Project) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, project.pk])
        (won,) = cursor.fetchone()
    if not won:
        message = f"{project.name} is being read by another process just now."
        raise AlreadyRunning(message)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, project.pk])


@contextlib.contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage cycles less often: an import makes many rows and no cycles.

    Looking costs a fifth of the time otherwise. What was there before, Django's own
    modules above all, is not looked at again.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _read(source: Source, profile: Profile, tell: Progress) -> SourceReport:
    told = SourceReport(source.kind, source.location)
    try:
        _fetch(source, profile, told, tell)
    except (SourceUnreachable, LocationRefused) as error:
        told.error = str(error)
    except (MissingObject, NotOnLine):
        told.error = (
            "Its history changed while it was being read. The next sync reads it anew."
        )
    return told


def mirror_of(source: Source) -> Mirror:
    """The local copy of a source's repository."""
    return Mirror(Path(settings.MIRRORS) / str(source.pk), source.location)


def _fetch(
    source: Source, profile: Profile, told: SourceReport, tell: Progress
) -> None:
    if source.kind == Source.Kind.GATES:
        told.versions = gate_tags.read(source=source, profile=profile, tell=tell)
        return
    mirror = mirror_of(source)
    head = mirror.refresh(
        lambda doing, done, of: tell(f"{source.kind}: {doing}", done, of)
    )
    _note_branch(source, head.branch)
    now = timezone.now()
    reader = derive_files.reader_of(source, profile)
    if source.reader != reader:
        derive.owe_everything(source=source, reader=reader, now=now)
    if head.commit is None or head.commit == source.commit:
        return
    if source.commit and not _still_stands(source, mirror, head.commit):
        line = mirror.line(head.commit)
        versions.rewind(source=source, profile=profile, line=line, now=now)
        told.rewritten = True
    shelf = Shelf(source, profile)
    after, start = source.commit or None, source.ordinal
    total = mirror.length(head.commit, after=after)
    roots = _roots(source, profile)
    commits = mirror.changes(head.commit, after=after, roots=roots, counted=start)
    store = functools.partial(_store, source=source, profile=profile, mirror=mirror)
    lists = exception_lists.Lists(source, profile, mirror)
    for steps in _batches(lists.seen(commits), shelf):
        last = steps[-1]
        lists.keep()  # Before the position that says they were read.
        told.versions += store(steps=steps, position=(last.commit, last.ordinal))
        tell(f"{source.kind}: commits", source.ordinal - start, total)
    lists.keep()
    store(steps=[], position=(head.commit, start + total))


def _note_branch(source: Source, branch: str | None) -> None:
    """Keep the default branch; a look that finds the same writes nothing."""
    if branch and branch != source.branch:
        source.branch = branch
        source.save(update_fields=["branch"])


def _still_stands(source: Source, mirror: Mirror, head: str) -> bool:
    """Whether the line still goes through the source's position.

    A shallow repository that became whole keeps its commits and moves their places.
    """
    on_line = mirror.is_on_line(source.commit, head)
    return on_line and mirror.ordinal(source.commit) == source.ordinal


def _roots(source: Source, profile: Profile) -> Sequence[str]:
    if source.kind == Source.Kind.DOCUMENTS:
        return profile.documents.roots
    if source.kind == Source.Kind.SCHEDULES:
        return profile.schedules.roots
    return profile.rosters.roots


def _batches(commits: Iterator[Commit], shelf: Shelf) -> Iterator[list[Step]]:
    batch: list[Step] = []
    files = 0
    for commit in commits:
        step = _step(commit, shelf)
        if step.changes:
            batch.append(step)
            files += len(step.changes)
        if files >= _BATCH_FILES:
            yield batch
            batch, files = [], 0
    if batch:
        yield batch


def _step(commit: Commit, shelf: Shelf) -> Step:
    changes = tuple(
        FileChange(change.kind, change.path, change.old_path, change.blob, change.mode)
        for change in commit.changes
        if shelf.wants(change.path)
        or (change.old_path is not None and shelf.wants(change.old_path))
    )
    return Step(commit.oid, commit.ordinal, commit.at, commit.subject, changes)


def _store(
    *,
    source: Source,
    profile: Profile,
    mirror: Mirror,
    steps: Sequence[Step],
    position: tuple[str, int],
) -> int:
    wanted = {
        change.blob: None
        for step in steps
        for change in step.changes
        if change.blob and change.mode != "160000"
    }
    return versions.store(
        source=source,
        profile=profile,
        steps=steps,
        contents=dict(mirror.blobs(wanted)),
        position=position,
        now=timezone.now(),
    )


def _derive(project: Project, profile: Profile, tell: Progress) -> Tally:
    tally = Tally()
    files = readiness.pass_on(project=project, profile=profile, now=timezone.now())
    done, total = 0, derive.count_owed(project=project)

    def told(so_far: int) -> None:
        nonlocal done
        done = so_far
        tell("claims of enhancements", done, max(total, done))

    tally.add(
        derive_github.project(
            project=project,
            profile=profile,
            now=timezone.now(),
            batch=_BATCH_ENHANCEMENTS,
            on_progress=told,
        )
    )
    if done or files:
        tally.add(
            readiness.list_strays(project=project, profile=profile, now=timezone.now())
        )
    tally.add(
        derive_files.schedules(project=project, profile=profile, now=timezone.now())
    )
    exception_files.take_in_owed(project=project, now=timezone.now())
    tally.add(
        derive_files.rosters_of(project=project, profile=profile, now=timezone.now())
    )
    gate_links.catch_up(project=project, profile=profile)
    return tally


def _judge(project: Project, profile: Profile, tell: Progress) -> None:
    """Judge what owes its verdicts; last, since dates and rosters decide as well."""
    verdicts_owed.keep_up(project=project, profile=profile, now=timezone.now())
    done, total = 0, verdicts.count_owed(project=project)
    while judged := verdicts.judge_owed(project=project, now=timezone.now()):
        done += judged
        tell("verdicts", done, max(total, done))


def _note_outcome(source: Source, told: SourceReport) -> None:
    now = timezone.now()
    if told.error:
        if source.error != told.error:
            source.error, source.error_at = told.error, now
            source.save(update_fields=["error", "error_at"])
        return
    freshness.note(source=source, at=now)
    if told.versions or source.error or source.read_at is None:
        source.error, source.error_at, source.read_at = "", None, now
        source.save(update_fields=["error", "error_at", "read_at"])


def finish(
    *, project: Project, on_progress: Progress | None = None, is_judged: bool = True
) -> Tally:
    """Derive what a sync that was killed left owed; git is not asked.

    Unless it `is_judged`, verdicts stay owed. Raises AlreadyRunning, and
    profiles.ProfileInvalid.
    """
    profile = profiles.load(project.profile)
    tell = on_progress or _silent
    with _only_one(project), rare_collections():
        tally = _derive(project, profile, tell)
        if is_judged:
            _judge(project, profile, tell)
        return tally


def rebuild(*, project: Project, now: dt.datetime) -> Tally:
    """Derive everything anew from the immutable rows, without looking at git."""
    profile = profiles.load(project.profile)
    with _only_one(project), rare_collections():
        for source in Source.objects.filter(project=project):
            if source.kind == Source.Kind.GATES:
                actions_of_tags.owe_everything(source=source)
                continue
            reader = derive_files.reader_of(source, profile)
            derive.owe_everything(source=source, reader=reader, now=now)
        derive_github.rebuild(project=project, profile=profile, now=now)
        verdicts_owed.everything(project=project, now=now)
        tally = _derive(project, profile, _silent)
        _judge(project, profile, _silent)
        return tally
