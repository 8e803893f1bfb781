"""The samples' boards as they stood at the deadlines that are over."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from enhancements.actions import projects
from enhancements.models import Project
from enhancements.queries import frame, moments

_BEFORE = dt.timedelta(days=1)


def begin(*, project: Project) -> None:
    """Let the project be tracked since before the first deadline of its release in
    work and of the one before: then the clock keeps its boards of the past, once
    GitHub was read, too.
    """
    now = timezone.now()
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    names = [release.name for release in setting.releases]
    if setting.frame.current not in names:
        return
    place = names.index(setting.frame.current)
    lately = setting.releases[max(place - 1, 0) : place + 1]
    ends = [one.ends_at for release in lately for one in release.deadlines]
    if ends:
        projects.track_since(project=project, since=min(ends) - _BEFORE)
