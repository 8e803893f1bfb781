"""By what the entries of releases are judged: criteria, dates and waivers over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q

from enhancements.models import Decision, ReleaseCriteria
from enhancements.policy import verdict_stretches
from enhancements.policy.checks import criteria_reader
from enhancements.policy.checks.criteria import Criteria
from enhancements.policy.checks.outcome import Waiver
from enhancements.policy.verdict_stretches import Dated, Term, Waived
from enhancements.profiles.freeze_loader import known
from enhancements.profiles.schema import Profile
from enhancements.queries import deadlines
from enhancements.queries.deadlines import PREFIX, Dates

_START = f"{PREFIX}start"

Place = tuple[int, int, str]
"""Ids of release and enhancement, and the track."""


def dated(release: Dates) -> Dated:
    """The dates by which a release's entries are judged: of a deadline that is over the
    moment that counted, of one to come the date that stands.
    """
    start, out_at = release.deadline(_START), release.out_at
    return Dated(
        ends={
            one.kind: one.frozen_at or one.ends_at
            for one in release.deadlines
            if one.field == f"{PREFIX}{one.kind}"
        },
        starts_at=start.ends_at if start is not None else None,
        out_at=out_at,
        is_whole=bool(release.deadlines) and out_at is not None,
    )


def dates_over_time(
    *, project: int, profile: Profile, releases: Sequence[int]
) -> dict[int, list[Term[Dated]]]:
    """By release, in one SQL statement; before anybody gave a date it has none."""
    told = deadlines.over_time(project=project, profile=profile, releases=releases)
    return {release: _terms(rows) for release, rows in told.items()}


def _terms(rows: Sequence[tuple[dt.datetime, Dates]]) -> list[Term[Dated]]:
    turns = [(verdict_stretches.EVER, Dated({}))]
    for at, dates in rows:
        now = dated(dates)
        if now != turns[-1][1]:
            turns.append((at, now))
    ends = [at for at, _ in turns[1:]]
    return [
        Term(value, since, until)
        for (since, value), until in zip(turns, [*ends, None], strict=True)
    ]


def waivers(
    ids: Sequence[int], *, release: int | None = None
) -> dict[Place, list[Term[Waived]]]:
    """Every waiver of these enhancements, in any release or in that one, oldest first,
    in one SQL statement.

    What was waived for one that was merged into another is waived for the other.
    """
    found: dict[Place, list[Term[Waived]]] = {}
    own = Q(enhancement__in=ids) | Q(enhancement__merged_into__in=ids)
    rows = Decision.objects.filter(own, kind=Decision.Kind.WAIVER)
    if release is not None:
        rows = rows.filter(release=release)
    for row in rows.select_related("enhancement").order_by("since", "pk"):
        waiver = Waiver(row.criterion, row.by, row.reason, row.since)
        now = row.enhancement.merged_into_id or row.enhancement_id
        place = (row.release_id, now, row.track)
        term = Term(Waived(row.freeze, waiver), row.since, row.until)
        found.setdefault(place, []).append(term)
    return found


def criteria_at(*, release: int, profile: Profile, at: dt.datetime) -> Criteria:
    """The release's own copy that was in force; the profile's while it has none.

    One SQL statement.
    """
    row = (
        ReleaseCriteria.objects.filter(release=release, since__lte=at)
        .order_by("-since")
        .first()
    )
    if row is None:
        return profile.criteria
    return criteria_reader.kept(row.freezes, known(profile))
