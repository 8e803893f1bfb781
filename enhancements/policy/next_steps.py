"""What comes next for an entry, in a sentence: who does what, by when.

Pure. Pieces of text, each with whether it is bold, as pages show sentences.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from enhancements.languages import dates, gettext, ngettext, pgettext
from enhancements.policy.boards import LEFT, Status
from enhancements.policy.deadlines import day_of
from enhancements.policy.sentences import listed
from enhancements.policy.waiting import Facts, Side, Wait, Whom, is_on

Piece = tuple[str, bool]
_FEW = 3


def sentences(waits: Sequence[Wait], *, login: str = "") -> tuple[Piece, ...]:
    """What comes next of these waits of one entry, the most urgent first.

    `login` is who reads: what waits for them comes first and is said to them. Nothing
    is said where nothing is waited for.
    """
    mine = [one for one in waits if is_on(one, logins=[login])]
    ordered = [*mine, *(one for one in waits if one not in mine)]
    if not ordered:
        return ()
    first, rest = ordered[0], ordered[1:]
    whom = gettext("You are next:")
    if not mine:
        whom = gettext("Next is %(names)s:", names=names(first.whom))
    pieces: list[Piece] = [(f"{whom} ", False), (_ended(first.ask), True)]
    if first.due is not None:
        due = gettext("By %(day)s.", day=_day(first.due))
        pieces.append((f" {due}", False))
    if rest:
        pieces.append((f" {_then(rest, login)}", False))
    return tuple(pieces)


def deciding(facts: Facts, release: str) -> tuple[Piece, ...]:
    """Who decides about an entry of that release at the freeze that is worked for.

    Nothing where a wait says it already, as that of what is met or waits for an
    exception, or where no freeze is worked for.
    """
    if facts.status in LEFT:
        text = gettext(
            "It has left %(release)s; nobody decides about it there any more.",
            release=release,
        )
        return ((text, False),)
    if not facts.freeze:
        return ()
    freeze = facts.freeze
    if facts.ends_at is not None:
        day = _day(facts.ends_at)
        freeze = gettext("%(freeze)s of %(day)s", freeze=freeze, day=day)
    if facts.status is Status.TRACKED:
        text = gettext(
            "The release team has <b>tracked</b> it for the %(freeze)s.", freeze=freeze
        )
        return _pieces(text)
    if facts.status not in _OPEN:
        return ()
    text = gettext(
        "<b>The release team decides</b> at the %(freeze)s. What is missing then needs"
        " an exception, or the next release.",
        freeze=freeze,
    )
    return _pieces(text)


_OPEN = frozenset({Status.AT_RISK, Status.UNKNOWN, Status.NOT_YET})
_BOLD = re.compile(r"<b>(.*?)</b>")


def _pieces(text: str) -> tuple[Piece, ...]:
    """A text with bold parts in pieces: every second one was between marks."""
    parts = enumerate(_BOLD.split(text))
    return tuple((part, bool(place % 2)) for place, part in parts if part)


def names(whom: Sequence[Whom]) -> str:
    """Who is waited for, in words: "@ann or @bob", "SIG compute"."""
    said = [_name(one) for one in whom]
    if len(said) > _FEW:
        return gettext(
            "%(some)s or one of %(number)s others",
            some=", ".join(said[: _FEW - 1]),
            number=len(said) - _FEW + 1,
        )
    either = pgettext("between two", "or")
    return f" {either} ".join(said)


def _name(one: Whom) -> str:
    if one.side is Side.PERSON:
        return f"@{one.name.removeprefix('@')}"
    if one.side is Side.SIG:
        return f"SIG {one.name}"
    return gettext("the release team")


def _then(rest: Sequence[Wait], login: str) -> str:
    """How many more, and on whom."""
    whom: list[str] = []
    for one in rest:
        is_mine = is_on(one, logins=[login])
        name = pgettext("waited for", "you") if is_mine else names(one.whom)
        if name not in whom:
            whom.append(name)
    number = len(rest)
    if len(whom) > _FEW:
        return ngettext(
            "%(num)s more thing waits for %(others)s others.",
            "%(num)s more things wait for %(others)s others.",
            number,
            others=len(whom),
        )
    return ngettext(
        "%(num)s more thing waits for %(whom)s.",
        "%(num)s more things wait for %(whom)s.",
        number,
        whom=listed(whom),
    )


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _day(moment: dt.datetime) -> str:
    return dates.day(day_of(moment), with_year=False)
