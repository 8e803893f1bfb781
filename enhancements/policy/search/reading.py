"""The values of a search's tests, read by what a project knows.

`sig:Network` becomes the SIG network, `release:current+1` the release after the one in
work, `updated:<14d` a stretch of time. What cannot be meant is refused where it stands,
all of it at once.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import re
from collections.abc import Callable, Sequence

from enhancements.documents import versions
from enhancements.policy.search import days, fields, trees
from enhancements.policy.search.days import Span
from enhancements.policy.search.fields import ME, NONE, Field, Kind
from enhancements.policy.search.grammar import SearchRefused, Trouble
from enhancements.policy.search.trees import Place, Test, Tree, Value
from enhancements.profiles.schema import Profile

_DIGITS = 15
"""The most that a number of the database is sure to hold."""
_STEPS = re.compile(r"[+-]\d{1,2}", re.ASCII)
_CURRENT = "current"
_NEXT = "next"


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What values can mean."""

    profile: Profile
    now: dt.datetime
    """The moment as of which is asked; aware."""
    releases: Sequence[str] = ()
    """Names in their order, `v1.9` before `v1.10`."""
    current: str = ""
    """The release in work; empty when there is none."""
    me: Sequence[str] = ()
    """Handles of who asks, in lower case; empty when nobody has signed in."""


@dataclasses.dataclass(frozen=True, slots=True)
class Numbers:
    """Whole numbers from `low` to `high`, both included; None is open."""

    low: int | None
    high: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Want:
    """A test whose values are read: any of them will do."""

    field: Field
    names: tuple[str, ...] = ()
    """Keys, names, handles in lower case, words."""
    spans: tuple[Span, ...] = ()
    """Of a date."""
    numbers: tuple[Numbers, ...] = ()
    or_none: bool = False
    """Also those that have none."""
    place: Place = dataclasses.field(default=trees.NOWHERE, compare=False)


def read(tree: Tree, known: Known) -> dict[Test, Want]:
    """What every test of a tree wants.

    Raises SearchRefused with a trouble for every value and field that cannot be meant.
    """
    found: dict[Test, Want] = {}
    troubles: list[Trouble] = []
    for test in trees.tests(tree):
        field = fields.of(test.field)
        if field is None:
            troubles.append(_no_field(test))
            continue
        want, bad = _want(field, test, known)
        found[test] = want
        troubles += bad
    if troubles:
        raise SearchRefused(*troubles)
    return found


def _no_field(test: Test) -> Trouble:
    near = fields.nearest(test.field)
    hint = f"Did you mean {near}: ?" if near else "Press ? for all fields."
    end = test.place.start + len(test.field)
    message = (
        f"There is no field “{test.field}”. {hint} Quote it to search for the text."
    )
    return Trouble(message, Place(test.place.start, end))


class _Unmeant(ValueError):
    """A value that cannot be meant; the text says what would be."""


def _want(field: Field, test: Test, known: Known) -> tuple[Want, list[Trouble]]:
    want = Want(field, place=test.place)
    troubles = []
    for value in test.values:
        place = value.place if value.place.end > value.place.start else test.place
        try:
            want = _with(want, value, known)
        except _Unmeant as unmeant:
            troubles.append(Trouble(str(unmeant), place))
    return want, troubles


def _with(want: Want, value: Value, known: Known) -> Want:
    """The want with one more value; raises _Unmeant."""
    field = want.field
    if not value.text and value.to is None:
        raise _Unmeant(f"Say what follows {field.name}:, such as {_example(field)}.")
    if value.text.casefold() == NONE and _is_plain(value):
        if not field.may_be_none:
            message = (
                f"{field.name}: cannot be none. Write -{_example(field)} for others."
            )
            raise _Unmeant(message)
        return dataclasses.replace(want, or_none=True)
    if field.kind is Kind.MOMENT:
        return dataclasses.replace(want, spans=(*want.spans, _span(value, known)))
    if field.kind is Kind.NUMBER:
        return dataclasses.replace(want, numbers=(*want.numbers, _numbers(value)))
    names = (
        _releases(value, known)
        if field.kind is Kind.RELEASE
        else _names(field, value, known)
    )
    return dataclasses.replace(want, names=tuple(dict.fromkeys((*want.names, *names))))


def _example(field: Field) -> str:
    return f"{field.name}:{field.example}"


def _is_plain(value: Value) -> bool:
    return value.to is None and not value.compared


def _names(field: Field, value: Value, known: Known) -> Sequence[str]:
    if not _is_plain(value):
        message = f"{field.name}: has no order. Write {_example(field)}."
        raise _Unmeant(message)
    return _READERS[field.kind](field, value.text, known)


def _sig(_field: Field, text: str, known: Known) -> Sequence[str]:
    return [known.profile.sig_name(text) or text.casefold()]


