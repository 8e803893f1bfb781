"""The one place that writes history rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from enhancements.models import Event, Project, Release, Sig

_BATCH = 1000


def record(
    *,
    project: Project | None,
    kind: Event.Kind,
    subject: str,
    by: str,
    old: Any = None,
    new: Any = None,
    reason: str = "",
    release: Release | None = None,
    enhancement: int | None = None,
    sig: Sig | None = None,
    happened_at: dt.datetime | None = None,
) -> Event:
    """Write one event inside the caller's transaction.

    Only what happens to an account has no project.
    """
    return Event.objects.create(
        project=project,
        release=release,
        enhancement_id=enhancement,
        sig=sig,
        kind=kind,
        subject=subject,
        old=old,
        new=new,
        by=by,
        reason=reason,
        happened_at=happened_at or timezone.now(),
    )


def record_all(events: Sequence[Event]) -> None:
    """Write events that belong together, in one SQL statement for a few hundred."""
    Event.objects.bulk_create(events, batch_size=_BATCH)
