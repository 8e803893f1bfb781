"""Whether somebody did what was done under a login: a login may pass on (decision 43).
Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable


def did(
    by: str,
    at: dt.datetime | None,
    *,
    login: str,
    passed_at: Callable[[], dt.datetime | None],
) -> bool:
    """Whether what was done at a moment by whoever was called `by` then was done by
    who is called `login` now.

    `passed_at` is when that login passed on to them, None for one that was never
    another's. It is asked only where the logins are the same.
    """
    if at is None or not by or by.casefold() != login.casefold():
        return False
    passed = passed_at()
    return passed is None or at > passed
