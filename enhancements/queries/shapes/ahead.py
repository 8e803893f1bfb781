"""What comes next for an enhancement, as its page shows it."""

from __future__ import annotations

import dataclasses

from enhancements.queries.shapes.people import NextStep
from enhancements.queries.shapes.waiting import WaitRow


@dataclasses.dataclass(frozen=True, slots=True)
class Ahead:
    """Who decides next about an enhancement, and what is missing."""

    steps: tuple[NextStep, ...]
    """Of each of its entries in work."""
    waits: tuple[WaitRow, ...]
    """All that is waited for, the most urgent first."""
    releases: tuple[str, ...]
    """Those in work, whose entries are looked at."""
