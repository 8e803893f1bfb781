"""A verdict as JSON, to be kept in a snapshot or a row, and back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from enhancements.languages import current
from enhancements.languages.sentences import Sentence, of_data
from enhancements.policy.checks.judge import Verdict
from enhancements.policy.checks.outcome import Outcome, Waiver, as_plain


def as_json(verdict: Verdict, *, inputs: bool = False) -> dict[str, Any]:
    """The verdict as JSON holds it, always with the same keys in the same order.

    With `inputs` also what each check looked at, which is most of its size.
    """
    return {
        "word": verdict.word,
        "checks": [_outcome(one, inputs=inputs) for one in verdict.outcomes],
    }


def _outcome(one: Outcome, *, inputs: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "check": one.check,
        "title": one.title,
        "state": one.state,
        "reason": one.reason,
        "remedy": one.remedy,
        "evidence": [list(pair) for pair in one.evidence],
        "since": as_plain(one.since),
        "is_asked": one.is_asked,
        "counts": one.counts,
        "found": one.found,
        "waiver": as_plain(one.waiver),
    }
    if inputs:
        data["inputs"] = one.inputs
    return data


def from_json(data: Mapping[str, Any]) -> Verdict:
    """The verdict of what `as_json` made. Raises KeyError or ValueError for less."""
    return Verdict(data["word"], tuple(_read(one) for one in data["checks"]))


def spoken(data: Mapping[str, Any]) -> Verdict:
    """The same for readers: with reasons and remedies in the current language."""
    rows = []
    for one in data["checks"]:
        reason, remedy = said(one)
        rows.append(dataclasses.replace(_read(one), reason=reason, remedy=remedy))
    return Verdict(data["word"], tuple(rows))


def _read(data: Mapping[str, Any]) -> Outcome:
    waiver = data["waiver"]
    return Outcome(
        check=data["check"],
        title=data["title"],
        state=data["state"],
        reason=data["reason"],
        remedy=data["remedy"],
        evidence=tuple((label, url) for label, url in data["evidence"]),
        since=_moment(data["since"]),
        looked_at=data.get("inputs", {}),
        is_asked=data["is_asked"],
        counts=data["counts"],
        waiver=Waiver(**{**waiver, "at": _moment(waiver["at"])}) if waiver else None,
        found=data["found"],
    )


def sentences(one: Outcome) -> list[dict[str, Any] | None]:
    """The reason and the remedy of an outcome, to be kept beside their English texts;
    None for what is the same in all languages.
    """
    return [
        text.data() if isinstance(text, Sentence) else None for text in one.sentences
    ]


def said(data: Mapping[str, Any]) -> tuple[str, str]:
    """The reason and the remedy of an outcome that is kept, in the current language;
    in English where only that was kept.
    """
    texts = (str(data["reason"]), str(data["remedy"]))
    kept = data.get("sentences")
    if kept is None or current().is_source:
        return texts
    reason, remedy = (
        str(of_data(sentence)) if sentence else text
        for sentence, text in zip(kept, texts, strict=True)
    )
    return reason, remedy


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text is not None else None
