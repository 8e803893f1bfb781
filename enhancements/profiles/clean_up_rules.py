"""The part of a profile about cleaning up issues at the end of a release's cycle.

Kubernetes' enhancements handbook ("tracking-board.md") sorts the issues that were opted
in and are in no later milestone into five cases, each with a comment; a project without
such labels says of a case why there is none.
"""

from __future__ import annotations

import dataclasses

from enhancements.policy.letters import names
from enhancements.policy.letters.template import Template
from enhancements.profiles import letter_texts
from enhancements.profiles.reader import Table

CLOSED, RECENT, DONE, UNRECORDED, OTHERS = (
    "closed",
    "recent",
    "done",
    "unrecorded",
    "others",
)
CASES = (CLOSED, RECENT, DONE, UNRECORDED, OTHERS)
"""The issue is closed; it was opted in since the next cycle began; its work is at its
last stage and its document says so; at its last stage and its document does not; all
the others. The first that fits counts."""
OPTED_IN, TRACKED = "opted-in", "tracked"
LABELS = (OPTED_IN, TRACKED)
"""Which labels a case takes off."""
NEXT, CLEAR = "next", "clear"
MILESTONES = ("", NEXT, CLEAR)
"""What a case does to the milestone: nothing, the next release's, or none."""


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """What is done with the issues of one case."""

    key: str
    """One of CASES."""
    title: str
    comment: Template | None = None
    """What is said, of `names.CLEAN_UP`; None for nothing."""
    remove: tuple[str, ...] = ()
    """Of LABELS, those that go."""
    milestone: str = ""
    """One of MILESTONES."""
    close: bool = False
    absent: str = ""
    """Why the project has no such case; empty where it has."""


@dataclasses.dataclass(frozen=True, slots=True)
class CleanUpRules:
    """How a project cleans up."""

    opted_in: str = ""
    """The label that says an issue was opted in; empty where there is none, and the
    issues of the release's entries are gone through."""
    tracked: tuple[str, ...] = ()
    """Labels that the second search looks for."""
    cases: tuple[Case, ...] = ()

    def case(self, key: str) -> Case | None:
        """The case of that key."""
        return next((one for one in self.cases if one.key == key), None)


def clean_up(table: Table) -> CleanUpRules:
    """`[clean_up]`: raises ProfileInvalid for what it cannot hold."""
    cases = table.table("cases")
    unknown = [key for key in cases.free_keys() if key not in CASES]
    for key in unknown:
        raise cases.refusal(key, f"cases among {', '.join(CASES)}", key)
    rules = CleanUpRules(
        opted_in=table.text("opted_in", ""),
        tracked=table.texts("tracked"),
        cases=tuple(
            _case(key, cases.table(key)) for key in CASES if key in cases.free_keys()
        ),
    )
    table.close()
    return rules


def _case(key: str, table: Table) -> Case:
    case = Case(
        key=key,
        title=table.text("title"),
        comment=_comment(table),
        remove=_some_of(table, "remove", LABELS),
        milestone=table.text("milestone", ""),
        close=table.flag("close"),
        absent=table.text("absent", ""),
    )
    if case.milestone not in MILESTONES:
        expected = f"{NEXT}, {CLEAR} or nothing"
        raise table.refusal("milestone", expected, case.milestone)
    table.close()
    return case


def _comment(table: Table) -> Template | None:
    text = table.text("comment", "")
    if not text:
        return None
    return letter_texts.template(text, names.CLEAN_UP, table.place("comment"))


def _some_of(table: Table, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    words = table.texts(key)
    for word in words:
        if word not in allowed:
            raise table.refusal(key, f"words among {', '.join(allowed)}", word)
    return words
