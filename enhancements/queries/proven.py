"""What tags and people show of the promises of one enhancement, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from enhancements.documents import versions
from enhancements.languages import dates, gettext
from enhancements.policy.outcomes import ABSENT, PROVEN, Word
from enhancements.queries import words
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Target
from enhancements.queries.shapes.outcome import Shown

if TYPE_CHECKING:
    from enhancements.policy.ladder import Promise
    from enhancements.queries.ladders import Entry

Closed = Mapping[str, Any] | None
"""What a person closed an entry as; None for nothing."""


def shown(setting: Setting, row: Mapping[str, Any]) -> Shown | None:
    """What the tag shows of an entry, of a row with `proof`; None for nothing."""
    proof = row["proof"]
    if not proof:
        return None
    stage = setting.profile.stage(proof["registered"]) if proof["registered"] else None
    admitted = proof["admitted_at"]
    admitted_at = dt.datetime.fromisoformat(admitted) if admitted else None
    return Shown(
        word=proof["word"],
        gate=proof["gate"],
        registered=proof["registered"],
        label=stage.label if stage else "",
        tag=proof["tag"],
        tagged_at=dt.datetime.fromisoformat(proof["tagged_at"]),
        url=proof["url"],
        path=proof["path"],
        line=proof["line"],
        admitted_at=admitted_at
        if admitted_at is not None and admitted_at <= setting.at
        else None,
    )


def is_shipped(one: Shown | None, closed: Closed) -> bool:
    """Whether it shipped: a person's word stands above the tag's."""
    if closed:
        return bool(closed["value"] == Word.SHIPPED)
    return one is not None and one.word == PROVEN


def is_absent(one: Shown | None, closed: Closed) -> bool:
    """Whether the tag shows that it is not there, and nobody says otherwise."""
    return not closed and one is not None and one.word == ABSENT


def shipped(
    setting: Setting, entries: Sequence[Entry]
) -> tuple[tuple[Target, str], ...]:
    """What shipped, by release, with who shows it."""
    found = []
    for one in sorted(entries, key=lambda e: versions.sort_key(e.promise.release)):
        if one.promise.shipped:
            stage = words.stage_of(setting.profile, one.promise.stage)
            target = Target(stage, one.promise.release)
            found.append((target, by_whom(one.shown, one.closed)))
    return tuple(dict.fromkeys(found))


def by_whom(one: Shown | None, closed: Closed) -> str:
    """Who shows what became of it: a tag or a person."""
    if closed:
        return gettext("closed by @%(by)s: %(reason)s", **_closing(closed))
    return evidence(one) if one is not None else ""


def evidence(one: Shown) -> str:
    """What the tag shows: “gate X is Beta at v1.9.0”."""
    if one.label:
        return gettext(
            "gate %(gate)s is %(stage)s at %(tag)s",
            gate=one.gate,
            stage=one.label,
            tag=one.tag,
        )
    return gettext("gate %(gate)s is gone at %(tag)s", gate=one.gate, tag=one.tag)


def _closing(closed: Mapping[str, Any]) -> dict[str, Any]:
    return {"by": closed["by"], "reason": closed["reason"]}


def admitted(one: Shown) -> str:
    """Whether and when a document admitted that it is not there."""
    if one.admitted_at is None:
        return gettext("never admitted by any document")
    return gettext("admitted on %(day)s", day=dates.day(one.admitted_at))


def said(promise: Promise, entry: Entry, label: str) -> tuple[str, str]:
    """A lane of the ladder in words, of a promise that is shown either way."""
    if promise.shipped:
        who = by_whom(entry.shown, entry.closed)
        return gettext(
            "%(label)s shipped.", label=label
        ), f"{who[:1].upper()}{who[1:].rstrip('.')}."
    one = entry.shown
    if one is None:
        return gettext("%(label)s slipped.", label=label), ""
    return gettext("Slipped."), gettext(
        "%(label)s was promised; %(evidence)s; %(admitted)s.",
        label=label,
        evidence=evidence(one),
        admitted=admitted(one),
    )
