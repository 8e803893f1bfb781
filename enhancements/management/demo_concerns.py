"""What somebody has concerns about, by the time somebody tries the samples out."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from enhancements.actions import concerns
from enhancements.actions.concerns import Raising
from enhancements.models import Concern, Project
from enhancements.queries import board, frame, moments

_RAISED, _RESOLVED = dt.timedelta(days=9), dt.timedelta(days=4)


def raise_some(*, project: Project, lead: str) -> None:
    """One concern that is open and one that was resolved, about the first entries of
    the release in work. Where anybody has raised any, nothing is done.
    """
    if Concern.objects.filter(enhancement__project=project).exists():
        return
    now = timezone.now()
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    release = setting.release(setting.frame.current)
    rows = board.rows(setting, release) if release is not None else []
    planned = [row.entry for row in rows if row.entry.planned]
    if release is None or not planned:
        return
    first, second = planned[0], planned[min(1, len(planned) - 1)]
    concerns.raise_(
        project=project,
        raising=Raising(
            first.enhancement,
            "upgrade path",
            "What happens to what runs already while the cluster is upgraded?",
            release.name,
        ),
        by=lead,
        now=now - _RAISED,
    )
    row = concerns.raise_(
        project=project,
        raising=Raising(
            second.enhancement,
            "who reviews it",
            "Both reviewers are away for most of the release.",
        ),
        by=lead,
        now=now - _RAISED,
    )
    concerns.resolve(
        project=project,
        concern=row.pk,
        how="A third reviewer has taken it on.",
        by=lead,
        now=now - _RESOLVED,
    )
