"""Names of time zones as schedules write them: "PST", "PT", "UTC", "UTC-8", "AoE".

Authors take PST for whatever the clocks show in California, in summer too. So a name
that belongs to a region is known with that region, and can be held against its clocks.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import zoneinfo

_PACIFIC = "America/Los_Angeles"
_MOUNTAIN = "America/Denver"
_CENTRAL = "America/Chicago"
_EASTERN = "America/New_York"
_LONDON = "Europe/London"
_BERLIN = "Europe/Berlin"

# Name: (hours from UTC, region). No hours: the name alone does not tell them, either
# because it is that of a region all year round or because several zones share it.
_NAMES: dict[str, tuple[float | None, str]] = {
    "UTC": (0, ""),
    "GMT": (0, ""),
    "Z": (0, ""),
    "AOE": (-12, ""),
    "PST": (-8, _PACIFIC),
    "PDT": (-7, _PACIFIC),
    "PT": (None, _PACIFIC),
    "MST": (-7, _MOUNTAIN),
    "MDT": (-6, _MOUNTAIN),
    "MT": (None, _MOUNTAIN),
    "CDT": (-5, _CENTRAL),
    "CT": (None, _CENTRAL),
    "EST": (-5, _EASTERN),
    "EDT": (-4, _EASTERN),
    "ET": (None, _EASTERN),
    "CET": (1, _BERLIN),
    "CEST": (2, _BERLIN),
    "JST": (9, "Asia/Tokyo"),
    "BST": (None, _LONDON),
    "IST": (None, "Asia/Kolkata"),
    "CST": (None, ""),
}
_SHARED = frozenset({"BST", "IST", "CST"})
_OFFSET = re.compile(
    r"(?:UTC|GMT)([+\-\u2212])([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE
)
_AOE = re.compile(r"anywhere\s+on\s+earth", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Zone:
    """A zone by its name, with what the name tells."""

    name: str
    offset: dt.timedelta | None
    """From UTC; None when the name alone does not tell it."""
    region: str = ""
    """The region whose clocks the name speaks of, e.g. America/Los_Angeles."""

    @property
    def is_utc(self) -> bool:
        """Whether it is universal time itself."""
        return not self.region and self.offset == dt.timedelta()

    @property
    def is_aoe(self) -> bool:
        """Whether it is Anywhere on Earth, twelve hours behind UTC."""
        return self.name == "AoE"

    @property
    def is_shared(self) -> bool:
        """Whether several zones of the world have this name."""
        return self.name in _SHARED

    @property
    def is_seasonal(self) -> bool:
        """Whether the name holds for half of the year only, as PST does."""
        return self.offset is not None and bool(self.region)

    def moment(self, day: dt.date, minutes: int) -> dt.datetime | None:
        """So many minutes after the midnight of a day, in UTC; None if untold."""
        clock = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minutes)
        if self.offset is not None:
            return (clock - self.offset).replace(tzinfo=dt.UTC)
        if self.region and not self.is_shared:
            return clock.replace(tzinfo=zoneinfo.ZoneInfo(self.region)).astimezone(
                dt.UTC
            )
        return None

    def local(self, at: dt.datetime) -> dt.datetime | None:
        """What its clocks show at a moment; None for a name we cannot place."""
        if self.region:
            return at.astimezone(zoneinfo.ZoneInfo(self.region))
        if self.offset is not None:
            return at.astimezone(dt.timezone(self.offset, self.name))
        return None


def zone_of(word: str) -> Zone | None:
    """The zone of that name; None for a name we do not know."""
    text = word.strip()
    if _AOE.fullmatch(text):
        text = "AoE"
    name = text.upper()
    found = _OFFSET.fullmatch(text)
    if found is not None:
        offset = dt.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if offset > dt.timedelta(hours=14):
            return None
        return Zone(name, offset if found[1] == "+" else -offset)
    if name not in _NAMES:
        return None
    hours, region = _NAMES[name]
    told = None if hours is None else dt.timedelta(hours=hours)
    return Zone("AoE" if name == "AOE" else name, told, region)
