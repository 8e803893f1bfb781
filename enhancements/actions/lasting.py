"""Rows that hold until somebody says something else in their place."""

from __future__ import annotations

import datetime as dt

from enhancements.models import (
    Capacity,
    HelpWanted,
    ReleaseCriteria,
    ReleaseLetter,
    SigOutreach,
)

Lasting = Capacity | HelpWanted | ReleaseCriteria | ReleaseLetter | SigOutreach


def end(row: Lasting, now: dt.datetime) -> dt.datetime:
    """End a row; the moment at which it ended is when what follows it begins.

    That is after it began, also where the clock was set back meanwhile.
    """
    at = max(now, row.since + dt.timedelta(microseconds=1))
    row.until = at
    row.save(update_fields=["until"])
    return at
