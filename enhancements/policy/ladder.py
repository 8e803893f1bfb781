"""The stage ladder of one track: a lane per release, and the moves between them.

Pure. A mark is `shipped`, `committed`, `planned`, or what became of a promise that
is made no more: `missed`, which is also one that its release's tag shows was not kept;
`late` when it was taken back only after the release was out, so that it may have been
kept; `on` when the work went on and its target stands (`policy.fates`). A missed
promise that moved to a later release is a slip.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence

from enhancements.documents import versions


@dataclasses.dataclass(frozen=True, slots=True)
class Promise:
    """What was ever promised for a release: stage, and what became of it."""

    release: str
    stage: str
    planned: bool
    committed: bool
    shipped: bool = False
    absent: bool = False
    """The release's tag shows that it is not in it."""
    moved_to: str = ""
    """The release to which the promise went; empty when it just ended or holds."""
    late_record: bool = False
    """It was taken back only after its release was out."""
    went_on: str = ""
    """The later release it works for now, while the target of this one stands."""

    rests: bool = False
    """No release is worked for since this one was out; its target stands."""

    @property
    def mark(self) -> str:
        """The mark to draw."""
        if self.shipped:
            return "shipped"
        if self.absent:
            return "missed"
        kept = bool(self.went_on) or self.rests
        if self.planned or (kept and self.committed):
            return "committed" if self.committed else "planned"
        if kept:
            return "on"
        return "late" if self.late_record else "missed"


@dataclasses.dataclass(frozen=True, slots=True)
class Move:
    """A move between two promises: `climb`, `ahead` or `slip`."""

    kind: str
    start: Promise
    end: Promise


def merged(promises: Iterable[Promise]) -> list[Promise]:
    """One promise per release and stage, in order of release and stage given.

    A stage that is promised again for the same release counts as it stands now.
    """
    best: dict[tuple[str, str], Promise] = {}
    for promise in promises:
        place = (promise.release, promise.stage)
        before = best.get(place)
        if before is None:
            best[place] = promise
        else:
            best[place] = dataclasses.replace(
                promise,
                planned=before.planned or promise.planned,
                committed=before.committed or promise.committed,
                shipped=before.shipped or promise.shipped,
                absent=before.absent or promise.absent,
            )
    return sorted(best.values(), key=lambda promise: versions.sort_key(promise.release))


def moves(promises: Sequence[Promise]) -> list[Move]:
    """Slips from a missed promise to where it went, and the climb between stages."""
    found = []
    for promise in promises:
        if promise.mark == "missed" and promise.moved_to:
            end = next(
                (
                    other
                    for other in promises
                    if other.release == promise.moved_to
                    and other.stage == promise.stage
                ),
                None,
            )
            if end is not None and _later(end, promise):
                found.append(Move("slip", promise, end))
    standing = [one for one in promises if one.mark not in ("missed", "late")]
    for start, end in itertools.pairwise(standing):
        if start.release != end.release:
            kind = "ahead" if end.mark == "planned" else "climb"
            found.append(Move(kind, start, end))
    return found


def _later(one: Promise, other: Promise) -> bool:
    return versions.sort_key(one.release) > versions.sort_key(other.release)


def slips(promises: Sequence[Promise]) -> int:
    """How often a promise moved to a later release."""
    return sum(move.kind == "slip" for move in moves(promises))
