"""What is being typed at the cursor, and what may be meant by it."""

from __future__ import annotations

import dataclasses

from enhancements.languages import gettext
from enhancements.policy.search import fields, tokens
from enhancements.policy.search.fields import Field
from enhancements.policy.search.tokens import Kind
from enhancements.policy.search.trees import Place


@dataclasses.dataclass(frozen=True, slots=True)
class Typing:
    """The piece of a search at the cursor."""

    place: Place
    """What a choice replaces."""
    prefix: str
    """What stands there before the cursor."""
    field: Field | None = None
    """Whose value it is; None where a field or a word is begun."""


@dataclasses.dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: `text` goes to the place of the Typing."""

    text: str
    meaning: str
    count: int | None = None
    """How many enhancements it would find; None when that is not counted."""


def typing(text: str, cursor: int) -> Typing:
    """What is being typed; `cursor` counts signs from 0, as a browser does."""
    at = max(0, min(cursor, len(text)))
    for token in tokens.cut(text):
        if not token.place.start < at <= token.place.end:
            continue
        if token.kind is Kind.FIELD:
            return _of_value(text, token, at)
        if token.kind is Kind.WORD:
            return Typing(token.place, text[token.place.start : at])
        break
    return Typing(Place(at, at), "")


def _of_value(text: str, token: tokens.Token, at: int) -> Typing:
    for value in reversed(token.values):
        place = value.place
        if place.start <= at:
            start = place.start + len(value.compared)
            prefix = text[start:at].lstrip(tokens.QUOTES)
            return Typing(Place(start, place.end), prefix, fields.of(token.text))
    return Typing(token.place, text[token.place.start : at])


def of_fields(prefix: str) -> tuple[Option, ...]:
    """The fields that begin so, in the order of the table."""
    folded = prefix.casefold()
    return tuple(
        Option(f"{one.name}:", gettext(one.meaning))
        for one in fields.EVERY
        if one.name.startswith(folded)
    )


def of_choices(field: Field, prefix: str) -> tuple[Option, ...]:
    """The standing values of a field that begin so."""
    folded = prefix.casefold()
    found = {value: gettext(meaning) for value, meaning in field.choices.items()}
    if field.kind is fields.Kind.PERSON:
        found[fields.ME] = gettext("whoever asks")
    if field.kind is fields.Kind.RELEASE:
        found |= {
            "current": gettext("the release in work"),
            "next": gettext("the release after it"),
            "current-1": gettext("the release before it"),
        }
    if field.kind is fields.Kind.MOMENT:
        found |= {
            "<7d": gettext("within the last seven days"),
            "<30d": gettext("within the last thirty days"),
            ">90d": gettext("longer ago than ninety days"),
        }
    if field.may_be_none:
        found[fields.NONE] = gettext("those without one")
    return tuple(
        Option(value, meaning)
        for value, meaning in found.items()
        if value.startswith(folded)
    )
