"""What a search asks for, as a tree.

Every part knows where it stands in the text, so that a trouble can be shown there.
Two trees are equal when they ask the same, wherever they stand.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the text: from `start` up to but not including `end`, in signs."""

    start: int
    end: int


NOWHERE = Place(0, 0)


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """A word that has to occur; a phrase, whose words follow each other."""

    text: str
    is_phrase: bool = False
    place: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Value:
    """One of the values of a test, or both ends of a range."""

    text: str
    to: str | None = None
    """The other end of `from..to`; either end may be empty, not both."""
    compared: str = ""
    """`<`, `<=`, `>`, `>=` before it; empty for the value itself."""
    place: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Test:
    """`field:value,value`: any of the values will do."""

    __test__ = False  # It is no test of pytest's.

    field: str
    """As typed, in lower case."""
    values: tuple[Value, ...]
    place: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    part: Tree
    place: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class All:
    """Every part has to hold; of none, everything does."""

    parts: tuple[Tree, ...] = ()
    place: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Some:
    """At least one of two or more parts has to hold."""

    parts: tuple[Tree, ...]
    place: Place = dataclasses.field(default=NOWHERE, compare=False)


Tree = Words | Test | Not | All | Some

EVERYTHING = All()


def walk(tree: Tree) -> Iterator[Tree]:
    """The tree and all of its parts, in the order of the text."""
    yield tree
    if isinstance(tree, Not):
        yield from walk(tree.part)
    elif isinstance(tree, All | Some):
        for part in tree.parts:
            yield from walk(part)


def tests(tree: Tree) -> Iterator[Test]:
    """The tests of a tree, in the order of the text."""
    return (part for part in walk(tree) if isinstance(part, Test))
