"""Times in a leap second, which neither Python nor PostgreSQL can hold."""

from __future__ import annotations

import re

_LEAP = re.compile(r"(?<=\d\d:\d\d:)60(?:[.,]\d+)?(?!\d)")


def without_leap_second(text: str) -> str:
    """A time in a leap second (RFC 3339: 23:59:60) as the second before it.

    So nothing is ever asked for from a moment after it happened: what is read again
    costs little, and what is left out is lost. Any other text is as it was.
    """
    return _LEAP.sub("59", text)
