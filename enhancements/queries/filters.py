"""What enhancements can be filtered by: the same words on pages, CLI and API.

OR within a filter, AND between filters.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from enhancements.documents import versions
from enhancements.languages import gettext
from enhancements.policy.search.trees import Words
from enhancements.profiles.schema import Profile
from enhancements.queries import handles

NO_SIG = "none"
NO_STAGE = "none"
NO_STATUS = "none"
_LONGEST_NUMBER = 15
NAMES = (
    "sig",
    "participating-sig",
    "stage",
    "status",
    "release",
    "author",
    "approver",
    "number",
    "has",
    "text",
)
"""What `read` takes, by the names that people type."""


class FilterRefused(ValueError):
    """A filter's value that cannot be meant; the text says what would be."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@dataclasses.dataclass(frozen=True, slots=True)
class Condition:
    """An SQL condition on `record`; %(at)s, beside its parameters, is the moment."""

    sql: str
    parameters: Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Ranked:
    """How well a `record` matches the words of a search, as SQL."""

    titled: str
    """How many of the words the title has."""
    score: str
    query: str
    """A `tsquery` of what says any of the words."""
    parameters: Mapping[str, Any]
    words: tuple[Words, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Filters:
    """Filters of enhancements; an empty one asks nothing."""

    sigs: tuple[str, ...] = ()
    participating: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    needs: tuple[str, ...] = ()
    """`problem` and `drift`."""
    text: str = ""
    """A search in the language of `policy.search`."""
    searched: Condition | None = None
    """What the text asks of a record, once it was read: `queries.search.narrowing`."""
    ranked: Ranked | None = None
    """How well a record meets the words of the text; None where it has none."""
    lesser: tuple[Condition | None, ...] = ()
    """What is asked without the first part of the text, without the second, and so on;
    None where that cannot be told. Empty of a text of one part, or of very many.
    """
    searched_sigs: tuple[str, ...] = ()
    """The SIGs that the text names."""


def said(given: Mapping[str, Sequence[str]], name: str) -> list[str]:
    """The values of a parameter, each of which may hold several with commas."""
    return [
        part.strip()
        for value in given.get(name, ())
        for part in value.split(",")
        if part.strip()
    ]


def read(profile: Profile, given: Mapping[str, Sequence[str]]) -> Filters:
    """Filters from words as people type them.

    `given` maps `sig`, `participating-sig`, `stage`, `status`, `release`,
    `author`, `approver`, `number`, `has`, `text` to values; each may hold commas.
    Raises FilterRefused for a number or release that cannot be one, and for a
    stage or status that the profile does not know.
    """
    values = partial(said, given)
    return Filters(
        sigs=tuple(_sig(profile, value) for value in values("sig")),
        participating=tuple(_sig(profile, v) for v in values("participating-sig")),
        stages=tuple(_stage(profile, value) for value in values("stage")),
        statuses=tuple(_status(profile, value) for value in values("status")),
        releases=tuple(_release(value) for value in values("release")),
        authors=tuple(_handle(value) for value in values("author")),
        approvers=tuple(_handle(value) for value in values("approver")),
        numbers=tuple(_number(value) for value in values("number")),
        needs=tuple(_need(value) for value in values("has")),
        text=" ".join(value.strip() for value in given.get("text", ())).strip(),
    )


def _sig(profile: Profile, value: str) -> str:
    return NO_SIG if value == NO_SIG else profile.sig_name(value) or value.casefold()


def _stage(profile: Profile, value: str) -> str:
    if value == NO_STAGE:
        return value
    stage = profile.stage(value)
    if stage is None:
        known = ", ".join(one.key for one in profile.stages)
        message = gettext(
            "“%(text)s” is no stage. Stages are: %(known)s.", text=value, known=known
        )
        raise FilterRefused("stage", message)
    return stage.key


def _status(profile: Profile, value: str) -> str:
    if value == NO_STATUS:
        return value
    status = profile.status(value)
    if status is None:
        known = ", ".join(one.key for one in profile.statuses)
        message = gettext(
            "“%(text)s” is no status. They are: %(known)s.", text=value, known=known
        )
        raise FilterRefused("status", message)
    return status.key


def _release(value: str) -> str:
    release = versions.parse_release(value)
    if release is None:
        message = gettext(
            "“%(text)s” is no release. Write one such as v1.9.", text=value
        )
        raise FilterRefused("release", message)
    return release


def _handle(value: str) -> str:
    return value.removeprefix("@").casefold()


def _number(value: str) -> int:
    if (
        not value.isascii()
        or not value.removeprefix("#").isdigit()
        or len(value) > _LONGEST_NUMBER
    ):
        message = gettext("“%(text)s” is no number. Write one such as 214.", text=value)
        raise FilterRefused("number", message)
    return int(value.removeprefix("#"))


def _need(value: str) -> str:
    if value not in ("problem", "drift"):
        message = gettext("“%(text)s” is unknown. Write problem or drift.", text=value)
        raise FilterRefused("has", message)
    return value


def parameters(filters: Filters) -> dict[str, Any]:
    """The filters as an address holds them; empty ones too, by every name of NAMES."""
    return {
        "text": filters.text,
        "sig": list(filters.sigs),
        "release": list(filters.releases),
        "stage": list(filters.stages),
        "status": list(filters.statuses),
        "has": list(filters.needs),
        "author": list(filters.authors),
        "approver": list(filters.approvers),
        "participating-sig": list(filters.participating),
        "number": [str(number) for number in filters.numbers],
    }


def conditions(filters: Filters) -> tuple[dict[str, str], dict[str, Any]]:
    """SQL conditions on `record` by filter name, and their parameters.

    Handles are compared in lower case; %(at)s is the moment. A stage beside a release
    is the one that is planned there.
    """
    found: dict[str, str] = {}
    parameters: dict[str, Any] = {}

    def add(name: str, condition: str, value: Any) -> None:
        if value:
            found[name] = condition
            parameters[name] = value

    add("sig", _or_null("record.sig", "sig"), list(filters.sigs))
    stage = _PLANNED_THERE if filters.releases else _or_null("record.stage", "stage")
    add("stage", stage, list(filters.stages))
    add("status", _or_null("record.status", "status"), list(filters.statuses))
    add(
        "participating",
        "record.participating_sigs && %(participating)s::text[]",
        list(filters.participating),
    )
    add("release", "record.releases && %(release)s::text[]", list(filters.releases))
    add("author", _people("record.authors", "author"), list(filters.authors))
    add("approver", _people("record.approvers", "approver"), list(filters.approvers))
    add("number", "record.number = ANY(%(number)s)", list(filters.numbers))
    if filters.needs:
        found["has"] = " OR ".join(_NEEDS[need] for need in filters.needs)
    if filters.searched is not None:
        found["text"] = filters.searched.sql
        parameters |= filters.searched.parameters
    if filters.ranked is not None:
        parameters |= filters.ranked.parameters
    return found, parameters


PAIRS = """jsonb_array_elements(record.tracks) AS track,
              jsonb_each_text(track -> 'targets') AS entry(stage, release)"""
"""The entries that a record promises: stage and release, or NULL."""
_PLANNED_THERE = f"""EXISTS (
  SELECT FROM {PAIRS}
   WHERE entry.release = ANY(%(release)s) AND entry.stage = ANY(%(stage)s))"""
_NEEDS = {
    "problem": "jsonb_array_length(record.problems) > 0",
    "drift": "jsonb_array_length(record.drift) > 0",
}


def _or_null(column: str, name: str) -> str:
    return (
        f"({column} = ANY(%({name})s)"
        f" OR ({column} IS NULL AND 'none' = ANY(%({name})s)))"
    )


def _people(column: str, name: str) -> str:
    return f"{handles.named(name)} AND {handles.has(column, name)}"


def joined(found: Iterable[str]) -> str:
    """Conditions joined by AND; true when there are none."""
    return " AND ".join(f"({condition})" for condition in found) or "true"
