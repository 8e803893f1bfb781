"""Red, yellow and green of a release before a freeze, by rules that are data.

Pure. A rule holds from so many days before the freeze on, until one of fewer days does;
it says from which share of entries on the light is green, and from which it is yellow.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Sequence


class Light(enum.StrEnum):
    """The words of a weekly status."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NONE = "none"
    """There is nothing to judge: no entry, or no date."""


LABELS = {
    Light.GREEN: "Green",
    Light.YELLOW: "Yellow",
    Light.RED: "Red",
    Light.NONE: "Not judged",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """What is asked from `days` before the freeze on; 0 is when it is over."""

    days: int
    green: int
    """From so many percent on it is green."""
    yellow: int
    """From so many percent on it is yellow, below it is red."""
    freezes: tuple[str, ...] = ()
    """Keys of the freezes it is about; empty for those without a rule of their own."""


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """A light with what it rests on."""

    light: Light
    reason: str
    """A sentence."""


def standing(
    rules: Sequence[Rule],
    *,
    freeze: str,
    ends_at: dt.datetime | None,
    at: dt.datetime,
    ready: int,
    total: int,
) -> Standing:
    """The light of a freeze at a moment.

    `ready` of `total` entries are met or tracked; those that left do not count.
    """
    if not total:
        return Standing(Light.NONE, "No entry is left in the release.")
    if ends_at is None:
        return Standing(Light.NONE, "The release has no date for this freeze.")
    own = [one for one in rules if freeze in one.freezes]
    known = own or [one for one in rules if not one.freezes]
    left = ends_at - at
    holding = [one for one in known if left <= dt.timedelta(days=one.days)]
    share = f"{ready} of {total} ({100 * ready // total} %) are met or tracked"
    if not holding:
        first = max((one.days for one in known), default=0)
        more = f"; more than {first} days are left" if known else ""
        return Standing(Light.GREEN, f"{share}{more}.")
    rule = min(holding, key=lambda one: one.days)
    when = f"in the last {rule.days} days" if rule.days else "once the freeze is over"
    # Whole numbers are compared: 80 percent of 5 is 4, whatever fractions say.
    if 100 * ready >= rule.green * total:
        return Standing(Light.GREEN, f"{share}; {rule.green} % are asked {when}.")
    if 100 * ready >= rule.yellow * total:
        return Standing(Light.YELLOW, f"{share}; green asks for {rule.green} % {when}.")
    return Standing(Light.RED, f"{share}; yellow asks for {rule.yellow} % {when}.")
