"""A project whose tracker acts on commands, at a pretended GitHub."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache

from enhancements.actions import budget, outbox
from enhancements.fakehub.world import World
from enhancements.models import Project
from tests.support.mirrored import PLANS, Mirrored, mirrored, plain_world

LABELS = (
    "sig/compute",
    "sig/network",
    "kind/bug",
    "stage/alpha",
    "stage/beta",
    "tracked/yes",
    "triage/accepted",
)
# The tracker writes as this account; what people type comes from others.
TRACKER = "alice"


def labelled_world() -> World:
    """Three people, labels, and an issue with commands of long ago."""
    world = plain_world()
    for name in LABELS:
        world.add_label(PLANS, name)
    world.add_milestone(PLANS, "v1.36")
    world.open_issue(PLANS, "Warm standby", body="/sig network", by="bob")
    world.comment(PLANS, 1, "/stage alpha", by="bob")
    return world


@pytest.fixture
def acting(
    db: None,  # noqa: ARG001 - for its effect
    settings: Any,
    monkeypatch: Any,
) -> Iterator[Callable[..., Mirrored]]:
    """Makes a repository read whole, for a profile and in a mode; writes in haste."""
    monkeypatch.setattr(budget, "BETWEEN_WRITES", dt.timedelta(milliseconds=1))
    monkeypatch.setattr(outbox, "_FIRST_WAIT", dt.timedelta(0))
    monkeypatch.setattr(outbox, "_LONGEST_WAIT", dt.timedelta(0))
    monkeypatch.setattr(outbox, "LEASE", dt.timedelta(0))
    cache.clear()
    running = []

    def make(profile: str = "sample", commands: str = "act") -> Mirrored:
        project = Project.objects.create(
            name="demo", profile=profile, commands=commands
        )
        running.append(mirrored(settings, labelled_world(), project=project))
        made = running[-1].__enter__()
        made.pump()
        made.asked()
        return made

    yield make
    for one in running:
        one.__exit__(None, None, None)
