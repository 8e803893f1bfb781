"""What became of an entry once its release was out.

Pure. Planned, committed and shipped are three facts; nothing that was derived from a
plan is called shipped. Shipped is what the release itself proves (the feature gate as
registered at its tag), or what a person closed with a reason. What is proven to be
absent is a slip, whatever its document says; what nothing proves is not proven until
somebody closes it.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping

from enhancements.languages import gettext_noop


class Word(enum.StrEnum):
    """What became of an entry, in one word."""

    OPEN = "open"
    """Its release is not out yet."""
    SHIPPED = "shipped"
    SLIPPED = "slipped"
    """Proven absent, or promised for a later release before this one was out."""
    DEFERRED = "deferred"
    """By its SIG."""
    REMOVED = "removed"
    """By the release team."""
    DROPPED = "dropped"
    """Its promise was taken back before the release was out, for no later release."""
    NOT_PROVEN = "not-proven"


LABELS: Mapping[Word, str] = {
    Word.OPEN: gettext_noop("Open"),
    Word.SHIPPED: gettext_noop("Shipped"),
    Word.SLIPPED: gettext_noop("Slipped"),
    Word.DEFERRED: gettext_noop("Deferred"),
    Word.REMOVED: gettext_noop("Removed"),
    Word.DROPPED: gettext_noop("Dropped"),
    Word.NOT_PROVEN: gettext_noop("Not proven"),
}
SAID = frozenset({Word.SHIPPED, Word.REMOVED, Word.DEFERRED})
"""What people may say by hand."""
PROVEN, ABSENT = "proven", "absent"
"""What a release's tag shows of an entry: its stage was reached, or was not."""


class By(enum.StrEnum):
    """Who says so."""

    NOBODY = ""
    PERSON = "person"
    TAG = "tag"
    BOARD = "board"
    """The release team's, or the SIG's, decision at a freeze."""
    DOCUMENT = "document"


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What is known of an entry, at a moment."""

    is_out: bool
    """Whether the release was out by then."""
    said: str = ""
    """What a person closed it as: a word of SAID; empty for nothing."""
    proof: str = ""
    """PROVEN, ABSENT, or empty when no tag shows anything."""
    standing: str = ""
    """`deferred` or `removed` when it left the release at a freeze; else empty."""
    slipped: bool = False
    """Its promise moved to a later release before this one was out (`policy.fates`)."""
    dropped: bool = False
    """Its promise was taken back before then, and moved nowhere."""


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entry, who says so, and whether something else contradicts."""

    word: Word
    by: By = By.NOBODY
    is_contrary: bool = False
    """A person, or the board, says one thing and the tag shows the other."""


def outcome(known: Known) -> Outcome:
    """What became of the entry.

    A person's word stands above all; then what the tag proves; then what was decided
    at the freezes; then what its documents admitted in time.
    """
    if known.said:
        return Outcome(Word(known.said), By.PERSON, _against(known.said, known.proof))
    if known.proof == PROVEN:
        return Outcome(Word.SHIPPED, By.TAG, is_contrary=bool(known.standing))
    if known.standing:
        return Outcome(Word(known.standing), By.BOARD)
    return _undecided(known)


def _undecided(known: Known) -> Outcome:
    if known.proof == ABSENT:
        return Outcome(Word.SLIPPED, By.TAG)
    if known.slipped:
        return Outcome(Word.SLIPPED, By.DOCUMENT)
    if known.dropped:
        return Outcome(Word.DROPPED, By.DOCUMENT)
    return Outcome(Word.NOT_PROVEN if known.is_out else Word.OPEN)


def _against(said: str, proof: str) -> bool:
    if proof == PROVEN:
        return said != Word.SHIPPED
    return proof == ABSENT and said == Word.SHIPPED
