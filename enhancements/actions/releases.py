"""Releases come into being when a source names them; people correct deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from enhancements import profiles
from enhancements.actions import claims, events
from enhancements.actions.claims import Subject
from enhancements.documents import versions
from enhancements.documents.when import FIRST_YEAR, LAST_YEAR
from enhancements.languages import gettext
from enhancements.models import Claim, Event, Project, Release
from enhancements.policy import deadlines

KINDS = (
    "start",
    "prr-freeze",
    "enhancements-freeze",
    "code-freeze",
    "docs-freeze",
    "release",
)
"""Kinds of deadlines that people correct, where the project's profile has them; other
dates keep the schedule's."""


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
    date: dt.date | dt.datetime,
    reason: str,
    by: str,
    now: dt.datetime,
) -> None:
    """Say by hand when a deadline is; syncs leave it alone until withdrawn.

    A date ends Anywhere on Earth; a datetime, with its zone, is the exact moment.
    Raises CorrectionRefused without a reason, for an hour without a zone and for an
    unknown release or kind.
    """
    found = Release.objects.filter(project=project, name=release).first()
    if found is None:
        message = gettext(
            "%(release)s is no known release of %(project)s.",
            release=release,
            project=project.name,
        )
        raise CorrectionRefused(message)
    kinds = [one for one in KINDS if profiles.load(project.profile).deadline(one)]
    if kind not in kinds:
        message = gettext(
            "“%(kind)s” is no deadline. They are: %(kinds)s.",
            kind=kind,
            kinds=", ".join(kinds),
        )
        raise CorrectionRefused(message)
    if not reason.strip():
        message = gettext("Say why the date is corrected, with --reason.")
        raise CorrectionRefused(message)
    value = _value(date)
    said = value.get("at", value["date"])
    before = _withdraw(project, found, kind, now)
    place = (Subject("release", found.pk), "", claims.PERSON, f"deadline:{kind}")
    series = claims.series_ids(project=project, places={place})
    Claim.objects.create(
        series_id=series[place],
        value=value,
        raw=said,
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
        new=said,
        reason=reason.strip(),
        by=by,
        happened_at=now,
    )


def iso(at: dt.datetime) -> str:
    """A moment as ISO text in UTC, to the second: 2025-02-14T02:00:00Z."""
    text = at.astimezone(dt.UTC).isoformat(timespec="seconds")
    return text.replace("+00:00", "Z")


def _value(date: dt.date | dt.datetime) -> dict[str, str]:
    """The value of a claim; with an hour, `date` is its day in UTC."""
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        message = gettext("%(year)s is no year of a release; mend it.", year=date.year)
        raise CorrectionRefused(message)
    if not isinstance(date, dt.datetime):
        return {"date": date.isoformat(), "name": ""}
    if date.tzinfo is None:
        message = gettext("Give the hour with its zone, such as 2026-06-17T12:00Z.")
        raise CorrectionRefused(message)
    at = date.astimezone(dt.UTC)
    return {"date": at.date().isoformat(), "name": "", "at": iso(at)}


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
        message = gettext(
            "No correction of %(release)s %(kind)s is in force.",
            release=release,
            kind=kind,
        )
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
        series = claim.series
        said = (
            Claim.objects.filter(
                series__release=series.release,
                series__field=series.field,
                series__source__startswith="schedule",
                until__isnull=True,
                retracted_at__isnull=True,
                value__isnull=False,
            )
            # `schedule` comes before `schedule:<place>`, as it does when it is read.
            .order_by("series__source", "-since")
            .first()
        )
        if said is None or series.release is None or not _agree(claim, said):
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


def _agree(one: Claim, other: Claim) -> bool:
    """Whether two claims of a deadline mean the same moment."""
    ends = [
        deadlines.ends_at(
            dt.date.fromisoformat(value["date"]),
            dt.datetime.fromisoformat(value["at"]) if value.get("at") else None,
        )
        for value in (one.value or {}, other.value or {})
    ]
    return ends[0] == ends[1]


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
    claims.end(claim=claim, now=now)
    return claim.raw
