"""Who is assigned to a tracking issue, against whom its text names. Pure.

An enhancement's owner is who is assigned to its tracking issue, else the contact that
its text names (`policy.item_spans`). So the contact is right while nobody is assigned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from enhancements.policy import drift_fixes as fixes
from enhancements.policy.boards import TRACKED_STANDING
from enhancements.policy.drift import Difference, Entry, Eyes, Issue, Side

SOURCE = "assignees"
"""Of the side that tells who is assigned."""
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?")
_MOST = 10
"""GitHub lets so many be assigned to an issue."""


def differences(entry: Entry, issue: Issue, eyes: Eyes) -> Iterator[Difference]:
    """None of those whom the text names is assigned, while the entry is worked on.

    A team cannot be assigned: of a text that names only teams nothing is said.
    """
    contact = issue.contact
    if contact is None or not _is_worked_on(entry, issue):
        return
    people = [one for one in contact.value if _LOGIN.fullmatch(one)][:_MOST]
    assigned = issue.assigned
    there = {one.casefold() for one in assigned.value} if assigned else set()
    if not people or there & {one.casefold() for one in people}:
        return
    if assigned is None:
        nobody = Side(SOURCE, "nobody", [], url=issue.url)
        yield Difference(
            field="owners",
            label="Assignees",
            sides=(contact, nobody),
            right=0,
            why="While nobody is assigned, who is named in the issue's text owns it.",
            fixes=fixes.assignees(eyes.profile, issue, people),
        )
        return
    yield Difference(
        field="owners",
        label="Assignees",
        sides=(assigned, contact),
        right=0,
        why="Who is assigned counts before whom the issue's text names.",
        fixes=(fixes.text(contact, assigned.words, _example(assigned.value)),),
    )


def _is_worked_on(entry: Entry, issue: Issue) -> bool:
    """Whether it still matters for the release who is assigned."""
    stays = entry.standing is None or entry.standing.value == TRACKED_STANDING
    return issue.state == "open" and entry.is_planned and not entry.is_out and stays


def _example(logins: Sequence[str]) -> str:
    return f"- Primary contact (assignee): {' '.join(f'@{one}' for one in logins)}"
