"""Slips: what was committed and came later, how much later, and how often."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop, grouped, ngettext
from enhancements.policy import plots, reports
from enhancements.policy.outcomes import LABELS, Word
from enhancements.policy.plots import Part
from enhancements.policy.reports import MISSES, SLIPS, became
from enhancements.queries.frame import Setting
from enhancements.queries.reports import asking, facts, survival, tables
from enhancements.queries.reports.asking import Given
from enhancements.queries.reports.facts import Asked, Count
from enhancements.queries.shapes.reports import Cell, Head, Link, ReportPage, Table

# A run is a stage of a track with every slip of it, over all releases; the releases
# asked for choose which slips are shown. Whether and when a slip was admitted: for one
# that a tag shows the day on which a document first said so, for others the day of the
# decision or of the document's change.
RUNS = """
later AS (
  SELECT fact.*, committed AND outcome = ANY(%(misses)s::text[]) AS missed,
         min(place) FILTER (WHERE outcome = 'shipped') OVER ahead AS came,
         min(place) FILTER (WHERE planned OR committed) OVER ahead AS goes,
         count(*) FILTER (WHERE committed AND outcome = ANY(%(misses)s::text[]))
           OVER (PARTITION BY enhancement_id, track, stage ORDER BY place) AS turn
    FROM fact
  WINDOW ahead AS (PARTITION BY enhancement_id, track, stage ORDER BY place
                   ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
), run AS (
  SELECT enhancement_id, track, stage, count(*) AS times, min(place) AS first,
         max(place) AS last, (array_agg(key))[1] AS key,
         (array_agg(title))[1] AS title, (array_agg(sig))[1] AS sig,
         (array_agg(number))[1] AS number,
         (array_agg(came ORDER BY place DESC))[1] AS came,
         (array_agg(goes ORDER BY place DESC))[1] AS goes,
         json_agg(json_build_object('place', place, 'name', name, 'outcome', outcome,
           'by', by, 'admitted_at', CASE WHEN by = 'tag' THEN admitted_at
                                         ELSE coalesce(decided_at, ended_at) END)
           ORDER BY place) AS slips
    FROM later
   WHERE missed AND place BETWEEN %(lowest)s AND %(highest)s
   GROUP BY 1, 2, 3
)
"""
_RUNS = """
SELECT run.*, count(*) OVER () AS total
  FROM run
 ORDER BY times DESC, coalesce(came, goes, 100000) - first DESC, sig NULLS LAST,
          number NULLS LAST, key, track
 LIMIT %(size)s OFFSET %(skipped)s
"""
_LENGTHS = """
SELECT CASE WHEN grouping(place) = 0 THEN 'place'
            WHEN grouping(sig) = 0 THEN 'sig' ELSE 'length' END AS kind,
       place, sig, again, length, promised, count(*) AS slips
  FROM (SELECT *, turn > 1 AS again, came - place AS length,
               CASE WHEN came IS NULL THEN goes - place END AS promised
          FROM later
         WHERE missed AND place BETWEEN %(lowest)s AND %(highest)s) slip
 GROUP BY GROUPING SETS ((place, again), (sig, again), (length, promised))
"""


def page(setting: Setting, asked: Asked, given: Given) -> ReportPage:
    """The report in one SQL statement beside the setting's two."""
    found, lengths, runs = _read(setting, asked)
    counts = found["place"]
    committed, by_sig = (
        [one for one in found[kind] if one.committed] for kind in ("place", "sig")
    )
    return ReportPage(
        frame=setting.frame,
        report=SLIPS,
        scope=asking.scope(setting, asked),
        said=tuple(_said(committed, lengths)),
        unknown=tuple(survival.unknown(setting, counts)),
        charts=(_by_release(setting, asked, committed, lengths),),
        tables=(
            _release_table(setting, asked, committed, lengths),
            _length_table(lengths),
            _sig_table(by_sig, lengths),
            _list(setting, asked, runs, given),
        ),
        fields=asking.fields(
            setting, SLIPS, asked, {one.sig for one in found["sig"] if one.sig}
        ),
        is_narrowed=asking.is_narrowed(given),
        others=reports.REPORTS,
    )


Rows = list[dict[str, Any]]


def _read(setting: Setting, asked: Asked) -> tuple[dict[str, list[Count]], Rows, Rows]:
    """Counts, slips alike, and runs; a later release counts, asked for or not."""
    places = _places(setting, asked)
    every = dataclasses.replace(asked, releases=setting.releases)
    listed = f"""
WITH {RUNS.strip()}
SELECT (SELECT json_agg(one) FROM ({_LENGTHS}) one) AS lengths,
       (SELECT json_agg(one) FROM ({_RUNS}) one) AS runs
"""
    more = {"misses": [str(word) for word in MISSES], **places, **facts.window(asked)}
    between = [places["lowest"], places["highest"]]
    counts, (row,) = facts.counted(
        setting, every, listed, by=("place", "sig"), between=between, **more
    )
    return counts, row["lengths"] or [], row["runs"] or []


def _places(setting: Setting, asked: Asked) -> dict[str, int]:
    places = [setting.releases.index(one) for one in asked.releases]
    return {"lowest": min(places, default=0), "highest": max(places, default=-1)}


def _slips(rows: Rows, kind: str, **wanted: Any) -> int:
    """How many slips have these values; `kind` is by what they were counted."""
    return sum(
        row["slips"]
        for row in rows
        if row["kind"] == kind
        and all(row[name] == value for name, value in wanted.items())
    )


def _said(committed: Sequence[Count], lengths: Rows) -> list[str]:
    number, slips = facts.total(committed), _slips(lengths, "place")
    if not number:
        return [gettext("Nothing is known to have been committed for these releases.")]
    found = [
        _slipped(slips, number),
        became(facts.outcomes(committed), of_what=tables.committed(number)),
    ]
    if slips:
        found.append(_again(_slips(lengths, "place", again=True), slips))
    known = [
        row["length"]
        for row in lengths
        if row["kind"] == "length" and row["length"] is not None
        for _ in range(row["slips"])
    ]
    if known:
        found.append(
            ngettext(
                "%(num)s slip ended with the stage shipped later; releases between:"
                " %(spread)s.",
                "%(num)s slips ended with the stage shipped later; releases between:"
                " %(spread)s.",
                len(known),
                spread=reports.spread(known).said,
            )
        )
    return found


def _slipped(slips: int, number: int) -> str:
    """How many of those committed slipped."""
    if not slips:
        return ngettext(
            "Of %(num)s entry committed, none is known to have slipped.",
            "Of %(num)s entries committed, none is known to have slipped.",
            number,
        )
    return ngettext(
        "Of %(num)s entry committed, %(slips)s slipped.",
        "Of %(num)s entries committed, %(slips)s slipped.",
        number,
        slips=grouped(slips),
    )


def _again(again: int, slips: int) -> str:
    """How many slips were of a stage that had slipped before."""
    of = ngettext("Of %(num)s slip", "Of %(num)s slips", slips)
    if not again:
        return gettext("%(of)s, none was of a stage that had slipped before.", of=of)
    return ngettext(
        "%(of)s, %(num)s was of a stage that had slipped before.",
        "%(of)s, %(num)s were of a stage that had slipped before.",
        again,
        of=of,
    )


def _by_release(
    setting: Setting, asked: Asked, committed: Sequence[Count], lengths: Rows
) -> plots.Bars:
    lines = []
    for release in reversed(asked.releases):
        place = setting.releases.index(release)
        mine = [one for one in committed if one.place == place]
        again = _slips(lengths, "place", place=place, again=True)
        slips = _slips(lengths, "place", place=place)
        number = facts.total(mine)
        if number:
            parts = [
                Part("late", slips - again, gettext("slipped for the first time")),
                Part("lost", again, gettext("slipped again")),
            ]
            said = gettext(
                "%(slips)s of %(number)s committed", slips=slips, number=number
            )
            lines.append((release.name, said, parts))
    words = gettext("A bar for each release with anything committed, the latest first.")
    return plots.bars(gettext("Slips by release"), words, lines)


_COUNT_HEADS = (
    Head("committed", gettext_noop("Committed"), is_number=True),
    Head("shipped", gettext_noop("Shipped"), is_number=True),
    Head("slips", gettext_noop("Slips"), is_number=True),
    Head("again", gettext_noop("Slipped again"), is_number=True),
)
_NOT_PROVEN_HEAD = Head("not_proven", gettext_noop("Not proven"), is_number=True)


def _counts(
    mine: Sequence[Count], lengths: Rows, kind: str, **wanted: Any
) -> tuple[int, ...]:
    """The numbers below _COUNT_HEADS; slips are those with the values `wanted`."""
    return (
        facts.total(mine),
        facts.total(mine, outcome=str(Word.SHIPPED)),
        _slips(lengths, kind, **wanted),
        _slips(lengths, kind, again=True, **wanted),
    )


def _release_table(
    setting: Setting, asked: Asked, committed: Sequence[Count], lengths: Rows
) -> Table:
    heads = (
        Head("release", gettext_noop("Release")),
        *_COUNT_HEADS,
        *(Head(str(word), LABELS[word], is_number=True) for word in MISSES),
        _NOT_PROVEN_HEAD,
    )
    rows = []
    for release in reversed(asked.releases):
        place = setting.releases.index(release)
        mine = [one for one in committed if one.place == place]
        numbers = [
            *_counts(mine, lengths, "place", place=place),
            *(facts.total(mine, outcome=str(word)) for word in MISSES),
            facts.total(mine, outcome=str(Word.NOT_PROVEN)),
        ]
        if numbers[0]:
            said = [Cell(one) for one in numbers]
            rows.append((tables.release(setting, release.name), *said))
    empty = gettext("Nothing is known to have been committed for these releases.")
    return Table(
        "releases", gettext("By release"), heads, tuple(rows), empty, is_twin=True
    )


def _length_table(lengths: Rows) -> Table:
    """How long slips are: shipped after so many releases, or still open."""
    heads = (
        Head("releases", gettext_noop("Releases later")),
        Head("shipped", gettext_noop("Shipped then"), is_number=True),
        Head(
            "promised", gettext_noop("Not shipped, promised for then"), is_number=True
        ),
    )
    mine = [row for row in lengths if row["kind"] == "length"]
    known = {row[name] for row in mine for name in ("length", "promised")}
    rows = [
        (
            Cell(one),
            Cell(_slips(mine, "length", length=one)),
            Cell(_slips(mine, "length", promised=one)),
        )
        for one in sorted(one for one in known if one is not None)
    ]
    nowhere = _slips(mine, "length", length=None, promised=None)
    if nowhere:
        rows.append((Cell(None, gettext("no later release")), Cell(0), Cell(nowhere)))
    return Table(
        "lengths",
        gettext("Length of slips"),
        heads,
        tuple(rows),
        gettext("There is no slip."),
    )


def _sig_table(committed: Sequence[Count], lengths: Rows) -> Table:
    heads = (Head("sig", gettext_noop("SIG")), *_COUNT_HEADS, _NOT_PROVEN_HEAD)
    rows = []
    for sig in tables.sigs_of(committed):
        mine = [one for one in committed if one.sig == sig]
        numbers = (
            *_counts(mine, lengths, "sig", sig=sig),
            facts.total(mine, outcome=str(Word.NOT_PROVEN)),
        )
        rows.append(
            (Cell(sig, sig or tables.no_sig()), *(Cell(one) for one in numbers))
        )
    return Table(
        "sigs", gettext("By SIG"), heads, tuple(rows), gettext("Nothing was committed.")
    )


def _list(setting: Setting, asked: Asked, runs: Rows, given: Given) -> Table:
    heads = (
        *tables.ENTRY_HEADS,
        Head("missed", gettext_noop("Missed")),
        Head("times", gettext_noop("Times"), is_number=True),
        Head("length", gettext_noop("Releases late"), is_number=True),
        Head("now", gettext_noop("Now")),
        Head("admitted", gettext_noop("Admitted")),
    )
    rows = tuple(
        (
            *tables.entry(setting, row),
            missed(setting, row["slips"]),
            Cell(row["times"]),
            _length(row),
            _now(setting, row),
            admitted(row["slips"]),
        )
        for row in runs
    )
    total = runs[0]["total"] if runs else 0
    return Table(
        "slips",
        gettext("What slipped"),
        heads,
        rows,
        empty=gettext("No slip is known in these releases."),
        note=gettext(
            "Admitted is the day on which a document, or a decision at a freeze, said"
            " so first; never means that only the tag shows it."
        ),
        pages=asking.pages(asked, total, given),
    )


def missed(setting: Setting, slips: Sequence[Mapping[str, Any]]) -> Cell:
    """Which releases a stage missed, and how."""
    del setting
    said = [f"{one['name']} ({tables.became(Word(one['outcome']))})" for one in slips]
    return Cell([one["name"] for one in slips], ", ".join(said))


def _length(row: Mapping[str, Any]) -> Cell:
    end = row["came"] if row["came"] is not None else row["goes"]
    if end is None:
        return Cell(None, gettext("no end yet"))
    number = end - row["first"]
    if row["came"] is not None:
        return Cell(number, str(number))
    return Cell(number, gettext("%(number)s so far", number=number))


def _now(setting: Setting, row: Mapping[str, Any]) -> Cell:
    if row["came"] is not None:
        name = setting.releases[row["came"]].name
        return Cell(
            gettext("shipped in %(release)s", release=name),
            link=_release(setting, name),
        )
    if row["goes"] is not None:
        name = setting.releases[row["goes"]].name
        return Cell(
            gettext("promised for %(release)s", release=name),
            link=_release(setting, name),
        )
    return Cell(gettext("no later release named"))


def _release(setting: Setting, name: str) -> Link:
    return Link("release", (setting.frame.project.name, name))


def admitted(slips: Sequence[Mapping[str, Any]]) -> Cell:
    """On which days slips were admitted, or never."""
    cells = [tables.day(one["admitted_at"], gettext("never")) for one in slips]
    return Cell(
        [one.value or gettext("never") for one in cells],
        ", ".join(one.said for one in cells),
    )
