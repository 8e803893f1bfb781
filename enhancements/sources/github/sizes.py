"""How much to ask for at once: halved when it was too much, doubled when it goes well.

A page that GitHub cannot put together within ten seconds costs points for an hour, so
after a failure pages stay small until several went well.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_ENOUGH = 4
"""Pages in a row that went well before a larger one is tried."""


@dataclass(slots=True)
class _Size:
    now: int
    well: int = 0


@dataclass(slots=True)
class Sizes:
    """The present size of each kind of page, by a word for the kind."""

    _of: dict[str, _Size] = field(default_factory=dict)

    def of(self, kind: str, most: int) -> int:
        """How many to ask for now, at most ``most``."""
        kept = self._of.get(kind)
        return most if kept is None else min(kept.now, most)

    def shrink(self, kind: str, asked: int) -> bool:
        """After asking for ``asked`` was too much; False when it was one already."""
        if asked <= 1:
            return False
        self._of[kind] = _Size(asked // 2)
        return True

    def went_well(self, kind: str) -> None:
        """A page of the present size was answered."""
        kept = self._of.get(kind)
        if kept is None:
            return
        kept.well += 1
        if kept.well >= _ENOUGH:
            kept.now, kept.well = kept.now * 2, 0
