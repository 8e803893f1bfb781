"""How an issue or a pull request stands at GitHub, in words for pages.

Pure. GitHub spells its reasons in several ways: `NOT_PLANNED` in GraphQL, `not_planned`
in REST; a lock's `TOO_HEATED` and `too heated`. The words are GitHub's own
(https://docs.github.com/en/graphql/reference/enums, IssueClosedStateReason and
LockReason).
"""

from __future__ import annotations

import dataclasses

from enhancements.languages import gettext, gettext_noop

CLOSED = "closed"
_STATES = {
    "open": gettext_noop("open"),
    "draft": gettext_noop("draft"),
    "closed": gettext_noop("closed"),
    "merged": gettext_noop("merged"),
    "gone": gettext_noop("gone"),
}
_REASONS = {
    "completed": gettext_noop("completed"),
    "duplicate": gettext_noop("a duplicate"),
    "not planned": gettext_noop("not planned"),
    "off topic": gettext_noop("off topic"),
    "resolved": gettext_noop("resolved"),
    "spam": gettext_noop("spam"),
    "too heated": gettext_noop("too heated"),
}
"""Those of GitHub by now; another is shown as GitHub spells it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """How an item stands, as GitHub says it."""

    state: str
    """open, draft, closed, merged or gone."""
    because: str = ""
    """Why it was closed; empty where nothing is said."""
    is_locked: bool = False
    """Whether only those who may write to the repository may still comment."""
    lock_reason: str = ""
    """Why; empty where nothing is said."""

    @property
    def words(self) -> str:
        """Such as `closed as not planned, locked as too heated`."""
        found = gettext(_STATES.get(self.state, self.state))
        if self.state == CLOSED and self.because:
            found = gettext("closed as %(reason)s", reason=_reason(self.because))
        if not self.is_locked:
            return found
        locked = gettext("locked")
        if plain(self.lock_reason):
            reason = _reason(self.lock_reason)
            locked = gettext("locked as %(reason)s", reason=reason)
        return f"{found}, {locked}"

    @property
    def may_be_turning(self) -> bool:
        """Whether it may be an issue that is being made a discussion.

        Until it is gone the API may show one as closed and locked, and say no more.
        """
        return self.state == CLOSED and self.is_locked and not self.lock_reason


def _reason(said: str) -> str:
    why = plain(said)
    return gettext(_REASONS[why]) if why in _REASONS else why


def plain(reason: str) -> str:
    """A reason of GitHub's as words in small letters, however it is spelt."""
    return " ".join(reason.lower().replace("_", " ").replace("-", " ").split())
