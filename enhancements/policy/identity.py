"""Which enhancement a tracking issue tracks.

Pure. What a person said stands. Else an issue belongs to the enhancement whose document
has its number; else it stays where it is; else it belongs to one whose document it
links, if that has no tracking issue; else it founds an enhancement of its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

NONE = "none"
FOUND = "found"
TAKE = "take"
MERGE = "merge"


@dataclasses.dataclass(frozen=True, slots=True)
class Issue:
    """An issue whose enhancement is asked for."""

    id: int
    number: int
    is_tracking: bool
    """By a label, its title or its body."""
    current: int | None = None
    """The enhancement that it tracks so far."""
    by_hand: bool = False
    linked: tuple[int, ...] = ()
    """Enhancements whose document its body links."""


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """An enhancement that an issue may track."""

    id: int
    number: int | None = None
    """The number that its documents give it; None when they give none."""
    has_documents: bool = False
    names: frozenset[int] = frozenset()
    """Tracking issues that its documents name in words."""
    holders: tuple[int, ...] = ()
    """Numbers of the issues that track it so far."""


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done with an issue.

    `take`: it tracks `enhancement`. `merge`: so does what it founded before, and the
    two become one, the older. `found`: it founds one. `none`: it tracks nothing.
    """

    what: str
    enhancement: int | None = None


def decide(
    issues: Iterable[Issue],
    candidates: Mapping[int, Candidate],
    existing: frozenset[int] = frozenset(),
) -> dict[int, Verdict]:
    """What becomes of these issues, by id.

    `candidates` holds every enhancement that one of them tracks, has the number of, or
    links. `existing` are numbers of issues that exist: an enhancement with such a
    number has its tracking issue.
    """
    taken = {c.id: set(c.holders) for c in candidates.values()}
    found: dict[int, Verdict] = {}
    for issue in sorted(issues, key=lambda issue: issue.number):
        verdict = _decide(issue, candidates, taken, existing)
        found[issue.id] = verdict
        if issue.current is not None and verdict.enhancement != issue.current:
            taken.get(issue.current, set()).discard(issue.number)
        if verdict.enhancement is not None:
            taken.setdefault(verdict.enhancement, set()).add(issue.number)
    return found


def _decide(
    issue: Issue,
    candidates: Mapping[int, Candidate],
    taken: Mapping[int, set[int]],
    existing: frozenset[int],
) -> Verdict:
    if issue.by_hand and issue.current is not None:
        return Verdict(TAKE, issue.current)
    current = candidates.get(issue.current) if issue.current is not None else None
    named = _named(issue, candidates)
    if named is not None:
        return _move(issue, current, named)
    others = {
        one.id
        for one in candidates.values()
        if not one.has_documents
        or (
            one.number not in existing - {issue.number}
            and not taken[one.id] - {issue.number}
        )
    }
    worded = [one for one in candidates.values() if issue.number in one.names]
    free = [
        candidates[id_]
        for id_ in dict.fromkeys((*(one.id for one in worded), *issue.linked))
        if id_ in others and candidates[id_].has_documents
    ]
    if not issue.is_tracking and not worded:
        return Verdict(NONE)
    if current is not None and current.id in others:
        is_own = not current.has_documents
        return _move(issue, current, free[0]) if is_own and free else _stay(current)
    if free:
        return Verdict(TAKE, free[0].id)
    return Verdict(FOUND)


def _named(issue: Issue, candidates: Mapping[int, Candidate]) -> Candidate | None:
    """The enhancement whose document has its number; of several the one at hand."""
    same = [one for one in candidates.values() if one.number == issue.number]
    if not same:
        return None
    order = {id_: place for place, id_ in enumerate(issue.linked)}

    def place(one: Candidate) -> tuple[bool, int, int]:
        return (one.id != issue.current, order.get(one.id, len(order)), one.id)

    return min(same, key=place)


def _stay(current: Candidate) -> Verdict:
    return Verdict(TAKE, current.id)


def _move(issue: Issue, current: Candidate | None, to: Candidate) -> Verdict:
    """It goes to another enhancement; one that only it is about goes with it."""
    is_alone = (
        current is not None
        and current.id != to.id
        and not current.has_documents
        and set(current.holders) <= {issue.number}
    )
    return Verdict(MERGE if is_alone else TAKE, to.id)


def deciding(issues: Sequence[tuple[int, bool, bool]]) -> int | None:
    """Of (number, is it open, is it gone): the issue that speaks for an enhancement.

    One that is there before one that is gone, an open one before a closed one, then
    the older. None without any.
    """
    ordered = sorted(issues, key=lambda one: (one[2], not one[1], one[0]))
    return ordered[0][0] if ordered else None
