"""Who may do what: the one place that says so.

Pure. Somebody holds roles (`Held`), which `queries.roles` finds in the project's own
rosters and teams; a deed is done to something (`Thing`) of one project. Nobody may do
what is not listed here. Reading needs no role at all.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools
from collections.abc import Iterable, Sequence

from enhancements.languages import gettext, gettext_noop
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
    RELEASE_LEAD: gettext_noop("release lead"),
    RELEASE_SHADOW: gettext_noop("release team"),
    RELEASE_DOCS: gettext_noop("docs team"),
    RELEASE_COMMS: gettext_noop("comms team"),
    SIG_LEAD: gettext_noop("SIG lead"),
    OWNER: gettext_noop("owner"),
    ASKER: gettext_noop("who asked"),
    OPERATOR: gettext_noop("operator"),
}
"""Roles as people read them, in English."""
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
    Deed.OPT_IN: gettext_noop("Only %(who)s opts work in to a release."),
    Deed.TRACK: gettext_noop("Only %(who)s marks work as tracked."),
    Deed.DEFER: gettext_noop("Only %(who)s defers work to a later release."),
    Deed.REMOVE: gettext_noop("Only %(who)s takes work out of a release."),
    Deed.WAIVE: gettext_noop("Only %(who)s waives a check."),
    Deed.NOTE: gettext_noop("Only %(who)s writes notes here."),
    Deed.SET_CONTACT: gettext_noop(
        "Only %(who)s says who of the team looks after an entry."
    ),
    Deed.REBALANCE: gettext_noop("Only %(who)s shares the entries out anew."),
    Deed.EDIT_CRITERIA: gettext_noop("Only %(who)s changes what a freeze asks for."),
    Deed.EDIT_LETTERS: gettext_noop(
        "Only %(who)s changes the texts of comments and announcements."
    ),
    Deed.SET_OUTREACH: gettext_noop(
        "Only %(who)s says whether a SIG wants to be written to."
    ),
    Deed.OPEN_RELEASE: gettext_noop("Only %(who)s opens a release."),
    Deed.MOVE_DEADLINE: gettext_noop("Only %(who)s moves a deadline."),
    Deed.CLOSE_RELEASE: gettext_noop("Only %(who)s closes a release."),
    Deed.CLOSE_ENTRY: gettext_noop("Only %(who)s says what became of an entry."),
    Deed.ASK_EXCEPTION: gettext_noop("Only %(who)s asks for an exception."),
    Deed.WITHDRAW_EXCEPTION: gettext_noop("Only %(who)s withdraws this request."),
    Deed.VOTE: gettext_noop("Only %(who)s votes on an exception."),
    Deed.DECIDE_EXCEPTION: gettext_noop("Only %(who)s decides about an exception."),
    Deed.POST_COMMENT: gettext_noop("Only %(who)s has comments written on GitHub."),
    Deed.LINK_GATE: gettext_noop("Only %(who)s links a feature gate."),
    Deed.MEND_DRIFT: gettext_noop(
        "Only %(who)s has labels and milestones put right on GitHub."
    ),
    Deed.ASSIGN: gettext_noop("Only %(who)s says who does the work."),
    Deed.SEEK_HELP: gettext_noop("Only %(who)s says that help is wanted."),
    Deed.CHECK_IN: gettext_noop("Only %(who)s says how an entry goes."),
    Deed.RAISE_CONCERN: gettext_noop("Only %(who)s raises a concern."),
    Deed.RESOLVE_CONCERN: gettext_noop(
        "Only %(who)s resolves somebody else's concern."
    ),
    Deed.EDIT_ASKING: gettext_noop("Only %(who)s changes who is asked when."),
    Deed.NAME_DEPENDENCY: gettext_noop(
        "Only %(who)s says what an enhancement depends on."
    ),
    Deed.SAVE_FOR_SIG: gettext_noop(
        "Only %(who)s looks after the saved views of a SIG."
    ),
    Deed.SAVE_FOR_EVERYBODY: gettext_noop(
        "Only %(who)s looks after the saved views of everybody."
    ),
    Deed.KEEP_CHANNEL: gettext_noop("Only %(who)s keeps a channel."),
    Deed.RETRY: gettext_noop("Only %(who)s tries again what was given up."),
}
_WHO = {
    RELEASE_LEAD: gettext_noop("the release lead"),
    RELEASE_SHADOW: gettext_noop("the release team"),
    RELEASE_DOCS: gettext_noop("the docs team"),
    RELEASE_COMMS: gettext_noop("the comms team"),
    SIG_LEAD: gettext_noop("a SIG lead"),
    OWNER: gettext_noop("an owner of the enhancement"),
    ASKER: gettext_noop("who asked"),
    OPERATOR: gettext_noop("an operator of this installation"),
}
_WHO_OF = {
    RELEASE_LEAD: gettext_noop("the lead of %(release)s"),
    RELEASE_SHADOW: gettext_noop("the release team of %(release)s"),
    SIG_LEAD: gettext_noop("a lead of SIG %(sig)s"),
    ASKER: gettext_noop("@%(login)s, who asked,"),
}
"""The same roles where it is known of what."""


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
        return gettext(
            "%(release)s is long out, so nothing of it is changed any more.",
            release=thing.release,
        )
    if SIG_LEAD in wanted and any(one.role == SIG_LEAD for one in held):
        if not thing.sig:
            return gettext("This belongs to no SIG, and you lead another one.")
        return gettext(
            "This belongs to SIG %(sig)s, and you lead another one.", sig=thing.sig
        )
    # Where the whole team may, its lead need not be named beside it.
    named = [
        one for one in wanted if one != RELEASE_LEAD or RELEASE_SHADOW not in wanted
    ]
    who = functools.reduce(_either, (_who(role, thing) for role in named))
    return gettext(_DONE[deed], who=who)


def _either(one: str, other: str) -> str:
    return gettext("%(one)s or %(other)s", one=one, other=other)


def _who(role: str, thing: Thing) -> str:
    """A role within a sentence, and where it would have to be held."""
    named = {"release": thing.release, "sig": thing.sig, "login": thing.asked_by}
    where = {
        RELEASE_SHADOW: thing.release,
        RELEASE_LEAD: thing.release,
        SIG_LEAD: thing.sig,
        ASKER: thing.asked_by,
    }
    texts = _WHO_OF if where.get(role) else _WHO
    return gettext(texts[role], **named)
