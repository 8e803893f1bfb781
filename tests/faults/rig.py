"""A pretended GitHub, a project that mirrors it, and what must hold in the end.

Time is the rig's: it stands still, here and there, until the rig lets it pass. What
waits until later is gone to, so that a case with an hour of waiting takes no longer
than its requests, and the same seed comes out alike.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import random
import time
from typing import TYPE_CHECKING, Any
from unittest import mock

import time_machine
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from enhancements.actions import dirt, projects, releases
from enhancements.actions.leases import Taken
from enhancements.fakehub.drift import mutate
from enhancements.fakehub.seeds import populate
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from enhancements.models import (
    Delivery,
    Dirty,
    Job,
    Project,
    Release,
    Repository,
)
from enhancements.sources.github import client, pump
from enhancements.sources.github.credentials import Server
from tests.faults.clock import SharedClock
from tests.faults.holds import Held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from enhancements.fakehub.calls import Answer, Request
    from enhancements.fakehub.server import Entry

PLANS = "acme/plans"
START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
ROUNDS = 16
"""So many wakings are enough for any case; more is no progress."""


class NotSettled(AssertionError):
    """Work is left over, however often workers were woken."""


class Rig(Held):
    """See the module. `rng` decides whatever a case leaves open, by its seed."""

    def __init__(self, hub: Fakehub, clock: SharedClock, seed: int) -> None:
        super().__init__(hub)
        self.clock = clock
        self.rng = random.Random(seed)  # noqa: S311 - it must come out alike
        self.repository: Repository
        self.outcomes: list[pump.Outcome] = []

    # What there is

    def track(self, *names: str) -> Repository:
        """Mirror these repositories; the first is the main one."""
        project = Project.objects.filter(name="demo").first() or self._project()
        rows = projects.track_repositories(
            project=project,
            host=Server.at(self.hub.url).rest,
            names=names or [PLANS],
            by="tester",
        )
        self.repository = rows[0]
        self.ours = self.local()
        return rows[0]

    def _project(self) -> Project:
        """A project in which somebody has said something by hand."""
        project = projects.track(
            name="demo", profile="kubevirt", locations={}, by="tester"
        )
        Release.objects.create(project=project, name="v1.9", major=1, minor=9)
        releases.correct_deadline(
            project=project,
            release="v1.9",
            kind="enhancements-freeze",
            date=dt.date(2026, 5, 1),
            reason="agreed in the call",
            by="tester",
            now=timezone.now(),
        )
        return project

    def synced(self, *names: str) -> Repository:
        """Mirror these repositories, and read them whole."""
        self.track(*names)
        self.settle()
        self.repository.refresh_from_db()
        assert self.repository.synced_at is not None
        return self.repository

    def change(self, times: int = 1) -> None:
        """Let something happen there, so often."""
        done = 0
        while done < times:
            done += mutate(self.world, self.rng) is not None

    def touch(self, *numbers: int, place: str = PLANS) -> None:
        """Let something happen to these issues that no list hides."""
        for number in numbers:
            word = f"Touched {self.rng.randrange(10**9)}"
            self.world.edit_title(place, number, word, by="alice")

    def numbers(self, place: str = PLANS, *, pulls: bool = False) -> list[int]:
        """Those of the issues that are there, or of the pull requests."""
        issues = self.world.repo(place).issues.values()
        return [one.number for one in issues if bool(one.pull) == pulls]

    def number(self, place: str = PLANS) -> int:
        """Some issue that is there."""
        return self.rng.choice(self.numbers(place))

    # What comes between

    def before_answers(self, deed: Callable[[], object], path: str = "") -> None:
        """Let something happen there before each request is answered that ends so."""
        answer = self.hub.answer

        def late(request: Request, entry: Entry) -> Any:
            if request.path.endswith(path):
                deed()
            return answer(request, entry)

        self.hub.answer = late  # type: ignore[method-assign]  # until it is put back

    def alter(self, change: Callable[[Request, Answer], object]) -> None:
        """Change what is answered."""
        answer = self.hub.answer

        def altered(request: Request, entry: Entry) -> Any:
            told, fault = answer(request, entry)
            change(request, told)
            return told, fault

        self.hub.answer = altered  # type: ignore[method-assign]  # the same

    def hide(self, *numbers: int) -> None:
        """Let GraphQL answer null for these, without an error."""

        def hidden(_: Request, answer: Answer) -> None:
            body = answer.body if isinstance(answer.body, dict) else {}
            nodes = (body.get("data") or {}).get("nodes") or []
            for index, node in enumerate(nodes):
                if node and node.get("number") in numbers:
                    nodes[index] = None

        self.alter(hidden)

    def asked(self, query: str = "") -> list[Entry]:
        """The requests so far; of GraphQL those of one operation."""
        entries = list(self.hub.log.entries)
        return [one for one in entries if not query or one.query == query]

    def as_told(self) -> None:
        """No such thing any more."""
        del self.hub.answer

    def as_app(self) -> Any:
        """Be a GitHub App from now on, until the block ends; gives nothing."""
        app = self.hub.access.add_app("tracker", owner="acme")
        self.hub.access.install(app, "acme")
        return override_settings(
            GITHUB_TOKEN="", GITHUB_APP_ID=str(app.id), GITHUB_APP_KEY=app.private_key
        )

    @property
    def token(self) -> Any:
        """Our token, as the pretended GitHub has it."""
        return self.hub.access.tokens[settings.GITHUB_TOKEN]

    # Time

    def pass_time(self, seconds: float) -> None:
        """Let time pass, here and there."""
        self.clock.advance(seconds)

    def misset(self, seconds: float) -> None:
        """Put our clock wrong, or right again; GitHub's goes on as it was."""
        self.clock.error += seconds
        self.clock.advance(seconds)

    # Work

    def look(self, **options: Any) -> list[pump.Outcome]:
        """When the next look is due, wake one worker for every repository."""
        self.pass_time(settings.POLL_SECONDS + 1)
        return self.pump(**options)

    def mark(self, *numbers: int, reason: str = dirt.WEBHOOK, **about: Any) -> None:
        """Have these items fetched again."""
        marks = [dirt.Mark(reason, number=number, **about) for number in numbers]
        dirt.mark(repository=self.repository, marks=marks, now=timezone.now())

    def pump(self, **options: Any) -> list[pump.Outcome]:
        """Wake one worker for every repository, once."""
        tracked = Repository.objects.filter(removed_at__isnull=True).order_by("pk")
        outcomes = []
        for pk in tracked.values_list("pk", flat=True):
            try:
                outcomes.append(pump.pump(repository_id=pk, **options))
            except Taken:
                continue
            except Exception as error:  # noqa: BLE001 - as Celery: the worker goes on
                self.crashes.append(f"{type(error).__name__}: {error}")
        self.outcomes += outcomes
        return outcomes

    def settle(self, *, poll: bool = True) -> None:
        """Wake workers until nothing is owed. Raises NotSettled."""
        if poll:
            self.pass_time(settings.POLL_SECONDS + 1)
        self.pump()
        self._until_nothing_is_owed()

    def _until_nothing_is_owed(self) -> None:
        for _ in range(ROUNDS):
            if not self.owed():
                return
            self._go_on()
            self.pump()
        message = f"left over: {self.owed()} {self.crashes[-1:]}"
        raise NotSettled(message)

    def owed(self) -> list[str]:
        """What waits to be done, in words; nothing of what was given up."""
        waiting = Dirty.objects.filter(
            dead_at__isnull=True, repository__removed_at__isnull=True
        )
        jobs = Job.objects.filter(finished_at__isnull=True, dead_at__isnull=True)
        inbox = Delivery.objects.filter(processed_at__isnull=True, dead_at__isnull=True)
        tracked = Repository.objects.filter(removed_at__isnull=True)
        return [
            *(f"{one} ({one.reason}: {one.error})" for one in waiting),
            *(f"{one} ({one.error})" for one in jobs),
            *(str(one) for one in inbox),
            *(
                f"{one} was never read whole ({one.error})"
                for one in tracked.filter(synced_at=None)
            ),
            *(f"{one}: {one.error}" for one in tracked.exclude(error="")),
        ]

    def _go_on(self) -> None:
        """Go to the next moment that something waits for; without one, to the next
        look.
        """
        now = timezone.now()
        stopped = [one.until for one in self.outcomes[-1:] if one.until]
        waiting = stopped or [
            *Dirty.objects.filter(dead_at=None).values_list("not_before", flat=True),
            *Job.objects.filter(finished_at=None).values_list("not_before", flat=True),
        ]
        moments = [at for at in waiting if at is not None and at > now]
        soon = now + dt.timedelta(seconds=settings.POLL_SECONDS + 1)
        until = max(stopped) if stopped else min([*moments, soon])
        self.pass_time(max(1.0, (until - now).total_seconds() + 0.01))

    def reconcile(self) -> list[dict[str, Any]]:
        """When the next look is due, compare everything, to the end; the reports."""
        reports = [one.report for one in self.look(compare=True)]
        self._until_nothing_is_owed()
        return [one for one in reports if one]

    def finish(self) -> None:
        """The end of most cases: no more faults, one comparison, and all is well."""
        self.hub.faults.clear()
        self.hub.rest.set_lag(0)
        self.reconcile()
        self.check()


