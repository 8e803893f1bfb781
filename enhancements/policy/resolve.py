"""From claims to the record: which value stands, and where sources disagree.

Pure. Precedence comes from the profile; a claim without a value never stands
and never disagrees; equal sources that differ leave no value standing. Proposals of
open pull requests are never weighed. While a document speaks of targets, what its
tracking issue says of them is weighed no more: it is shown, and it may disagree
(docs/decisions/0025).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.documents.facts import (
    DIRECTORY,
    DOCUMENT,
    FRONT_MATTER,
    ISSUE,
    METADATA,
    READINESS,
)
from enhancements.policy.spans import DOCUMENT_FIELD, Span
from enhancements.profiles.schema import Profile

_FILES = frozenset({DOCUMENT, FRONT_MATTER, METADATA, DIRECTORY})
PROPOSAL = "proposal"
GITHUB = frozenset({ISSUE, "milestone", "label"})
"""Families of sources that speak on GitHub, where nobody merges what they say."""
PLANNING = frozenset({"target", "release", "stage"})
"""Fields, by the part before their dot, that say what is planned."""
_SPOKEN = ("target", "release")

LISTS = ("participating_sigs", "authors", "reviewers", "approvers", "feature_gates")


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """What stands for one field of one track, and every claim that was weighed."""

    value: Any
    winner: Span | None
    claims: tuple[Span, ...]
    """Claims of the field that hold, best source first."""
    drift: bool
    is_silent: bool = False
    """Whether only sources speak that are not weighed: as if nobody had."""


def family(source: str) -> str:
    """The part of a source before its colon: `document` of "document:notes.md"."""
    return source.partition(":")[0]


def is_proposal(source: str) -> bool:
    """Whether a source is a document as an open pull request would have it."""
    return source.startswith(PROPOSAL)


def rank(source: str, order: Sequence[str]) -> int:
    """Place of a source in an order of precedence; unknown sources come last.

    `document:notes.md` stands in the place of `document:*` or, without one, right
    behind `document`.
    """
    if source in order:
        return 2 * order.index(source)
    family = source.partition(":")[0]
    if f"{family}:*" in order:
        return 2 * order.index(f"{family}:*")
    if family in order:
        return 2 * order.index(family) + 1
    return 2 * len(order)


def choose(
    claims: Iterable[Span], order: Sequence[str], *, is_merged_only: bool = False
) -> Choice:
    """Weigh the claims that hold at one moment for one field of one track.

    With `is_merged_only` what is said on GitHub alone is not weighed.
    """
    claims = tuple(claims)
    if is_merged_only and any(family(one.source) in GITHUB for one in claims):
        return _choose_merged(claims, order)
    if len(claims) == 1:
        # Most fields have one source: nothing to weigh.
        (only,) = claims
        winner = only if only.value is not None else None
        return Choice(only.value, winner, claims, drift=False)
    weighed = sorted(
        claims, key=lambda claim: (rank(claim.source, order), claim.source)
    )
    named = [claim for claim in weighed if claim.value is not None]
    values = {canonical(claim.value) for claim in named}
    winner = named[0] if named else None
    if winner is not None and len(values) > 1:
        best = rank(winner.source, order)
        equals = {
            canonical(claim.value)
            for claim in named
            if rank(claim.source, order) == best
        }
        if len(equals) > 1:
            winner = None
    return Choice(
        value=winner.value if winner else None,
        winner=winner,
        claims=tuple(weighed),
        drift=len(values) > 1,
    )


def _choose_merged(claims: Sequence[Span], order: Sequence[str]) -> Choice:
    weighed = [one for one in claims if family(one.source) not in GITHUB]
    every = choose(claims, order)
    if not weighed:
        return dataclasses.replace(every, value=None, winner=None, is_silent=True)
    choice = choose(weighed, order)
    return dataclasses.replace(choice, claims=every.claims, drift=every.drift)


def canonical(value: Any) -> Any:
    """A hashable form in which two ways to write one value are equal."""
    if isinstance(value, str):
        return value.strip().casefold()
    if isinstance(value, list):
        return tuple(sorted(str(item).strip().casefold() for item in value))
    if isinstance(value, dict):
        return tuple(sorted((key, canonical(item)) for key, item in value.items()))
    return value


def choices(claims: Iterable[Span], profile: Profile) -> dict[tuple[str, str], Choice]:
    """What stands per (track, field) among claims that hold at one moment."""
    groups: dict[tuple[str, str], list[Span]] = {}
    on_github = False
    for claim in claims:
        if claim.source not in _FILES:
            if is_proposal(claim.source):
                continue
            on_github = on_github or family(claim.source) in GITHUB
        groups.setdefault((claim.track, claim.field), []).append(claim)
    is_merged = on_github and any(
        field.startswith(_SPOKEN) and any(_is_text(claim.source) for claim in group)
        for (_, field), group in groups.items()
    )
    found = {
        (track, field): choose(
            group,
            profile.precedence_of(field),
            is_merged_only=is_merged and field.partition(".")[0] in PLANNING,
        )
        for (track, field), group in groups.items()
    }
    title = found.get(("", "title"))
    if on_github and title is not None and title.drift:
        found["", "title"] = _worded(title)
    return found


def _is_text(source: str) -> bool:
    return source in _FILES or family(source) == DOCUMENT


def _worded(title: Choice) -> Choice:
    """An issue words its title otherwise than the document: that is no dispute."""
    rest = [claim for claim in title.claims if family(claim.source) not in GITHUB]
    values = {canonical(claim.value) for claim in rest if claim.value is not None}
    return dataclasses.replace(title, drift=len(values) > 1)


def boundaries(spans: Iterable[Span]) -> list[dt.datetime]:
    """Every moment at which a claim begins or ends, in order."""
    moments = {span.since for span in spans}
    moments.update(span.until for span in spans if span.until is not None)
    return sorted(moments)


def main_document(held: Mapping[tuple[str, str], Choice]) -> Span | None:
    """The claim of the main document that stands; a side document when alone."""
    choice = held.get(("", DOCUMENT_FIELD))
    if choice is None:
        return None
    ordered = sorted(
        choice.claims, key=lambda claim: (":" in claim.source, claim.source)
    )
    return next(
        (c for c in ordered if c.value is not None and c.source != READINESS), None
    )
