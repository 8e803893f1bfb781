"""A release is opened, closed and reopened by its lead; an opening is taken back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from enhancements import profiles
from enhancements.actions import claims, criteria, events, releases
from enhancements.documents import versions
from enhancements.languages import gettext
from enhancements.models import Claim, Event, Project, Release
from enhancements.policy import deadlines, planning
from enhancements.queries import hanging

LONGEST = 500
"""Letters of a reason."""


class LifeRefused(ValueError):
    """What cannot be done to a release so; the text says what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """A deadline as whoever opens a release gives it."""

    kind: str
    date: dt.date
    stands: dt.date | None = None
    """The day that its schedule gives Anywhere on Earth; None when it gives none."""


def name_of(text: str) -> str:
    """A release's name as it is written: v1.11, also of 1.11. Raises LifeRefused."""
    name = versions.parse_release(text)
    if name is None:
        shown = text.strip()[:40]
        if not shown:
            raise LifeRefused(gettext("Name the release, such as v1.11."))
        message = gettext(
            "“%(name)s” is no name of a release; write it as v1.11.", name=shown
        )
        raise LifeRefused(message)
    return name


@transaction.atomic
def open_release(
    *,
    project: Project,
    name: str,
    given: Mapping[str, Given],
    last: str,
    reason: str,
    by: str,
    now: dt.datetime,
) -> Release:
    """Open a release: its deadlines, and the criteria of the `last` one.

    A date that the schedule gives already is left to the schedule; any other becomes a
    claim of a person's, as a correction of it would. What sources named, and what
    people decided about its entries before, stays. Raises LifeRefused for a name that
    is none, for a release that is open, and for dates that are not in order.
    """
    wanted = name_of(name)
    _check_order(project, given)
    key = releases.ensure(project=project, names=[wanted])[wanted]
    release = _locked(project).get(pk=key)
    if release.opened_at is not None:
        since = f"{release.opened_at:%Y-%m-%d}"
        message = gettext(
            "%(release)s is open since %(day)s.", release=wanted, day=since
        )
        raise LifeRefused(message)
    why = reason.strip()[:LONGEST]
    dated = [one for one in given.values() if one.date != one.stands]
    for one in dated:
        releases.correct_deadline(
            project=project,
            release=wanted,
            kind=one.kind,
            date=one.date,
            reason=why or f"Given when {wanted} was opened.",
            by=by,
            now=now,
        )
    release.opened_at, release.opened_by = now, by
    release.save(update_fields=["opened_at", "opened_by"])
    before = Release.objects.filter(project=project, name=last).first()
    copied = before is not None and criteria.copy(
        release=release, of=before, by=by, now=now
    )
    events.record(
        project=project,
        release=release,
        kind=Event.Kind.RELEASE_OPENED,
        subject=wanted,
        new={
            "deadlines": {one.kind: one.date.isoformat() for one in given.values()},
            "given": sorted(one.kind for one in dated),
            "criteria": last if copied else "",
        },
        reason=why,
        by=by,
        happened_at=now,
    )
    return release


@transaction.atomic
def unopen_release(*, release: Release, by: str, reason: str, now: dt.datetime) -> None:
    """Take back that a release was opened: it is one that sources name, or nobody.

    The dates and criteria that it was opened with go; what stood before them stands
    again. Raises LifeRefused without a reason, for a release that is not open, and for
    one that somebody has worked on since, with a sentence for all that hangs on it.
    """
    found = _locked(release.project).get(pk=release.pk)
    why = reason.strip()[:LONGEST]
    if found.opened_at is None:
        raise LifeRefused(gettext("%(release)s is not open.", release=found.name))
    if found.closed_at is not None:
        message = gettext(
            "@%(who)s has closed %(release)s; open it again first.",
            who=found.closed_by,
            release=found.name,
        )
        raise LifeRefused(message)
    stands = hanging.on(found.pk, found.opened_at)
    if stands:
        message = gettext(
            "%(release)s was worked on since it was opened.", release=found.name
        )
        raise LifeRefused(" ".join([message, *stands]))
    if not why:
        message = gettext("Say why its opening is taken back; the reason is kept.")
        raise LifeRefused(message)
    opened = Event.objects.filter(release=found, kind=Event.Kind.RELEASE_OPENED).latest(
        "happened_at", "pk"
    )
    told: dict[str, Any] = opened.new or {}
    for kind in told["given"]:
        _ungive(found, kind, reason=why, by=by, now=now)
    if told["criteria"]:
        criteria.uncopy(release=found, by=by, reason=why, now=now)
    old = {"by": found.opened_by, "at": releases.iso(found.opened_at)}
    found.opened_at, found.opened_by = None, ""
    found.save(update_fields=["opened_at", "opened_by"])
    events.record(
        project=found.project,
        release=found,
        kind=Event.Kind.RELEASE_UNOPENED,
        subject=found.name,
        old=old,
        reason=why,
        by=by,
        happened_at=now,
    )


