"""Changes of people in documents: the new text and the difference to make."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Patch:
    """What would make a source say something, for whoever writes it there."""

    path: str = ""
