"""The samples' releases as their leads left them: one closed, the next open."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from enhancements.actions import decisions, release_life
from enhancements.actions.release_life import Given
from enhancements.models import Event, Project, Release
from enhancements.models.event import OF_LIFE
from enhancements.policy.decisions import OUTCOME, Place, Wish
from enhancements.policy.outcomes import Word
from enhancements.queries import closing, frame, moments, opening
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting

_OPENED = dt.timedelta(days=2)
"""After the release before was out."""
_CLOSED = dt.timedelta(days=9)
_SHIPPED = "It is in the release notes, and its test runs at the tag."
_WHY = "One is left: its owner could not say whether it is in."


def live(*, project: Project, lead: str) -> None:
    """Let the lead have closed the last release that is out, but for one entry that
    nothing proves, and have opened the one in work.

    Where anybody has opened or closed a release, nothing is done.
    """
    if Event.objects.filter(project=project, kind__in=OF_LIFE).exists():
        return
    now = timezone.now()
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    out = [one for one in setting.releases if one.out_at and one.out_at <= now]
    if not out:
        return
    last = out[-1]
    since = last.out_at or now
    _close(project, setting, last, lead, min(since + _CLOSED, now))
    _open(project, setting, last, lead, min(since + _OPENED, now))


def _close(
    project: Project, setting: Setting, last: Dates, lead: str, at: dt.datetime
) -> None:
    rows = closing.rows(setting, last)
    unproven = [one for one in rows if one.word == Word.NOT_PROVEN]
    wishes = [
        Wish(
            Place(last.id, one.entry.enhancement, one.entry.track, OUTCOME),
            Word.SHIPPED,
            _SHIPPED,
        )
        for one in unproven[:-1]
    ]
    if wishes:
        decisions.decide(project=project, wishes=wishes, by=lead, now=at)
    counts = closing.counts(closing.rows(setting, last))
    release_life.close_release(
        release=Release.objects.select_related("project").get(pk=last.id),
        counts=counts,
        by=lead,
        reason=_WHY if unproven else "",
        now=at,
        out_at=last.out_at,
    )


def _open(
    project: Project, setting: Setting, last: Dates, lead: str, at: dt.datetime
) -> None:
    name = setting.frame.current
    found = opening.load(setting, name)
    if found.why_not or name == last.name:
        return
    given = {
        one.kind: Given(one.kind, one.date, one.stands_day)
        for one in found.proposals
        if one.date is not None and one.stands is not None
    }
    release_life.open_release(
        project=project,
        name=name,
        given=given,
        last=found.last,
        reason="",
        by=lead,
        now=at,
    )
