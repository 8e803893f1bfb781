"""Reading a schedule by its file's format.

YAML is what KubeVirt writes, Markdown and calendars are what Kubernetes does.
"""

from __future__ import annotations

from enhancements.documents import schedule, schedule_ics, schedule_markdown
from enhancements.documents.schedule import OTHER, ScheduleEntry, ScheduleReading
from enhancements.profiles import Profile

__all__ = ["OTHER", "REVISION", "ScheduleEntry", "ScheduleReading", "is_copy", "read"]

REVISION = (
    schedule.REVISION
    + 100 * schedule_markdown.REVISION
    + 10_000 * schedule_ics.REVISION
)
"""Differs whenever one of the readers may give other entries than before."""


def read(data: bytes, *, profile: Profile, path: str) -> ScheduleReading:
    """Everything that one version of a schedule says; it never raises."""
    name = path.casefold()
    if name.endswith((".md", ".markdown")):
        return schedule_markdown.read(data, profile=profile, path=path)
    if name.endswith(".ics"):
        return schedule_ics.read(data, profile=profile, path=path)
    return schedule.read(data, profile=profile, path=path)


def is_copy(path: str) -> bool:
    """Whether a file only copies the schedule for calendars.

    It is claimed under its own name, and what the schedule itself says comes first.
    """
    return path.casefold().endswith(".ics")
