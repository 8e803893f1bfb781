"""What the story writes into one of its repositories: dated changes, in order."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One commit to be made. `at` is in UTC; `by` is a handle."""

    at: datetime
    by: str
    subject: str
    why: str = ""
    files: Mapping[str, bytes | None] = dataclasses.field(default_factory=dict)
    """Path to content; None deletes the file."""
    tag: str = ""
    """Name of the tag that it gets; empty for none."""
    merge: bool = False
    """Comes by a side branch and a merge commit."""
