"""Since when a verdict and each of its checks stand as they do.

Pure. A verdict knows its moment only; followed over successive moments it gives
stretches. `follow` goes one step, for whoever keeps the last standing; `stretches` goes
over a history.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from enhancements.policy.checks.judge import Verdict


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """A state, or a verdict's word, while it stood."""

    state: str
    since: dt.datetime
    until: dt.datetime | None = None
    reason: str = ""
    """Of a check: as it was given last while the state stood."""


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """What stands now, and since when: of the word and of each check."""

    word: Stretch
    checks: Mapping[str, Stretch]


@dataclasses.dataclass(frozen=True, slots=True)
class Stretches:
    """A history, oldest first; a check that was not there then has a hole."""

    word: tuple[Stretch, ...]
    checks: Mapping[str, tuple[Stretch, ...]]


def follow(before: Standing | None, verdict: Verdict, at: dt.datetime) -> Standing:
    """The standing once this verdict was given at `at`.

    What did not change keeps its `since`, so following the same verdict again changes
    nothing. A check that is new stands since `at`; one that is gone is forgotten.
    """
    old = before.checks if before is not None else {}
    checks = {
        one.check: _step(old.get(one.check), one.state, at, one.reason)
        for one in verdict.outcomes
    }
    word = _step(before.word if before is not None else None, verdict.word, at, "")
    return Standing(word, checks)


def _step(before: Stretch | None, state: str, at: dt.datetime, reason: str) -> Stretch:
    since = before.since if before is not None and before.state == state else at
    return Stretch(state, since, None, reason)


def stretches(history: Iterable[tuple[dt.datetime, Verdict]]) -> Stretches:
    """The stretches of verdicts at successive moments, in any order given.

    Of two verdicts at one moment the later given counts. The last stretch is open.
    """
    by_moment = dict(history)
    word: list[Stretch] = []
    checks: dict[str, list[Stretch]] = {}
    for at in sorted(by_moment):
        verdict = by_moment[at]
        _add(word, verdict.word, at, "")
        there = {one.check for one in verdict.outcomes}
        for key, row in checks.items():
            if key not in there and row[-1].until is None:
                row[-1] = dataclasses.replace(row[-1], until=at)
        for one in verdict.outcomes:
            _add(checks.setdefault(one.check, []), one.state, at, one.reason)
    return Stretches(tuple(word), {key: tuple(row) for key, row in checks.items()})


def _add(row: list[Stretch], state: str, at: dt.datetime, reason: str) -> None:
    if row and row[-1].until is None:
        if row[-1].state == state:
            row[-1] = dataclasses.replace(row[-1], reason=reason)
            return
        row[-1] = dataclasses.replace(row[-1], until=at)
    row.append(Stretch(state, at, None, reason))
