"""docs/permissions.md: who may do what, asked of `policy.permissions` cell by cell.

python -m enhancements.profiles.permissions_page > docs/permissions.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from enhancements.policy import decisions
from enhancements.policy.permissions import (
    ASKER,
    DOCS_FREEZE,
    LABELS,
    OWNER,
    ROLES,
    Deed,
    Held,
    Thing,
    may,
)
from enhancements.profiles.role_rules import SIG_LEAD

_CODE_FREEZE = "code-freeze"
_RELEASE, _SIG, _KEY, _LOGIN = "v1.9", "compute", "42", "ann"
_DEEDS = {
    Deed.OPT_IN: "Opt work in to a release, or out",
    Deed.TRACK: "Mark it as tracked at a freeze",
    Deed.DEFER: "Defer it to a later release",
    Deed.REMOVE: "Remove it from the release, or lift a removal",
    Deed.WAIVE: "Waive a check",
    Deed.NOTE: "Write a note on the board",
    Deed.SET_CONTACT: "Say who of the team looks after an entry",
    Deed.REBALANCE: "Share the entries out anew",
    Deed.EDIT_CRITERIA: "Change what a freeze asks for",
    Deed.EDIT_LETTERS: "Change the texts of a release's comments and announcements",
    Deed.SET_OUTREACH: "Say whether a SIG wants to be written to",
    Deed.OPEN_RELEASE: "Open a release",
    Deed.MOVE_DEADLINE: "Move a deadline",
    Deed.CLOSE_RELEASE: "Close a release",
    Deed.CLOSE_ENTRY: "Say what became of an entry",
    Deed.ASK_EXCEPTION: "Ask for an exception",
    Deed.WITHDRAW_EXCEPTION: "Withdraw a request for an exception",
    Deed.VOTE: "Vote on an exception",
    Deed.DECIDE_EXCEPTION: "Decide about an exception",
    Deed.POST_COMMENT: "Have comments written on GitHub",
    Deed.LINK_GATE: "Link a feature gate to an enhancement",
    Deed.MEND_DRIFT: "Have labels and milestones put right on GitHub",
    Deed.ASSIGN: "Say who owns, reviews and approves an enhancement, and its SIGs",
    Deed.SEEK_HELP: "Say that help is wanted",
    Deed.CHECK_IN: "Say how an entry goes",
    Deed.RAISE_CONCERN: "Raise a concern",
    Deed.RESOLVE_CONCERN: "Resolve somebody else's concern",
    Deed.EDIT_ASKING: "Change who is asked when",
    Deed.NAME_DEPENDENCY: "Say what an enhancement depends on",
    Deed.SAVE_FOR_SIG: "Save, change and retire the views of a SIG",
    Deed.SAVE_FOR_EVERYBODY: "Save, change and retire the views of everybody",
    Deed.KEEP_CHANNEL: "Keep a channel to a chat or a program",
    Deed.RETRY: "Try again what was given up",
}

HEAD = """\
# Who may do what

Written by `python -m enhancements.profiles.permissions_page` from
`enhancements/policy/permissions.py`, the one place that says so; a test sees that this
page is up to date. Reading needs no account. Whoever is not listed may not, and the
page says in a sentence who could.

Roles come from the project's own rosters and teams at each request: nobody is given one
here, and one that ended there is gone with the next request. An operator keeps the
installation running and decides nothing.

Every cell is posted through the site's own addresses in `tests/views/test_matrix.py`:
who asks, which release, which field, what stands there and what shall.
`tests/views/test_policies.py` goes through all addresses and refuses a view that does
not declare who may use it.
"""
FOOT = """\
## What stands already

Undoing a decision takes the same role as making it, and asking again for what was
withdrawn the same as withdrawing it. Where the release team removed an
entry, only who may remove can put anything else there: a SIG that may defer does not
lift that by deferring.

## To which SIG an enhancement belongs

A lead of the SIG that an enhancement comes to says so as well as one of the SIG that
it belongs to; which SIGs participate, also a lead of each that comes or goes. The leads
of both can take it back.

## Releases that are long out

The release team of today looks after the release in work, those to come, and the one
before. Of older ones nobody changes anything: they are history.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([HEAD, *_table(), "", *_fields(), "", FOOT]).rstrip() + "\n"


def _table() -> Iterator[str]:
    yield "## Deeds and roles\n"
    yield "| | " + " | ".join(LABELS[role] for role in ROLES) + " |"
    yield "| --- |" + " --- |" * len(ROLES)
    for deed in Deed:
        cells = " | ".join(cell(deed, role) for role in ROLES)
        yield f"| {_DEEDS[deed]} | {cells} |"


def cell(deed: Deed, role: str) -> str:
    """Where somebody with that role may do it, as a word: what the policy answers."""
    held = [Held(role, {SIG_LEAD: _SIG, OWNER: _KEY, ASKER: _LOGIN}.get(role, ""))]

    def asked(freeze: str, *, is_own: bool = True) -> bool:
        own = (_SIG, _KEY), _LOGIN
        (sig, key), asker = own if is_own else (("network", "43"), "bob")
        return may(held, deed, Thing(_RELEASE, sig, key, freeze, asker)).allowed

    if not asked(_CODE_FREEZE):
        return "docs freeze" if asked(DOCS_FREEZE) else "—"
    if asked(_CODE_FREEZE, is_own=False):
        return "yes"
    return "own SIG" if role == SIG_LEAD else "own"


def _fields() -> Iterator[str]:
    yield "## Fields and deeds\n"
    yield "| Field | From | To | Needs |"
    yield "| --- | --- | --- | --- |"
    standings = ("", "tracked", "deferred", "removed")
    for stands in standings:
        for value in standings:
            if stands != value:
                yield _field(decisions.STANDING, stands, value)
    for kind, value in (
        (decisions.OPT_IN, decisions.YES),
        (decisions.WAIVER, decisions.YES),
        (decisions.CONTACT, "a login"),
        (decisions.NOTE, "a text"),
        (decisions.OWNERS, "logins"),
        (decisions.REVIEWERS, "logins"),
        (decisions.APPROVERS, "logins"),
        (decisions.CHECK_IN, "how it goes"),
    ):
        yield _field(kind, "", value)
        yield _field(kind, value, "")


def _field(kind: str, stands: str, value: str) -> str:
    needed = " and ".join(decisions.deeds(kind, value, stands))
    return f"| {kind} | {stands or 'nothing'} | {value or 'nothing'} | {needed} |"


if __name__ == "__main__":
    sys.stdout.write(page())
