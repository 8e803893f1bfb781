"""What a SIG did in a year: shipped, slipped, opened and removed, by stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import SOURCE, gettext, gettext_noop, ngettext, speaking
from enhancements.policy import plots
from enhancements.policy.outcomes import LABELS, Word
from enhancements.policy.reports import LOSSES, became
from enhancements.queries import sql
from enhancements.queries.frame import Setting
from enhancements.queries.reports import (
    asking,
    facts,
    listing,
    losses,
    survival,
    tables,
)
from enhancements.queries.reports.facts import Asked, Count
from enhancements.queries.shapes.reports import AnnualPage, Cell, Head, Table

_ENTRIES = """
SELECT place, name, key, number, title, sig, stage, rank, track, committed, outcome, by,
       who, reason, moved_to, registered, tag
  FROM fact JOIN level USING (stage)
 WHERE committed OR outcome = 'shipped'
 ORDER BY place, rank DESC, number NULLS LAST, key, track
"""
# Opened: what is of the SIG now and was first read of in the year; removed: what was
# taken out of the repository in it.
_KNOWN = """
WITH mine AS (
  SELECT DISTINCT ON (enhancement_id) enhancement_id, key, number, title, sig, until
    FROM enhancements_record
   WHERE project_id = %(project)s AND since <= %(at)s
   ORDER BY enhancement_id, since DESC
)
SELECT mine.key, mine.number, mine.title, first.since,
       CASE WHEN mine.until <= %(at)s THEN mine.until END AS removed_at
  FROM mine
  JOIN LATERAL (SELECT min(since) AS since FROM enhancements_record one
                 WHERE one.enhancement_id = mine.enhancement_id) first ON true
 WHERE mine.sig = %(sig)s
 ORDER BY mine.number NULLS LAST, mine.key
"""


class SigUnknown(LookupError):
    """No record is of such a SIG."""


def page(setting: Setting, sig: str, year: int) -> AnnualPage:
    """The report in two SQL statements beside the setting's two. Raises SigUnknown."""
    known = sql.rows(_KNOWN, {"project": setting.id, "at": setting.at, "sig": sig})
    if not known:
        raise SigUnknown(sig)
    releases = tuple(
        one
        for one in setting.releases
        if one.out_at and one.out_at.year == year and one.out_at <= setting.at
    )
    asked = Asked(releases, sigs=(sig,))
    found, rows = facts.counted(setting, asked, _ENTRIES, by=("stage",))
    counts = found["stage"]
    opened = [row for row in known if row["since"].year == year]
    removed = [row for row in known if _year(row["removed_at"]) == year]
    names = tuple(one.name for one in releases)
    said = _said(counts, opened, removed, names, year)
    with speaking(SOURCE):  # It is pasted elsewhere.
        markdown = _markdown(
            setting,
            [
                f"## {setting.profile.words} of SIG {sig} in {year}",
                "",
                *_said(counts, opened, removed, names, year),
                "",
            ],
            rows,
            (("Opened", opened), ("Taken out", removed)),
        )
    made = _tables(setting, rows, counts, opened, removed)
    return AnnualPage(
        frame=setting.frame,
        sig=sig,
        year=year,
        releases=names,
        said=tuple(said),
        unknown=tuple(survival.unknown(setting, counts)),
        charts=_chart(setting, counts),
        tables=made,
        markdown=markdown,
        years=listing.years(setting),
    )


def _year(at: dt.datetime | None) -> int | None:
    return at.year if at else None


Rows = Sequence[Mapping[str, Any]]


def _said(
    counts: Sequence[Count],
    opened: Rows,
    removed: Rows,
    names: Sequence[str],
    year: int,
) -> list[str]:
    out = ", ".join(names)
    if names:
        found = [
            ngettext(
                "%(names)s came out in %(year)s.",
                "%(names)s came out in %(year)s.",
                len(names),
                names=out,
                year=year,
            )
        ]
    else:
        found = [gettext("No release came out in %(year)s.", year=year)]
    committed = [one for one in counts if one.committed]
    number = facts.total(committed)
    if number:
        found.append(
            became(facts.outcomes(committed), of_what=tables.committed(number))
        )
    elif names:
        found.append(
            gettext("Nothing of this SIG is known to have been committed for them.")
        )
    both = ngettext(
        "%(num)s enhancement was opened",
        "%(num)s enhancements were opened",
        len(opened),
    )
    gone = ngettext(
        "%(num)s document was taken out",
        "%(num)s documents were taken out",
        len(removed),
    )
    found.append(f"{both}, {gone}.")
    return found


