"""When an enhancement may be taken over, and what such an offer says. Pure.

Nobody pushes others out: one offers what has no owner, what its owners seek somebody
for, or what has owners who are all gone or silent. Who owns it, or leads its SIG, says
yes or no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import people
from enhancements.policy.absence import GONE, SILENT, Absent

NOBODY, HELP = "nobody", "help"
GROUNDS: Mapping[str, str] = {
    NOBODY: gettext_noop("nobody owns it"),
    HELP: gettext_noop("an owner is wanted"),
    GONE: gettext_noop("its owners are gone"),
    SILENT: gettext_noop("its owners are silent"),
}
"""Why it may be offered, as people read it."""
ACCEPTED, DECLINED, WITHDRAWN = "accepted", "declined", "withdrawn"
INSTEAD, BESIDE = "instead", "beside"
"""Who takes over comes in the place of who owned it, or beside them."""
LONGEST = 1000
"""Characters of what is said with an offer or an answer."""
NO_GROUND = gettext_noop(
    "Its owners are there, and nobody said that an owner is wanted. Ask them on the"
    " tracking issue first."
)


class TakeOverRefused(ValueError):
    """It cannot be done so; the message says what would do."""


def ground(owners: Sequence[str], *, is_wanted: bool, absent: Iterable[Absent]) -> str:
    """Why somebody may offer to take it over, a word of GROUNDS; empty where not.

    `is_wanted`: an owner is said to be wanted. `absent` are those of its owners who are
    gone or silent.
    """
    if not owners:
        return NOBODY
    if is_wanted:
        return HELP
    words = {one.login.casefold(): one.word for one in absent}
    found = {words.get(login.lstrip("@").casefold(), "") for login in owners}
    if "" in found:
        return ""
    return SILENT if SILENT in found else GONE


def said(text: str) -> str:
    """What is said with an offer or an answer, as kept. Raises TakeOverRefused."""
    kept = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(kept) > LONGEST:
        message = gettext("Say it in at most %(most)s characters.", most=LONGEST)
        raise TakeOverRefused(message)
    return kept


def owners_after(owners: Sequence[str], login: str, how: str) -> tuple[str, ...]:
    """Who owns it once `login` has taken it over. Raises TakeOverRefused for what is
    neither INSTEAD nor BESIDE.
    """
    if how == INSTEAD:
        return (login,)
    if how == BESIDE:
        return people.changed(tuple(one.lstrip("@") for one in owners), add=(login,))
    raise TakeOverRefused(
        gettext("Say whether they come instead of who owns it, or beside.")
    )
