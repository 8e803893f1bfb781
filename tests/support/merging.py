"""A release with entries and a code repository, for whatever asks what may merge."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from enhancements.actions import decisions, release_life
from enhancements.actions.release_life import Given
from enhancements.models import (
    Enhancement,
    Item,
    Person,
    Project,
    Release,
    Repository,
)
from enhancements.policy.decisions import Place, Wish
from tests.support.mirror_rows import Mirror
from tests.support.tracked import Tracked, day, schedule, vep

if TYPE_CHECKING:
    from collections.abc import Mapping

FREEZE = "enhancements-freeze"
LABEL = "approved-vep"
DATES = {"freeze": "2027-01-10", "code": "2027-02-20", "out": "2027-03-20"}
ENTRIES = {10: "v1.9", 11: "v1.9", 12: "v1.10"}
"""Enhancements, and for which release each is planned."""


def own(number: int) -> str:
    """A text that names an enhancement as its own."""
    return f"Tracking issue: demo/enhancements#{number}"


class Merging(Mirror):
    """The project `demo` with v1.9 in work, its issues, and a repository of code."""

    def __init__(self, demo: Tracked, entries: Mapping[int, str] | None = None) -> None:
        path = "releases/v1.9/schedule.yaml"
        demo.commit({path: schedule(**DATES)}, day(1), kind="schedules")
        documents = {
            f"veps/sig-compute/{n}-entry/vep.md": vep(n, f"Entry {n}", alpha=release)
            for n, release in (entries or ENTRIES).items()
        }
        demo.commit(documents, day(2))
        demo.track()
        demo.sync()
        super().__init__(demo.project)
        self.code = self.repository()
        for number in entries or ENTRIES:
            self.issue(number)
        self.label(LABEL, self.code)
        self.fresh()

    def fresh(self) -> None:
        """Every repository was read just now."""
        now = timezone.now()
        every = Repository.objects.filter(project=self.project)
        every.update(synced_at=now, polled_at=now)

    def code_pull(self, number: int = 7, text: str = "", **more: Any) -> Item:
        """A pull request on code."""
        return self.pull(number, text=text, at=day(3), repository=self.code, **more)

    def settled(self) -> None:
        """Everything that is owed is worked off."""
        self.derive(timezone.now())
        self.fresh()

    def bot(self, login: str = "robot") -> Person:
        """An account that GitHub calls a bot."""
        person = self.person(login)
        Person.objects.filter(pk=person.pk).update(kind="bot")
        return person


def enhancement(key: str | int) -> Enhancement:
    """The enhancement of a key."""
    return Enhancement.objects.get(records__key=str(key), records__until=None)


def open_next(project: Project) -> None:
    """v1.10 is opened beside v1.9, a cycle later."""
    dates = {
        "enhancements-freeze": dt.date(2027, 5, 10),
        "code-freeze": dt.date(2027, 6, 20),
        "release": dt.date(2027, 7, 20),
    }
    release_life.open_release(
        project=project,
        name="v1.10",
        given={kind: Given(kind, date) for kind, date in dates.items()},
        last="v1.9",
        reason="The next one.",
        by="lead",
        now=timezone.now(),
    )


def decide(
    key: str | int,
    value: str,
    *,
    kind: str = "standing",
    by: str = "ann",
    of: str = "v1.9",
):
    """Decide about an entry of a release, at its first freeze."""
    release = Release.objects.get(name=of)
    one = enhancement(key)
    freeze = FREEZE if kind == "standing" else ""
    place = Place(release.pk, one.pk, "", kind, freeze=freeze)
    stands = one.decisions.filter(until=None, kind=kind, release=release)
    return decisions.decide(
        project=release.project,
        wishes=[
            Wish(
                place,
                value,
                "Agreed.",
                seen=stands.values_list("pk", flat=True).first(),
            )
        ],
        by=by,
        now=timezone.now(),
    )
