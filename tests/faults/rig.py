"""A pretended GitHub, a project that mirrors it, and what must hold in the end.

Time is the rig's: what waits until later is gone to, both here and there, so that a
case with an hour of waiting takes no longer than its requests.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import time_machine
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from enhancements.actions import projects
from enhancements.fakehub.drift import mutate
from enhancements.fakehub.seeds import populate
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from enhancements.models import (
    Budget,
    Claim,
    Delivery,
    Dirty,
    Event,
    Job,
    Project,
    Repository,
)
from enhancements.sources.github import pump
from tests.faults import compare

if TYPE_CHECKING:
    from collections.abc import Iterator

PLANS = "acme/plans"
START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
ROUNDS = 60
"""So many wakings are enough for any case; more is no progress."""


class NotSettled(AssertionError):
    """Work is left over, however often workers were woken."""


class Rig:
    """See the module. `rng` decides whatever a case leaves open, by its seed."""

    def __init__(self, hub: Fakehub, clock: time_machine.Coordinates, seed: int) -> None:
        self.hub = hub
        self.world = hub.world
        self.clock = clock
        self.rng = random.Random(seed)
        self.repository: Repository

    # What there is

    def track(self, *names: str) -> Repository:
        """Mirror these repositories; the first is the main one."""
        project = Project.objects.filter(name="demo").first() or projects.track(
            name="demo", profile="kubevirt", locations={}, by="tester"
        )
        rows = projects.track_repositories(
            project=project, host=self.hub.api, names=names or [PLANS], by="tester"
        )
        self.repository = rows[0]
        return rows[0]

    def change(self, times: int = 1) -> None:
        """Let something happen there, so often."""
        done = 0
        while done < times:
            done += mutate(self.world, self.rng) is not None

    def number(self) -> int:
        """Some issue of the main repository that is there."""
        issues = self.world.repo(PLANS).issues.values()
        return self.rng.choice([one.number for one in issues if not one.pull])

    # Time

    def pass_time(self, seconds: float) -> None:
        """Let time pass, here and there."""
        self.clock.shift(dt.timedelta(seconds=seconds))
        self.world.clock.advance(seconds)

    # Work

    def pump(self) -> None:
        """Wake one worker for every repository, once."""
        tracked = Repository.objects.filter(removed_at__isnull=True)
        for pk in tracked.values_list("pk", flat=True):
            pump.pump(pk)

    def settle(self, *, poll: bool = True) -> None:
        """Wake workers until nothing is owed. Raises NotSettled."""
        if poll:
            self.pass_time(settings.POLL_SECONDS + 1)
        for _ in range(ROUNDS):
            self.pump()
            if not self.owed():
                return
            self._go_on()
        message = f"left over: {self.owed()}"
        raise NotSettled(message)

    def owed(self) -> list[str]:
        """What waits to be done, in words; nothing of what was given up."""
        waiting = Dirty.objects.filter(dead_at__isnull=True)
        jobs = Job.objects.filter(finished_at__isnull=True, dead_at__isnull=True)
        inbox = Delivery.objects.filter(processed_at__isnull=True, dead_at__isnull=True)
        unread = Repository.objects.filter(removed_at__isnull=True, synced_at=None)
        return [
            *(f"{one} ({one.reason}: {one.error})" for one in waiting),
            *(f"{one} ({one.error})" for one in jobs),
            *(str(one) for one in inbox),
            *(f"{one} was never read whole ({one.error})" for one in unread),
            *(
                f"{one}: {one.error}"
                for one in Repository.objects.filter(removed_at__isnull=True).exclude(
                    error=""
                )
            ),
        ]

    def _go_on(self) -> None:
        """Go to the next moment that something waits for, at least a second on."""
        now = timezone.now()
        moments = [
            at
            for rows, name in (
                (Dirty.objects.filter(dead_at__isnull=True), "not_before"),
                (Job.objects.filter(finished_at__isnull=True), "not_before"),
                (Budget.objects.all(), "blocked_until"),
            )
            for at in rows.values_list(name, flat=True)
            if at is not None and at > now
        ]
        wait = (min(moments) - now).total_seconds() if moments else 0
        self.pass_time(max(1.0, min(wait + 1, 3700)))

    # What must hold

    def check(self) -> None:
        """I1 to I4, I5 and I8: the mirror is the world, and nothing of ours is lost."""
        found: list[str] = []
        for repository in Repository.objects.filter(removed_at__isnull=True):
            found += compare.differences(self.world.truth(), repository)
        assert not found, "\n".join(found[:20])
        self.check_budget()

    def check_budget(self) -> None:
        """I7: nothing was asked while GitHub had said to wait; the token stayed here."""
        hosts = {entry.host for entry in self.hub.log.entries}
        assert hosts <= {self.hub.url.removeprefix("http://")}
        most = max((entry.concurrency for entry in self.hub.log.entries), default=0)
        assert most <= 1, f"I7 {most} requests at a time"

    def finish(self) -> None:
        """The end of most cases: settled, whole, the same when compared once more."""
        self.hub.faults.clear()
        self.settle()
        self.check()

    def local(self) -> dict[str, Any]:
        """What people did here, and its history: no sync may touch it (I5)."""
        people = Claim.objects.filter(series__source="person").order_by("pk")
        return {
            "claims": list(people.values()),
            "events": list(
                Event.objects.exclude(by="sync").order_by("pk").values("pk", "kind")
            ),
        }


@contextlib.contextmanager
def started(
    seed: int, *, issues: int = 40, pulls: int = 6, **about: Any
) -> Iterator[Rig]:
    """A rig with a populated world, not tracked yet."""
    clock = time_machine.travel(START, tick=True)
    with clock as coordinates:
        world = World(seed=seed, start=START)
        populate(world, seed, issues=issues, pulls=pulls)
        with Fakehub(world, **about) as hub:
            token = hub.access.add_token("alice").text
            with override_settings(
                GITHUB_URL=hub.url, GITHUB_TOKEN=token, GITHUB_APP_ID=""
            ):
                yield Rig(hub, coordinates, seed)
