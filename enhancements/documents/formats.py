"""Which reader reads a file of the enhancement repository, by the profile's format."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from enhancements.documents import kep, readiness, vep
from enhancements.documents.facts import Reading
from enhancements.profiles import Profile


@dataclasses.dataclass(frozen=True, slots=True)
class Format:
    """A reader: the bytes of a file in, a reading out."""

    name: str
    revision: int
    read: Callable[..., Reading]
    """Takes the content, and the profile by its name."""
    is_text: bool
    """Prose: its words can be searched."""
    claims: bool
    """Whether its text claims anything; the headings of a mere text are read once."""


MARKDOWN = Format(
    "vep",
    vep.REVISION,
    vep.read,
    is_text=True,
    claims=True,
)
METADATA = Format(
    "kep",
    kep.REVISION,
    kep.read,
    is_text=False,
    claims=True,
)
TEXT = Format(
    "text",
    kep.REVISION,
    kep.read_text,
    is_text=True,
    claims=False,
)
READINESS = Format(
    "readiness",
    readiness.REVISION,
    readiness.read,
    is_text=False,
    claims=True,
)
_BY_PROFILE = {"markdown": (MARKDOWN,), "kep": (METADATA, TEXT, READINESS)}


def format_of(path: str, *, profile: Profile) -> Format:
    """The reader of the file at this path."""
    if profile.documents.is_readiness(path):
        return READINESS
    if profile.documents.format == "kep":
        name = path.rpartition("/")[2]
        return METADATA if name == profile.documents.main else TEXT
    return MARKDOWN


def revision(profile: Profile) -> str:
    """Readers and revisions of a profile's documents; changes with any of them."""
    formats = _BY_PROFILE[profile.documents.format]
    return "+".join(f"{one.name}:{one.revision}" for one in formats)
