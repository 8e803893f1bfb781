"""What commands would do to an issue: labels, milestone, assignees, state, refusals.

And to the enhancement that it tracks: concerns that are raised and resolved.

Pure: it decides and does nothing. Everything that it refuses gets a sentence that says
what would work.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable

from enhancements.commands import words
from enhancements.commands.concern_desk import (
    ConcernDesk,
    Concerned,
    Raised,
    Resolved,
)
from enhancements.commands.grammar import Operation
from enhancements.profiles.command_rules import CONCERNS, FIXED, CommandRules

MOST_ASSIGNEES = 10
"""GitHub's limit for one issue."""
OPEN, CLOSED = "open", "closed"


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """The issue or pull request under which the commands stand, as it is now."""

    labels: Collection[str] = ()
    """Names of the labels that it has."""
    labels_known: Collection[str] = ()
    """Names of all labels of the repository."""
    milestones: Collection[str] = ()
    """Titles of the repository's open milestones."""
    milestone: str = ""
    assignees: Collection[str] = ()
    assignable: Collection[str] | None = None
    """Logins that GitHub lets be assigned; None when nobody knows: then any is."""
    is_open: bool = True
    is_pull: bool = False
    concerned: Concerned | None = None
    """The enhancement that it tracks; None where it tracks none, or nobody asks."""