def _chart(setting: Setting, counts: Sequence[Count]) -> tuple[plots.Bars, ...]:
    committed = [one for one in counts if one.committed]
    lines = []
    for stage in setting.profile.stages:
        mine = [one for one in committed if one.stage == stage.key]
        if mine:
            said = gettext("%(number)s committed", number=facts.total(mine))
            lines.append((stage.label, said, tables.parts(mine)))
    if not lines:
        return ()
    words = gettext("A bar for each stage: what became of what was committed.")
    return (plots.bars(gettext("By stage"), words, lines),)


def _tables(
    setting: Setting, rows: Rows, counts: Sequence[Count], opened: Rows, removed: Rows
) -> tuple[Table, ...]:
    return (
        _stages(setting, counts),
        _entries(setting, rows),
        _plain(setting, "opened", gettext("Opened"), opened, "since"),
        _plain(setting, "removed", gettext("Taken out"), removed, "removed_at"),
    )


def _stages(setting: Setting, counts: Sequence[Count]) -> Table:
    heads = (
        Head("stage", gettext_noop("Stage")),
        Head("committed", gettext_noop("Committed"), is_number=True),
        *tables.OUTCOME_HEADS,
    )
    committed = [one for one in counts if one.committed]
    made = []
    for stage in setting.profile.stages:
        mine = [one for one in committed if one.stage == stage.key]
        if mine:
            first = Cell(stage.key, stage.label), Cell(facts.total(mine))
            made.append((*first, *tables.outcomes(mine)))
    empty = gettext("Nothing was committed in this year's releases.")
    return Table("stages", gettext("By stage"), heads, tuple(made), empty, is_twin=True)


def _entries(setting: Setting, rows: Rows) -> Table:
    heads = (
        Head("release", gettext_noop("Release")),
        *tables.ENTRY_HEADS,
        Head("outcome", gettext_noop("What became of it")),
        Head("reason", gettext_noop("Reason")),
    )
    made = tuple(
        (
            tables.release(setting, row["name"]),
            *tables.entry(setting, row),
            Cell(row["outcome"], gettext(LABELS[Word(row["outcome"])])),
            Cell(_reason(setting, row)),
        )
        for row in rows
    )
    empty = gettext(
        "Nothing was committed in this year's releases, and nothing shipped."
    )
    return Table("entries", gettext("What was committed"), heads, made, empty)


def _reason(setting: Setting, row: Mapping[str, Any]) -> str:
    is_lost = row["outcome"] in {str(word) for word in LOSSES}
    return losses.reason(setting, row) if is_lost else str(row["reason"] or "")


def _plain(setting: Setting, key: str, title: str, rows: Rows, when: str) -> Table:
    heads = (
        *tables.ENTRY_HEADS[:2],
        Head("at", gettext_noop("When")),
    )
    made = tuple(
        (
            *tables.entry(setting, {**row, "track": "", "sig": None, "stage": ""})[:2],
            tables.day(row[when].isoformat()),
        )
        for row in rows
    )
    return Table(key, title, heads, made, gettext("Nothing in this year."))


def _markdown(
    setting: Setting,
    lines: list[str],
    rows: Rows,
    others: Sequence[tuple[str, Rows]],
) -> str:
    """The report as text to paste into the SIG's own; `lines` are its first."""
    groups = (
        ("Shipped", (Word.SHIPPED,)),
        ("Slipped", (Word.SLIPPED,)),
        ("Deferred or removed", (Word.DEFERRED, Word.REMOVED, Word.DROPPED)),
        ("Not proven", (Word.NOT_PROVEN,)),
    )
    for title, words in groups:
        mine = [row for row in rows if row["outcome"] in {str(word) for word in words}]
        if not mine:
            continue
        lines += [f"### {title}", ""]
        for row in mine:
            label = asking.stage_label(setting, row["stage"])
            why = _reason(setting, row)
            lines.append(
                f"- {_name(row)} ({label}, {row['name']}){f': {why}' if why else ''}"
            )
        lines.append("")
    for title, some in others:
        if some:
            lines += [f"### {title}", "", *(f"- {_name(row)}" for row in some), ""]
    return "\n".join(lines).rstrip() + "\n"


def _name(row: Mapping[str, Any]) -> str:
    number = f"#{row['number']} " if row["number"] is not None else ""
    return f"{number}{escaped(row['title'])}"


def escaped(text: str) -> str:
    """Text in which Markdown sees no marks."""
    return "".join(f"\\{one}" if one in _MARKS else one for one in text)


_MARKS = frozenset("\\`*_[]<>|")
