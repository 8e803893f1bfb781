"""Into which case of the clean-up an issue falls, and what is typed there.

Pure. The cases are those of `profiles.clean_up_rules`; the first that fits counts.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from enhancements.policy import issue_commands
from enhancements.policy.letters.doing import with_commands
from enhancements.policy.letters.escaping import Form
from enhancements.policy.letters.template import Template, Values
from enhancements.profiles.clean_up_rules import (
    CLEAR,
    CLOSED,
    DONE,
    NEXT,
    OPTED_IN,
    OTHERS,
    RECENT,
    TRACKED,
    UNRECORDED,
    Case,
)
from enhancements.profiles.schema import Profile


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an issue and its enhancement."""

    is_closed: bool
    opted_in_at: dt.datetime | None
    """Since when it is opted in; None when nothing tells."""
    is_last_stage: bool
    """Whether it was promised for the release at a stage behind which none comes."""
    is_final: bool
    """Whether its document's status leads nowhere else."""
    labels: tuple[str, ...]
    milestone: str


def case_of(facts: Facts, *, begun_at: dt.datetime | None) -> str:
    """Key of the case; `begun_at` is when the next cycle began, None for unknown."""
    if facts.is_closed:
        return CLOSED
    since = facts.opted_in_at
    if since is not None and begun_at is not None and since >= begun_at:
        return RECENT
    if facts.is_last_stage:
        return DONE if facts.is_final else UNRECORDED
    return OTHERS


def commands(
    profile: Profile, case: Case, facts: Facts, *, following: str
) -> tuple[str, ...]:
    """What is typed in the issue, each on a line of its own: only what is heard."""
    rules = profile.clean_up
    gone = []
    if OPTED_IN in case.remove and rules.opted_in:
        gone.append(rules.opted_in)
    if TRACKED in case.remove:
        gone += rules.tracked
    found = [
        issue_commands.remove_label(profile, name)
        for name in facts.labels
        if name in gone
    ]
    if case.milestone == NEXT and following:
        found.append(issue_commands.set_milestone(profile, following))
    if case.milestone == CLEAR and facts.milestone:
        found.append(issue_commands.clear_milestone(profile))
    if case.close and not facts.is_closed:
        found.append(issue_commands.close(profile))
    return tuple(filter(None, found))


def text(template: Template | None, values: Values, typed: tuple[str, ...]) -> str:
    """The comment as it is pasted: what is said, then the commands.

    `values` are those of `letters.names.CLEAN_UP`; nothing is said without `template`.
    """
    said = template.fill(values, Form.MARKDOWN) if template else ""
    return with_commands(said, typed)
