"""Small pieces of which the reports' tables and charts are made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.policy.outcomes import LABELS, Word
from enhancements.policy.plots import Part
from enhancements.queries import words
from enhancements.queries.frame import Setting
from enhancements.queries.reports import facts
from enhancements.queries.reports.facts import Count
from enhancements.queries.shapes.reports import Cell, Head, Link

NO_EVIDENCE = "no evidence"
"""Said of what no source spoke of before a freeze."""
BY_LABELS: Mapping[str, str] = {
    "person": "closed by hand",
    "tag": "the release's tag",
    "board": "decided at a freeze",
    "document": "its document",
    "": "",
}
ENTRY_HEADS = (
    Head("key", "Enhancement"),
    Head("title", "Title"),
    Head("sig", "SIG"),
    Head("stage", "Stage"),
)
OUTCOME_HEADS = tuple(
    Head(str(word), LABELS[word], is_number=True)
    for word in (
        Word.SHIPPED,
        Word.SLIPPED,
        Word.DEFERRED,
        Word.REMOVED,
        Word.DROPPED,
        Word.NOT_PROVEN,
        Word.OPEN,
    )
)


def entry(setting: Setting, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    """The cells of ENTRY_HEADS, of a row of FACTS."""
    name = setting.frame.project.name
    said = f"{row['key']} {row['track']}".strip()
    sig = row["sig"]
    profile_stage = setting.profile.stage(row["stage"])
    return (
        Cell(row["key"], said, Link("enhancement", (name, row["key"]))),
        Cell(row["title"]),
        Cell(sig, sig or "no SIG", Link("sig", (name, sig)) if sig else None),
        Cell(row["stage"], profile_stage.label if profile_stage else row["stage"]),
    )


def release(setting: Setting, name: str) -> Cell:
    """A release, with its page."""
    return Cell(name, link=Link("release", (setting.frame.project.name, name)))


def outcomes(counts: Sequence[Count]) -> list[Cell]:
    """The cells of OUTCOME_HEADS."""
    return [Cell(facts.total(counts, outcome=str(word.key))) for word in OUTCOME_HEADS]


def parts(counts: Sequence[Count]) -> list[Part]:
    """What became of entries, as parts of a bar."""
    return [
        Part(tone, facts.total(counts, outcome=str(word)), LABELS[word].lower())
        for tone, word in (
            ("kept", Word.SHIPPED),
            ("kept-3", Word.OPEN),
            ("unknown", Word.NOT_PROVEN),
            ("late", Word.SLIPPED),
            ("deferred", Word.DEFERRED),
            ("lost", Word.REMOVED),
            ("exception", Word.DROPPED),
        )
    ]


def day(text: str | None, none: str = "") -> Cell:
    """A day, UTC."""
    at = words.moment(text)
    if at is None:
        return Cell(None, none)
    utc = at.astimezone(dt.UTC)
    return Cell(utc.date().isoformat(), f"{utc.day} {utc:%b %Y}")


def sigs_of(counts: Iterable[Count]) -> list[str | None]:
    """Every SIG among them, that of none last."""
    return sorted({one.sig for one in counts}, key=lambda sig: (sig is None, sig or ""))
