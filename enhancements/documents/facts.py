"""What a parser hands on: typed facts, each with its raw text and its line.

Pure data. A parser never decides which source is right and never guesses: it
says what the text says, and keeps the raw text where it cannot be read.
"""

from __future__ import annotations

import dataclasses
from typing import Any

DOCUMENT = "document"
FRONT_MATTER = "front-matter"
METADATA = "metadata"
"""A file of metadata beside the text, such as kep.yaml."""
READINESS = "readiness"
"""A production-readiness file."""
DIRECTORY = "directory"
ISSUE = "issue"
"""The title and the body of a tracking issue."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a text says of one field.

    `field` is a word of the vocabulary (`title`, `number`, `sig`, `status`,
    `stage`, `target.<stage>`, `authors`, `pull:<owner/name#number>`, ...).
    `value` is JSON: a string, an integer, a list of strings, for a pull request a
    table (`documents.issue`), or None. None means that the text speaks of the
    field and names no value: it is blank, undecided ("TBD"), not applicable, or
    could not be read; only in the last case is `problem` filled.
    """

    field: str
    value: Any
    raw: str
    line: int = 0
    """Line of the text, counted from 1; 0 when the fact is not from a line."""
    track: str = ""
    """Name of the track; empty for the enhancement's only or main track."""
    source: str = DOCUMENT
    """`document`, `front-matter`, `directory`, `issue`, ..."""
    problem: str = ""
    """A sentence that says what is wrong and what to write instead."""


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document: level from 1, its text without marks, its line."""

    level: int
    text: str
    line: int


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """Everything one text says, by one revision of one parser."""

    facts: tuple[Fact, ...] = ()
    headings: tuple[Heading, ...] = ()
    unreadable: str = ""
    """A sentence when the text as a whole could not be read; facts is empty then.

    An unreadable version ends no earlier claim: what was said before stays,
    marked stale.
    """
