"""What the samples' release teams have decided by the time somebody tries them out."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone

from enhancements.actions import decisions
from enhancements.models import Decision, Project
from enhancements.policy.boards import REMOVED_STANDING, TRACKED_STANDING
from enhancements.policy.decisions import (
    CONTACT,
    NOTE,
    OPT_IN,
    STANDING,
    YES,
    Place,
    Wish,
)
from enhancements.queries import board, frame, moments, release_team
from enhancements.queries.deadlines import Dates
from enhancements.queries.shapes.board import BoardRow

_OPTED_IN = dt.timedelta(days=21)
_SHARED_OUT = dt.timedelta(days=14)
_PARTY = dt.timedelta(hours=3)
"""Before the freeze ends, each."""
_LATE = "Its document was not merged in time; it can come with the next release."
_NOTE = "The owner is away until Monday. The second reviewer knows the details."


def decide(*, project: Project, lead: str, chairs: Mapping[str, str]) -> None:
    """Let the team have worked up to the last freeze that is over.

    `chairs` has who speaks for each SIG. Where anybody has decided anything, nothing
    is done.
    """
    if Decision.objects.filter(release__project=project).exists():
        return
    now = timezone.now()
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    release = setting.release(setting.frame.current)
    freeze = _last_over(setting, release, now) if release is not None else None
    if release is None or freeze is None:
        return
    key, ends_at = freeze
    rows = [row for row in board.rows(setting, release) if row.entry.planned]
    for sig, chair in chairs.items():
        mine = [row for row in rows if row.entry.sig == sig]
        wishes = [Wish(_place(release, row, OPT_IN), YES) for row in mine]
        _step(project, wishes, chair, ends_at - _OPTED_IN)
    team = release_team.logins(project=project.pk, profile=setting.profile)
    shared = [
        Wish(_place(release, row, CONTACT), team[place % len(team)])
        for place, row in enumerate(rows)
        if team
    ]
    _step(project, shared, lead, ends_at - _SHARED_OUT)
    standings = [_standing(release, row, key) for row in rows]
    notes = [Wish(_place(release, row, NOTE), _NOTE) for row in rows[:1]]
    _step(project, [*standings, *notes], lead, ends_at - _PARTY)


def _last_over(
    setting: frame.Setting, release: Dates, now: dt.datetime
) -> tuple[str, dt.datetime] | None:
    over = [
        (one.deadline.ends_at, one.key)
        for one in board.freezes(setting, release)
        if one.deadline is not None and one.deadline.ends_at <= now
    ]
    if not over:
        return None
    ends_at, key = max(over)
    return key, ends_at


def _standing(release: Dates, row: BoardRow, freeze: str) -> Wish:
    is_in_time = not (row.entry.late or row.entry.unmerged)
    place = dataclasses.replace(_place(release, row, STANDING), freeze=freeze)
    if is_in_time:
        return Wish(place, TRACKED_STANDING)
    return Wish(place, REMOVED_STANDING, _LATE)


def _place(release: Dates, row: BoardRow, kind: str) -> Place:
    return Place(release.id, row.entry.enhancement, row.entry.track, kind)


def _step(project: Project, wishes: Sequence[Wish], by: str, at: dt.datetime) -> None:
    if wishes:
        decisions.decide(project=project, wishes=wishes, by=by, now=at)
