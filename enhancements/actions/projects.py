"""Start tracking a project, or change where it is read from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from enhancements import profiles
from enhancements.actions import check_in_comments, events, postings, slash
from enhancements.models import Event, Project, Repository, Source
from enhancements.profiles.command_rules import ACT, MODES, OFF
from enhancements.sources.git.location import check_no_secret


class ProfileMissing(ValueError):
    """A new project was named without the profile of its process."""


class RepositoryTwice(ValueError):
    """Two names that are the same repository; the text says which, and what to do."""


@transaction.atomic
def track(
    *, name: str, profile: str | None, locations: Mapping[str, str], by: str
) -> Project:
    """Track a project, or change only what is given of one that is tracked.

    `locations` maps a source kind (`documents`, `schedules`, `rosters`) to a
    checked address. Raises ProfileMissing for a new project without a profile,
    profiles.ProfileInvalid for one that cannot be loaded, and LocationRefused for an
    address with a password in it, which everybody could read here.
    """
    project = Project.objects.select_for_update().filter(name=name).first()
    if project is None:
        project = _start(name=name, profile=profile, by=by)
    elif profile is not None and profile != project.profile:
        profiles.load(profile)
        _note(project, "profile", project.profile, profile, by)
        project.profile = profile
        project.save(update_fields=["profile"])
    for kind, location in locations.items():
        _set_source(project=project, kind=kind, location=location, by=by)
    return project


def _start(*, name: str, profile: str | None, by: str) -> Project:
    if profile is None:
        known = ", ".join(profiles.names())
        message = (
            f"“{name}” is not tracked yet. Say how it works with --profile; known"
            f" profiles: {known}."
        )
        raise ProfileMissing(message)
    profiles.load(profile)
    project = Project.objects.create(name=name, profile=profile)
    events.record(
        project=project,
        kind=Event.Kind.PROJECT_TRACKED,
        subject=name,
        new={"profile": profile},
        by=by,
    )
    return project


def _set_source(*, project: Project, kind: str, location: str, by: str) -> None:
    check_no_secret(location)
    source = Source.objects.filter(project=project, kind=kind).first()
    if source is None:
        Source.objects.create(project=project, kind=kind, location=location)
        _note(project, kind, None, location, by)
    elif source.location != location:
        _note(project, kind, source.location, location, by)
        source.location = location
        source.save(update_fields=["location"])


def _note(project: Project, subject: str, old: str | None, new: str, by: str) -> None:
    events.record(
        project=project,
        kind=Event.Kind.SOURCE_SET,
        subject=subject,
        old=old,
        new=new,
        by=by,
    )


@transaction.atomic
def set_commands(*, project: Project, mode: str, by: str) -> None:
    """Say what is done about slash commands here, whatever the profile says.

    A word of `command_rules.MODES`; another raises ValueError. What was said before
    they are switched on is the past; what is not written yet when the tracker stops
    acting is given up, and can be retried like anything else.
    """
    if mode not in MODES:
        message = f"{mode!r} is none of {', '.join(MODES)}."
        raise ValueError(message)
    row = Project.objects.select_for_update().get(pk=project.pk)
    own = profiles.load(row.profile).command_rules.mode
    before = row.commands or own
    if row.commands != mode:
        row.commands = project.commands = mode
        row.save(update_fields=["commands"])
        events.record(
            project=row,
            kind=Event.Kind.COMMANDS_SET,
            subject="commands",
            old=before,
            new=mode,
            by=by,
        )
    if before == mode:
        return
    if before == OFF:
        for repository in row.repositories.all():
            slash.close(repository=repository)
    if before == ACT:
        slash.give_up(project=row, now=timezone.now())


@transaction.atomic
def set_posts(*, project: Project, is_sent: bool, by: str) -> None:
    """Say whether comments about entries are sent to GitHub; else they are only shown.

    What is not written yet when they are no longer sent is never sent.
    """
    row = Project.objects.select_for_update().get(pk=project.pk)
    if row.posts == is_sent:
        return
    row.posts = project.posts = is_sent
    row.save(update_fields=["posts"])
    events.record(
        project=row,
        kind=Event.Kind.COMMANDS_SET,
        subject="comments",
        old=_POSTS[not is_sent],
        new=_POSTS[is_sent],
        by=by,
    )
    if not is_sent:
        postings.give_up(project=row, now=timezone.now())
        check_in_comments.give_up(project=row)


_POSTS = {True: "send", False: "show"}


@transaction.atomic
def track_repositories(
    *, project: Project, host: str, names: Sequence[str], by: str
) -> list[Repository]:
    """Mirror these repositories of GitHub, `owner/name`, and no others of that host.

    The first holds the tracking issues and the pull requests on documents; of the
    others the pull requests count. `host` is the base address of the API. One that
    is tracked already stays as it is, whatever the case of its letters; one that was
    tracked before goes on where it was. Raises RepositoryTwice for a former name beside
    the present one; then nothing is changed.
    """
    wanted = list({name.casefold(): name for name in names}.values())
    known = _repositories(project, host)
    now = timezone.now()
    # One main repository at a time: the former gives way before the new one takes it.
    others = Repository.objects.filter(project=project, removed_at__isnull=True)
    first = wanted[0].casefold() if wanted else ""
    for row in others.filter(is_main=True):
        if row.host != host or row.name.casefold() != first:
            row.is_main = False
            row.save(update_fields=["is_main"])
    for place, row in known.items():
        if row.removed_at is None and place not in {n.casefold() for n in wanted}:
            _untrack(row, by=by, now=now)
    return [
        _track_repository(
            project, host, name, known.get(name.casefold()), is_main=number == 0, by=by
        )
        for number, name in enumerate(wanted)
    ]


def _repositories(project: Project, host: str) -> dict[str, Repository]:
    """Repositories of the host by name; of one that was removed, the latest row."""
    rows = Repository.objects.filter(project=project, host=host)
    # Rows still tracked come last, and so win.
    ordered = sorted(rows, key=lambda row: (row.removed_at is None, row.pk))
    return {row.name.casefold(): row for row in ordered}


def _track_repository(
    project: Project,
    host: str,
    name: str,
    row: Repository | None,
    *,
    is_main: bool,
    by: str,
) -> Repository:
    if row is not None and row.removed_at is None:
        if row.is_main != is_main:
            row.is_main = is_main
            row.save(update_fields=["is_main"])
        return row
    if row is None:
        row = Repository(project=project, host=host, name=name, is_main=is_main)
        row.save()
    else:
        _check_is_once(row)
        # Not the rest: a worker that had it in hand may still write there.
        row.removed_at, row.is_main = None, is_main
        row.save(update_fields=["removed_at", "is_main"])
    events.record(
        project=project,
        kind=Event.Kind.REPOSITORY_TRACKED,
        subject=row.name,
        new={"host": host, "is_main": is_main},
        by=by,
    )
    return row


def _check_is_once(row: Repository) -> None:
    """GitHub's number tells, as a repository keeps it when it is renamed."""
    twin = (
        Repository.objects.filter(
            project=row.project_id,
            host=row.host,
            github_id=row.github_id,
            removed_at__isnull=True,
        )
        .exclude(pk=row.pk)
        .first()
    )
    if twin is not None and row.github_id is not None:
        message = (
            f"“{row.name}” and “{twin.name}” are one repository, which was renamed."
            " Name it once, as it is called now."
        )
        raise RepositoryTwice(message)


def _untrack(row: Repository, *, by: str, now: dt.datetime) -> None:
    row.removed_at, row.is_main = now, False
    row.save(update_fields=["removed_at", "is_main"])
    events.record(
        project=row.project,
        kind=Event.Kind.REPOSITORY_UNTRACKED,
        subject=row.name,
        old={"host": row.host},
        by=by,
        happened_at=now,
    )


def track_since(*, project: Project, since: dt.datetime) -> None:
    """Take a project for tracked since that moment, if it is not since earlier.

    What ended before is of no concern to the clock: it keeps no boards of then.
    """
    Project.objects.filter(pk=project.pk, created_at__gt=since).update(created_at=since)
