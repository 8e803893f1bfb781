"""Commands and writings as the page about sources shows them."""

from __future__ import annotations

import dataclasses
import datetime as dt


@dataclasses.dataclass(frozen=True, slots=True)
class Heard:
    """The slash commands of one text."""

    by: str
    said: tuple[str, ...]
    """Each as it was typed."""
    place: str
    """`owner/name#12`."""
    url: str
    at: dt.datetime
    mode: str
    """`read`, `dry-run` or `act`: what was done about commands then; `failed` when they
    could not be heard."""
    meaning: str
    """What they change, in words; empty when nothing."""
    refused: tuple[str, ...]
    """A sentence for each that does nothing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Writing:
    """Something that is, was or would be written to GitHub."""

    id: int
    what: str
    by: str
    place: str
    url: str
    at: dt.datetime
    """When it was written or given up; else when it was put down."""
    state: str
    """`written`, `waits`, `tried again`, `given up` or `only shown`."""
    note: str


@dataclasses.dataclass(frozen=True, slots=True)
class Outbox:
    """The latest of both, newest first."""

    mode: str
    """What is done about commands now, of `command_rules.MODES`."""
    heard: tuple[Heard, ...]
    writings: tuple[Writing, ...]
