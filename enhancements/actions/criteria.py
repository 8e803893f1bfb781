"""Each release's own copy of the criteria, with its history.

The first copy is the profile's, made when it is first needed and in force since ever;
an edit is in force from its moment on. The profile may change later: a release keeps
what it has.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction

from enhancements import profiles
from enhancements.actions import events, lasting, verdicts_owed, waking
from enhancements.models import Event, Release, ReleaseCriteria
from enhancements.policy.checks import criteria_reader
from enhancements.policy.checks.criteria import Criteria
from enhancements.policy.checks.criteria_reader import CriteriaInvalid
from enhancements.policy.verdict_stretches import EVER, Term
from enhancements.profiles.freeze_loader import known
from enhancements.profiles.schema import Profile

PROFILE: Final = "profile"
"""Who made a copy that is the profile's: nobody has chosen it."""


class CriteriaRefused(ValueError):
    """Criteria that cannot be used; `sentences` says of each mistake what to do."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


class CriteriaClashed(RuntimeError):
    """Somebody changed them meanwhile; `stands` is the copy that is in force."""

    def __init__(self, stands: ReleaseCriteria) -> None:
        super().__init__(f"{stands.by} changed the criteria meanwhile.")
        self.stands = stands


def of_release(*, release: Release, at: dt.datetime) -> Criteria:
    """The criteria of a release that were in force at a moment.

    Makes the first copy when there is none.
    """
    profile = profiles.load(release.project.profile)
    terms = over_time(profile=profile, releases=[release.pk])[release.pk]
    return next((one.value for one in terms if one.holds(at)), terms[0].value)


def over_time(
    *, profile: Profile, releases: Sequence[int]
) -> dict[int, list[Term[Criteria]]]:
    """The criteria of these releases by id, oldest first.

    One SQL statement, and one more where a release has no copy yet.
    """
    rows = _rows(releases)
    missing = sorted(set(releases) - set(rows))
    if missing:
        _copy(profile, missing)
        rows |= _rows(missing)
    words = known(profile)
    # Most releases have the same: each copy that differs is read once.
    read: dict[str, Criteria] = {}
    found: dict[int, list[Term[Criteria]]] = {}
    for release, copies in rows.items():
        for row in copies:
            text = json.dumps(row.freezes)
            if text not in read:
                read[text] = criteria_reader.kept(row.freezes, words)
            term = Term(read[text], row.since, row.until)
            found.setdefault(release, []).append(term)
    return found


def in_force(*, release: Release) -> ReleaseCriteria:
    """The copy that is in force now; the first is made when there is none."""
    profile = profiles.load(release.project.profile)
    found = ReleaseCriteria.objects.filter(release=release, until__isnull=True)
    if not found.exists():
        _copy(profile, [release.pk])
    return found.get()


def _rows(releases: Sequence[int]) -> dict[int, list[ReleaseCriteria]]:
    found: dict[int, list[ReleaseCriteria]] = {}
    rows = ReleaseCriteria.objects.filter(release__in=releases)
    for row in rows.order_by("release_id", "since"):
        found.setdefault(row.release_id, []).append(row)
    return found


def _copy(profile: Profile, releases: Sequence[int]) -> None:
    """Make the first copies; whoever does so at the same time makes the same."""
    freezes = profile.criteria.as_json()
    ReleaseCriteria.objects.bulk_create(
        [
            ReleaseCriteria(release_id=pk, since=EVER, freezes=freezes, by=PROFILE)
            for pk in releases
        ],
        ignore_conflicts=True,
    )


def copy(*, release: Release, of: Release, by: str, now: dt.datetime) -> bool:
    """Let a release that is opened ask what another asks; returns whether it does.

    The copy in force there becomes the first copy here. Where this one has been judged
    already by the profile's, that ends now; what people edited here before stays.
    Must run inside a transaction.
    """
    wanted = in_force(release=of).freezes
    reason = f"Copied from {of.name}."
    rows = ReleaseCriteria.objects.select_for_update().filter(release=release)
    standing = rows.filter(until__isnull=True).first()
    if standing is None:
        ReleaseCriteria.objects.create(
            release=release, since=EVER, freezes=wanted, by=by, reason=reason
        )
        return True
    if standing.by != PROFILE:
        return False
    if standing.freezes != wanted:
        seen = standing.pk
        change(
            release=release, freezes=wanted, by=by, reason=reason, seen=seen, now=now
        )
    return True


@transaction.atomic
def change(
    *,
    release: Release,
    freezes: list[dict[str, Any]],
    by: str,
    reason: str,
    seen: int,
    now: dt.datetime,
) -> ReleaseCriteria:
    """Put another copy in force, as JSON; returns it, or what stands if it is equal.

    `seen` is the id of the copy that was edited. Verdicts follow within seconds.
    Raises CriteriaRefused for criteria that cannot be read, and CriteriaClashed when
    another copy is in force than the one that was seen; then nothing is changed.
    """
    wanted = _read(freezes, profiles.load(release.project.profile))
    before = in_force(release=release)
    # Two that edit one copy wait for each other here; the second finds it ended.
    before = ReleaseCriteria.objects.select_for_update().get(pk=before.pk)
    if before.pk != seen or before.until is not None:
        raise CriteriaClashed(in_force(release=release))
    if before.freezes == wanted:
        return before
    return _replace(before, wanted, says=by, by=by, reason=reason, now=now)


@transaction.atomic
def uncopy(*, release: Release, by: str, reason: str, now: dt.datetime) -> None:
    """Take back what `copy` put in force: what stood before it does again, else the
    profile's. Nobody may have changed it since.
    """
    rows = ReleaseCriteria.objects.select_for_update().filter(release=release)
    copied = rows.get(until__isnull=True)
    stood = rows.filter(until=copied.since).first()
    profile = profiles.load(release.project.profile)
    wanted = stood.freezes if stood else profile.criteria.as_json()
    _replace(copied, wanted, says=PROFILE, by=by, reason=reason, now=now)


def _replace(
    before: ReleaseCriteria,
    wanted: list[dict[str, Any]],
    *,
    says: str,
    by: str,
    reason: str,
    now: dt.datetime,
) -> ReleaseCriteria:
    """Put another copy in force, which is whose `says` says; `by` is who does it."""
    release = before.release
    since = lasting.end(before, now)
    after = ReleaseCriteria.objects.create(
        release=release, since=since, freezes=wanted, by=says, reason=reason.strip()
    )
    events.record(
        project=release.project,
        release=release,
        kind=Event.Kind.CRITERIA_CHANGED,
        subject=release.name,
        old=before.freezes,
        new=wanted,
        by=by,
        reason=reason.strip(),
        happened_at=since,
    )
    verdicts_owed.of_release(release=release, now=now)
    waking.wake_sync(release.project_id)
    return after


def _read(freezes: Any, profile: Profile) -> list[dict[str, Any]]:
    try:
        return criteria_reader.read(freezes, known(profile)).as_json()
    except CriteriaInvalid as error:
        raise CriteriaRefused(error.sentences) from error
