"""What must hold, whatever went wrong: the invariants of the list of faults.

I1 the mirror is as the world is, I2 nothing is called gone that is there, I3 nothing
goes back (a trigger refuses it, so a worker would crash), I4 nothing is there twice,
I5 what people said here stays, I7 GitHub is not asked when it said so, I8 all of
history is there once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from enhancements.actions import upserts
from enhancements.models import Claim, Event, Repository
from tests.faults import compare

if TYPE_CHECKING:
    from enhancements.fakehub.server import Fakehub


class Held:
    """A pretended GitHub and our database, and what must hold of both."""

    def __init__(self, hub: Fakehub) -> None:
        self.hub = hub
        self.world = hub.world
        self.most = 1
        """Requests at a time that are allowed."""
        self.crashes: list[str] = []
        """Runs of workers that ended with an error of ours."""
        self.ours: dict[str, list[Any]] = {}
        """What people had said here when the case began."""

    def check(self) -> None:
        """I1 to I5, I7 and I8: the mirror is the world, and nothing of ours is lost."""
        assert not self.crashes, self.crashes
        found = self.differences()
        assert not found, "\n".join(found[:20])
        self.check_ours()
        self.check_budget()
        connection.check_constraints()

    def differences(self) -> list[str]:
        """All differences between the world and what is mirrored of it."""
        truth = upserts.clean(self.world.truth())
        rows = Repository.objects.filter(
            removed_at__isnull=True, github_id__isnull=False
        )
        return [one for row in rows for one in compare.differences(truth, row)]

    def check_ours(self) -> None:
        """I5: what people said here is as they said it."""
        now = self.local()
        for name, before in self.ours.items():
            assert now[name][: len(before)] == before, f"I5 {name}"

    def check_budget(self) -> None:
        """I7: nothing was asked while GitHub had said to wait, and only GitHub."""
        silent = dict.fromkeys(("core", "graphql"), 0)
        for entry in self.hub.log.entries:
            resource = "graphql" if "graphql" in entry.path else "core"
            late = silent[resource] - entry.world_at
            assert late <= 0, f"I7 {entry.path}: asked {late} s too early"
            for name, until in entry.silence.items():
                silent[name] = max(silent[name], until)
        hosts = {entry.host for entry in self.hub.log.entries}
        assert hosts <= {self.hub.url.removeprefix("http://")}, hosts
        most = max((entry.concurrency for entry in self.hub.log.entries), default=0)
        assert most <= self.most, f"I7 {most} requests at a time"

    def nothing_gone(self) -> None:
        """I2, at any moment: nothing is stored as gone that is there."""
        found = [one for one in self.differences() if one.startswith("I2")]
        assert not found, found

    def local(self) -> dict[str, list[Any]]:
        """What people did here, and its history: no sync may touch it (I5)."""
        people = Claim.objects.filter(series__source="person").order_by("pk")
        return {
            "claims": list(people.values()),
            "events": list(Event.objects.exclude(by="sync").order_by("pk").values()),
        }