@dataclasses.dataclass(frozen=True, slots=True)
class Actor:
    """Who typed the commands."""

    login: str
    roles: frozenset[str] = frozenset()
    """Of `command_rules.ROLES`, and `team NAME` for each team."""
    unseen: frozenset[str] = frozenset()
    """`team NAME` of teams whose members nobody could tell: not allowed, and said."""


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """One command, or one of its values, that does nothing."""

    operation: Operation
    reason: str
    """`unknown-label`, `unknown-value`, `not-set`, `is-set`, `not-allowed`,
    `unknown-milestone`, `not-assignable`, `too-many`, `not-here`, `not-heard` or
    `not-done`."""
    sentence: str
    """Markdown: what is wrong and what would work; names in it as code."""


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """All that the commands of one text come to, in sum."""

    add: tuple[str, ...] = ()
    """Labels by their names in the repository."""
    remove: tuple[str, ...] = ()
    milestone: str | None = None
    """Its title; empty to take it off, None to leave it."""
    assign: tuple[str, ...] = ()
    unassign: tuple[str, ...] = ()
    state: str | None = None
    """`open` or `closed`; None to leave it."""
    raised: tuple[Raised, ...] = ()
    resolved: tuple[Resolved, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything would change."""
        people = (self.assign, self.unassign)
        concerns = (self.raised, self.resolved)
        return (
            any((self.add, self.remove, *people, *concerns))
            or self.milestone is not None
            or self.state is not None
        )


def decide(
    operations: Iterable[Operation],
    *,
    subject: Subject,
    actor: Actor,
    rules: CommandRules,
) -> Plan:
    """What the commands come to, in their order: a later one undoes an earlier."""
    desk = _Desk(subject, actor, rules)
    for operation in operations:
        desk.take(operation)
    return desk.plan()


class _Desk:
    """The issue as it would be after the commands taken so far."""

    def __init__(self, subject: Subject, actor: Actor, rules: CommandRules) -> None:
        self._subject, self._actor, self._rules = subject, actor, rules
        self._known = {name.casefold(): name for name in subject.labels_known}
        self._before = {name.casefold(): name for name in subject.labels}
        self._labels = dict(self._before)
        self._people = {login.casefold(): login for login in subject.assignees}
        self._milestone = subject.milestone
        self._is_open = subject.is_open
        self._concerns = ConcernDesk(subject.concerned)
        self._refusals: dict[tuple[str, str], Refusal] = {}

    def take(self, operation: Operation) -> None:
        """Do what one command says, or refuse it."""
        verb = operation.verb
        meaning = self._rules.deaf_meaning(verb, operation.values)
        if not operation.family and meaning is not None:
            self._refuse(operation, "not-heard", words.not_heard(operation, meaning))
        elif verb in self._rules.pulls_only and not self._subject.is_pull:
            self._refuse(operation, "not-here", words.pulls_only(operation))
        elif operation.family:
            for value in operation.values:
                self._family(operation, value)
        elif verb in self._rules.sets:
            self._vote(operation)
        elif verb in CONCERNS:
            if self._is_allowed(operation) and (no := self._concerns.take(operation)):
                self._refuse(operation, *no)
        else:
            self._take_other(operation)

    def _take_other(self, operation: Operation) -> None:
        match operation.verb:
            case "label":
                self._label_command(operation)
            case "milestone":
                self._set_milestone(operation)
            case "assign":
                for login in operation.values or (self._actor.login,):
                    self._assign(operation, login)
            case "close" | "reopen" if self._is_allowed(operation):
                self._is_open = operation.verb == "reopen"

    def plan(self) -> Plan:
        """The difference to how the issue is."""
        after, before = self._labels, self._before
        people = {login.casefold(): login for login in self._subject.assignees}
        is_moved = self._milestone != self._subject.milestone
        state = OPEN if self._is_open else CLOSED
        return Plan(
            add=tuple(name for key, name in after.items() if key not in before),
            remove=tuple(name for key, name in before.items() if key not in after),
            milestone=self._milestone if is_moved else None,
            assign=tuple(n for k, n in self._people.items() if k not in people),
            unassign=tuple(n for k, n in people.items() if k not in self._people),
            state=state if self._is_open != self._subject.is_open else None,
            raised=self._concerns.raised,
            resolved=self._concerns.resolved,
            refusals=tuple(self._refusals.values()),
        )

    # --- Labels -------------------------------------------------------------------

    def _family(self, operation: Operation, value: str) -> None:
        label = value
        if not value.startswith(f"{operation.family}/"):
            label = f"{operation.family}/{value}"
        label = self._rules.same.get(label, label)
        if operation.family in FIXED:
            takes = self._rules.values.get(operation.family, ())
            if label.partition("/")[2] not in takes:
                sentence = words.unknown_value(operation, value, takes)
                self._refuse(operation, "unknown-value", sentence)
                return
        self._change(operation, label)

    def _label_command(self, operation: Operation) -> None:
        if len(operation.values) != 1:
            sentence = words.one_label(operation)
            self._refuse(operation, "unknown-value", sentence)
            return
        (label,) = operation.values
        if not self._rules.is_for_label_command(label):
            sentence = words.no_label_command(operation, label, self._rules)
            self._refuse(operation, "unknown-label", sentence)
            return
        self._change(operation, label)

    def _vote(self, operation: Operation) -> None:
        is_own = operation.verb in self._rules.not_own and not operation.remove
        if is_own and "author" in self._actor.roles:
            self._refuse(operation, "not-allowed", words.not_own(operation))
            return
        label = self._rules.sets[operation.verb]
        self._change(operation, label)

    def _change(self, operation: Operation, label: str) -> None:
        """Put a label on or take it off, if it is there and the person may."""
        key = label.casefold()
        if operation.remove:
            if key not in self._labels:
                sentence = words.not_set(label, self._labels.values())
                self._refuse(operation, "not-set", sentence)
            elif self._is_allowed(operation, label):
                del self._labels[key]
            return
        if key in self._labels:
            return
        if key not in self._known:
            sentence = words.unknown_label(operation, label, self._known.values())
            self._refuse(operation, "unknown-label", sentence)
        elif self._subject.is_pull and key in self._rules.issues_only:
            self._refuse(operation, "not-here", words.issues_only(label))
        elif self._is_allowed(operation, label):
            self._make_room(key)
            self._labels[key] = self._known[key]

    def _make_room(self, label: str) -> None:
        """Take off the others of a family of which an issue has one label."""
        family = label.partition("/")[0]
        if family in self._rules.exclusive:
            others = [key for key in self._labels if key.startswith(f"{family}/")]
            for key in others:
                del self._labels[key]

    # --- The rest -------------------------------------------------------------------

    def _set_milestone(self, operation: Operation) -> None:
        if not self._is_allowed(operation):
            return
        if operation.remove:
            self._milestone = ""
            return
        (title,) = operation.values
        known = {name.casefold(): name for name in self._subject.milestones}
        if title.casefold() not in known:
            sentence = words.unknown_milestone(title, self._subject.milestones)
            self._refuse(operation, "unknown-milestone", sentence)
            return
        self._milestone = known[title.casefold()]

    def _assign(self, operation: Operation, login: str) -> None:
        key = login.casefold()
        if not self._is_allowed(operation):
            return
        if operation.remove:
            if self._people.pop(key, None) is None:
                self._refuse(operation, "not-set", words.not_assigned(login))
            return
        assignable = self._subject.assignable
        known = {name.casefold(): name for name in assignable or ()}
        if assignable is not None and key not in known:
            self._refuse(operation, "not-assignable", words.not_assignable(login))
        elif key not in self._people and len(self._people) >= MOST_ASSIGNEES:
            sentence = words.too_many(login, MOST_ASSIGNEES)
            self._refuse(operation, "too-many", sentence)
        else:
            self._people.setdefault(key, known.get(key, login))

    def _is_allowed(self, operation: Operation, label: str = "") -> bool:
        if self._rules.may(self._actor.roles, operation.verb, label):
            return True
        allowed = self._rules.allowed(operation.verb, label)
        sentence = words.not_allowed(operation, label, allowed)
        if unseen := [one for one in allowed if one in self._actor.unseen]:
            sentence = f"{sentence} {words.unseen(unseen)}"
        self._refuse(operation, "not-allowed", sentence)
        return False

    def _refuse(self, operation: Operation, reason: str, sentence: str) -> None:
        """Each sentence once, however often its command was typed."""
        refusal = Refusal(operation, reason, sentence)
        self._refusals.setdefault((reason, sentence), refusal)
