"""What the list of enhancements holds, in a sentence."""

from __future__ import annotations

from enhancements.policy.search import saying
from enhancements.queries import words
from enhancements.queries.filters import Filters
from enhancements.queries.frame import Setting


def scope(setting: Setting, filters: Filters, total: int) -> str:
    """One sentence that says what the list holds."""
    profile = setting.profile
    noun = profile.word if total == 1 else profile.words
    parts = [f"{total:,} {noun}"]
    if filters.sigs:
        named = [sig if sig != "none" else "no SIG" for sig in filters.sigs]
        parts.append("of SIG " + " or ".join(named))
    if filters.stages:
        labels = [
            words.stage_of(profile, key).label if key != "none" else "no stage"
            for key in filters.stages
        ]
        parts.append("at " + " or ".join(labels))
    if filters.statuses:
        labels = [
            words.status_label(profile, key).lower()
            if key != "none"
            else "without status"
            for key in filters.statuses
        ]
        parts.append("that are " + " or ".join(labels))
    if filters.releases:
        parts.append("planned for " + " or ".join(filters.releases))
    if filters.needs:
        needs = {"problem": "have a problem", "drift": "have sources that disagree"}
        parts.append("that " + " or ".join(needs[need] for need in filters.needs))
    people = [
        f"{role} @{handle}"
        for role, handles in (
            ("author", filters.authors),
            ("approver", filters.approvers),
        )
        for handle in handles
    ]
    if people:
        parts.append("with " + " or ".join(people))
    if filters.text:
        parts.append(saying.sentence(filters.text))
    return " ".join(parts)
