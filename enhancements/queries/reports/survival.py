"""Freeze survival: who passed one freeze and was lost before the next, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy import plots, reports
from enhancements.policy.outcomes import LABELS, Word
from enhancements.policy.plots import Part
from enhancements.policy.reports import LOSSES, SURVIVAL, became, rate
from enhancements.policy.sentences import counted, listed
from enhancements.queries.frame import Setting
from enhancements.queries.reports import asking, facts, tables
from enhancements.queries.reports.asking import Given
from enhancements.queries.reports.facts import Asked, Count
from enhancements.queries.shapes.reports import Cell, Head, Link, ReportPage, Table

_FIRST = "enhancements-freeze"
# Of several exceptions of an entry the one that was asked for last counts.
_LOST = """
WITH asked AS MATERIALIZED (
  SELECT DISTINCT ON (request.release_id, enhancement_id, request.track)
         request.release_id, coalesce(own.merged_into_id, own.id) AS enhancement_id,
         request.track, request.id AS exception_id, stands.by AS exception_by,
         stands.reason AS exception_reason, stands.granted_until,
         CASE WHEN stands.state <> 'approved' THEN stands.state
              WHEN stands.evaluation = 'tracked' THEN 'met'
              WHEN stands.evaluation = 'removed' OR stands.granted_until <= %(at)s
              THEN 'over' ELSE 'running' END AS exception
    FROM enhancements_exceptionrequest request
    JOIN enhancements_enhancement own ON own.id = request.enhancement_id
    JOIN LATERAL (
      SELECT state, by, reason, granted_until, evaluation
        FROM enhancements_exceptionstate state
       WHERE state.request_id = request.id AND state.since <= %(at)s
       ORDER BY state.since DESC, state.id DESC LIMIT 1) stands ON true
   WHERE request.release_id = ANY(%(releases)s) AND request.at <= %(at)s
   ORDER BY request.release_id, enhancement_id, request.track, request.at DESC,
            request.id DESC
)
SELECT place, name, key, number, title, sig, stage, track, committed, outcome, by, who,
       reason, moved_to, coalesce(decided_at, ended_at, tagged_at) AS at, lost_at,
       registered, tag, exception, exception_id, exception_by, exception_reason,
       granted_until, count(*) OVER () AS total,
       count(*) FILTER (WHERE exception = 'rejected') OVER () AS rejected,
       count(*) FILTER (WHERE exception = 'over') OVER () AS over,
       count(exception) OVER () AS asked
  FROM fact LEFT JOIN asked USING (release_id, enhancement_id, track)
 WHERE outcome = ANY(%(losses)s::text[])
   AND (committed OR (opted_in AND committed = false))
 ORDER BY place DESC, lost_at, sig NULLS LAST, number NULLS LAST, key, track
 LIMIT %(size)s OFFSET %(skipped)s
"""


def page(setting: Setting, asked: Asked, given: Given) -> ReportPage:
    """The report in one SQL statement beside the setting's two."""
    found, lost = facts.counted(setting, asked, _LOST, **facts.window(asked))
    counts = found["sig"]
    mine = [one for one in counts if one.committed or one.opted_in]
    steps = _steps(setting, asked)
    return ReportPage(
        frame=setting.frame,
        report=SURVIVAL,
        scope=asking.scope(setting, asked),
        said=(*_said(setting, mine, steps), *_exceptions(lost)),
        unknown=tuple(unknown(setting, counts)),
        charts=(_funnel(mine, steps), *_strip(setting, mine)),
        tables=(
            _twin(mine, steps),
            _by_sig(mine),
            _losses(setting, asked, lost, given),
        ),
        fields=asking.fields(
            setting, SURVIVAL, asked, {one.sig for one in counts if one.sig}
        ),
        is_narrowed=asking.is_narrowed(given),
        others=reports.REPORTS,
    )


def _steps(setting: Setting, asked: Asked) -> list[tuple[int, str]]:
    """The freezes from the first that commits on: (place, label), that have passed in
    one of the releases.
    """
    keys = facts.freeze_keys(setting)
    first = keys.index(_FIRST) if _FIRST in keys else 0
    found = []
    for place, key in enumerate(keys[first:], first + 1):
        ends = (asking.ends_at(one, key) for one in asked.releases)
        if any(at is not None and at <= setting.at for at in ends):
            found.append((place, asking.freeze_label(setting, key)))
    return found


def _survivors(counts: Sequence[Count], place: int) -> list[Count]:
    """Those committed and not lost by the freeze of that place."""
    return [
        one
        for one in counts
        if one.committed and (one.lost_at is None or one.lost_at > place)
    ]