@contextlib.contextmanager
def started(
    seed: int, *, issues: int = 12, pulls: int = 3, limits_on: bool = True
) -> Iterator[Rig]:
    """A rig with a populated world, not tracked yet."""
    with time_machine.travel(START, tick=False) as coordinates:
        world = World(seed=seed, start=START)
        populate(world, seed, issues=issues, pulls=pulls)
        world.clock = clock = SharedClock(coordinates)
        # Waits are the rig's.
        ours = mock.Mock(wraps=time, sleep=clock.advance)
        patched = mock.patch.object(pump, "time", ours)
        with Fakehub(world, limits_on=limits_on) as hub, patched:
            token = hub.access.add_token("alice").text
            with override_settings(
                GITHUB_URL=hub.url,
                GITHUB_TOKEN=token,
                GITHUB_APP_ID="",
                GITHUB_APP_KEY="",
            ):
                yield Rig(hub, clock, seed)


@contextlib.contextmanager
def impatient(*, read: float, total: float) -> Iterator[None]:
    """Let clients wait so many real seconds for the next bytes, and for all."""
    made = functools.partial(client.Client, read_seconds=read, total_seconds=total)
    with mock.patch.object(client, "Client", made):
        yield


@contextlib.contextmanager
def hasty() -> Iterator[None]:
    """Let workers leave what falls due soon to the next run."""
    with mock.patch.object(pump, "_wait_for_what_is_due_soon"):
        yield
