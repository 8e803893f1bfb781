"""What a check answers."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from enhancements.languages.sentences import Sentence

State: TypeAlias = Literal["passed", "failed", "unknown", "waived"]
PASSED: State = "passed"
FAILED: State = "failed"
UNKNOWN: State = "unknown"
WAIVED: State = "waived"

Text: TypeAlias = "Sentence | str"
"""What a check says; what is a plain text stays so in every language."""

Evidence: TypeAlias = tuple[tuple[str, str], ...]
"""(label, address) each; the first is the best."""


@dataclasses.dataclass(frozen=True, slots=True)
class Waiver:
    """Somebody decided that one check need not be passed."""

    check: str
    """Key of the criterion."""
    by: str
    reason: str
    at: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of one check, for one entry and freeze at one moment."""

    check: str
    """Key of the criterion: what waivers, history and addresses name."""
    title: str
    state: State
    reason: str
    """A sentence that says what was found."""
    remedy: str = ""
    """A sentence that says what to do; empty when there is nothing to do."""
    evidence: Evidence = ()
    since: dt.datetime | None = None
    """Since when what was found is so, by the evidence itself; None when no single
    moment tells. When the answer changed is told by `standing`."""
    looked_at: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """What the check looked at, by name; `inputs` gives it to people."""
    is_asked: bool = True
    """False for a check that this entry need not meet; it counts as passed."""
    counts: bool = True
    """False for advice: shown, and no part of the verdict's word."""
    waiver: Waiver | None = None
    found: State | None = None
    """What the check itself said, where a waiver stands before it."""
    sentences: tuple[Text, Text] = dataclasses.field(default=("", ""), compare=False)
    """The reason and the remedy, to be said in another language; see `stored.said`."""

    @property
    def inputs(self) -> dict[str, Any]:
        """What the check looked at and how it was set: names to values that JSON can
        hold. Made when asked for, since few are.
        """
        return {name: as_plain(value) for name, value in self.looked_at.items()}


def as_plain(value: Any) -> Any:
    """A value as JSON holds it: times as ISO texts, sentences as they are said now,
    tuples and sets as lists, frozen values as tables.
    """
    if isinstance(value, dt.datetime | Sentence):
        return value.isoformat() if isinstance(value, dt.datetime) else str(value)
    if isinstance(value, Mapping):
        return {str(key): as_plain(one) for key, one in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(as_plain(one) for one in value)
    if isinstance(value, tuple | list):
        return [as_plain(one) for one in value]
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        return {name: as_plain(getattr(value, name)) for name in names}
    return value
