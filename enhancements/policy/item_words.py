"""How an issue or a pull request stands at GitHub, in words for pages.

Pure. GitHub spells its reasons in several ways: `NOT_PLANNED` in GraphQL, `not_planned`
in REST; a lock's `TOO_HEATED` and `too heated`. The words are GitHub's own
(https://docs.github.com/en/graphql/reference/enums, IssueClosedStateReason and
LockReason).
"""

from __future__ import annotations

import dataclasses

CLOSED = "closed"
_OTHERWISE = {"duplicate": "a duplicate"}


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
        found = [self.state]
        if self.state == CLOSED and self.because:
            why = plain(self.because)
            found = [f"{CLOSED} as {_OTHERWISE.get(why, why)}"]
        if self.is_locked:
            why = plain(self.lock_reason)
            found.append(f"locked as {why}" if why else "locked")
        return ", ".join(found)

    @property
    def may_be_turning(self) -> bool:
        """Whether it may be an issue that is being made a discussion.

        Until it is gone the API may show one as closed and locked, and say no more.
        """
        return self.state == CLOSED and self.is_locked and not self.lock_reason


def plain(reason: str) -> str:
    """A reason of GitHub's as words in small letters, however it is spelt."""
    return " ".join(reason.lower().replace("_", " ").replace("-", " ").split())
