"""The entries of an enhancement: what was promised for which release, and when.

Pure. What is planned at a moment are the entries that hold then; what is
committed are those that held at the release's enhancements freeze.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from enhancements.policy.records import TARGET, Stretch
from enhancements.policy.spans import Span


@dataclasses.dataclass(frozen=True, slots=True)
class EntrySpan:
    """A track promised for a release at a stage, while it held."""

    track: str
    stage: str
    release: str
    since: dt.datetime
    until: dt.datetime | None
    spoken_since: dt.datetime
    source: str
    version: int | None
    line: int
    moved_from: str = ""
    moved_to: str = ""


def entries(stretches: Iterable[Stretch]) -> list[EntrySpan]:
    """The promises of a record: each (track, stage, release) while it held."""
    book = _Promises()
    spoken: dt.datetime | None = None
    for stretch in stretches:
        said: dict[tuple[str, str], tuple[str, Span | None]] = {}
        for (track, field), choice in stretch.held.items():
            if field.startswith(TARGET) or field == "target":
                spoken = spoken or stretch.since
            if field.startswith(TARGET) and choice.value:
                said[(track, field.removeprefix(TARGET))] = (
                    choice.value,
                    choice.winner,
                )
        book.turn(stretch, said)
    return book.spans(spoken) if spoken else []


class _Promises:
    """Promises while the stretches are turned over."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.open: dict[tuple[str, str], dict[str, Any]] = {}
        self.last: dict[tuple[str, str], dict[str, Any]] = {}

    def turn(
        self, stretch: Stretch, said: dict[tuple[str, str], tuple[str, Span | None]]
    ) -> None:
        for place in list(self.open):
            row = self.open[place]
            if (
                place not in said
                or said[place][0] != row["release"]
                or (row["until"] is not None and row["until"] < stretch.since)
            ):
                self.last[place] = self.open.pop(place)
        for place, (release, winner) in said.items():
            if place in self.open:
                self.open[place]["until"] = stretch.until
            else:
                self._begin(stretch, place, release, winner)

    def _begin(
        self,
        stretch: Stretch,
        place: tuple[str, str],
        release: str,
        winner: Span | None,
    ) -> None:
        before = self.last.get(place)
        moved_from = (
            before["release"] if before and before["release"] != release else ""
        )
        if before and moved_from:
            before["moved_to"] = release
        self.open[place] = {
            "track": place[0],
            "stage": place[1],
            "release": release,
            "since": stretch.since,
            "until": stretch.until,
            "source": winner.source if winner else "",
            "version": winner.version if winner else None,
            "line": winner.line if winner else 0,
            "moved_from": moved_from,
            "moved_to": "",
        }
        self.rows.append(self.open[place])

    def spans(self, spoken: dt.datetime) -> list[EntrySpan]:
        return [EntrySpan(**row, spoken_since=spoken) for row in self.rows]
