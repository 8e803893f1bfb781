"""By what entries of releases are judged: criteria, dates and decisions over time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
from collections.abc import Mapping, Sequence

from django.db.models import Q

from enhancements.models import Decision, ReleaseCriteria
from enhancements.policy import people, verdict_stretches
from enhancements.policy.checks import criteria_reader
from enhancements.policy.checks.criteria import Criteria
from enhancements.policy.checks.outcome import Waiver
from enhancements.policy.gathering.told import Assigned, Told
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


@dataclasses.dataclass(frozen=True, slots=True)
class Decided:
    """What people decided about entries that their checks look at, over time."""

    waivers: Mapping[Place, Sequence[Term[Waived]]]
    """Oldest first."""
    assigned: Mapping[int, Sequence[Assigned]]
    """Who does the work, by id of the enhancement; oldest first."""

    def told(self, known: Mapping[int, Told]) -> dict[int, Told]:
        """What is known of enhancements, with who does the work of their entries."""
        return {
            id_: dataclasses.replace(one, assigned=tuple(self.assigned.get(id_, ())))
            for id_, one in known.items()
        }


def decided(ids: Sequence[int], *, release: int | None = None) -> Decided:
    """Every waiver of these enhancements, and who was said to do their work, in any
    release or in that one, in one SQL statement.

    What was said of one that was merged into another is said of the other.
    """
    waivers: dict[Place, list[Term[Waived]]] = {}
    assigned: dict[int, list[Assigned]] = {}
    own = Q(enhancement_id__any=ids) | Q(enhancement__merged_into_id__any=ids)
    rows = Decision.objects.filter(own, kind__in=(Decision.Kind.WAIVER, *people.ROLES))
    if release is not None:
        rows = rows.filter(release=release)
    for row in rows.select_related("enhancement", "release").order_by("since", "pk"):
        now = row.enhancement.merged_into_id or row.enhancement_id
        if row.kind != Decision.Kind.WAIVER:
            assigned.setdefault(now, []).append(_assigned(row))
            continue
        waiver = Waiver(row.criterion, row.by, row.reason, row.since)
        place = (row.release_id, now, row.track)
        term = Term(Waived(row.freeze, waiver), row.since, row.until)
        waivers.setdefault(place, []).append(term)
    return Decided(waivers, assigned)


def _assigned(row: Decision) -> Assigned:
    return Assigned(
        release=row.release.name,
        track=row.track,
        role=row.kind,
        logins=people.logins(row.value),
        by=row.by,
        since=row.since,
        until=row.until,
    )


@functools.lru_cache(maxsize=200)
def kept_criteria(stored: str, profile: Profile) -> Criteria:
    """A release's own copy of the criteria, from its JSON; read once for each."""
    return criteria_reader.kept(json.loads(stored), known(profile))


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