def _lines(
    counts: Sequence[Count], steps: Sequence[tuple[int, str]]
) -> list[tuple[str, int, list[Part]]]:
    """The steps with how many are left, and what was lost since the one before."""
    opted = [one for one in counts if one.opted_in]
    found = []
    if opted:
        out = [one for one in opted if one.committed is False]
        unsaid = facts.total(opted, committed=None)
        kept = facts.total(opted) - facts.total(out) - unsaid
        said = [
            Part("kept", kept, "still in"),
            Part("unknown", unsaid, "no evidence"),
            Part("late", facts.total(out), "not committed"),
        ]
        found.append(("Opted in", facts.total(opted), said))
    before = [one for one in counts if one.committed]
    for place, label in steps:
        left = _survivors(before, place)
        gone = [one for one in before if one.lost_at and one.lost_at <= place]
        said = [Part("kept", facts.total(left), "still in"), *_reasons(gone)]
        found.append((label, facts.total(before), said))
        before = left
    said = [one for one in tables.parts(before) if one.number]
    found.append(("Release", facts.total(before), said))
    return found


def _reasons(gone: Sequence[Count]) -> list[Part]:
    tones = ("lost", "deferred", "late", "exception")
    return [
        Part(tone, facts.total(gone, outcome=str(word)), LABELS[word].lower())
        for tone, word in zip(tones, LOSSES, strict=True)
    ]


def _funnel(counts: Sequence[Count], steps: Sequence[tuple[int, str]]) -> plots.Bars:
    lines = [(label, _words(parts), parts) for label, _, parts in _lines(counts, steps)]
    return plots.bars(
        "From freeze to freeze",
        "A bar for each step: how many came to it, and what became of them there.",
        lines,
    )


def _words(parts: Sequence[Part]) -> str:
    said = [f"{one.number} {one.said}" for one in parts if one.number]
    return ", ".join(said) or "none"


def _strip(setting: Setting, counts: Sequence[Count]) -> list[plots.Bars]:
    del setting
    committed = [one for one in counts if one.committed]
    lines = []
    for sig in tables.sigs_of(committed):
        mine = [one for one in committed if one.sig == sig]
        parts = tables.parts(mine)
        said = f"{facts.total(mine)} committed: {_words(parts)}"
        lines.append((sig or "no SIG", said, parts))
    if not lines:
        return []
    words = "A bar for each SIG: what became of what it had committed."
    return [plots.bars("By SIG", words, lines)]


def _said(
    setting: Setting, counts: Sequence[Count], steps: Sequence[tuple[int, str]]
) -> list[str]:
    committed = [one for one in counts if one.committed]
    number = facts.total(committed)
    if not number:
        return [_nothing(setting, steps)]
    what = "entry committed" if number == 1 else "entries committed"
    said = [became(facts.outcomes(committed), of_what=what)]
    opted = facts.total(counts, opted_in=True)
    if opted:
        both = facts.total(committed, opted_in=True)
        did = "were committed at the enhancements freeze"
        said.append(rate(both, opted, of_what="entries opted in", did=did))
    else:
        said.append("No opt-in is recorded, so the first step is what was committed.")
    return said


def _exceptions(lost: Sequence[Mapping[str, Any]]) -> list[str]:
    """Of how many losses an exception was the end, where any was asked for."""
    if not lost or not lost[0]["asked"]:
        return []
    total, asked = lost[0]["total"], lost[0]["asked"]
    of_what = "losses" if total > 1 else "loss"
    did = "had asked for an exception"
    ends = [
        f"{lost[0][name]:,} {words}"
        for name, words in (
            ("rejected", "rejected"),
            ("over", "over before it was met"),
        )
        if lost[0][name]
    ]
    told = rate(asked, total, of_what=of_what, did=did).removesuffix(".")
    return [f"{told}: {listed(ends)}." if ends else f"{told}."]


def _nothing(setting: Setting, steps: Sequence[object]) -> str:
    if not steps:
        return "No freeze of these releases has passed yet, so nothing is committed."
    del setting
    return "Nothing is known to have been committed at the freeze."


def unknown(setting: Setting, counts: Sequence[Count]) -> list[str]:
    """What nothing proves of these entries, in sentences."""
    del setting
    committed = [one for one in counts if one.committed]
    unproven = facts.total(committed, outcome=str(Word.NOT_PROVEN))
    unsaid = sum(
        one.number
        for one in counts
        if one.committed is None and one.outcome != str(Word.OPEN)
    )
    said = []
    if unproven:
        said.append(
            f"{counted(unproven, 'committed entry', 'committed entries')} of releases"
            " that are out: nothing proves whether they shipped. They are counted"
            " neither as shipped nor as lost."
        )
    if unsaid:
        said.append(
            f"{counted(unsaid, 'entry', 'entries')}: no source spoke of them before the"
            " freeze, or no schedule gives one. There is no evidence of what was"
            " committed, so they are no losses."
        )
    late = sum(one.number for one in committed if one.late_record)
    if late:
        said.append(
            f"{counted(late, 'committed entry', 'committed entries')}: the document was"
            " changed only after the release was out, which proves nothing."
        )
    return said


