"""Who may do what: the one place that says so.

Pure. Somebody holds roles (`Held`), which `queries.roles` finds in the project's own
rosters and teams; a deed is done to something (`Thing`) of one project. Nobody may do
what is not listed here. Reading needs no role at all.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable, Sequence

from enhancements.profiles.role_rules import (
    RELEASE_COMMS,
    RELEASE_DOCS,
    RELEASE_LEAD,
    RELEASE_SHADOW,
    RELEASE_TEAM,
    SIG_LEAD,
)

OWNER = "owner"
"""Whom an enhancement's record names as an owner, or as an author of its document."""
ASKER = "asker"
"""Who asked for what a deed is about: of their own request everybody is this."""
OPERATOR = "operator"
"""Who runs this installation. They keep it running; they decide nothing."""
ROLES = (*RELEASE_TEAM, SIG_LEAD, OWNER, ASKER, OPERATOR)
LABELS = {
    RELEASE_LEAD: "release lead",
    RELEASE_SHADOW: "release team",
    RELEASE_DOCS: "docs team",
    RELEASE_COMMS: "comms team",
    SIG_LEAD: "SIG lead",
    OWNER: "owner",
    ASKER: "who asked",
    OPERATOR: "operator",
}
"""Roles as people read them."""
DOCS_FREEZE = "docs-freeze"


class Deed(enum.StrEnum):
    """What somebody may want to do. The words are those of the audit log."""

    OPT_IN = "opt-in"
    TRACK = "track"
    DEFER = "defer"
    REMOVE = "remove"
    WAIVE = "waive"
    NOTE = "note"
    SET_CONTACT = "set-contact"
    REBALANCE = "rebalance"
    EDIT_CRITERIA = "edit-criteria"
    EDIT_LETTERS = "edit-letters"
    """Word a release's comments and announcements in its own way."""
    SET_OUTREACH = "set-outreach"
    """Say whether a SIG wants the release team's outreach."""
    OPEN_RELEASE = "open-release"
    MOVE_DEADLINE = "move-deadline"
    CLOSE_RELEASE = "close-release"
    CLOSE_ENTRY = "close-entry"
    """Say by hand what became of an entry."""
    ASK_EXCEPTION = "ask-exception"
    WITHDRAW_EXCEPTION = "withdraw-exception"
    """Take a request that waits back, or have it wait again after that."""
    VOTE = "vote"
    """For or against an exception."""
    DECIDE_EXCEPTION = "decide-exception"
    POST_COMMENT = "post-comment"
    LINK_GATE = "link-gate"
    MEND_DRIFT = "mend-drift"
    """Have GitHub say what the record says: labels and milestones."""
    ASSIGN = "assign"
    """Say who owns, reviews and approves an enhancement."""
    SEEK_HELP = "seek-help"
    """Say that somebody is wanted for an enhancement, or no longer."""
    CHECK_IN = "check-in"
    """Say how an entry goes."""
    RAISE_CONCERN = "raise-concern"
    RESOLVE_CONCERN = "resolve-concern"
    EDIT_ASKING = "edit-asking"
    """Change whom a SIG's entries ask when whether all is still true."""
    NAME_DEPENDENCY = "name-dependency"
    SAVE_FOR_SIG = "save-for-sig"
    """Save, change and retire the views that stand among those of a SIG."""
    SAVE_FOR_EVERYBODY = "save-for-everybody"
    KEEP_CHANNEL = "keep-channel"
    """Say where messages of the project, or of a SIG, go besides mail."""
    RETRY = "retry"


