"""A check-in as a comment on the tracking issue: how an entry goes, and who says so.

Pure. The reason is somebody's own words, which GitHub would hear commands in: it is
made harmless like every value of a letter (`escaping`).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping

from enhancements.policy.letters import dates
from enhancements.policy.letters.escaping import Form
from enhancements.policy.letters.template import Template

LABELS: Mapping[str, str] = {
    "on-track": "On track",
    "at-risk": "At risk",
    "off-track": "Off track",
}
"""Values of the decision `check-in`, as a comment says them."""


class State(enum.StrEnum):
    """How the comment of a check-in stands."""

    NOT_WRITTEN = "not-written"
    TAKEN_BACK = "taken-back"
    """Stopped before it was sent; it may be put on its way again."""
    SHOWN = "shown"
    """Put together while nothing is sent: a rehearsal."""
    WAITING = "waiting"
    WRITTEN = "written"
    GIVEN_UP = "given-up"


AGAIN = frozenset({State.NOT_WRITTEN, State.TAKEN_BACK})
"""States in which it may be put on its way; one that was only shown as well, once
comments are sent.
"""


@dataclasses.dataclass(frozen=True, slots=True)
class CheckIn:
    """What somebody said of how an entry goes."""

    value: str
    """A key of LABELS."""
    reason: str
    """Empty for none."""
    by: str
    since: dt.datetime
    release: str
    track: str = ""


def cause(decision: int, number: int) -> str:
    """What the outbox knows the comment of this check-in by; `number` counts the times
    that it was put in, from 1: again only where an earlier one was never sent.
    """
    return f"{prefix(decision)}{number}"


def prefix(decision: int) -> str:
    """How the causes of all comments of a check-in begin."""
    return f"check-in:{decision}:"


def may_go(state: State, *, is_sent: bool) -> bool:
    """Whether it may be put on its way. `is_sent` tells whether comments are sent."""
    return state in AGAIN or (state is State.SHOWN and is_sent)


def write(said: CheckIn, template: Template) -> str:
    """The comment, in Markdown. Raises LetterTooLong."""
    return template.fill(
        {
            "how": LABELS.get(said.value, said.value),
            "release": said.release,
            "track": said.track,
            "login": said.by,
            "day": dates.day(said.since.astimezone(dt.UTC).date()),
            "because": said.reason,
        },
        Form.MARKDOWN,
    ).strip()
