"""What depends on what, by the time somebody tries the samples out."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from enhancements.actions import dependencies
from enhancements.actions.dependencies import Naming
from enhancements.models import Dependency, Project
from enhancements.queries import board, frame, moments, waiting
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting

_ENOUGH = 3
_NAMED, _DROPPED = dt.timedelta(days=12), dt.timedelta(days=5)


def name_some(*, project: Project, lead: str) -> None:
    """Entries of the release in work that need one another, one that needs what lands
    in the release after it, and one that was dropped. Where anybody has named any,
    nothing is done.
    """
    if Dependency.objects.filter(enhancement__project=project).exists():
        return
    now = timezone.now()
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    here, *after = [_planned(setting, one) for one in waiting.in_work(setting)] or [[]]
    later = [one for rows in after for one in rows if one not in here]
    wanted = []
    if here and later:
        wanted.append((here[0], later[0], "It is built on what that one adds."))
    if len(here) >= _ENOUGH:
        wanted.append((here[2], here[1], "Its API is called by this one."))
        wanted.append((here[2], here[0], ""))
    for own, other, reason in wanted:
        row = dependencies.name(
            project=project,
            profile=setting.profile,
            naming=Naming(own, other, reason=reason),
            by=lead,
            now=now - _NAMED,
        )
        if not reason:
            dependencies.drop(
                project=project,
                dependency=row.pk,
                reason="It was done another way.",
                by=lead,
                now=now - _DROPPED,
            )


def _planned(setting: Setting, release: Dates) -> list[int]:
    """Ids of the enhancements that are planned for a release, each once."""
    rows = board.rows(setting, release)
    return list(dict.fromkeys(one.place[0] for one in rows if one.entry.planned))
