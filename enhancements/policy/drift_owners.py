"""Who is assigned to a tracking issue, against whom its text names. Pure.

An enhancement's owner is who is assigned to its tracking issue, else the contact that
its text names (`policy.item_spans`). So the contact is right while nobody is assigned.
Whom somebody named by hand counts before both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import drift_fixes as fixes
from enhancements.policy import sentences
from enhancements.policy.boards import TRACKED_STANDING
from enhancements.policy.corrections import third_words
from enhancements.policy.drift import Difference, Entry, Eyes, Issue, Side

FIELD, STEM = "owners", gettext_noop("Assignees")
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
    if not _is_worked_on(entry, issue):
        return
    if entry.owners_by_hand is not None:
        yield from _corrected(entry, entry.owners_by_hand, issue, eyes)
        return
    if contact is None:
        return
    people = [one for one in contact.value if _LOGIN.fullmatch(one)][:_MOST]
    assigned = issue.assigned
    there = {one.casefold() for one in assigned.value} if assigned else set()
    if not people or there & {one.casefold() for one in people}:
        return
    if assigned is None:
        yield Difference(
            field=FIELD,
            stem=STEM,
            label=gettext(STEM),
            sides=(contact, _nobody(issue)),
            right=0,
            why=gettext(
                "While nobody is assigned, who is named in the issue's text owns it."
            ),
            fixes=fixes.assignees(eyes.profile, issue, people),
        )
        return
    yield Difference(
        field=FIELD,
        stem=STEM,
        label=gettext(STEM),
        sides=(assigned, contact),
        right=0,
        why=gettext("Who is assigned counts before whom the issue's text names."),
        fixes=(fixes.text(contact, assigned.words, _example(assigned.value)),),
    )


def _corrected(
    entry: Entry, said: Side, issue: Issue, eyes: Eyes
) -> Iterator[Difference]:
    """Who is assigned is not who owns it by a correction.

    GitHub assigns no teams, so those are left out.
    """
    people = [one for one in said.value if _LOGIN.fullmatch(one)][:_MOST]
    assigned = list(issue.assigned.value) if issue.assigned else []
    add, remove = _without(people, assigned), _without(assigned, people)
    if not add and not remove:
        return
    third = next(
        (one.get("third") for one in entry.recorded if one["field"] == FIELD), None
    )
    why = gettext("Who was named by hand counts until the issue says the same.")
    yield Difference(
        field=FIELD,
        stem=STEM,
        label=gettext(STEM),
        sides=(said, issue.assigned or _nobody(issue)),
        right=0,
        why=f"{why} {third_words(FIELD, third)}" if third else why,
        fixes=fixes.assignees(eyes.profile, issue, add, remove),
    )


def _without(some: Sequence[str], others: Sequence[str]) -> list[str]:
    known = {one.casefold() for one in others}
    return [one for one in some if one.casefold() not in known]


def _nobody(issue: Issue) -> Side:
    return Side(SOURCE, sentences.people(()), [], url=issue.url)


def _is_worked_on(entry: Entry, issue: Issue) -> bool:
    """Whether it still matters for the release who is assigned."""
    stays = entry.standing is None or entry.standing.value == TRACKED_STANDING
    return issue.state == "open" and entry.is_planned and not entry.is_out and stays


def _example(logins: Sequence[str]) -> str:
    return f"- Primary contact (assignee): {' '.join(f'@{one}' for one in logins)}"
