"""Where a request for an exception stands. Pure, and without the rules of a profile."""

from __future__ import annotations

import enum


class Phase(enum.StrEnum):
    """Where a request stands at a moment, in the order of a desk: what has to be done
    first stands first.
    """

    OVER = "over"
    """Granted, its time has run out, and nobody has said yet what became of it."""
    PENDING = "pending"
    RUNNING = "running"
    """Granted, and its clock is running."""
    DONE = "done"
    """Granted, and evaluated when it ran out, or before."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