def _stage(_field: Field, text: str, known: Known) -> Sequence[str]:
    stage = known.profile.stage(text)
    if stage is None:
        raise _Unmeant(
            _unknown(text, "stage", [one.key for one in known.profile.stages])
        )
    return [stage.key]


def _status(_field: Field, text: str, known: Known) -> Sequence[str]:
    status = known.profile.status(text)
    if status is None:
        keys = [one.key for one in known.profile.statuses]
        raise _Unmeant(_unknown(text, "status", keys))
    return [status.key]


def _person(_field: Field, text: str, known: Known) -> Sequence[str]:
    handle = text.removeprefix("@").casefold()
    if handle != ME:
        return [handle]
    if not known.me:
        raise _Unmeant("Sign in to search for yourself, or write a login.")
    return known.me


def _choice(field: Field, text: str, _known: Known) -> Sequence[str]:
    folded = text.casefold()
    if folded not in field.choices:
        raise _Unmeant(_unknown(text, f"value of {field.name}:", list(field.choices)))
    return [folded]


def _text(_field: Field, text: str, _known: Known) -> Sequence[str]:
    return [text]


_READERS: dict[Kind, Callable[[Field, str, Known], Sequence[str]]] = {
    Kind.SIG: _sig,
    Kind.STAGE: _stage,
    Kind.STATUS: _status,
    Kind.PERSON: _person,
    Kind.CHOICE: _choice,
    Kind.TEXT: _text,
    # What is left of them: `saved.expand` has put what they ask in their places.
    Kind.VIEW: _text,
}


def _unknown(text: str, noun: str, known: list[str]) -> str:
    near = difflib.get_close_matches(text.casefold(), known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"“{text}” is no {noun}.{hint} Known are: {', '.join(known)}."


# --- Releases ---------------------------------------------------------------------


def _releases(value: Value, known: Known) -> Sequence[str]:
    """The names that a value of `release:` means; a range means all known within."""
    if _is_plain(value):
        return [_release(value.text, known)]
    if value.compared:
        edge = versions.sort_key(_release(value.text, known))
        meets = _COMPARED[value.compared]
        return [one for one in known.releases if meets(versions.sort_key(one), edge)]
    low = versions.sort_key(_release(value.text, known)) if value.text else (0, 0)
    high = versions.sort_key(_release(value.to, known)) if value.to else (10**9, 0)
    return [one for one in known.releases if low <= versions.sort_key(one) <= high]


_Version = tuple[int, int]
_COMPARED: dict[str, Callable[[_Version, _Version], bool]] = {
    "<": lambda one, edge: one < edge,
    "<=": lambda one, edge: one <= edge,
    ">": lambda one, edge: one > edge,
    ">=": lambda one, edge: one >= edge,
}


def _release(text: str, known: Known) -> str:
    """The name of one release: `v1.9`, `1.9`, `current`, `next`, `current-1`."""
    folded = text.casefold()
    if folded == _NEXT:
        folded = f"{_CURRENT}+1"
    if not folded.startswith(_CURRENT):
        named = versions.parse_release(text)
        if named is None:
            message = f"“{text}” is no release. Write one such as v1.9, or current."
            raise _Unmeant(message)
        return named
    rest = folded.removeprefix(_CURRENT)
    steps = _steps(rest)
    if steps is None:
        message = f"“{text}” is no release. Write current, current+1 or current-1."
        raise _Unmeant(message)
    if known.current not in known.releases:
        raise _Unmeant("No release is in work at that moment. Name one, such as v1.9.")
    place = list(known.releases).index(known.current) + steps
    if not 0 <= place < len(known.releases):
        way = "after" if steps > 0 else "before"
        raise _Unmeant(f"No such release is known {way} {known.current}.")
    return known.releases[place]


def _steps(rest: str) -> int | None:
    """The number of `+1` or `-2`; 0 of nothing, None of anything else."""
    if not rest:
        return 0
    return int(rest) if _STEPS.fullmatch(rest) else None


# --- Numbers and dates ------------------------------------------------------------


def _numbers(value: Value) -> Numbers:
    if value.to is not None:
        low = _number(value.text) if value.text else None
        return Numbers(low, _number(value.to) if value.to else None)
    first = _number(value.text)
    return {
        "": Numbers(first, first),
        "<": Numbers(None, first - 1),
        "<=": Numbers(None, first),
        ">": Numbers(first + 1, None),
        ">=": Numbers(first, None),
    }[value.compared]


def _number(text: str) -> int:
    digits = text.removeprefix("#")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _DIGITS:
        raise _Unmeant(f"“{text}” is no number. Write one such as 214.")
    return int(digits)


def _span(value: Value, known: Known) -> Span:
    try:
        return days.span(value, known.now)
    except days.NoDate as no_date:
        raise _Unmeant(str(no_date)) from no_date
