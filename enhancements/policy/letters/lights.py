"""Red, yellow and green of a release before a freeze, by rules that are data.

Pure. A rule holds from so many days before the freeze on, until one of fewer days does;
it says from which share of entries on the light is green, and from which it is yellow.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Sequence

from enhancements.languages import gettext, gettext_noop, ngettext


class Light(enum.StrEnum):
    """The words of a weekly status."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NONE = "none"
    """There is nothing to judge: no entry, or no date."""


LABELS = {
    Light.GREEN: gettext_noop("Green"),
    Light.YELLOW: gettext_noop("Yellow"),
    Light.RED: gettext_noop("Red"),
    Light.NONE: gettext_noop("Not judged"),
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
        return Standing(Light.NONE, gettext("No entry is left in the release."))
    if ends_at is None:
        no_date = gettext("The release has no date for this freeze.")
        return Standing(Light.NONE, no_date)
    own = [one for one in rules if freeze in one.freezes]
    known = own or [one for one in rules if not one.freezes]
    left = ends_at - at
    holding = [one for one in known if left <= dt.timedelta(days=one.days)]
    share = gettext(
        "%(ready)s of %(total)s (%(percent)s %%) are met or tracked",
        ready=ready,
        total=total,
        percent=100 * ready // total,
    )
    if not holding:
        return Standing(Light.GREEN, _early(share, known))
    rule = min(holding, key=lambda one: one.days)
    # Whole numbers are compared: 80 percent of 5 is 4, whatever fractions say.
    if 100 * ready >= rule.green * total:
        text = gettext_noop("%(share)s; %(percent)s %% are asked %(when)s.")
        return Standing(Light.GREEN, _asked(text, share, rule.green, rule))
    if 100 * ready >= rule.yellow * total:
        text = gettext_noop("%(share)s; green asks for %(percent)s %% %(when)s.")
        return Standing(Light.YELLOW, _asked(text, share, rule.green, rule))
    text = gettext_noop("%(share)s; yellow asks for %(percent)s %% %(when)s.")
    return Standing(Light.RED, _asked(text, share, rule.yellow, rule))


def _early(share: str, known: Sequence[Rule]) -> str:
    """Before any rule holds."""
    if not known:
        return f"{share}."
    days = max(one.days for one in known)
    return gettext(
        "%(share)s; more than %(days)s days are left.", share=share, days=days
    )


def _asked(text: str, share: str, percent: int, rule: Rule) -> str:
    """What the rule asks for, and when."""
    when = gettext("once the freeze is over")
    if rule.days:
        when = ngettext(
            "in the last %(days)s days",
            "in the last %(days)s days",
            rule.days,
            days=rule.days,
        )
    return gettext(text, share=share, percent=percent, when=when)
