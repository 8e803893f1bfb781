"""What the shelf works with: commits, documents on it, drafts of versions."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

from enhancements.models import Document, Enhancement


@dataclasses.dataclass(frozen=True, slots=True)
class FileChange:
    """What a commit did to one file; blob is empty when it was deleted."""

    kind: str
    path: str
    old_path: str | None
    blob: str
    mode: str


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A commit of the first-parent line that touched files we follow."""

    commit: str
    ordinal: int
    at: dt.datetime
    subject: str
    changes: tuple[FileChange, ...]


@dataclasses.dataclass(slots=True, eq=False)
class Book:
    """A document with the place it has after the commits applied so far."""

    document: Document
    enhancement: Enhancement | None
    path: str
    folder: str
    role: str
    removed: bool = False
    blob: str = ""
    mode: str = ""
    is_new: bool = False
    """Not in the database yet."""
    came_from: str = ""
    """The path before it was put where it is."""


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """A version about to be stored."""

    book: Book
    step: Step
    change: str
    path: str
    role: str
    blob: str
    mode: str


def choose_main(books: Sequence[Book], folder: str, name: str) -> Book:
    """The main document of a folder.

    The one with the profile's name for it; else the one that was it before; else
    the one named like the folder; else a README; else the first by name.
    """
    wanted = _letters(folder.rpartition("/")[2])

    def place(book: Book) -> tuple[bool, bool, bool, bool, str]:
        file = book.path.rpartition("/")[2]
        return (
            file != name,
            book.role != Document.Role.MAIN,
            _letters(file.rpartition(".")[0]) != wanted,
            file.casefold() != "readme.md",
            file,
        )

    return min(books, key=place)


def _letters(text: str) -> str:
    """A name without its number and separators, in lower case."""
    return re.sub(r"[^a-z]+", "", text.casefold().lstrip("0123456789"))
