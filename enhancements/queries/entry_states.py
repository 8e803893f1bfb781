"""The words by which entries are narrowed, and which of them hold for one."""

from __future__ import annotations

from enhancements.policy import kinds
from enhancements.queries.shapes import EntryRow

ENTRY_FILTERS = ("stage", "kind", "state", "outcome", "has")
"""Parameters by which the entries of a release and of a SIG are narrowed."""
KINDS = (
    (kinds.NEW, "New"),
    (kinds.GRADUATION, "Graduation"),
    (kinds.SAME_STAGE, "Same-stage work"),
    (kinds.DEPRECATION, "Deprecation"),
)
STATES = (
    ("planned", "Planned"),
    ("committed", "Committed"),
    ("kept", "Committed and still planned"),
    ("out", "Committed, no longer planned"),
    ("slipped", "Slipped to a later release"),
    ("on", "Target kept, work went on"),
    ("late-record", "Recorded only after the release"),
    ("late", "Planned after the freeze"),
    ("unmerged", "Named by its issue only"),
    ("unspoken", "No evidence from before the freeze"),
)


def states_of(entry: EntryRow, *, frozen: bool) -> set[str]:
    """The words of STATES that hold for an entry."""
    found = set()
    if entry.planned:
        found.add("planned")
    if entry.committed:
        found |= {"committed", "kept" if entry.planned else _left(entry)}
        if entry.slipped:
            found.add("slipped")
    if entry.late:
        found.add("late")
    if entry.unmerged:
        found.add("unmerged")
    if frozen and entry.committed is None:
        found.add("unspoken")
    return found


def _left(entry: EntryRow) -> str:
    """Why an entry that was committed is no longer planned: a word of STATES."""
    if entry.went_on or entry.rests:
        return "on"
    return "late-record" if entry.late_record else "out"
