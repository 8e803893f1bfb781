"""Which events are told among what changed, how, and which are not: each is in one of
the two tables, which a test sees to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enhancements.queries import (
    asking_words,
    concerns,
    decision_words,
    dependencies,
    happening_words,
    letter_words,
    work_words,
)
from enhancements.queries.change_words import Told
from enhancements.queries.frame import Setting

KINDS = (
    *decision_words.KINDS,
    *happening_words.KINDS,
    *concerns.KINDS,
    *dependencies.KINDS,
    *work_words.KINDS,
    *asking_words.KINDS,
    *letter_words.KINDS,
)
"""Kinds of the events that are told."""
_CLAIMED = "What it changes is a claim, and told as such."
_PLACED = "The pages of gates and of the enhancement tell it."
_ONES_OWN = "It is of an account, in no project."
_KEPT = "It is about how this installation reads, not about the project."
_HERE = "The page of sources tells what was typed and written."
NOT_TOLD: Mapping[str, str] = {
    "project-tracked": _KEPT,
    "source-set": _KEPT,
    "history-rewritten": _KEPT,
    "repository-tracked": _KEPT,
    "repository-untracked": _KEPT,
    "repository-renamed": _KEPT,
    "snapshot-made": "Boards of a moment have a page of their own.",
    "deadline-corrected": _CLAIMED,
    "correction-withdrawn": _CLAIMED,
    "corrected": _CLAIMED,
    "correction-agreed": _CLAIMED,
    "item-gone": _CLAIMED,
    "item-back": _CLAIMED,
    "issue-attached": _CLAIMED,
    "enhancements-merged": "The page of the enhancement tells it.",
    "enhancement-split": "The page of the enhancement tells it.",
    "identity-undone": "The page of the enhancement tells it.",
    "gate-linked": _PLACED,
    "gate-unlinked": _PLACED,
    "drift-mended": "The page of drift tells it, and what it does is a claim.",
    "criteria-changed": "The page of the criteria tells who changed what.",
    "exception-changed": "Texts of a request are corrected; it asks for the same.",
    "exception-voted": "The request tells who voted how.",
    "commands-set": _HERE,
    "command-answered": _HERE,
    "written-to-github": _HERE,
    "retried": _HERE,
    "account-joined": _ONES_OWN,
    "account-renamed": _ONES_OWN,
    "account-ended": _ONES_OWN,
    "account-restored": _ONES_OWN,
    "account-deleted": _ONES_OWN,
    "sessions-ended": _ONES_OWN,
    "token-made": _ONES_OWN,
    "token-revoked": _ONES_OWN,
}
"""Kinds of the events that are not told, and why."""


def told(setting: Setting, row: Mapping[str, Any]) -> Told:
    """A line of what changed, from a row whose `event` is of KINDS, or of an exception
    that ran out.
    """
    kind = row["event"]["kind"]
    if kind in concerns.KINDS:
        return concerns.told(row)
    if kind in work_words.KINDS:
        return work_words.told(row)
    if kind in dependencies.KINDS:
        return dependencies.told(row)
    return _in_its_words(setting, row)


def _in_its_words(setting: Setting, row: Mapping[str, Any]) -> Told:
    """Of what is called otherwise from project to project: freezes, checks, letters."""
    kind = row["event"]["kind"]
    if kind in decision_words.KINDS:
        return decision_words.told(setting, row)
    if kind in asking_words.KINDS:
        return asking_words.told(setting, row)
    if kind in letter_words.KINDS:
        return letter_words.told(setting, row)
    return happening_words.told(setting, row)
