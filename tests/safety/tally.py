"""What was tried, for the table that `python -m tests.safety` prints."""

from __future__ import annotations

import json
import os
from pathlib import Path

PLACE = "TRACKER_SAFETY_TALLY"
"""Names the file that numbers are written to; without it nobody wants them."""


def note(what: str, tried: int, of: str, faults: int) -> None:
    """So many of these were tried, with so many faults."""
    if place := os.environ.get(PLACE):
        line = json.dumps({"what": what, "tried": tried, "of": of, "faults": faults})
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


def table(text: str) -> str:
    """The lines of such a file as a table."""
    rows = [json.loads(line) for line in text.splitlines()]
    cells = [("what", "tried", "of", "faults")]
    cells += [tuple(str(one[name]) for name in cells[0]) for one in rows]
    widths = [max(len(row[n]) for row in cells) for n in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    )
