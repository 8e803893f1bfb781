"""Freeze survival: who passed one freeze and was lost before the next, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop, grouped, ngettext, pgettext
from enhancements.policy import plots, reports
from enhancements.policy.outcomes import Word
from enhancements.policy.plots import Part
from enhancements.policy.reports import LOSSES, SURVIVAL, became
from enhancements.policy.sentences import listed
from enhancements.queries.frame import Setting
from enhancements.queries.reports import asking, facts, losses, tables
from enhancements.queries.reports.asking import Given
from enhancements.queries.reports.facts import Asked, Count
from enhancements.queries.shapes.reports import Cell, Head, ReportPage, Table

_FIRST = "enhancements-freeze"
_STILL_IN = gettext_noop("still in")
_NOT_COMMITTED = gettext_noop("not committed")
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
            losses.table(setting, asked, lost, given),
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
            Part("kept", kept, gettext(_STILL_IN)),
            Part("unknown", unsaid, gettext(tables.NO_EVIDENCE)),
            Part("late", facts.total(out), gettext(_NOT_COMMITTED)),
        ]
        found.append((gettext("Opted in"), facts.total(opted), said))
    before = [one for one in counts if one.committed]
    for place, label in steps:
        left = _survivors(before, place)
        gone = [one for one in before if one.lost_at and one.lost_at <= place]
        said = [Part("kept", facts.total(left), gettext(_STILL_IN)), *_reasons(gone)]
        found.append((label, facts.total(before), said))
        before = left
    said = [one for one in tables.parts(before) if one.number]
    found.append((gettext("Release"), facts.total(before), said))
    return found


def _reasons(gone: Sequence[Count]) -> list[Part]:
    tones = ("lost", "deferred", "late", "exception")
    return [
        Part(tone, facts.total(gone, outcome=str(word)), tables.became(word))
        for tone, word in zip(tones, LOSSES, strict=True)
    ]


def _funnel(counts: Sequence[Count], steps: Sequence[tuple[int, str]]) -> plots.Bars:
    lines = [(label, _words(parts), parts) for label, _, parts in _lines(counts, steps)]
    return plots.bars(
        gettext("From freeze to freeze"),
        gettext(
            "A bar for each step: how many came to it, and what became of them there."
        ),
        lines,
    )


def _words(parts: Sequence[Part]) -> str:
    said = [f"{one.number} {one.said}" for one in parts if one.number]
    return ", ".join(said) or pgettext("nothing", "none")


def _strip(setting: Setting, counts: Sequence[Count]) -> list[plots.Bars]:
    del setting
    committed = [one for one in counts if one.committed]
    lines = []
    for sig in tables.sigs_of(committed):
        mine = [one for one in committed if one.sig == sig]
        parts = tables.parts(mine)
        said = gettext(
            "%(number)s committed: %(became)s",
            number=facts.total(mine),
            became=_words(parts),
        )
        lines.append((sig or tables.no_sig(), said, parts))
    if not lines:
        return []
    words = gettext("A bar for each SIG: what became of what it had committed.")
    return [plots.bars(gettext("By SIG"), words, lines)]


def _said(
    setting: Setting, counts: Sequence[Count], steps: Sequence[tuple[int, str]]
) -> list[str]:
    committed = [one for one in counts if one.committed]
    number = facts.total(committed)
    if not number:
        return [_nothing(setting, steps)]
    said = [became(facts.outcomes(committed), of_what=tables.committed(number))]
    opted = facts.total(counts, opted_in=True)
    if opted:
        both = facts.total(committed, opted_in=True)
        said.append(
            gettext(
                "Of %(of)s entries opted in, %(number)s were committed at the"
                " enhancements freeze.",
                of=grouped(opted),
                number=grouped(both),
            )
        )
    else:
        said.append(
            gettext("No opt-in is recorded, so the first step is what was committed.")
        )
    return said


def _exceptions(lost: Sequence[Mapping[str, Any]]) -> list[str]:
    """Of how many losses an exception was the end, where any was asked for."""
    if not lost or not lost[0]["asked"]:
        return []
    total, asked = lost[0]["total"], lost[0]["asked"]
    ends = [
        gettext(text, number=grouped(lost[0][name]))
        for name, text in (
            ("rejected", gettext_noop("%(number)s rejected")),
            ("over", gettext_noop("%(number)s over before it was met")),
        )
        if lost[0][name]
    ]
    told = ngettext(
        "Of %(num)s loss, %(number)s had asked for an exception",
        "Of %(num)s losses, %(number)s had asked for an exception",
        total,
        number=grouped(asked),
    )
    return [f"{told}: {listed(ends)}." if ends else f"{told}."]


def _nothing(setting: Setting, steps: Sequence[object]) -> str:
    if not steps:
        return gettext(
            "No freeze of these releases has passed yet, so nothing is committed."
        )
    del setting
    return gettext("Nothing is known to have been committed at the freeze.")


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
            ngettext(
                "%(num)s committed entry of releases that are out: nothing proves"
                " whether they shipped. They are counted neither as shipped nor as"
                " lost.",
                "%(num)s committed entries of releases that are out: nothing proves"
                " whether they shipped. They are counted neither as shipped nor as"
                " lost.",
                unproven,
            )
        )
    if unsaid:
        said.append(
            ngettext(
                "%(num)s entry: no source spoke of them before the freeze, or no"
                " schedule gives one. There is no evidence of what was committed, so"
                " they are no losses.",
                "%(num)s entries: no source spoke of them before the freeze, or no"
                " schedule gives one. There is no evidence of what was committed, so"
                " they are no losses.",
                unsaid,
            )
        )
    late = sum(one.number for one in committed if one.late_record)
    if late:
        said.append(
            ngettext(
                "%(num)s committed entry: the document was changed only after the"
                " release was out, which proves nothing.",
                "%(num)s committed entries: the document was changed only after the"
                " release was out, which proves nothing.",
                late,
            )
        )
    return said


def _twin(counts: Sequence[Count], steps: Sequence[tuple[int, str]]) -> Table:
    heads = (
        Head("step", gettext_noop("Step")),
        Head("came", gettext_noop("Came to it"), is_number=True),
        Head("kept", gettext_noop("Went on"), is_number=True),
        Head("removed", gettext_noop("Removed"), is_number=True),
        Head("deferred", gettext_noop("Deferred"), is_number=True),
        Head("slipped", gettext_noop("Slipped"), is_number=True),
        Head("dropped", gettext_noop("Dropped"), is_number=True),
        Head("not_committed", gettext_noop("Not committed"), is_number=True),
        Head("unknown", gettext_noop("Not proven"), is_number=True),
        Head("open", gettext_noop("Open"), is_number=True),
    )
    rows = []
    for label, came, parts in _lines(counts, steps):
        numbers = {one.said: one.number for one in parts}
        became = {word: numbers.get(tables.became(word), 0) for word in Word}
        said = [numbers.get(gettext(_STILL_IN), 0) + became[Word.SHIPPED]]
        said += [became[word] for word in LOSSES]
        said.append(numbers.get(gettext(_NOT_COMMITTED), 0))
        unsaid = numbers.get(gettext(tables.NO_EVIDENCE), 0)
        said.append(became[Word.NOT_PROVEN] + unsaid)
        said.append(became[Word.OPEN])
        rows.append((Cell(label), Cell(came), *(Cell(one) for one in said)))
    return Table(
        "steps", gettext("From freeze to freeze"), heads, tuple(rows), is_twin=True
    )


def _by_sig(counts: Sequence[Count]) -> Table:
    heads = (
        Head("sig", gettext_noop("SIG")),
        Head("opted_in", gettext_noop("Opted in"), is_number=True),
        Head("committed", gettext_noop("Committed"), is_number=True),
        *tables.OUTCOME_HEADS,
    )
    rows = []
    for sig in tables.sigs_of(counts):
        mine = [one for one in counts if one.sig == sig]
        committed = [one for one in mine if one.committed]
        rows.append(
            (
                Cell(sig, sig or tables.no_sig()),
                Cell(facts.total(mine, opted_in=True)),
                Cell(facts.total(committed)),
                *tables.outcomes(committed),
            )
        )
    return Table("sigs", gettext("By SIG"), heads, tuple(rows), is_twin=True)
