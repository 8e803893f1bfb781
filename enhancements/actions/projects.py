"""Start tracking a project, or change where it is read from."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from enhancements import profiles
from enhancements.actions import events
from enhancements.models import Event, Project, Source


class ProfileMissing(ValueError):
    """A new project was named without the profile of its process."""


@transaction.atomic
def track(
    *, name: str, profile: str | None, locations: Mapping[str, str], by: str
) -> Project:
    """Track a project, or change only what is given of one that is tracked.

    `locations` maps a source kind (`documents`, `schedules`, `rosters`) to a
    checked address. Raises ProfileMissing for a new project without a profile,
    and profiles.ProfileInvalid for one that cannot be loaded.
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
