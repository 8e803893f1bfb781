"""What a registration file says of one feature gate."""

from __future__ import annotations

import dataclasses
import re

REGISTERED = "registered"
CONSTANT = "constant"
"""A name that is defined and registered nowhere: no registration."""
HINT = "hint"
"""A comment: nobody compiles it."""
UNREAD = "unread"
GATE = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,99}")
"""What the name of a gate looks like."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """One thing that a file says of a gate."""

    kind: str
    """REGISTERED, CONSTANT, HINT or UNREAD."""
    gate: str
    """The gate's name as users write it; empty where it could not be read."""
    word: str
    """The code's words for its stage: `Beta`, `GA, locked`."""
    path: str
    line: int
    raw: str
    problem: str = ""

    @property
    def stage_word(self) -> str:
        """The word that names the stage, without what is said beside it."""
        return self.word.partition(",")[0]