def _ungive(
    release: Release, kind: str, *, reason: str, by: str, now: dt.datetime
) -> None:
    """Take back a date that a release was opened with, unless that happened already;
    a correction that it took the place of stands again.
    """
    given = Claim.objects.filter(
        series__release=release,
        series__source=claims.PERSON,
        series__field=f"deadline:{kind}",
        retracted_at__isnull=True,
    )
    stands = given.filter(until__isnull=True).first()
    if stands is None or release.opened_at is None or stands.since > release.opened_at:
        return
    stood = given.filter(until=stands.since).first()
    if stood is None:
        releases.withdraw_correction(
            project=release.project,
            release=release.name,
            kind=kind,
            reason=reason,
            by=by,
            now=now,
        )
        return
    value = stood.value or {}
    hour = value.get("at")
    date = dt.datetime.fromisoformat(hour) if hour else None
    releases.correct_deadline(
        project=release.project,
        release=release.name,
        kind=kind,
        date=date or dt.date.fromisoformat(value["date"]),
        reason=reason,
        by=by,
        now=now,
    )


def _check_order(project: Project, given: Mapping[str, Given]) -> None:
    """Raises LifeRefused where a deadline comes before an earlier one of the cycle."""
    profile = profiles.load(project.profile)
    dates = {kind: one.date for kind, one in given.items()}
    for sentence in planning.out_of_order(profile.deadlines, dates):
        raise LifeRefused(sentence)


@transaction.atomic
def close_release(
    *,
    release: Release,
    counts: Mapping[str, int],
    by: str,
    reason: str,
    now: dt.datetime,
    out_at: dt.datetime | None,
) -> None:
    """Close a release. What nothing proves by then stays not proven.

    `counts` says how many entries became what, for the history. Raises LifeRefused for
    a release that is closed, and without a reason for one that is not out (`out_at`).
    """
    found = _locked(release.project).get(pk=release.pk)
    why = reason.strip()[:LONGEST]
    if found.closed_at is not None:
        message = gettext(
            "@%(who)s has closed %(release)s already.",
            who=found.closed_by,
            release=found.name,
        )
        raise LifeRefused(message)
    if not why and (out_at is None or out_at > now):
        raise LifeRefused(_not_out(found.name, out_at))
    found.closed_at, found.closed_by = now, by
    found.save(update_fields=["closed_at", "closed_by"])
    events.record(
        project=found.project,
        release=found,
        kind=Event.Kind.RELEASE_CLOSED,
        subject=found.name,
        new={"entries": dict(counts)},
        reason=why,
        by=by,
        happened_at=now,
    )


def _not_out(name: str, out_at: dt.datetime | None) -> str:
    if out_at is None:
        return gettext(
            "%(release)s is not out by any schedule: say why it is closed now.",
            release=name,
        )
    return gettext(
        "%(release)s is not out before %(day)s: say why it is closed now.",
        release=name,
        day=deadlines.day_of(out_at),
    )


@transaction.atomic
def reopen_release(*, release: Release, by: str, reason: str, now: dt.datetime) -> None:
    """Open a closed release again. Raises LifeRefused without a reason, and for one
    that is not closed.
    """
    found = _locked(release.project).get(pk=release.pk)
    why = reason.strip()[:LONGEST]
    if found.closed_at is None:
        raise LifeRefused(gettext("%(release)s is not closed.", release=found.name))
    if not why:
        raise LifeRefused(gettext("Say why it is opened again; the reason is kept."))
    old = {"by": found.closed_by, "at": releases.iso(found.closed_at)}
    found.closed_at, found.closed_by = None, ""
    found.save(update_fields=["closed_at", "closed_by"])
    events.record(
        project=found.project,
        release=found,
        kind=Event.Kind.RELEASE_REOPENED,
        subject=found.name,
        old=old,
        reason=why,
        by=by,
        happened_at=now,
    )


def _locked(project: Project) -> QuerySet[Release]:
    """Two that open or close one release wait for each other."""
    return (
        Release.objects.select_for_update(of=("self",))
        .filter(project=project)
        .select_related("project")
    )