_TEAM = (RELEASE_LEAD, RELEASE_SHADOW)
_TABLE: dict[Deed, tuple[str, ...]] = {
    # A SIG opts its work in and may take it to a later release; whether it is tracked
    # is the release team's word (`domain` of both projects: the SIG defers, the
    # release team removes).
    Deed.OPT_IN: (*_TEAM, SIG_LEAD),
    Deed.TRACK: _TEAM,
    Deed.DEFER: (*_TEAM, SIG_LEAD),
    Deed.REMOVE: _TEAM,
    Deed.WAIVE: _TEAM,
    Deed.NOTE: (*RELEASE_TEAM, SIG_LEAD, OWNER),
    Deed.SET_CONTACT: _TEAM,
    Deed.REBALANCE: (RELEASE_LEAD,),
    Deed.EDIT_CRITERIA: (RELEASE_LEAD,),
    Deed.EDIT_LETTERS: (RELEASE_LEAD,),
    # The release lead is who a SIG writes to that does not use this page.
    Deed.SET_OUTREACH: (RELEASE_LEAD, SIG_LEAD),
    Deed.OPEN_RELEASE: (RELEASE_LEAD,),
    Deed.MOVE_DEADLINE: (RELEASE_LEAD,),
    Deed.CLOSE_RELEASE: (RELEASE_LEAD,),
    Deed.CLOSE_ENTRY: _TEAM,
    Deed.ASK_EXCEPTION: (*_TEAM, SIG_LEAD, OWNER),
    Deed.WITHDRAW_EXCEPTION: (*_TEAM, ASKER),
    Deed.VOTE: (*_TEAM, SIG_LEAD),
    Deed.DECIDE_EXCEPTION: _TEAM,
    Deed.POST_COMMENT: _TEAM,
    Deed.LINK_GATE: (*_TEAM, SIG_LEAD, OWNER),
    Deed.MEND_DRIFT: (*_TEAM, SIG_LEAD),
    # A SIG's leads and whoever does the work say who does it.
    Deed.ASSIGN: (SIG_LEAD, OWNER),
    Deed.SEEK_HELP: (SIG_LEAD, OWNER),
    # The contact of an entry is somebody of the release team.
    Deed.CHECK_IN: (*_TEAM, SIG_LEAD, OWNER),
    Deed.RAISE_CONCERN: (*RELEASE_TEAM, SIG_LEAD, OWNER),
    Deed.RESOLVE_CONCERN: (*_TEAM, SIG_LEAD),
    Deed.EDIT_ASKING: (SIG_LEAD,),
    Deed.NAME_DEPENDENCY: (*_TEAM, SIG_LEAD, OWNER),
    # A view decides nothing, so who runs the installation may look after those of all.
    Deed.SAVE_FOR_SIG: (SIG_LEAD,),
    Deed.SAVE_FOR_EVERYBODY: (*RELEASE_TEAM, SIG_LEAD, OPERATOR),
    # Docs and comms have chats of their own.
    Deed.KEEP_CHANNEL: (*RELEASE_TEAM, SIG_LEAD),
    Deed.RETRY: (OPERATOR,),
}
# Every SIG signs a proposal off, so every SIG's leads may have concerns about it; and
# what is for everybody is of no SIG.
_ANYWHERE = frozenset({Deed.RAISE_CONCERN, Deed.SAVE_FOR_EVERYBODY})
# The docs team looks after its own freeze.
_DOCS = frozenset(
    {
        *(Deed.TRACK, Deed.REMOVE, Deed.WAIVE, Deed.POST_COMMENT),
        *(Deed.DECIDE_EXCEPTION, Deed.WITHDRAW_EXCEPTION),
    }
)
_DONE = {
    Deed.OPT_IN: "opts work in to a release",
    Deed.TRACK: "marks work as tracked",
    Deed.DEFER: "defers work to a later release",
    Deed.REMOVE: "takes work out of a release",
    Deed.WAIVE: "waives a check",
    Deed.NOTE: "writes notes here",
    Deed.SET_CONTACT: "says who of the team looks after an entry",
    Deed.REBALANCE: "shares the entries out anew",
    Deed.EDIT_CRITERIA: "changes what a freeze asks for",
    Deed.EDIT_LETTERS: "changes the texts of comments and announcements",
    Deed.SET_OUTREACH: "says whether a SIG wants to be written to",
    Deed.OPEN_RELEASE: "opens a release",
    Deed.MOVE_DEADLINE: "moves a deadline",
    Deed.CLOSE_RELEASE: "closes a release",
    Deed.CLOSE_ENTRY: "says what became of an entry",
    Deed.ASK_EXCEPTION: "asks for an exception",
    Deed.WITHDRAW_EXCEPTION: "withdraws this request",
    Deed.VOTE: "votes on an exception",
    Deed.DECIDE_EXCEPTION: "decides about an exception",
    Deed.POST_COMMENT: "has comments written on GitHub",
    Deed.LINK_GATE: "links a feature gate",
    Deed.MEND_DRIFT: "has labels and milestones put right on GitHub",
    Deed.ASSIGN: "says who does the work",
    Deed.SEEK_HELP: "says that help is wanted",
    Deed.CHECK_IN: "says how an entry goes",
    Deed.RAISE_CONCERN: "raises a concern",
    Deed.RESOLVE_CONCERN: "resolves somebody else's concern",
    Deed.EDIT_ASKING: "changes who is asked when",
    Deed.NAME_DEPENDENCY: "says what an enhancement depends on",
    Deed.SAVE_FOR_SIG: "looks after the saved views of a SIG",
    Deed.SAVE_FOR_EVERYBODY: "looks after the saved views of everybody",
    Deed.KEEP_CHANNEL: "keeps a channel",
    Deed.RETRY: "tries again what was given up",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds, and where."""

    role: str
    """One of ROLES."""
    of: str = ""
    """The SIG of a SIG lead, the key of an owner's enhancement, the login of who
    asks; else empty."""
    source: str = ""
    """Where that stands, in words: `sigs.yaml`, `team release-team`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Thing:
    """What something is to be done to, as it is stored: never as a form says it."""

    release: str = ""
    sig: str = ""
    """The SIG that owns the enhancement now; empty for none."""
    key: str = ""
    """The enhancement's key now; empty where it is about a whole release."""
    freeze: str = ""
    """Key of the deadline that it is about; empty for none."""
    asked_by: str = ""
    """Login of who asked for it; empty where nobody did, or a file says so."""
    asked_at: dt.datetime | None = None
    """When they did: a login means whoever had it then."""
    is_served: bool = True
    """Whether the release team of today still looks after the release; of one that it
    does not, nobody changes anything any more."""


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """Whether somebody may, and if not, why."""

    allowed: bool
    reason: str = ""
    """A sentence for who may not; empty for who may."""
    role: str = ""
    """The role that allows it; empty for who may not."""

    def __bool__(self) -> bool:
        return self.allowed


def may(held: Iterable[Held], deed: Deed, thing: Thing) -> Answer:
    """Whether somebody with these roles may do this to that thing."""
    holding = tuple(held)
    wanted = roles_for(deed, freeze=thing.freeze)
    for one in holding:
        if one.role in wanted and _is_about(one, deed, thing):
            return Answer(allowed=True, role=one.role)
    return Answer(allowed=False, reason=_reason(holding, deed, thing, wanted))


def roles_for(deed: Deed, *, freeze: str = "") -> tuple[str, ...]:
    """The roles that may, wherever they are held."""
    roles = _TABLE[deed]
    if deed in _DOCS and freeze == DOCS_FREEZE:
        return (*roles, RELEASE_DOCS)
    return roles


def serves(release: str, *, names: Sequence[str], current: str) -> bool:
    """Whether the release team of today looks after a release.

    `names` are all releases in order, `current` is the one in work. It looks after that
    one, those to come, and the one before, whose ends it ties up.
    """
    if release not in names or current not in names:
        return False
    return names.index(release) >= names.index(current) - 1


def _is_about(held: Held, deed: Deed, thing: Thing) -> bool:
    """Whether a role is held where the thing is."""
    if not thing.is_served:
        return False
    if held.role == SIG_LEAD and deed not in _ANYWHERE:
        return bool(thing.sig) and held.of == thing.sig
    if held.role == OWNER:
        return bool(thing.key) and held.of == thing.key
    if held.role == ASKER:
        return bool(thing.asked_by) and held.of == thing.asked_by
    return True


def _reason(
    held: Sequence[Held], deed: Deed, thing: Thing, wanted: Sequence[str]
) -> str:
    """Why not, and who could instead."""
    if not thing.is_served:
        return f"{thing.release} is long out, so nothing of it is changed any more."
    if SIG_LEAD in wanted and any(one.role == SIG_LEAD for one in held):
        whose = f"SIG {thing.sig}" if thing.sig else "no SIG"
        return f"This belongs to {whose}, and you lead another one."
    # Where the whole team may, its lead need not be named beside it.
    named = [
        one for one in wanted if one != RELEASE_LEAD or RELEASE_SHADOW not in wanted
    ]
    listed = " or ".join(_who(role, thing) for role in named)
    return f"Only {listed} {_DONE[deed]}."


def _who(role: str, thing: Thing) -> str:
    if role == RELEASE_SHADOW:
        return f"the release team{f' of {thing.release}' if thing.release else ''}"
    if role == RELEASE_LEAD:
        return f"the lead of {thing.release}" if thing.release else "the release lead"
    if role == SIG_LEAD:
        return f"a lead of SIG {thing.sig}" if thing.sig else "a SIG lead"
    named = {
        OWNER: "an owner of the enhancement",
        ASKER: f"@{thing.asked_by}, who asked," if thing.asked_by else "who asked",
        OPERATOR: "an operator of this installation",
    }
    return named.get(role, f"the {LABELS[role]}")
