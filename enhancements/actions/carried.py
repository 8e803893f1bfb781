"""Corrections where two enhancements become one, and where they are two again.

What is said of an enhancement by hand holds until somebody withdraws it or its source
agrees; that it turns out to be another one is neither. `actions.identity` moves the
series of people that the other one does not have; here is what is left: fields of which
something was said of both at some time. Nothing that stands is ever overwritten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from enhancements.actions import claims
from enhancements.actions.claims import Subject
from enhancements.models import Claim, Event, Project, Series
from enhancements.policy.corrections import FIELDS


def over(*, project: Project, start: int, end: int, now: dt.datetime) -> list[int]:
    """Say of one enhancement what is said by hand of another that becomes it, where
    nothing stands by hand; ids of the new claims.

    Only where something was said of it before: other series are moved as they are.
    """
    standing = list(claims.by_people(ids=[start], fields=FIELDS))
    if not standing:
        return []
    taken = set(_fields(end))
    said = [one for one in standing if one.series.field in taken]
    return _said_too(project, said, end, now)


def back(
    *,
    event: Event,
    start: int,
    end: int,
    claims_made: Iterable[int],
    now: dt.datetime,
) -> None:
    """Take back what `over` said; and what was said since of both while they were one
    holds for both: `start` has its series again, `end` gets claims of its own.
    """
    rows = Claim.objects.filter(
        pk__in=list(claims_made), until__isnull=True, retracted_at__isnull=True
    )
    for claim in rows:
        claims.end(claim=claim, now=now)
    standing = claims.by_people(ids=[start], fields=FIELDS)
    since = [one for one in standing if one.since >= event.happened_at]
    if event.project is not None:
        _said_too(event.project, since, end, now)


def _fields(enhancement: int) -> Iterable[str]:
    rows = Series.objects.filter(
        enhancement=enhancement, source=claims.PERSON, track="", field__in=FIELDS
    )
    return rows.values_list("field", flat=True)


def _said_too(
    project: Project, said: Iterable[Claim], end: int, now: dt.datetime
) -> list[int]:
    """The same claims of another enhancement, where none stands; ids of them."""
    standing = {one.series.field for one in claims.by_people(ids=[end], fields=FIELDS)}
    wanted = {one.series.field: one for one in said if one.series.field not in standing}
    if not wanted:
        return []
    subject = Subject("enhancement", end)
    places = {(subject, "", claims.PERSON, field) for field in wanted}
    series = claims.series_ids(project=project, places=places)
    rows = Claim.objects.bulk_create(
        Claim(
            series_id=series[subject, "", claims.PERSON, field],
            value=one.value,
            raw=one.raw,
            since=_begin(series[subject, "", claims.PERSON, field], now),
            by=one.by,
            reason=one.reason,
        )
        for field, one in wanted.items()
    )
    return [row.pk for row in rows]


def _begin(series: int, now: dt.datetime) -> dt.datetime:
    """Now, or when what was said there last ended: claims of a series never overlap."""
    ends = Claim.objects.filter(series=series, retracted_at__isnull=True)
    last = ends.order_by("-until").values_list("until", flat=True).first()
    return max(now, last) if last is not None else now
