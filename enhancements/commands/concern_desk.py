"""What commands about concerns come to: which are raised, and which are resolved.

`/concern NAME: TEXT` raises one and `/resolve-concern NAME: HOW` resolves it; the text
may stand in the lines below instead. The idea of concerns with a name is rfcbot's
(rust-lang/rfcbot-rs, README). Pure, as the rest of the plan.
"""

from __future__ import annotations

import dataclasses

from enhancements.commands import words
from enhancements.commands.grammar import Operation
from enhancements.profiles.command_rules import RAISE

_BETWEEN = " \t:,-–—"  # noqa: RUF001 - people part a name from a text by any dash


@dataclasses.dataclass(frozen=True, slots=True)
class OpenConcern:
    """A concern that is open, as commands see it."""

    id: int
    name: str
    locked: str = ""
    """Why whoever typed the commands may not resolve it; empty where they may."""


@dataclasses.dataclass(frozen=True, slots=True)
class Concerned:
    """The enhancement that an issue tracks, as commands about concerns see it."""

    open: tuple[OpenConcern, ...] = ()
    locked: str = ""
    """Why whoever typed the commands may not raise one; empty where they may."""


@dataclasses.dataclass(frozen=True, slots=True)
class Raised:
    """A concern to be raised."""

    name: str
    text: str
    operation: Operation


@dataclasses.dataclass(frozen=True, slots=True)
class Resolved:
    """A concern to be resolved."""

    concern: int
    """Id of its row."""
    name: str
    how: str
    operation: Operation


Refused = tuple[str, str]
"""Reason of `plans.Refusal`, and its sentence."""


class ConcernDesk:
    """The concerns as they would be after the commands taken so far."""

    def __init__(self, concerned: Concerned | None) -> None:
        self._concerned = concerned
        self._open = (
            {_key(one.name): one for one in concerned.open} if concerned else {}
        )
        self._raised: dict[str, Raised] = {}
        self._resolved: dict[str, Resolved] = {}

    @property
    def raised(self) -> tuple[Raised, ...]:
        """Those to be raised, in order."""
        return tuple(self._raised.values())

    @property
    def resolved(self) -> tuple[Resolved, ...]:
        """Those to be resolved, in order."""
        return tuple(self._resolved.values())

    def take(self, operation: Operation) -> Refused | None:
        """Do what a command says; else why not."""
        if self._concerned is None:
            return "not-here", words.tracks_nothing(operation)
        said = " ".join(" ".join(operation.values).split())
        if not said:
            return "unknown-value", words.no_concern_name(operation)
        if operation.verb == RAISE:
            return self._raise(operation, said, self._concerned.locked)
        return self._resolve(operation, said)

    def _raise(self, operation: Operation, said: str, locked: str) -> Refused | None:
        if locked:
            return "not-allowed", words.plain(locked)
        name, _, behind = said.partition(":")
        name, text = name.strip(), _joined(behind, operation.below)
        if not name or not text:
            return "unknown-value", words.no_concern_text(operation, name)
        key = _key(name)
        if key in self._raised or (key in self._open and key not in self._resolved):
            return "is-set", words.concern_is_open(name)
        if key in self._resolved:
            return "is-set", words.concern_resolved_here(name)
        self._raised[key] = Raised(name, text, operation)
        return None

    def _resolve(self, operation: Operation, said: str) -> Refused | None:
        known = {
            key: one for key, one in self._open.items() if key not in self._resolved
        }
        named = [key for key, one in known.items() if _begins(said, one.name)]
        if not named:
            names = [one.name for one in known.values()]
            return "not-set", words.no_such_concern(said, names)
        key = max(named, key=len)
        row = known[key]
        if row.locked:
            return "not-allowed", words.plain(row.locked)
        how = _joined(said[len(row.name) :], operation.below)
        if not how:
            return "unknown-value", words.no_resolution(row.name)
        self._resolved[key] = Resolved(row.id, row.name, how, operation)
        return None


def _key(name: str) -> str:
    return name.lower()


def _begins(said: str, name: str) -> bool:
    """Whether a text begins with the name of a concern, as words of their own."""
    rest = said[len(name) :]
    return _key(said[: len(name)]) == _key(name) and (not rest or rest[0] in _BETWEEN)


def _joined(behind: str, below: str) -> str:
    return "\n\n".join(filter(None, (behind.strip(_BETWEEN), below.strip())))
