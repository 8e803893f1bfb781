"""How entries go, who takes on how much and where help is wanted, by the time somebody
tries the samples out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from enhancements.actions import capacity, decisions, help_wanted
from enhancements.models import Capacity, Enhancement, HelpWanted, Project, Release
from enhancements.policy.decisions import CHECK_IN, Place, Wish
from enhancements.queries import board, frame, moments

_SAID = dt.timedelta(days=3)
_WANTED = dt.timedelta(days=12)
_GOING = (
    ("on-track", "The code is in review, and the tests are written."),
    ("at-risk", "The second reviewer has no time before the freeze."),
    ("on-track", ""),
    ("off-track", "The interface that it builds on was changed; it starts anew."),
)
_HELP = (
    ("reviewer", "Somebody who knows the scheduler and can look at one change a week."),
    ("docs", "A page in the user guide. The owner answers all questions."),
    ("owner", "Its owner has changed teams. The design is agreed and the code begun."),
)
_ROOM = ((4, "I know storage and network best."), (2, ""), (0, "Away until December."))


def show(*, project: Project, chairs: Mapping[str, str]) -> None:
    """Let owners have checked in, reviewers have said what they take on, and SIGs what
    they want help for. Where anybody has wanted any, nothing is done.
    """
    if HelpWanted.objects.filter(enhancement__project=project).exists():
        return
    now = timezone.now()
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    release = setting.release(setting.frame.current)
    rows = board.rows(setting, release) if release is not None else []
    planned = [row.entry for row in rows if row.entry.planned and not row.is_out]
    if release is None or not planned or not chairs:
        return
    first = next(iter(chairs.values()))
    for entry, (value, reason) in zip(planned, _GOING, strict=False):
        by = next(
            iter((*entry.owners, *entry.authors)), chairs.get(entry.sig or "", first)
        )
        place = Place(release.id, entry.enhancement, entry.track, CHECK_IN)
        wishes = [Wish(place, value, reason)]
        decisions.decide(project=project, wishes=wishes, by=by, now=now - _SAID)
    for entry, (kind, text) in zip(reversed(planned), _HELP, strict=False):
        help_wanted.seek(
            enhancement=Enhancement.objects.get(pk=entry.enhancement),
            kind=kind,
            text=text,
            by=chairs.get(entry.sig or "", first),
            seen=0,
            now=now - _WANTED,
        )
    _take_on(Release.objects.get(pk=release.id), chairs, now - _WANTED)


def _take_on(release: Release, chairs: Mapping[str, str], now: dt.datetime) -> None:
    if Capacity.objects.filter(release=release).exists():
        return
    people = dict.fromkeys(chairs.values())
    for by, (number, note) in zip(people, _ROOM, strict=False):
        capacity.say(release=release, number=number, note=note, by=by, seen=0, now=now)
