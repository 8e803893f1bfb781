"""The side panel of the board: an entry's checks of one freeze."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from enhancements.policy.permissions import Answer
from enhancements.queries.shapes.board import BoardCell, BoardRow, DecisionRow
from enhancements.queries.shapes.check_in_comment import CheckInComment
from enhancements.queries.shapes.concerns import ConcernRow


@dataclasses.dataclass(frozen=True, slots=True)
class PanelCheck:
    """A check of the freeze and what it found."""

    key: str
    """Key of the criterion."""
    title: str
    state: str
    """`passed`, `failed`, `unknown` or `waived`."""
    reason: str
    remedy: str
    evidence: tuple[tuple[str, str], ...]
    """(label, address) each; the first is the best."""
    since: dt.datetime | None
    """Since when its state is what it is."""
    is_asked: bool
    counts: bool
    """False for advice, which is no part of the verdict's word."""
    found: str
    """What the check itself said, where it is waived; else empty."""
    waived_by: str
    waived_because: str
    waived_at: dt.datetime | None
    waiver: DecisionRow | None = None
    """The decision that waives it, if one stands."""


@dataclasses.dataclass(frozen=True, slots=True)
class PanelChecks:
    """What the checks of a freeze say of an entry, in the order to read them: failed,
    unknown, waived, passed, not asked.
    """

    freeze: str
    verdict: str
    """A word of `policy.checks.judge`; empty when it was not judged yet."""
    since: dt.datetime | None
    """Since when the verdict says just this."""
    checks: tuple[PanelCheck, ...]

    def of(self, *states: str) -> tuple[PanelCheck, ...]:
        """Asked checks in these states."""
        return tuple(one for one in self.checks if one.state in states and one.is_asked)

    @property
    def not_asked(self) -> tuple[PanelCheck, ...]:
        """What the freeze does not ask of this entry."""
        return tuple(one for one in self.checks if not one.is_asked)


@dataclasses.dataclass(frozen=True, slots=True)
class BoardPanel:
    """An entry opened beside the board."""

    row: BoardRow
    cell: BoardCell | None
    """Its cell of the freeze shown; None on a board without freezes."""
    checks: PanelChecks
    standing: tuple[tuple[str, bool], ...]
    """One sentence in pieces: (text, is it bold)."""
    who: Mapping[str, Answer]
    """By deed: whether whoever looks may do it, with the sentence why not."""
    signed_in: bool
    place: int
    """Its place in the list, counted from 1; 0 when the filters leave it out."""
    total: int
    previous: str = ""
    """Query string of the entry before it in the list; empty when there is none."""
    following: str = ""
    closed: str = ""
    """Query string of the board without the panel."""
    freezes: tuple[tuple[str, str, str, bool], ...] = ()
    """For each freeze: (key, label, query string, is it the one shown)."""
    issue_url: str = ""
    """Address of the tracking issue; empty when none is known."""
    concerns: tuple[ConcernRow, ...] = ()
    """What is open, the newest first."""
    comment: CheckInComment | None = None
    """What its owner says as a comment; None where nobody said anything."""
