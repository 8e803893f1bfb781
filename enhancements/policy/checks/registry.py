"""The register of checks: key, title, parameters, the function, and its rule's source.

A check is a function from `Ask` to `Answer`, registered by `@check`. Its docstring says
what must be true and, in its last paragraph, `Source:` and where the rule stands.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from enhancements.policy.checks.outcome import (
    FAILED,
    PASSED,
    UNKNOWN,
    Evidence,
    State,
    Text,
)
from enhancements.policy.checks.parameters import Parameter, Value
from enhancements.policy.checks.seen import Moment, Seen


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What a check found; `judge` makes an `Outcome` of it."""

    state: State
    reason: str
    remedy: str = ""
    evidence: Evidence = ()
    since: Moment = None
    is_asked: bool = True
    sentences: tuple[Text, Text] = ("", "")
    """The reason and the remedy as they may be said in another language."""


@dataclasses.dataclass(slots=True)
class Ask:
    """One question: what is seen, and how the check is set."""

    seen: Seen
    values: Mapping[str, Value]
    looked_at: dict[str, Any] = dataclasses.field(default_factory=dict)
    """Filled by the check with what it looked at."""

    def text(self, name: str) -> str:
        """A parameter's text, with its places filled in; see `fill`."""
        value = self.values[name]
        return self.fill(value) if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """A parameter's texts."""
        value = self.values[name]
        return value if isinstance(value, tuple) else ()

    def flag(self, name: str) -> bool:
        """A parameter that is true or false."""
        return self.values[name] is True

    def of_stage(self, name: str) -> tuple[str, ...]:
        """The texts of the entry's stage in a table by stage."""
        value = self.values[name]
        if not isinstance(value, Mapping):
            return ()
        return value.get(self.seen.entry.canonical, ())

    def fill(self, text: str) -> str:
        """A text whose places are filled in.

        {release} is v1.36, {version} 1.36, {stage} the profile's key of the stage,
        {canonical} alpha, beta or stable, {number} and {sig} the enhancement's, {owner}
        who has its repository.
        """
        if "{" not in text:
            return text
        entry, record = self.seen.entry, self.seen.record
        owner = self.seen.repository.partition("/")[0]
        number = record.number or (self.seen.issue.number if self.seen.issue else None)
        for place, word in (
            ("{release}", entry.release),
            ("{version}", entry.release.removeprefix("v")),
            ("{stage}", entry.stage),
            ("{canonical}", entry.canonical),
            ("{number}", str(number) if number is not None else "NUMBER"),
            ("{sig}", record.sig.value or "SIG"),
            ("{owner}/", f"{owner}/" if owner else ""),
        ):
            text = text.replace(place, word)
        return text

    def title(self, text: str) -> str:
        """A title with its places and the check's parameters filled in."""
        if "{" not in text:
            return text
        for name, value in self.values.items():
            words = value if isinstance(value, tuple) else (value,)
            if all(isinstance(word, str) for word in words):
                text = text.replace(f"{{{name}}}", " or ".join(map(str, words)))
        return self.fill(text)

    def look(self, **looked_at: Any) -> None:
        """Note what was looked at, for the tool that explains an answer."""
        self.looked_at.update(looked_at)

    def gap(self, *sources: str) -> Text:
        """Why one of these could not be read; empty when all could."""
        gaps = self.seen.gaps
        return next((gaps[source] for source in sources if source in gaps), "")


def passed(reason: Text, evidence: Evidence = (), since: Moment = None) -> Answer:
    """The criterion is met."""
    return Answer(PASSED, str(reason), "", evidence, since, sentences=(reason, ""))


def failed(
    reason: Text, remedy: Text, evidence: Evidence = (), since: Moment = None
) -> Answer:
    """The criterion is not met; the remedy says what to do."""
    return Answer(
        FAILED,
        str(reason),
        str(remedy),
        evidence,
        since,
        sentences=(reason, remedy),
    )


def unknown(
    reason: Text, remedy: Text, evidence: Evidence = (), since: Moment = None
) -> Answer:
    """The record cannot tell, and why."""
    return Answer(
        UNKNOWN,
        str(reason),
        str(remedy),
        evidence,
        since,
        sentences=(reason, remedy),
    )


def not_asked(reason: Text) -> Answer:
    """The entry need not meet it."""
    return Answer(PASSED, str(reason), is_asked=False, sentences=(reason, ""))


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """A check of the register."""

    key: str
    title: str
    """As people read it on the board; it may have places, see `Ask.fill`."""
    parameters: Mapping[str, Parameter]
    run: Callable[[Ask], Answer]

    @property
    def rule(self) -> str:
        """What must be true, in plain text."""
        return self._text.partition("Source:")[0].strip()

    @property
    def source(self) -> str:
        """Where the rule stands."""
        return self._text.partition("Source:")[2].strip()

    @property
    def _text(self) -> str:
        return " ".join((inspect.getdoc(self.run) or "").split())


_checks: dict[str, Check] = {}


def check(
    key: str, title: str, **parameters: Parameter
) -> Callable[[Callable[[Ask], Answer]], Callable[[Ask], Answer]]:
    """Register a function as the check of that key."""

    def register(run: Callable[[Ask], Answer]) -> Callable[[Ask], Answer]:
        if key in _checks:
            raise ValueError(f"There are two checks {key!r}.")
        _checks[key] = Check(key, title, parameters, run)
        return run

    return register


def registered() -> Mapping[str, Check]:
    """The checks registered so far; `catalogue.CHECKS` has them all."""
    return _checks
