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
    plans = [_planned(setting, one) for one in waiting.in_work(setting)]
    here = list(plans[0]) if plans else []
    later = {one: at for plan in plans[1:] for one, at in plan.items()}
    after = [one for one in later if one not in here]
    wanted = []
    if here and after:
        stage = later[after[0]]
        reason = "It is built on what that one adds."
        wanted.append(Naming(here[0], after[0], stage, reason))
    if len(here) >= _ENOUGH:
        reason = "Its API is called by this one."
        wanted.append(Naming(here[2], here[1], reason=reason))
        wanted.append(Naming(here[2], here[0]))
    for naming in wanted:
        row = dependencies.name(
            project=project,
            profile=setting.profile,
            naming=naming,
            by=lead,
            now=now - _NAMED,
        )
        if not naming.reason:
            dependencies.drop(
                project=project,
                dependency=row.pk,
                reason="It was done another way.",
                by=lead,
                now=now - _DROPPED,
            )


def _planned(setting: Setting, release: Dates) -> dict[int, str]:
    """Ids of the enhancements that go up to a stage in a release, with that stage."""
    ladder = {one.key for one in setting.profile.stages if one.ladder}
    return {
        row.entry.enhancement: row.entry.stage.key
        for row in board.rows(setting, release)
        if row.entry.planned and row.entry.stage.key in ladder
    }
