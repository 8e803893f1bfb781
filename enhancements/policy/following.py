"""What can be followed, of what one is told, and when a message is due. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from enhancements.languages import gettext, gettext_noop

PLAN, DATES, CHECKS = "plan", "dates", "checks"
DECISIONS, PEOPLE, TEXTS = "decisions", "people", "texts"
REMINDERS = "reminders"
TRIGGERS = {
    PLAN: gettext_noop("Targets, stages and status"),
    DATES: gettext_noop("Deadlines"),
    CHECKS: gettext_noop("At risk for a freeze, or met"),
    REMINDERS: gettext_noop("What still fails some days before a freeze"),
    DECISIONS: gettext_noop("Decisions, exceptions and concerns"),
    PEOPLE: gettext_noop("Who does the work"),
    TEXTS: gettext_noop("Texts and everything else"),
}
"""The changes that one may want to be told of, and what they are called in English."""
USUAL = (PLAN, DATES, CHECKS, REMINDERS, DECISIONS, PEOPLE)
"""Those that matter to most: all but edits of a text."""
VERDICT = "verdict"
"""Kind of the headline that tells a verdict,"""
REMINDER = "reminder"
"""of one that tells what still fails before a freeze,"""
VIEW = "view"
"""and of one that tells what became of a saved view. It is its own trigger: whoever
follows a view is told that it asks something else."""
_OF_KIND = {
    **dict.fromkeys(("target", "stage", "status", "added", "removed"), PLAN),
    "deadline": DATES,
    VERDICT: CHECKS,
    REMINDER: REMINDERS,
    **dict.fromkeys(
        ("decision", "exception", "concern", "dependency", "release"), DECISIONS
    ),
    "people": PEOPLE,
    VIEW: VIEW,
}

AT_ONCE, DAILY, WEEKLY = "at-once", "daily", "weekly"
RHYTHMS = {
    AT_ONCE: gettext_noop("At once"),
    DAILY: gettext_noop("Daily"),
    WEEKLY: gettext_noop("Weekly"),
}
COALESCED = dt.timedelta(minutes=5)
"""So long what is told at once waits for more, which goes into the same message."""
TOO_OLD = dt.timedelta(days=14)
"""What was not mailed by then is not: nobody wants last month's mail at once."""
HOUR = 7
"""From which hour, in UTC, the messages of a day and a week are made."""
_MONDAY = 0

TOMORROW, WEEK, FREEZE = "tomorrow", "week", "deadline"
SNOOZES = {
    TOMORROW: gettext_noop("Tomorrow"),
    WEEK: gettext_noop("Next week"),
    FREEZE: gettext_noop("The next deadline"),
}


def said(names: Mapping[str, str]) -> dict[str, str]:
    """Words with what they are called, in the language of who reads."""
    return {word: gettext(name) for word, name in names.items()}


def trigger_of(kind: str) -> str:
    """Which trigger tells of a change of this kind."""
    return _OF_KIND.get(kind, TEXTS)


def chosen(triggers: Iterable[str]) -> list[str]:
    """Those that there are, in their order; the usual ones for none."""
    wanted = set(triggers)
    return [one for one in TRIGGERS if one in wanted] or list(USUAL)


def ends(now: dt.datetime) -> dict[str, dt.datetime]:
    """By rhythm the moment (UTC): what was made before it is due to be mailed.

    Of what is told at once the oldest counts, so that the rest comes along.
    """
    today = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    daily = today if today <= now else today - dt.timedelta(days=1)
    weekly = daily - dt.timedelta(days=(daily.weekday() - _MONDAY) % 7)
    return {AT_ONCE: now - COALESCED, DAILY: daily, WEEKLY: weekly}


def until(
    word: str, now: dt.datetime, deadlines: Sequence[dt.datetime]
) -> dt.datetime | None:
    """Until when a notice rests: a day begins at HOUR, a week on Monday. None for a
    word that there is not, and where no deadline is ahead.
    """
    today = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if word == TOMORROW:
        return today + dt.timedelta(days=1)
    if word == WEEK:
        return today + dt.timedelta(days=7 - today.weekday())
    if word == FREEZE:
        return min((one for one in deadlines if one > now), default=None)
    return None


OWN_PAGE = "/me/following/"
"""Path of the page of what somebody follows."""


def channels_path(project: str) -> str:
    """Path of the page of a project's channels."""
    return f"/{project}/channels/"


def path(kind: str, project: str, name: str) -> str:
    """Path of the page of what is followed: an enhancement by its key, a SIG or release
    by its name, a saved view by its number.
    """
    here = quote(name, safe="~!$&'()*+,;=:@")
    if kind == "enhancement":
        return f"/{project}/{here}/"
    return f"/{project}/{kind}s/{here}/"


def at_risk(freeze: str, release: str, failed: int, first: str) -> str:
    """The headline of an entry that is at risk; `freeze` stands within a sentence."""
    head = f"At risk for the {freeze} of {release}"
    if not failed:
        return head
    more = f" and {failed - 1} more" if failed > 1 else ""
    verb = "fail" if failed > 1 else "fails"
    return f"{head}: {first}{more} {verb}" if first else f"{head}: {failed} {verb}"


def reminder(freeze: str, release: str, left: int, check: str, failed: int) -> str:
    """The headline of what still fails so many days before a freeze."""
    days = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
    more = f" and {failed - 1} more" if failed > 1 else ""
    verb = "fail" if failed > 1 else "fails"
    return f"{freeze} of {release} {days}: {check or 'A check'}{more} still {verb}"


def met(freeze: str, release: str) -> str:
    """The headline of an entry that has what a freeze asks."""
    return f"Has all that the {freeze} of {release} asks"
