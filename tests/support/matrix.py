"""Who may do what to which field of what: every cell, written out by hand.

Beside the policy's own table: whoever changes one changes both.
"""

from __future__ import annotations

import dataclasses

from enhancements.policy.permissions import OPERATOR, OWNER
from enhancements.profiles.role_rules import (
    RELEASE_COMMS,
    RELEASE_DOCS,
    RELEASE_LEAD,
    RELEASE_SHADOW,
    SIG_LEAD,
)

SERVED, PAST = "v1.9", "v1.7"
"""The release in work, and one that its team of today does not look after."""
CODE, DOCS = "code-freeze", "docs-freeze"
OWN = "own"
"""Value of what is done to a request that who asks has made themselves."""
# Who asks: role and where it is held. All is about #10, which SIG compute owns.
STRANGER, NOBODY = "stranger", "nobody"
OUR_LEAD, OTHER_LEAD = "lead of its SIG", "lead of another SIG"
OUR_OWNER, OTHER_OWNER = "its owner", "owner of another"
HOLDERS: dict[str, tuple[str, str]] = {
    STRANGER: ("", ""),
    NOBODY: ("", ""),
    RELEASE_LEAD: (RELEASE_LEAD, ""),
    RELEASE_SHADOW: (RELEASE_SHADOW, ""),
    RELEASE_DOCS: (RELEASE_DOCS, ""),
    RELEASE_COMMS: (RELEASE_COMMS, ""),
    OUR_LEAD: (SIG_LEAD, "compute"),
    OTHER_LEAD: (SIG_LEAD, "network"),
    OUR_OWNER: (OWNER, "10"),
    OTHER_OWNER: (OWNER, "11"),
    OPERATOR: (OPERATOR, ""),
}
_TEAM = frozenset({RELEASE_LEAD, RELEASE_SHADOW})
_TEAM_AND_DOCS = _TEAM | {RELEASE_DOCS}
_TEAM_AND_SIG = _TEAM | {OUR_LEAD}
_SIG_AND_OWNER = frozenset({OUR_LEAD, OUR_OWNER})
_TEAM_SIG_AND_OWNER = _TEAM_AND_SIG | {OUR_OWNER}
_SIGNED_IN = frozenset(HOLDERS) - {STRANGER}
"""Whoever asked for an exception is somebody; what else they are does not matter."""
_OF_VIEWS = _TEAM_AND_DOCS | {RELEASE_COMMS, OUR_LEAD, OTHER_LEAD, OPERATOR}
_EVERYBODY = _TEAM_AND_DOCS | {RELEASE_COMMS, OUR_LEAD, OUR_OWNER}


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """A field that is changed: what stands there, and what shall."""

    kind: str
    """A kind of decision; beside them `criteria`, `rebalance`, `comment`, `letter`,
    `check-in-comment`, `outreach`, `asking`, `channel`, `help`, `gate` and `retry`,
    an answer to a question (`still-true`), what is done about an offer to take over
    (`take-over-accept`, `-decline`, `-undo`, `-withdraw`), a concern about the release
    (`concern`, `-resolve`, `-reopen`), what it depends on (`dependency`, `-drop`),
    a correction of the enhancement (`corrections` by a review; `-sig` and `-sigs`
    of the SIGs that own it and participate), a saved view (`view`, `-change`,
    `-retire`, `-restore`), what is done to a release (`open`,
    `unopen`, `move`, `close`), on the drift list (`cancel-mending`, `attribute`)
    and about exceptions."""
    value: str = ""
    freeze: str = ""
    stands: str = ""
    criterion: str = ""
    may: frozenset[str] = frozenset()

    def __str__(self) -> str:
        words = (self.kind, self.freeze, self.stands or "nothing", self.value or "back")
        return " ".join(word for word in words if word)


def _standing(value: str, stands: str, code: frozenset[str], docs: frozenset[str]):
    return (
        Act("standing", value, CODE, stands, may=code),
        Act("standing", value, DOCS, stands, may=docs),
    )


