"""What the parts about freshness and watching do, and how much of it. No Django."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Life:
    """Deliveries under load, then changes with and without deliveries."""

    issues: int
    """So many that reading them takes longer than all deliveries."""
    deliveries: int
    rate: int
    """Deliveries a second."""
    length: int
    """Bytes of a delivery."""
    changes: int
    """Looked for on their pages while deliveries arrive."""
    lost: int
    """The same while they are lost, within so many intervals:"""
    intervals: int
    usual_seconds: float
    """Between two polls, while deliveries arrive."""
    poll_seconds: float
    """Between two polls, while deliveries are lost."""

    @property
    def patience(self) -> float:
        """Seconds after which whatever is waited for will not come any more."""
        return 60 + self.issues / 10


@dataclasses.dataclass(frozen=True, slots=True)
class Watch:
    """Who looks at a board while others decide."""

    viewers: int
    """At one web process."""
    editors: int
    changes: int
    """Of all editors together, each about another entry."""
    entries: int
    """On the board."""
