"""What an edit of the criteria would change, before it is made."""

from __future__ import annotations

import dataclasses

from enhancements.languages import gettext, gettext_noop
from enhancements.policy.checks.criteria import Criteria
from enhancements.policy.checks.judge import Verdict
from enhancements.queries import judged
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow

WORDS = {
    "met": gettext_noop("Met"),
    "at-risk": gettext_noop("At risk"),
    "unknown": gettext_noop("Unknown"),
}
"""The words of verdicts, as people read them."""
NOT_ASKED = gettext_noop("Not judged")


@dataclasses.dataclass(frozen=True, slots=True)
class Turn:
    """A verdict that would be another one."""

    entry: EntryRow
    freeze: str
    """Label of the freeze."""
    old: str
    new: str


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """How the entries of a release would be judged."""

    entries: int
    changed: int
    """Entries of which the verdict at one freeze or more would be another one."""
    turns: tuple[Turn, ...]
    """Sorted as the entries, then as the freezes."""


def load(
    setting: Setting, release: str, *, before: Criteria, after: Criteria
) -> Preview:
    """Judge every entry both ways, in a fixed number of SQL statements.

    Raises ReleaseUnknown.
    """
    old, new = judged.under(setting, release, before, after)
    turns: list[Turn] = []
    changed = 0
    for was, now in zip(old, new, strict=True):
        mine = [
            Turn(was.entry, label, *words)
            for label, *words in _both(was, now)
            if words[0] != words[1]
        ]
        changed += bool(mine)
        turns += mine
    return Preview(len(old), changed, tuple(turns))


def _both(was: judged.Judged, now: judged.Judged) -> list[tuple[str, str, str]]:
    """Label of each freeze of either, with the word before and after."""
    before = {at.key: verdict for at, verdict in was.verdicts}
    after = {at.key: verdict for at, verdict in now.verdicts}
    labels = {at.key: at.label for at, _ in (*was.verdicts, *now.verdicts)}
    return [
        (label, _word(before.get(key)), _word(after.get(key)))
        for key, label in labels.items()
    ]


def _word(verdict: Verdict | None) -> str:
    return gettext(WORDS[verdict.word] if verdict is not None else NOT_ASKED)
