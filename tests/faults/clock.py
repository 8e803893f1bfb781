"""Time as a rig has it: the world's and ours, which may differ."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import time_machine

from enhancements.fakehub.base import Clock


class SharedClock(Clock):
    """The world's clock is the rig's; ours may be wrong by `error` seconds."""

    def __init__(self, coordinates: time_machine.Coordinates) -> None:
        self._coordinates = coordinates
        self.error = 0.0

    def now(self) -> float:
        return time.time() - self.error

    def advance(self, by: float) -> None:
        self._coordinates.shift(dt.timedelta(seconds=by))

    def move_to(self, moment: float) -> None:
        self.advance(max(0.0, moment - self.now()))

    def __deepcopy__(self, _: Any) -> Clock:
        return Clock(int(self.now()))
