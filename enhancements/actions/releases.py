"""Releases come into being when a source names them; people correct deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from enhancements.actions import claims, events
from enhancements.actions.claims import Subject
from enhancements.documents import versions
from enhancements.models import Claim, Event, Project, Release

KINDS = ("start", "enhancements-freeze", "code-freeze", "docs-freeze", "release")
"""Kinds of deadlines that people correct; other dates keep the schedule's."""


class CorrectionRefused(ValueError):
    """A correction that makes no sense; the text says what to do."""


def ensure(*, project: Project, names: Iterable[str]) -> dict[str, int]:
    """Ids of these releases by name; missing ones are made."""
    wanted = set(names)
    known = dict(
        Release.objects.filter(project=project, name__in=wanted).values_list(
            "name", "pk"
        )
    )
    missing = sorted(wanted - set(known))
    made = Release.objects.bulk_create(
        [_release(project, name) for name in missing], ignore_conflicts=False
    )
    known.update({release.name: release.pk for release in made})
    return known


def _release(project: Project, name: str) -> Release:
    major, minor = versions.sort_key(name)[:2]
    return Release(project=project, name=name, major=major, minor=minor)


@transaction.atomic
def correct_deadline(
    *,
    project: Project,
    release: str,
    kind: str,
    date: dt.date,
    reason: str,
    by: str,
    now: dt.datetime,
) -> None:
    """Say by hand when a deadline is; syncs leave it alone until withdrawn.

    Raises CorrectionRefused without a reason and for an unknown release or kind.
    """
    found = Release.objects.filter(project=project, name=release).first()
    if found is None:
        message = f"{release} is no known release of {project.name}."
        raise CorrectionRefused(message)
    if kind not in KINDS:
        message = f"“{kind}” is no deadline. They are: {', '.join(KINDS)}."
        raise CorrectionRefused(message)
    if not reason.strip():
        message = "Say why the date is corrected, with --reason."
        raise CorrectionRefused(message)
    before = _withdraw(project, found, kind, now)
    place = (Subject("release", found.pk), "", claims.PERSON, f"deadline:{kind}")
    series = claims.series_ids(project=project, places={place})
    Claim.objects.create(
        series_id=series[place],
        value={"date": date.isoformat(), "name": ""},
        raw=date.isoformat(),
        since=now,
        by=by,
        reason=reason.strip(),
    )
    events.record(
        project=project,
        release=found,
        kind=Event.Kind.DEADLINE_CORRECTED,
        subject=f"{release} {kind}",
        old=before,
        new=date.isoformat(),
        reason=reason.strip(),
        by=by,
        happened_at=now,
    )


@transaction.atomic
def withdraw_correction(
    *, project: Project, release: str, kind: str, reason: str, by: str, now: dt.datetime
) -> None:
    """Take a correction back; the schedule's date stands again.

    Raises CorrectionRefused when there is none.
    """
    found = Release.objects.filter(project=project, name=release).first()
    before = _withdraw(project, found, kind, now) if found else None
    if found is None or before is None:
        message = f"No correction of {release} {kind} is in force."
        raise CorrectionRefused(message)
    events.record(
        project=project,
        release=found,
        kind=Event.Kind.CORRECTION_WITHDRAWN,
        subject=f"{release} {kind}",
        old=before,
        reason=reason.strip(),
        by=by,
        happened_at=now,
    )


def settle_corrections(*, project: Project, now: dt.datetime) -> None:
    """End the corrections that the schedule has come to agree with.

    Must run inside the transaction that wrote the schedule's claims.
    """
    corrections = Claim.objects.filter(
        series__project=project,
        series__release__isnull=False,
        series__source=claims.PERSON,
        until__isnull=True,
        retracted_at__isnull=True,
        since__lt=now,
    ).select_related("series__release")
    for claim in corrections:
        series, agreed = claim.series, claim.value or {}
        agrees = Claim.objects.filter(
            series__release=series.release,
            series__field=series.field,
            series__source="schedule",
            until__isnull=True,
            retracted_at__isnull=True,
            value__date=agreed.get("date"),
        ).exists()
        if not agrees or series.release is None:
            continue
        claim.until = now
        claim.save(update_fields=["until"])
        events.record(
            project=project,
            release=series.release,
            kind=Event.Kind.CORRECTION_WITHDRAWN,
            subject=f"{series.release.name} {series.field.partition(':')[2]}",
            old=claim.raw,
            reason="The schedule agrees.",
            by="sync",
            happened_at=now,
        )


def _withdraw(
    project: Project, release: Release, kind: str, now: dt.datetime
) -> str | None:
    """End the correction in force; returns its date as ISO text."""
    claim = (
        Claim.objects.select_for_update()
        .filter(
            series__project=project,
            series__release=release,
            series__source=claims.PERSON,
            series__field=f"deadline:{kind}",
            until__isnull=True,
            retracted_at__isnull=True,
        )
        .first()
    )
    if claim is None:
        return None
    if claim.since >= now:
        claim.retracted_at = now
        claim.save(update_fields=["retracted_at"])
    else:
        claim.until = now
        claim.save(update_fields=["until"])
    return claim.raw
