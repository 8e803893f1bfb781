"""The boxes of stages in a tracking issue's body: `* [x] Alpha`."""

from __future__ import annotations

import dataclasses

from enhancements.documents.issue_lines import clean, items
from enhancements.documents.issue_targets import stage_header
from enhancements.documents.markdown import read_page
from enhancements.profiles import Profile


@dataclasses.dataclass(frozen=True, slots=True)
class Tick:
    """A stage's box."""

    stage: str
    """Key of the stage."""
    is_ticked: bool
    line: int
    """Of the body, from 1."""
    raw: str
    """The line as it stands."""


def ticks(body: str, profile: Profile) -> tuple[Tick, ...]:
    """The boxes of stages in the order of the text, the first of each stage."""
    if "[" not in body:
        return ()
    found: dict[str, Tick] = {}
    for item in items(read_page(clean(body))):
        if item.ticked is None:
            continue
        header = stage_header(item, profile=profile)
        if header is not None:
            tick = Tick(header.stage, item.ticked, item.number, item.raw)
            found.setdefault(header.stage, tick)
    return tuple(found.values())
