"""Guards, and how each is taken away in the process that is about to start."""

from __future__ import annotations

from collections.abc import Callable

SABOTEURS: dict[str, Callable[[], None]] = {}


def saboteur(work: Callable[[], None]) -> Callable[[], None]:
    """Enter it under its own name."""
    SABOTEURS[work.__name__.replace("_", "-")] = work
    return work
