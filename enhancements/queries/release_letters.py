"""The letters of a release: the profile's, and those that it words in its own way."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from enhancements.models import ReleaseLetter
from enhancements.policy.letters.template import Template
from enhancements.profiles import edited_letters
from enhancements.profiles.edited_letters import LetterRefused
from enhancements.profiles.letters import Letters, LoneText, Text
from enhancements.profiles.letters_loader import letters_of
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting


@dataclasses.dataclass(frozen=True, slots=True)
class Edition:
    """A text as somebody worded it for a release."""

    id: int
    name: str
    parts: Mapping[str, str] | None
    """None for the profile's text again."""
    since: dt.datetime
    until: dt.datetime | None
    by: str
    reason: str


def of_release(setting: Setting, release: Dates) -> Letters:
    """The letters in force at the setting's moment, in one SQL statement.

    A text that cannot be read any more gives way to the profile's. Raises
    ProfileInvalid for letters of the profile that cannot be read.
    """
    in_force = Q(until=None) | Q(until__gt=setting.at)
    rows = ReleaseLetter.objects.filter(
        in_force, release=release.id, since__lte=setting.at
    )
    return worded(setting, [_edition(row) for row in rows])[0]


def editions(setting: Setting, release: Dates) -> list[Edition]:
    """Every wording up to the setting's moment, oldest first, in one SQL statement."""
    rows = ReleaseLetter.objects.filter(release=release.id, since__lte=setting.at)
    return [_edition(row) for row in rows.order_by("since", "pk")]


def worded(
    setting: Setting, rows: Iterable[Edition]
) -> tuple[Letters, dict[str, LetterRefused]]:
    """The profile's letters with these in their place, and what is wrong with those
    that cannot be read, by name.
    """
    profile = setting.profile
    letters = letters_of(profile)
    texts: dict[str, Text] = {}
    wrong: dict[str, LetterRefused] = {}
    for row in rows:
        stands = edited_letters.known(row.name, letters, profile)
        if stands is None or row.parts is None:
            continue
        try:
            texts[row.name] = edited_letters.read(row.name, row.parts, stands, profile)
        except LetterRefused as refused:
            wrong[row.name] = refused
    return (letters.worded(texts) if texts else letters), wrong


def body(
    setting: Setting, name: str, parts: Mapping[str, str] | None
) -> Template | None:
    """A text of one part as a release words it, by the `parts` of its wording, None for
    none; no SQL. None where the profile has no such text.
    """
    letters = letters_of(setting.profile)
    stands = letters.lone.get(name)
    if stands is None or parts is None:
        return letters.body(name)
    try:
        read = edited_letters.read(name, parts, stands, setting.profile)
    except LetterRefused:
        return stands.body
    return read.body if isinstance(read, LoneText) else stands.body


def in_force(rows: Sequence[Edition], at: dt.datetime) -> dict[str, Edition]:
    """By name the wording that held at a moment."""
    return {
        row.name: row
        for row in rows
        if row.since <= at and (row.until is None or row.until > at)
    }


def _edition(row: ReleaseLetter) -> Edition:
    return Edition(
        row.pk, row.name, row.parts, row.since, row.until, row.by, row.reason
    )
