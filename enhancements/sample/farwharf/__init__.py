"""Farwharf, the invented project that tracks its enhancements as Kubernetes does."""

from __future__ import annotations

from enhancements.sample.farwharf.calendar import anchor_for
from enhancements.sample.farwharf.catalogue import pull_requests
from enhancements.sample.farwharf.code import code
from enhancements.sample.farwharf.people import commit_author
from enhancements.sample.farwharf.proposals import proposals
from enhancements.sample.farwharf.rosters import rosters
from enhancements.sample.farwharf.schedules import schedules

__all__ = [
    "anchor_for",
    "code",
    "commit_author",
    "proposals",
    "pull_requests",
    "rosters",
    "schedules",
]
