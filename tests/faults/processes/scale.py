"""Durations that no variable sets, scaled to polls of half a second."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from enhancements.actions import dirt, jobs
from tracker import limits


def scale() -> None:
    """A minute becomes half a second, or what is nearest to it and still works."""
    dirt._FIRST_WAIT = dt.timedelta(seconds=0.1)
    dirt._LONGEST_WAIT = dt.timedelta(seconds=1)
    jobs._FIRST_WAIT = dt.timedelta(seconds=0.5)
    jobs._LONGEST_WAIT = dt.timedelta(seconds=2)
    limits.BODY_SECONDS = 1.5
    pool = settings.DATABASES["default"]["OPTIONS"].get("pool")
    if pool:
        pool["timeout"] = 2
