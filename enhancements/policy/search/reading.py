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
from enhancements.languages import gettext, gettext_noop
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
    end = test.place.start + len(test.field)
    text = gettext_noop(
        "There is no field “%(field)s”. Press ? for all fields. Quote it to search for"
        " the text."
    )
    if near:
        text = gettext_noop(
            "There is no field “%(field)s”. Did you mean %(near)s: ? Quote it to search"
            " for the text."
        )
    message = gettext(text, field=test.field, near=near)
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
        message = gettext(
            "Say what follows %(field)s:, such as %(example)s.",
            field=field.name,
            example=_example(field),
        )
        raise _Unmeant(message)
    if value.text.casefold() == NONE and _is_plain(value):
        if not field.may_be_none:
            message = gettext(
                "%(field)s: cannot be none. Write -%(example)s for others.",
                field=field.name,
                example=_example(field),
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
        message = gettext(
            "%(field)s: has no order. Write %(example)s.",
            field=field.name,
            example=_example(field),
        )
        raise _Unmeant(message)
    return _READERS[field.kind](field, value.text, known)


def _sig(_field: Field, text: str, known: Known) -> Sequence[str]:
    return [known.profile.sig_name(text) or text.casefold()]


def _stage(_field: Field, text: str, known: Known) -> Sequence[str]:
    stage = known.profile.stage(text)
    if stage is None:
        keys = [one.key for one in known.profile.stages]
        said = gettext("“%(text)s” is no stage.", text=text)
        raise _Unmeant(_unknown(said, text, keys))
    return [stage.key]


def _status(_field: Field, text: str, known: Known) -> Sequence[str]:
    status = known.profile.status(text)
    if status is None:
        keys = [one.key for one in known.profile.statuses]
        said = gettext("“%(text)s” is no status.", text=text)
        raise _Unmeant(_unknown(said, text, keys))
    return [status.key]


def _person(_field: Field, text: str, known: Known) -> Sequence[str]:
    handle = text.removeprefix("@").casefold()
    if handle != ME:
        return [handle]
    if not known.me:
        raise _Unmeant(gettext("Sign in to search for yourself, or write a login."))
    return known.me


def _choice(field: Field, text: str, _known: Known) -> Sequence[str]:
    folded = text.casefold()
    if folded not in field.choices:
        said = gettext(
            "“%(text)s” is no value of %(field)s:.", text=text, field=field.name
        )
        raise _Unmeant(_unknown(said, text, list(field.choices)))
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


def _unknown(said: str, text: str, known: list[str]) -> str:
    """The sentence that a text is none of those known, with what is nearest."""
    near = difflib.get_close_matches(text.casefold(), known, n=1)
    found = [said]
    if near:
        found.append(gettext("Did you mean %(near)s?", near=near[0]))
    found.append(gettext("Known are: %(known)s.", known=", ".join(known)))
    return " ".join(found)


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
            message = gettext(
                "“%(text)s” is no release. Write one such as v1.9, or current.",
                text=text,
            )
            raise _Unmeant(message)
        return named
    rest = folded.removeprefix(_CURRENT)
    steps = _steps(rest)
    if steps is None:
        message = gettext(
            "“%(text)s” is no release. Write current, current+1 or current-1.",
            text=text,
        )
        raise _Unmeant(message)
    if known.current not in known.releases:
        message = gettext(
            "No release is in work at that moment. Name one, such as v1.9."
        )
        raise _Unmeant(message)
    place = list(known.releases).index(known.current) + steps
    if not 0 <= place < len(known.releases):
        missing = gettext_noop("No such release is known before %(release)s.")
        if steps > 0:
            missing = gettext_noop("No such release is known after %(release)s.")
        raise _Unmeant(gettext(missing, release=known.current))
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
        raise _Unmeant(
            gettext("“%(text)s” is no number. Write one such as 214.", text=text)
        )
    return int(digits)


def _span(value: Value, known: Known) -> Span:
    try:
        return days.span(value, known.now)
    except days.NoDate as no_date:
        raise _Unmeant(str(no_date)) from no_date
