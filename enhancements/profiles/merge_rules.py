"""The parts of a profile about pull requests of a release: the merge gate, and which
merged work needs an enhancement.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import TypedDict

from enhancements.policy.boards import Status
from enhancements.profiles.globs import compile_globs
from enhancements.profiles.reader import Table

WORDS = tuple(one.value for one in Status)
"""Standings that a profile may name."""
NAMINGS = ("keyword", "keyword-link", "directory", "title", "closing", "link")
"""Rules of `documents.pulls`, by which a pull request names an enhancement."""


@dataclasses.dataclass(frozen=True, slots=True)
class MergeRules:
    """When the pull requests of an enhancement may merge into a release."""

    label: str = ""
    """The label of pull requests that may; empty where none is kept."""
    freeze: str = "code-freeze"
    """Key of the freeze from which on `before` counts no more."""
    passes: tuple[str, ...] = ()
    """Standings that let merge; without any nothing is ever approved."""
    before: tuple[str, ...] = ()
    """Standings that do so only until the freeze has ended."""
    branches: tuple[str, ...] = ()
    """Branches (globs) that the release in work is built from; any without one."""
    passing: tuple[str, ...] = ()
    """Rules of `documents.pulls` by which an enhancement is named in passing only."""
    machines: tuple[str, ...] = ()
    """Logins of accounts that no person is, beside those that GitHub calls bots."""

    def lets(self, word: str, *, is_over: bool) -> bool:
        """Whether a standing lets merge; `is_over` says that the freeze has ended."""
        return word in self.passes or (not is_over and word in self.before)

    def is_of_branch(self, name: str) -> bool:
        """Whether the release is built from that branch; one not told may be it."""
        return not (name and self.branches) or _matches(self.branches, name)

    def is_machine(self, login: str) -> bool:
        """Whether a login is one of `machines`."""
        return login.casefold() in {one.casefold() for one in self.machines}


@dataclasses.dataclass(frozen=True, slots=True)
class WorkRules:
    """Which merged pull requests are work that an enhancement should stand for."""

    labels: tuple[str, ...] = ()
    """One of these must be on it; without any, nothing is asked for."""
    branches: tuple[str, ...] = ()
    """Branches (globs) that they were merged into; any without one."""
    by_milestone: bool = False
    """Whether its milestone says of which release it is; else, and where it has none,
    the time at which it was merged does."""

    def is_of_branch(self, name: str) -> bool:
        """Whether that branch counts; one not told does."""
        return not (name and self.branches) or _matches(self.branches, name)


def _matches(globs: tuple[str, ...], name: str) -> bool:
    pattern: re.Pattern[str] = compile_globs(globs)
    return pattern.fullmatch(name) is not None


class Read(TypedDict):
    """The fields of a profile that are read here."""

    merge_gate: MergeRules
    untracked: WorkRules


def read(table: Table) -> Read:
    """`[merge_gate]` and `[untracked]` of a profile. Raises ProfileInvalid."""
    return {
        "merge_gate": _gate(table.table("merge_gate")),
        "untracked": _work(table.table("untracked")),
    }


def _gate(table: Table) -> MergeRules:
    found = MergeRules(
        label=table.text("label", ""),
        freeze=table.text("freeze", "code-freeze"),
        passes=_all_among(table, "passes", WORDS),
        before=_all_among(table, "before", WORDS),
        branches=table.texts("branches"),
        passing=_all_among(table, "passing", NAMINGS),
        machines=table.texts("machines"),
    )
    table.close()
    return found


def _work(table: Table) -> WorkRules:
    found = WorkRules(
        labels=table.texts("labels"),
        branches=table.texts("branches"),
        by_milestone=table.flag("by_milestone"),
    )
    table.close()
    return found


def _all_among(table: Table, key: str, allowed: Iterable[str]) -> tuple[str, ...]:
    known = tuple(allowed)
    words = table.texts(key)
    for word in words:
        if word not in known:
            raise table.refusal(key, f"words among {', '.join(known)}", word)
    return words