def _twin(counts: Sequence[Count], steps: Sequence[tuple[int, str]]) -> Table:
    heads = (
        Head("step", "Step"),
        Head("came", "Came to it", is_number=True),
        Head("kept", "Went on", is_number=True),
        Head("removed", "Removed", is_number=True),
        Head("deferred", "Deferred", is_number=True),
        Head("slipped", "Slipped", is_number=True),
        Head("dropped", "Dropped", is_number=True),
        Head("not_committed", "Not committed", is_number=True),
        Head("unknown", "Not proven", is_number=True),
        Head("open", "Open", is_number=True),
    )
    rows = []
    for label, came, parts in _lines(counts, steps):
        numbers = {one.said: one.number for one in parts}
        said = [numbers.get("still in", 0) + numbers.get("shipped", 0)]
        said += [numbers.get(LABELS[word].lower(), 0) for word in LOSSES]
        said.append(numbers.get("not committed", 0))
        said.append(numbers.get("not proven", 0) + numbers.get("no evidence", 0))
        said.append(numbers.get("open", 0))
        rows.append((Cell(label), Cell(came), *(Cell(one) for one in said)))
    return Table("steps", "From freeze to freeze", heads, tuple(rows), is_twin=True)


def _by_sig(counts: Sequence[Count]) -> Table:
    heads = (
        Head("sig", "SIG"),
        Head("opted_in", "Opted in", is_number=True),
        Head("committed", "Committed", is_number=True),
        *tables.OUTCOME_HEADS,
    )
    rows = []
    for sig in tables.sigs_of(counts):
        mine = [one for one in counts if one.sig == sig]
        committed = [one for one in mine if one.committed]
        rows.append(
            (
                Cell(sig, sig or "no SIG"),
                Cell(facts.total(mine, opted_in=True)),
                Cell(facts.total(committed)),
                *tables.outcomes(committed),
            )
        )
    return Table("sigs", "By SIG", heads, tuple(rows), is_twin=True)


def _losses(
    setting: Setting, asked: Asked, lost: Sequence[Mapping[str, Any]], given: Given
) -> Table:
    heads = (
        Head("release", "Release"),
        *tables.ENTRY_HEADS,
        Head("lost_at", "Lost at"),
        Head("how", "How"),
        Head("reason", "Reason"),
        Head("exception", "Exception"),
        Head("by", "Decided by"),
        Head("at", "When"),
    )
    rows = tuple(
        (
            tables.release(setting, row["name"]),
            *tables.entry(setting, row),
            Cell(asking.lost_label(setting, row["lost_at"])),
            Cell(row["outcome"], LABELS[Word(row["outcome"])]),
            Cell(reason(setting, row)),
            _exception(setting, row),
            Cell(row["who"] or row["by"], row["who"] or tables.BY_LABELS[row["by"]]),
            tables.day(row["at"]),
        )
        for row in lost
    )
    total = lost[0]["total"] if lost else 0
    return Table(
        "losses",
        "Losses",
        heads,
        rows,
        empty="Nothing that was committed or opted in is known to be lost.",
        pages=asking.pages(asked, total, given),
    )


_EXCEPTIONS: Mapping[str, str] = {
    "pending": "asked for, not decided",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
    "running": "granted, not over yet",
    "over": "not met in time",
    "met": "granted and met",
}
"""What became of the exception that an entry asked for."""


def _exception(setting: Setting, row: Mapping[str, Any]) -> Cell:
    """The exception that was asked for last, with its page."""
    if row["exception"] is None:
        return Cell(None, "none")
    name = setting.frame.project.name
    link = Link("exception", (name, row["name"], str(row["exception_id"])))
    return Cell(row["exception"], _EXCEPTIONS[row["exception"]], link)


def reason(setting: Setting, row: Mapping[str, Any]) -> str:
    """Why an entry was lost, as far as anything says it."""
    if row["reason"]:
        return str(row["reason"])
    if row.get("exception") in ("rejected", "over"):
        return _of_exception(row)
    if row["by"] == "tag":
        stage = asking.stage_label(setting, row["registered"])
        return f"Its gate is registered in {stage} at {row['tag']}."
    if row["moved_to"]:
        return f"Its document names {row['moved_to']} now."
    if row["outcome"] == Word.DROPPED:
        return "Its document took the target back and names no other."
    return "No reason was given."


def _of_exception(row: Mapping[str, Any]) -> str:
    """That an exception was not enough, with what was said of it."""
    said = f": {row['exception_reason']}" if row["exception_reason"] else "."
    if row["exception"] == "rejected":
        return f"Its exception was rejected by @{row['exception_by']}{said}"
    if not row["granted_until"]:
        return "Its exception was granted, and it was not met in time."
    until = tables.day(row["granted_until"]).said
    return f"Its exception was granted until {until}, and it was not met by then."
