"""Exceptions of the samples: one that waits, one with time left, one that ran out."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from enhancements.actions import exceptions as acts
from enhancements.actions.exception_rows import About
from enhancements.models import ExceptionRequest, Project
from enhancements.policy import exceptions as policy
from enhancements.policy.boards import LEFT
from enhancements.policy.exceptions import (
    APPROVED,
    REJECTED,
    Case,
    FreezeFacts,
    Wanted,
)
from enhancements.queries import board, exceptions, frame, moments
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.board import BoardRow

_DAY = dt.timedelta(days=1)
_HOUR = dt.timedelta(hours=1)
_TEXTS = (
    "Its reviewer was away in the week before; the work itself is done.",
    "The library that it needs came out four days late.",
    "Two teams have built on it, and would wait for a whole release.",
    "A test that is not its own fails now and then, and nobody knows why yet.",
)


@dataclasses.dataclass(frozen=True, slots=True)
class _Story:
    """What became of a request, in days before now."""

    asked: float
    days: int
    decided: float = 0
    """0 while it waits."""
    state: str = ""
    until: float = 0
    """In how many days its time is over; below 0 it is over already."""
    votes: tuple[str, ...] = ()


_STORIES = (
    _Story(
        asked=6, days=5, decided=5, state=APPROVED, until=-0.6, votes=("for", "for")
    ),
    _Story(asked=0.4, days=3, votes=("for", "against")),
    _Story(asked=2, days=4, decided=1, state=APPROVED, until=2, votes=("for",)),
    _Story(asked=4, days=21, decided=3, state=REJECTED, votes=("against", "abstain")),
)


def ask(*, project: Project, lead: str, chairs: Mapping[str, str]) -> None:
    """Let some teams have asked for more time, of the current release's freezes.

    Where anybody has asked for anything, nothing is done.
    """
    if ExceptionRequest.objects.filter(release__project=project).exists():
        return
    now = timezone.now()
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    release = setting.release(setting.frame.current)
    if release is None:
        return
    known = exceptions.freezes(setting, release)
    freezes = [one for one in known.values() if one.ends_at is not None]
    over = [one for one in freezes if one.ends_at and one.ends_at <= now][-1:]
    coming = [one for one in freezes if one not in over and one.ends_at]
    rows = [row for row in board.rows(setting, release) if row.entry.planned]
    # Those that the team took out at the last freeze ask first; others ask in advance.
    left = {
        row.place
        for row in rows
        if any((c := row.cell(one.key)) and c.status in LEFT for one in over)
    }
    rows.sort(key=lambda row: (row.place not in left, row.entry.number or 0))
    for row, (place, story) in zip(rows, enumerate(_STORIES), strict=False):
        about = over if row.place in left else [o for o in coming if _is_next(o, now)]
        for freeze in about[:1]:
            of = _Teller(project, setting, release, freeze, lead, chairs, now)
            _tell(of, row, place, story)


def _is_next(freeze: FreezeFacts, now: dt.datetime) -> bool:
    return freeze.ends_at is not None and freeze.ends_at > now


@dataclasses.dataclass(frozen=True, slots=True)
class _Teller:
    project: Project
    setting: Setting
    release: Dates
    freeze: FreezeFacts
    lead: str
    chairs: Mapping[str, str]
    now: dt.datetime


def _tell(of: _Teller, row: BoardRow, place: int, story: _Story) -> None:
    entry = row.entry
    asked_at = of.now - story.asked * _DAY
    people = (*entry.owners, *entry.authors, of.chairs.get(entry.sig or "", of.lead))
    request = acts.ask(
        project=of.project,
        about=About(of.release.id, entry.enhancement, entry.track),
        wanted=_wanted(of, place, story),
        # The samples' freezes do not pass when the stories need it.
        case=_case(of, asked_at),
        by=people[0],
    )
    voters = (of.chairs.get(entry.sig or "", of.lead), of.lead)
    for voter, vote in zip(dict.fromkeys(voters), story.votes, strict=False):
        acts.vote(
            project=of.project,
            request=request.pk,
            value=vote,
            word=_TEXTS[(place + 2) % len(_TEXTS)] if vote == "against" else "",
            by=voter,
            now=asked_at + 2 * _HOUR,
        )
    if story.state:
        acts.decide(
            project=of.project,
            request=request.pk,
            seen=request.states.get(until=None).pk,
            state=story.state,
            reason="Agreed in the release meeting."
            if story.state == APPROVED
            else "Three weeks are a release of its own; it comes with the next one.",
            until=_until(of, story),
            by=of.lead,
            now=of.now - story.decided * _DAY,
        )


def _wanted(of: _Teller, place: int, story: _Story) -> Wanted:
    questions = [one for one in of.setting.profile.exceptions.questions if one.is_text]
    return Wanted(
        freezes=(of.freeze.key,),
        days=story.days,
        answers={
            one.key: _TEXTS[(place + n) % len(_TEXTS)]
            for n, one in enumerate(questions)
        },
        thread="https://lists.example/exceptions/1" if story.state else "",
    )


def _case(of: _Teller, at: dt.datetime) -> Case:
    rules = dataclasses.replace(of.setting.profile.exceptions, windows={})
    return Case(rules, {of.freeze.key: of.freeze}, {}, at, of.release.out_at)


def _until(of: _Teller, story: _Story) -> dt.datetime:
    """Of a freeze that is to come, so many days after it."""
    if of.freeze.date is not None and _is_next(of.freeze, of.now):
        return policy.ends_with(of.freeze.date + story.days * _DAY)
    return _end(of.now + story.until * _DAY)


def _end(moment: dt.datetime) -> dt.datetime:
    """The end of the day Anywhere on Earth that is nearest before it."""
    return policy.ends_with((moment - dt.timedelta(hours=36)).date())
