"""What comes next for an entry, in a sentence: who does what, by when.

Pure. Pieces of text, each with whether it is bold, as pages show sentences.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from enhancements.policy.boards import LEFT, Status
from enhancements.policy.deadlines import day_of
from enhancements.policy.sentences import counted, listed
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
    pieces: list[Piece] = [
        ("You are next: " if mine else f"Next is {names(first.whom)}: ", False),
        (_ended(first.ask), True),
    ]
    if first.due is not None:
        pieces.append((f" By {_day(first.due)}.", False))
    if rest:
        pieces.append((f" {_then(rest, login)}", False))
    return tuple(pieces)


def deciding(facts: Facts, release: str) -> tuple[Piece, ...]:
    """Who decides about an entry of that release at the freeze that is worked for.

    Nothing where a wait says it already, as that of what is met or waits for an
    exception, or where no freeze is worked for.
    """
    if facts.status in LEFT:
        return (
            (f"It has left {release}; nobody decides about it there any more.", False),
        )
    if not facts.freeze:
        return ()
    freeze = facts.freeze
    if facts.ends_at is not None:
        freeze = f"{freeze} of {_day(facts.ends_at)}"
    if facts.status is Status.TRACKED:
        return (
            ("The release team has ", False),
            ("tracked", True),
            (f" it for the {freeze}.", False),
        )
    if facts.status not in _OPEN:
        return ()
    then = "What is missing then needs an exception, or the next release."
    return (("The release team decides", True), (f" at the {freeze}. {then}", False))


_OPEN = frozenset({Status.AT_RISK, Status.UNKNOWN, Status.NOT_YET})


def names(whom: Sequence[Whom]) -> str:
    """Who is waited for, in words: "@ann or @bob", "SIG compute"."""
    said = [_name(one) for one in whom]
    if len(said) > _FEW:
        return f"{', '.join(said[: _FEW - 1])} or one of {len(said) - _FEW + 1} others"
    return " or ".join(said)


def _name(one: Whom) -> str:
    if one.side is Side.PERSON:
        return f"@{one.name.removeprefix('@')}"
    return f"SIG {one.name}" if one.side is Side.SIG else f"the {one.name}"


def _then(rest: Sequence[Wait], login: str) -> str:
    """How many more, and on whom."""
    whom: list[str] = []
    for one in rest:
        name = "you" if is_on(one, logins=[login]) else names(one.whom)
        if name not in whom:
            whom.append(name)
    number = len(rest)
    what = counted(number, "more thing")
    verb = "waits" if number == 1 else "wait"
    if len(whom) > _FEW:
        return f"{what} {verb} for {len(whom)} others."
    return f"{what} {verb} for {listed(whom)}."


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _day(moment: dt.datetime) -> str:
    day = day_of(moment)
    return f"{day.day} {day:%b}"