ACTS: tuple[Act, ...] = (
    *_standing("tracked", "", _TEAM, _TEAM_AND_DOCS),
    *_standing("deferred", "", _TEAM_AND_SIG, _TEAM_AND_SIG),
    *_standing("removed", "", _TEAM, _TEAM_AND_DOCS),
    *_standing("", "tracked", _TEAM, _TEAM_AND_DOCS),
    *_standing("", "deferred", _TEAM_AND_SIG, _TEAM_AND_SIG),
    *_standing("", "removed", _TEAM, _TEAM_AND_DOCS),
    *_standing("tracked", "removed", _TEAM, _TEAM_AND_DOCS),
    # A SIG may defer, and does not lift the release team's word by that.
    *_standing("deferred", "removed", _TEAM, _TEAM),
    *_standing("deferred", "tracked", _TEAM_AND_SIG, _TEAM_AND_SIG),
    Act("waiver", "yes", CODE, criterion="code-merged", may=_TEAM),
    Act("waiver", "yes", DOCS, criterion="docs-pull", may=_TEAM_AND_DOCS),
    Act("waiver", "", CODE, "yes", "code-merged", _TEAM),
    Act("waiver", "", DOCS, "yes", "docs-pull", _TEAM_AND_DOCS),
    Act("opt-in", "yes", may=_TEAM_AND_SIG),
    Act("opt-in", "", stands="yes", may=_TEAM_AND_SIG),
    Act("contact", "ann", may=_TEAM),
    Act("contact", "", stands="ann", may=_TEAM),
    Act("note", "Look at this.", may=_EVERYBODY),
    Act("note", "", stands="Looked at.", may=_EVERYBODY),
    Act("check-in", "on-track", may=_TEAM_SIG_AND_OWNER),
    Act("check-in", "", stands="on-track", may=_TEAM_SIG_AND_OWNER),
    Act("rebalance", "ann", may=frozenset({RELEASE_LEAD})),
    Act(
        "criteria",
        "Another title",
        CODE,
        criterion="code-merged",
        may=frozenset({RELEASE_LEAD}),
    ),
    Act("letter", "Ours.", may=frozenset({RELEASE_LEAD})),
    Act("help", "docs", may=_SIG_AND_OWNER),
    Act("take-over-accept", stands="open", may=_SIG_AND_OWNER),
    Act("take-over-decline", stands="open", may=_SIG_AND_OWNER),
    Act("take-over-undo", stands="declined", may=_SIG_AND_OWNER),
    Act("take-over-withdraw", stands="open"),
    Act("take-over-withdraw", OWN, stands="open", may=_SIGNED_IN),
    Act("outreach", "no", may=frozenset({RELEASE_LEAD, OUR_LEAD})),
    Act("asking", "7", may=frozenset({OUR_LEAD})),
    Act("channel", "#team", may=_TEAM_AND_DOCS | {RELEASE_COMMS, OUR_LEAD}),
    Act("still-true", "on-track", may=_TEAM_SIG_AND_OWNER),
    Act("outcome", "deferred", may=_TEAM),
    Act("outcome", "", stands="shipped", may=_TEAM),
    Act("move", "2027-02-24", CODE, may=frozenset({RELEASE_LEAD})),
    Act("close", may=frozenset({RELEASE_LEAD})),
    Act("open", "v1.10", may=frozenset({RELEASE_LEAD})),
    Act("unopen", "v1.10", stands="open", may=frozenset({RELEASE_LEAD})),
    Act("comment", freeze=CODE, may=_TEAM),
    Act("comment", freeze=DOCS, may=_TEAM_AND_DOCS),
    Act("check-in-comment", may=_TEAM),
    Act("gate", "link", may=_TEAM_AND_SIG | {OUR_OWNER}),
    Act("cancel-mending", may=_TEAM),
    Act("attribute", "10", may=_TEAM_AND_SIG),
    # Every SIG signs a proposal off, so its leads may raise one about any.
    Act("concern", "load", may=_EVERYBODY | {OTHER_LEAD}),
    Act("concern-resolve", stands="upgrade", may=_TEAM_AND_SIG),
    Act("concern-resolve", OWN, stands="upgrade", may=_SIGNED_IN),
    Act("concern-reopen", stands="resolved", may=_EVERYBODY | {OTHER_LEAD}),
    Act("dependency", "11", may=_TEAM_SIG_AND_OWNER),
    Act("dependency-drop", stands="11", may=_TEAM_SIG_AND_OWNER),
    # Who is signed in saves their own; what others see is of those who look after it.
    Act("view", "private", may=_SIGNED_IN),
    Act("view", "sig:compute", may=frozenset({OUR_LEAD})),
    Act("view", "everybody", may=_OF_VIEWS),
    Act("view-change", stands="sig", may=frozenset({OUR_LEAD})),
    Act("view-change", stands="everybody", may=_OF_VIEWS),
    Act("view-retire", stands="sig", may=frozenset({OUR_LEAD})),
    Act("view-retire", stands="everybody", may=_OF_VIEWS),
    Act("view-restore", stands="everybody", may=_OF_VIEWS),
    Act("retry", may=frozenset({OPERATOR})),
    Act("owners", "zoe", may=_SIG_AND_OWNER),
    Act("owners", "", stands="zoe", may=_SIG_AND_OWNER),
    Act("reviewers", "zoe kim", may=_SIG_AND_OWNER),
    Act("approvers", "zoe", may=_SIG_AND_OWNER),
    Act("correction", "zoe", may=_SIG_AND_OWNER),
    Act("corrections", "zoe", may=_SIG_AND_OWNER),
    # The lead of the SIG that it comes to says so too.
    Act("correction-sig", "network", may=_SIG_AND_OWNER | {OTHER_LEAD}),
    Act("correction-sigs", "network", may=_SIG_AND_OWNER | {OTHER_LEAD}),
    Act("exception-ask", freeze=CODE, may=_TEAM_SIG_AND_OWNER),
    Act("exception-withdraw", freeze=CODE, stands="pending", may=_TEAM),
    Act("exception-withdraw", freeze=DOCS, stands="pending", may=_TEAM_AND_DOCS),
    Act("exception-withdraw", OWN, CODE, "pending", may=_SIGNED_IN),
    Act("exception-undo", freeze=CODE, stands="withdrawn", may=_TEAM),
    Act("exception-undo", OWN, CODE, "withdrawn", may=_SIGNED_IN),
    Act("exception-undo", OWN, CODE, "approved", may=_TEAM),
    Act("exception-vote", "for", CODE, "pending", may=_TEAM_AND_SIG),
    Act("exception-decide", "rejected", CODE, "pending", may=_TEAM),
    Act("exception-decide", "rejected", DOCS, "pending", may=_TEAM_AND_DOCS),
    Act("exception-evaluate", "tracked", CODE, "approved", may=_TEAM),
    Act("exception-evaluate", "removed", DOCS, "approved", may=_TEAM_AND_DOCS),
)
_ONCE = frozenset(
    {
        *("asking", "channel", "gate", "help", "open", "outreach", "unopen", "retry"),
        *("correction", "corrections", "correction-sig", "correction-sigs"),
        *("dependency", "dependency-drop"),
        *("view", "view-change", "view-retire", "view-restore"),
        *(f"take-over-{word}" for word in ("accept", "decline", "undo", "withdraw")),
    }
)
"""What is about no release that there is, so it is asked once."""


def acts_of(release: str) -> tuple[Act, ...]:
    """What can be done there."""
    return tuple(one for one in ACTS if one.kind not in _ONCE or release == SERVED)


Cell = tuple[str, str, Act]
CELLS: tuple[Cell, ...] = tuple(
    (holder, release, act)
    for holder in HOLDERS
    for release in (SERVED, PAST)
    for act in acts_of(release)
)


def expected(holder: str, release: str, act: Act) -> bool:
    """Whether they may; of a release long out nobody changes anything."""
    return release != PAST and holder in act.may
