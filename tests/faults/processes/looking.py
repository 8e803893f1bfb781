"""Look into a house's database with the models, from outside its processes."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from django.db import Error, connections
from django.db.models import Count
from psycopg.conninfo import conninfo_to_dict

from enhancements.actions import projects
from enhancements.models import (
    Claim,
    Delivery,
    Dirty,
    Event,
    Item,
    Job,
    Repository,
)
from tests.faults import compare
from tracker.embedded.paths import project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from enhancements.fakehub.world import World

PROJECT = project()
AWAY = Error
"""What is raised while the database does not answer."""


@contextlib.contextmanager
def at(address: str) -> Iterator[None]:
    """The default database is this one meanwhile, for this thread."""
    told = conninfo_to_dict(address)
    before = connections["default"]
    about = before.settings_dict | {
        "NAME": told.get("dbname"),
        "USER": told.get("user"),
        "HOST": told.get("host"),
        "PORT": "",
        "PASSWORD": "",
    }
    connection = type(before)(about, "default")
    connections["default"] = connection
    try:
        yield
    finally:
        connection.close()
        connections["default"] = before


def track(host: str, *names: str) -> None:
    """A project that mirrors these repositories."""
    made = projects.track(name="demo", profile="kubevirt", locations={}, by="tester")
    projects.track_repositories(project=made, host=host, names=names, by="tester")


def owed() -> list[str]:
    """What waits to be done, or was given up.

    In the order of work: what becomes a mark between two of these is found as one.
    """
    inbox = Delivery.objects.filter(processed_at__isnull=True)
    jobs = Job.objects.filter(finished_at__isnull=True)
    tracked = Repository.objects.filter(removed_at__isnull=True)
    return [
        *(str(one) for one in inbox),
        *(f"{one} ({one.error})" for one in jobs),
        *(f"{one} was never read whole" for one in tracked.filter(synced_at=None)),
        *(f"{one} ({one.reason}: {one.error})" for one in Dirty.objects.all()),
        *(f"{one}: {one.error}" for one in tracked.exclude(error="")),
    ]


def differences(world: World) -> list[str]:
    """What the mirror has otherwise than the world."""
    truth = world.truth()
    found: list[str] = []
    for repository in Repository.objects.filter(removed_at__isnull=True):
        found += compare.differences(truth, repository)
    return found


def twice() -> list[str]:
    """Effects that happened more than once."""
    many = {"count__gt": 1}
    claims = Claim.objects.filter(retracted_at__isnull=True)
    said = claims.values("series", "since", "value").annotate(count=Count("pk"))
    items = Item.objects.values("repository", "number").annotate(count=Count("pk"))
    events = Event.objects.exclude(kind__in=_OFTEN).values("kind", "subject", "new")
    return [
        f"twice: {row}"
        for rows in (said, items, events.annotate(count=Count("pk")))
        for row in rows.filter(**many)
    ]


_OFTEN: tuple[Any, ...] = (Event.Kind.RETRIED,)
