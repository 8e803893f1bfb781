"""Whose a pull request is: its own claim against the lists of the tracking issues.

Pure. Who wrote the pull request knows best; a list in an issue is kept by hand and
copied. Real cases: pull requests that name one issue while another lists them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

LISTED = "listed"
"""The rule when only an issue's list names it; others are `documents.pulls.RULES`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Claim:
    """What one pull request says of itself."""

    pull: str
    """`owner/name#number`, the repository in lower case."""
    number: int
    """The tracking issue that it names."""
    rule: str


@dataclasses.dataclass(frozen=True, slots=True)
class Listing:
    """A pull request in the body of a tracking issue."""

    number: int
    """The tracking issue."""
    pull: str
    kind: str
    """`document`, `code` or `docs`, by the list in which it stands."""
    stage: str = ""
    checked: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Belonging:
    """One pull request under one enhancement."""

    pull: str
    number: int | None
    """The tracking issue; None when several list it and it names none itself."""
    rule: str
    kind: str
    stage: str = ""
    """The stage under which the issue lists it; empty when it does not."""
    is_listed: bool = False
    """Whether its own issue lists it too."""
    conflict: bool = False
    rivals: tuple[int, ...] = ()
    """Other issues that list it, in order."""
    problem: str = ""
    """A sentence that says what disagrees and what to correct."""


def belongings(
    claims: Iterable[Claim], listings: Iterable[Listing], kinds: Mapping[str, str]
) -> tuple[Belonging, ...]:
    """Where each pull request belongs, each once, in order of its name.

    `kinds` tells `document`, `code` or `docs` by the repository, for every pull request
    that is known; of others the list tells. Equal claims of one pull request do no
    harm; of different ones the first counts.
    """
    own: dict[str, Claim] = {}
    for claim in claims:
        own.setdefault(claim.pull, claim)
    lists: dict[str, list[Listing]] = {}
    for listing in listings:
        lists.setdefault(listing.pull, []).append(listing)
    return tuple(
        _belonging(pull, own.get(pull), lists.get(pull, ()), kinds.get(pull))
        for pull in sorted({*own, *lists})
    )


def _belonging(
    pull: str, claim: Claim | None, listings: Sequence[Listing], kind: str | None
) -> Belonging:
    numbers = sorted({listing.number for listing in listings})
    number = claim.number if claim is not None else None
    if number is None and len(numbers) == 1:
        number = numbers[0]
    mine = next((one for one in listings if one.number == number), None)
    rivals = tuple(one for one in numbers if one != number)
    # That another issue lists it too is a conflict, unless its own issue does as well.
    is_conflict = bool(rivals) and mine is None
    shown = mine or (listings[0] if listings else None)
    return Belonging(
        pull=pull,
        number=number,
        rule=claim.rule if claim is not None else LISTED,
        kind=kind or (shown.kind if shown is not None else "code"),
        stage=mine.stage if mine is not None else "",
        is_listed=mine is not None,
        conflict=is_conflict,
        rivals=rivals,
        problem=_problem(pull, claim, rivals) if is_conflict else "",
    )


def _problem(pull: str, claim: Claim | None, rivals: Sequence[int]) -> str:
    issues = " and ".join(f"#{number}" for number in rivals)
    lists = "list" if len(rivals) > 1 else "lists"
    if claim is None:
        return (
            f"{issues} {lists} {pull}, which names neither; write its tracking issue "
            "into the pull request's description."
        )
    return (
        f"{pull} names #{claim.number} and {issues} {lists} it; correct the one that "
        "is wrong."
    )
