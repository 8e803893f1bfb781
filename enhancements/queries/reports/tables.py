"""Small pieces of which the reports' tables and charts are made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.languages import dates, gettext, gettext_noop, npgettext
from enhancements.policy.outcomes import LABELS, Word
from enhancements.policy.plots import Part
from enhancements.queries import words
from enhancements.queries.frame import Setting
from enhancements.queries.reports import facts
from enhancements.queries.reports.facts import Count
from enhancements.queries.shapes.reports import Cell, Head, Link

NO_EVIDENCE = gettext_noop("no evidence")
"""Said of what no source spoke of before a freeze."""
BY_LABELS: Mapping[str, str] = {
    "person": gettext_noop("closed by hand"),
    "tag": gettext_noop("the release's tag"),
    "board": gettext_noop("decided at a freeze"),
    "document": gettext_noop("its document"),
    "": "",
}
ENTRY_HEADS = (
    Head("key", gettext_noop("Enhancement")),
    Head("title", gettext_noop("Title")),
    Head("sig", gettext_noop("SIG")),
    Head("stage", gettext_noop("Stage")),
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
        Cell(sig, sig or no_sig(), Link("sig", (name, sig)) if sig else None),
        Cell(row["stage"], profile_stage.label if profile_stage else row["stage"]),
    )


def release(setting: Setting, name: str) -> Cell:
    """A release, with its page."""
    return Cell(name, link=Link("release", (setting.frame.project.name, name)))


def outcomes(counts: Sequence[Count]) -> list[Cell]:
    """The cells of OUTCOME_HEADS."""
    return [Cell(facts.total(counts, outcome=str(word.key))) for word in OUTCOME_HEADS]


def became(word: Word) -> str:
    """An outcome within a sentence."""
    return gettext(LABELS[word]).lower()


def committed(number: int) -> str:
    """So many committed entries, as they stand behind "of 95"."""
    return npgettext("of so many", "entry committed", "entries committed", number)


def no_sig() -> str:
    """Stands for the SIG of what has none."""
    return gettext("no SIG")


def parts(counts: Sequence[Count]) -> list[Part]:
    """What became of entries, as parts of a bar."""
    return [
        Part(tone, facts.total(counts, outcome=str(word)), became(word))
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
    return Cell(utc.date().isoformat(), dates.day(utc))


def sigs_of(counts: Iterable[Count]) -> list[str | None]:
    """Every SIG among them, that of none last."""
    return sorted({one.sig for one in counts}, key=lambda sig: (sig is None, sig or ""))
