"""How the comment of an entry stands at GitHub, and what writing it would do.

Pure. A comment is written once for an entry and freeze and edited in place from then
on. What somebody else did to it meanwhile is seen and never undone silently.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum

from enhancements.languages import gettext, gettext_noop


class State(enum.StrEnum):
    """How an entry's comment stands."""

    NOT_WRITTEN = "not-written"
    SHOWN = "shown"
    """It was put together while nothing is sent: a rehearsal."""
    WAITING = "waiting"
    """On its way to GitHub."""
    UP_TO_DATE = "up-to-date"
    CHANGED = "changed"
    """What would be written now differs from what was."""
    EDITED = "edited"
    """Somebody else wrote into it at GitHub."""
    DELETED = "deleted"
    """Somebody took it away at GitHub."""
    GIVEN_UP = "given-up"
    """It could not be written, several times."""


LABELS = {
    State.NOT_WRITTEN: gettext_noop("Not written"),
    State.SHOWN: gettext_noop("Only shown"),
    State.WAITING: gettext_noop("On its way"),
    State.UP_TO_DATE: gettext_noop("Up to date"),
    State.CHANGED: gettext_noop("Changed since"),
    State.EDITED: gettext_noop("Edited on GitHub"),
    State.DELETED: gettext_noop("Deleted on GitHub"),
    State.GIVEN_UP: gettext_noop("Given up"),
}


class How(enum.StrEnum):
    """What writing a comment now comes to."""

    NEW = "new"
    EDIT = "edit"
    SAME = "same"
    """Nothing is to be done."""
    ASK = "ask"
    """Somebody else changed or deleted it: only when that is asked for."""
    NOT_NOW = "not-now"
    """Another writing of it has to come to an end first."""


@dataclasses.dataclass(frozen=True, slots=True)
class Posted:
    """The last writing of an entry's comment that was not taken back."""

    id: int
    root: int
    """Id of the posting that made the comment."""
    digest: str
    body: str
    commands: tuple[str, ...]
    by: str
    at: dt.datetime
    is_dry: bool = False
    is_done: bool = False
    is_dead: bool = False
    is_in_hand: bool = False
    """A worker writes it now, or tried to."""
    comment_id: int | None = None
    """At GitHub; None until it is known."""
    is_missing: bool = False
    is_theirs: bool = False
    error: str = ""
    outgoing: int = 0
    """Id of its row in the outbox."""
    sent: str = ""
    """The whole text that was to stand there."""
    before: tuple[str, ...] = ()
    """For an edit the texts of ours that may have stood there before."""
    marker: str = ""
    """The comment's, by which it is found again."""
    url: str = ""
    """Of the comment; of the issue until it is known."""

    @property
    def is_edit(self) -> bool:
        """Whether it edits a comment of an earlier posting."""
        return self.root != self.id

    @property
    def may_stand(self) -> tuple[str, ...]:
        """The texts of ours of which one stands there, as far as anybody knows."""
        if self.is_done:
            return (self.sent,)
        return (
            (*self.before, self.sent)
            if self.is_in_hand or self.is_dead
            else self.before
        )


def state(posted: Posted | None, digest: str) -> State:
    """How a comment stands when `digest` is what would be written now.

    An empty digest is of an entry that gets none: what was written is up to date.
    """
    if posted is None:
        return State.NOT_WRITTEN
    known = (
        (posted.is_dry, State.SHOWN),
        (posted.is_missing, State.DELETED),
        (posted.is_theirs, State.EDITED),
        (posted.is_dead, State.GIVEN_UP),
        (not posted.is_done, State.WAITING),
    )
    for holds, found in known:
        if holds:
            return found
    return State.UP_TO_DATE if digest in ("", posted.digest) else State.CHANGED


def how(posted: Posted | None, digest: str) -> How:
    """What writing it comes to."""
    found = _SETTLED.get(state(posted, digest))
    if found is not None or posted is None:
        return found or How.NEW
    return _owed(posted, digest)


_SETTLED = {
    State.NOT_WRITTEN: How.NEW,
    State.SHOWN: How.NEW,
    State.UP_TO_DATE: How.SAME,
    State.CHANGED: How.EDIT,
    State.EDITED: How.ASK,
    State.DELETED: How.ASK,
}


def _owed(posted: Posted, digest: str) -> How:
    """What writing it comes to while an earlier writing is not done."""
    if posted.is_dead:
        # Whether a first writing that was given up stands there nobody knows.
        return How.EDIT if posted.comment_id is not None else How.NOT_NOW
    if posted.digest == digest:
        return How.SAME
    if posted.is_in_hand:
        return How.NOT_NOW
    return How.EDIT if posted.is_edit else How.NEW


def why_not(posted: Posted | None, digest: str) -> str:
    """What is in the way of writing it, as a sentence; empty where nothing is."""
    match how(posted, digest):
        case How.SAME:
            waits = posted is not None and not posted.is_done
            if waits:
                return gettext("It is on its way already.")
            return gettext("It stands there so already.")
        case How.NOT_NOW if posted is not None and posted.is_dead:
            return gettext(
                "Writing it was given up, and nobody knows whether it stands there."
                " Have it tried again on the page of sources."
            )
        case How.NOT_NOW:
            return gettext("It is just being written. Try again in a minute.")
    return ""
