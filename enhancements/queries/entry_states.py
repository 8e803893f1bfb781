"""The words by which entries are narrowed, and which of them hold for one."""

from __future__ import annotations

from enhancements.languages import gettext_noop
from enhancements.policy import kinds
from enhancements.queries.shapes import EntryRow

ENTRY_FILTERS = ("stage", "kind", "state", "outcome", "has")
"""Parameters by which the entries of a release and of a SIG are narrowed."""
KINDS = (
    (kinds.NEW, gettext_noop("New")),
    (kinds.GRADUATION, gettext_noop("Graduation")),
    (kinds.SAME_STAGE, gettext_noop("Same-stage work")),
    (kinds.DEPRECATION, gettext_noop("Deprecation")),
)
STATES = (
    ("planned", gettext_noop("Planned")),
    ("committed", gettext_noop("Committed")),
    ("kept", gettext_noop("Committed and still planned")),
    ("out", gettext_noop("Committed, no longer planned")),
    ("slipped", gettext_noop("Slipped to a later release")),
    ("on", gettext_noop("Target kept, work went on")),
    ("late-record", gettext_noop("Recorded only after the release")),
    ("late", gettext_noop("Planned after the freeze")),
    ("unmerged", gettext_noop("Named by its issue only")),
    ("unspoken", gettext_noop("No evidence from before the freeze")),
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
