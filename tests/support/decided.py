"""A release with entries as bare rows, for decisions about them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from enhancements.actions import decisions
from enhancements.models import Decision, Enhancement, Project, Release
from enhancements.policy.decisions import Place, Wish

NOW = dt.datetime(2025, 3, 1, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


class Board:
    """A release with entries, and people who decide about them."""

    def __init__(self, number: int = 2) -> None:
        self.project = Project.objects.create(name="demo", profile="kubevirt")
        self.release = Release.objects.create(
            project=self.project, name="v1.9", major=1, minor=9
        )
        self.entries = [
            Enhancement.objects.create(project=self.project) for _ in range(number)
        ]

    def place(self, kind: str = "standing", entry: int = 0, **more: str) -> Place:
        freeze = "code-freeze" if kind in ("standing", "waiver") else ""
        given = {"freeze": freeze, **more}
        return Place(self.release.pk, self.entries[entry].pk, "", kind, **given)

    def wish(self, value: str, kind: str = "standing", **more: Any) -> Wish:
        said = {name: more.pop(name) for name in ("reason", "seen") if name in more}
        return Wish(self.place(kind, **more), value, **said)

    def decide(self, *wishes: Wish, by: str = "ann", now: dt.datetime = NOW):
        return decisions.decide(project=self.project, wishes=wishes, by=by, now=now)

    def undo(self, step, by: str = "ann", now: dt.datetime = NOW + MINUTE):
        return decisions.undo(project=self.project, batch=step.batch, by=by, now=now)

    def stands(self) -> list[tuple[int, str, str, str]]:
        """Entry, kind, value and who said it, of all that stands."""
        order = {one.pk: place for place, one in enumerate(self.entries)}
        return [
            (order[one.enhancement_id], one.kind, one.value, one.by)
            for one in Decision.objects.filter(until=None).order_by(
                "enhancement", "kind"
            )
        ]
