"""What time it is at GitHub, by its own word."""

from __future__ import annotations

import datetime as dt
import time


class Clock:
    """The server's clock, by the ``Date`` of its newest answer.

    GitHub says in whole seconds when something changed. What is read within the second
    of its own `updated_at` may change once more and look the same from then on to all
    lists: only by GitHub's own clock can that be known.
    """

    def __init__(self) -> None:
        self._heard: tuple[dt.datetime, float] | None = None

    def hear(self, date: dt.datetime | None) -> None:
        """An answer with this date has just come; None where it had none."""
        if date is not None:
            self._heard = (date, time.monotonic())

    def at(self, moment: float) -> dt.datetime | None:
        """What time it was there at a `time.monotonic`, UTC, up to a second early.

        None where no answer ever said it.
        """
        if self._heard is None:
            return None
        date, heard_at = self._heard
        return date - dt.timedelta(seconds=heard_at - moment)
