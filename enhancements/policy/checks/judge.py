"""The verdict of a freeze for an entry.

Pure: the same record gives the same verdict, whoever asks and how often.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from enhancements.documents import versions
from enhancements.languages.sentences import Sentence, sentence
from enhancements.policy.checks.catalogue import CHECKS
from enhancements.policy.checks.criteria import Criterion, FreezeCriteria
from enhancements.policy.checks.outcome import (
    FAILED,
    UNKNOWN,
    WAIVED,
    Outcome,
    Waiver,
)
from enhancements.policy.checks.registry import (
    Answer,
    Ask,
    not_asked,
    unknown,
)
from enhancements.policy.checks.seen import Seen

Word: TypeAlias = Literal["met", "at-risk", "unknown"]
MET: Word = "met"
AT_RISK: Word = "at-risk"
OPEN_WORD: Word = "unknown"


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What a freeze's checks come to: one word, and every outcome."""

    word: Word
    """met: all passed or waived; at-risk: one failed; unknown: none failed and one
    cannot be told. Advice counts for nothing."""
    outcomes: tuple[Outcome, ...]
    """In the order of the criteria."""

    @property
    def asked(self) -> int:
        """How many checks are asked and count."""
        return sum(one.is_asked and one.counts for one in self.outcomes)

    def count(self, state: str) -> int:
        """How many asked checks that count came out so."""
        return sum(
            one.state == state and one.is_asked and one.counts for one in self.outcomes
        )

    @property
    def first_missing(self) -> str:
        """Title of the first check that fails, of those that are unknown when none
        does; empty when nothing that counts is missing.
        """
        asked = [one for one in self.outcomes if one.is_asked and one.counts]
        missing = [
            one.title
            for state in (FAILED, UNKNOWN)
            for one in asked
            if one.state == state
        ]
        return " ".join(missing[0].split()) if missing else ""


def judge(
    seen: Seen,
    freeze: FreezeCriteria,
    waivers: Iterable[Waiver] = (),
) -> Verdict:
    """Run the freeze's checks on what is seen. It never raises on any `Seen`.

    Of several waivers of one check the last counts. One of a check that passed, or
    that the freeze does not have, changes nothing.
    """
    by_check = {waiver.check: waiver for waiver in waivers}
    outcomes = tuple(
        _outcome(seen, one, by_check.get(one.key)) for one in freeze.criteria
    )
    return Verdict(word_of(outcomes), outcomes)


def word_of(outcomes: Iterable[Outcome]) -> Word:
    """The word that these outcomes come to, in whatever order."""
    states = {one.state for one in outcomes if one.counts}
    if FAILED in states:
        return AT_RISK
    return OPEN_WORD if UNKNOWN in states else MET


def _outcome(seen: Seen, criterion: Criterion, waiver: Waiver | None) -> Outcome:
    ask = Ask(seen, criterion.values)
    answer = _not_for(seen, criterion) or _run(ask, criterion)
    is_waived = waiver is not None and answer.state in (FAILED, UNKNOWN)
    return Outcome(
        check=criterion.key,
        title=ask.title(criterion.title),
        state=WAIVED if is_waived else answer.state,
        reason=answer.reason,
        remedy=answer.remedy,
        evidence=answer.evidence,
        since=answer.since,
        looked_at=_looked_at(ask, criterion),
        is_asked=answer.is_asked,
        counts=criterion.counts,
        waiver=waiver if is_waived else None,
        found=answer.state if is_waived else None,
        sentences=answer.sentences,
    )


def _run(ask: Ask, criterion: Criterion) -> Answer:
    check = CHECKS.get(criterion.check)
    if check is None:
        return unknown(
            sentence(
                "This version of the tracker has no check %(name)s.",
                name=repr(criterion.check),
            ),
            sentence(
                "Remove the check from the release's criteria, or update the tracker."
            ),
        )
    return check.run(ask)


def _not_for(seen: Seen, criterion: Criterion) -> Answer | None:
    """Why the criterion is not asked of this entry; None when it is."""
    entry = seen.entry
    if criterion.stages and entry.canonical not in criterion.stages:
        stage = entry.stage_label or entry.stage
        return not_asked(sentence("Not asked of %(what)s.", what=stage))
    if criterion.kinds and entry.kind not in criterion.kinds:
        kind = _KIND_WORDS.get(entry.kind, _THIS_WORK)
        return not_asked(sentence("Not asked of %(what)s.", what=kind))
    if criterion.from_release and _is_before(entry.release, criterion.from_release):
        release = criterion.from_release
        return not_asked(sentence("Asked from %(release)s on.", release=release))
    return None


_KIND_WORDS: Mapping[str, Sentence] = {
    "new": sentence("new enhancements"),
    "graduation": sentence("a graduation"),
    "same-stage": sentence("work at the same stage"),
    "deprecation": sentence("a deprecation or removal"),
}
_THIS_WORK = sentence("this work")


def _is_before(release: str, first: str) -> bool:
    if versions.parse_release(release) is None or versions.parse_release(first) is None:
        return False
    return versions.sort_key(release) < versions.sort_key(first)


def _looked_at(ask: Ask, criterion: Criterion) -> dict[str, object]:
    """What was looked at, with the parameters as they were set."""
    return {
        "entry": ask.seen.entry,
        "freeze_ends_at": ask.seen.freeze.ends_at,
        "at": ask.seen.at,
        "parameters": criterion.values,
        **ask.looked_at,
    }
