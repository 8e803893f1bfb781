"""Teams of an organisation that hold roles: who is in them, from when to when.

Kept as claims of the project (`team:<slug>`), so that a role has its history like
anything else. A team that cannot be read any more holds no role: nobody keeps one
because GitHub would not say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from enhancements.actions import claims
from enhancements.actions.claims import Subject
from enhancements.actions.told import PersonTold
from enhancements.models import Claim, Project
from enhancements.policy import addresses

SOURCE = "team"
TEAM = "team:"
"""Fields of the project: who is in the team named behind it."""
_PROJECT = Subject("project")


@transaction.atomic
def write(
    *,
    project: Project,
    host: str,
    org: str,
    teams: Mapping[str, Sequence[PersonTold]],
    now: dt.datetime,
) -> int:
    """Write who is in these teams, which are all that there are; how many changed.

    A claim's value is `{"ids": [...], "logins": [...]}`, both in the order of ids.
    """
    wanted = {f"{TEAM}{slug}": _value(people) for slug, people in teams.items()}
    # One writer at a time: two would each see the other's claims too late.
    Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    standing = {
        one.series.field: one
        for one in Claim.objects.filter(
            series__project=project,
            series__source=SOURCE,
            until__isnull=True,
            retracted_at__isnull=True,
        ).select_related("series")
    }
    over = [one for field, one in standing.items() if wanted.get(field) != one.value]
    for claim in over:
        claims.end(claim=claim, now=now)
    new = {
        field: value
        for field, value in wanted.items()
        if field not in standing or standing[field].value != value
    }
    places = {(_PROJECT, "", SOURCE, field): field for field in new}
    series = claims.series_ids(project=project, places=set(places))
    Claim.objects.bulk_create(
        Claim(
            series_id=series[place],
            value=new[field],
            since=now,
            url=addresses.team(host, org, field.removeprefix(TEAM)),
        )
        for place, field in places.items()
    )
    return len(set(new) | {one.series.field for one in over})


def _value(people: Iterable[PersonTold]) -> dict[str, list[Any]]:
    ordered = sorted({one.github_id: one.login for one in people}.items())
    return {
        "ids": [number for number, _ in ordered],
        "logins": [login for _, login in ordered],
    }
