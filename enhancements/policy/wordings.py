"""What an issue or a pull request said in its title and body, from when to when.

Pure. What templates put into every one with the same words is left out: comments of
Markdown, of pull requests slash commands and checklists, too.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable

from enhancements.policy.mirrored import Mirrored, versions
from enhancements.policy.search import spelling

REVISION = 1
"""Raised when words of other items are kept, or other parts of their texts."""
LONGEST = 262_144
"""Characters that are kept; GitHub takes 65,536 for a body."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """Title and body as one text; both moments UTC, `until` None while it stands."""

    since: dt.datetime
    until: dt.datetime | None
    text: str

    @property
    def digest(self) -> str:
        """Tells two texts apart, and how they are spelled."""
        said = f"{spelling.REVISION}:{self.text}"
        return hashlib.sha256(said.encode()).hexdigest()


def of(item: Mirrored, clean: Callable[[str], str] = spelling.issue) -> list[Said]:
    """Everything it said, oldest first, without gaps; nothing once it is gone.

    `clean` leaves out of a body what is not searched.
    """
    found: list[Said] = []
    for since, title, body in versions(item):
        text = f"{title}\n{clean(body)}"[:LONGEST]
        if found and found[-1].text == text:
            continue
        if found:
            found[-1] = dataclasses.replace(found[-1], until=since)
        found.append(Said(since, item.gone_at, text))
    return [one for one in found if one.until is None or one.until > one.since]
