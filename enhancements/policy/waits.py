"""How long to wait before something is tried once more. Pure."""

from __future__ import annotations

import datetime as dt


def doubling(
    attempts: int, *, first: dt.timedelta, longest: dt.timedelta
) -> dt.timedelta:
    """After so many attempts: `first` without any, each time twice as long."""
    wait: dt.timedelta = first * 2 ** min(attempts, 10)
    return min(longest, wait)
