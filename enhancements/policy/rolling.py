"""Rolling a release's entries over to the next: buckets, choices, what each decides.

Pure. Nothing of the old release is taken away: what is decided there is added to it,
and what is decided in the next one stands beside it.
"""

from __future__ import annotations

import dataclasses
import enum

from enhancements.languages import gettext_noop
from enhancements.policy.outcomes import Word


class Bucket(enum.StrEnum):
    """What is left of a release, in four kinds."""

    OPEN = "open"
    """Still open: not out, not proven, slipped, or its promise was taken back."""
    DEFERRED = "deferred"
    REMOVED = "removed"
    SHIPPED = "shipped"


class Choice(enum.StrEnum):
    """What is done with an entry."""

    NOTHING = "nothing"
    CARRY = "carry"
    """It is opted in to the next release."""
    PROPOSE = "propose"
    """A note in the next release proposes it."""
    ASK = "ask"
    """A note in the next release asks its SIG."""


LABELS = {
    Choice.NOTHING: gettext_noop("Nothing"),
    Choice.CARRY: gettext_noop("Carry over: opt it in"),
    Choice.PROPOSE: gettext_noop("Propose it: a note"),
    Choice.ASK: gettext_noop("Ask its SIG again: a note"),
}
TITLES = {
    Bucket.OPEN: gettext_noop("Still open"),
    Bucket.DEFERRED: gettext_noop("Deferred"),
    Bucket.REMOVED: gettext_noop("Removed"),
    Bucket.SHIPPED: gettext_noop("Shipped"),
}
_BUCKETS = {
    Word.SHIPPED: Bucket.SHIPPED,
    Word.DEFERRED: Bucket.DEFERRED,
    Word.REMOVED: Bucket.REMOVED,
}
_DEFAULTS = {
    Bucket.OPEN: Choice.CARRY,
    Bucket.DEFERRED: Choice.PROPOSE,
    Bucket.REMOVED: Choice.ASK,
    Bucket.SHIPPED: Choice.NOTHING,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Left:
    """An entry of the old release, as far as rolling it over goes."""

    word: Word
    """What became of it."""
    reason: str = ""
    """Why, as whoever decided said it."""
    stage: str = ""
    """Label of the stage that it was promised at."""
    next_stage: str = ""
    """Label of the stage that sources plan for the next release; empty for none."""


def bucket(word: Word) -> Bucket:
    """The bucket of an entry of which this became."""
    return _BUCKETS.get(word, Bucket.OPEN)


def usual(left: Left) -> Choice:
    """What is proposed for an entry: by its bucket, and by what is planned for it.

    Shipped work is proposed where a next stage is planned. A promise that was taken
    back for no later release is nobody's to carry over.
    """
    if left.word == Word.SHIPPED and left.next_stage:
        return Choice.PROPOSE
    if left.word == Word.DROPPED and not left.next_stage:
        return Choice.NOTHING
    return _DEFAULTS[bucket(left.word)]


def closes(left: Left, choice: Choice) -> str:
    """The outcome that carrying it over gives it in the old release; empty for none.

    Only what is still open there: carrying it over defers it. What slipped is proven
    or admitted, and what is not proven may have shipped: neither becomes a deferral.
    """
    is_carried = choice == Choice.CARRY and left.word == Word.OPEN
    return Word.DEFERRED if is_carried else ""


def note(left: Left, choice: Choice, *, old: str, new: str) -> str:
    """The note that is left in the next release; empty for none."""
    if choice not in (Choice.PROPOSE, Choice.ASK):
        return ""
    became = _BECAME[left.word].format(old=old, stage=left.stage)
    why = f": {left.reason.rstrip('.')}" if left.reason else ""
    if choice == Choice.ASK:
        return f"{became}{why}. Does its SIG want it in {new}?"
    planned = f" Its sources plan {left.next_stage}." if left.next_stage else ""
    return f"{became}{why}. Proposed for {new}.{planned}"


_BECAME = {
    Word.SHIPPED: "Shipped in {old} at {stage}",
    Word.DEFERRED: "Deferred from {old}",
    Word.REMOVED: "Removed from {old}",
    Word.SLIPPED: "Slipped from {old}",
    Word.DROPPED: "Dropped from {old}",
    Word.NOT_PROVEN: "Not proven to be in {old}",
    Word.OPEN: "Still open in {old}",
}


def usual_of(of: Bucket) -> Choice:
    """What is proposed for a bucket as a whole."""
    return _DEFAULTS[of]
