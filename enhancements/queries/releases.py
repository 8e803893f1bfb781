"""A release at a moment: its summary, and the list of all releases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from enhancements.policy import phases
from enhancements.policy.records import LATEST_MILESTONE
from enhancements.profiles.schema import Profile
from enhancements.queries import sql
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Phase, ReleaseSummary, SigCount

# Counts per release and SIG in one statement: an entry is planned when it holds
# at the moment, committed when it held at the freeze of its release. What became of
# one that left is decided as `policy.fates` decides it for a single entry, for the
# furthest of its stages.
_COUNTS = """
WITH frozen AS (
  SELECT * FROM unnest(%(releases)s::bigint[], %(names)s::text[],
                       %(freezes)s::timestamptz[], %(outs)s::timestamptz[],
                       %(latest)s::boolean[])
    AS frozen(release_id, name, frozen_at, out_at, latest)
), spoken AS (
  SELECT entry.*, frozen.frozen_at, frozen.out_at, frozen.name, frozen.latest,
         entry.until IS NULL OR entry.until > %(at)s AS planned,
         entry.version_id IS NOT NULL AS merged,
         coalesce(entry.version_id IS NOT NULL AND entry.since <= frozen.frozen_at
                  AND (entry.until IS NULL OR entry.until > frozen.frozen_at), false)
           AS committed
    FROM frozen
    JOIN enhancements_entry entry ON entry.release_id = frozen.release_id
   WHERE entry.since <= %(at)s
), entry AS (
  SELECT release_id, enhancement_id, track, min(name) AS name, min(out_at) AS out_at,
         bool_or(latest) AS latest,
         bool_or(planned) AS planned, bool_or(committed) AS committed,
         bool_or(planned AND merged) AS merged,
         min(spoken_since) <= min(frozen_at) AS spoken, array_agg(id) AS ids,
         (array_agg(stage ORDER BY planned DESC,
                    array_position(%(stages)s::text[], stage) DESC NULLS LAST))[1]
           AS stage
    FROM spoken WHERE planned OR committed
   GROUP BY 1, 2, 3
), closed AS (
  SELECT DISTINCT ON (decision.release_id, coalesce(own.merged_into_id, own.id),
                      decision.track)
         decision.release_id, coalesce(own.merged_into_id, own.id) AS enhancement_id,
         decision.track, decision.value
    FROM enhancements_decision decision
    JOIN enhancements_enhancement own ON own.id = decision.enhancement_id
   WHERE decision.release_id = ANY(%(releases)s) AND decision.kind = 'outcome'
     AND decision.since <= %(at)s
     AND (decision.until IS NULL OR decision.until > %(at)s)
   ORDER BY decision.release_id, coalesce(own.merged_into_id, own.id),
            decision.track, decision.since DESC, decision.id DESC
)
SELECT entry.release_id, record.sig,
       count(*) FILTER (WHERE planned) AS planned,
       count(*) FILTER (WHERE committed) AS committed,
       count(*) FILTER (WHERE fate = 'on') AS went_on,
       count(*) FILTER (WHERE fate = 'late-record') AS late_record,
       count(*) FILTER (WHERE fate IN ('out', 'slipped')) AS out,
       count(*) FILTER (WHERE fate = 'slipped') AS slipped,
       count(*) FILTER (WHERE planned AND merged AND spoken AND NOT committed) AS added,
       count(*) FILTER (WHERE spoken) AS spoken,
       count(*) FILTER (WHERE coalesce(closed.value = 'shipped',
                                       proof.word = 'proven')) AS shipped,
       count(coalesce(closed.value, proof.word)) AS shown
  FROM entry
  LEFT JOIN closed USING (release_id, enhancement_id, track)
  LEFT JOIN enhancements_proof proof ON proof.tagged_at <= %(at)s
        AND (proof.release_id, proof.enhancement_id, proof.track, proof.stage)
            = (entry.release_id, entry.enhancement_id, entry.track, entry.stage)
  JOIN LATERAL (
    SELECT sig, targets, releases
      FROM enhancements_record record
     WHERE record.enhancement_id = entry.enhancement_id AND record.since <= %(at)s
     ORDER BY record.since DESC LIMIT 1
  ) record ON true
  LEFT JOIN LATERAL (
    SELECT CASE
        WHEN entry.latest AND lost.moved_to = ''
         AND (lost.kind = 'same-stage'
              OR record.targets ->> lost.stage = entry.name)
         AND EXISTS (SELECT FROM unnest(record.releases) AS one
                      WHERE string_to_array(substring(one from 2), '.')::int[]
                          > string_to_array(substring(entry.name from 2), '.')::int[])
        THEN 'on'
        WHEN entry.latest AND record.targets ->> lost.stage = entry.name
         AND lost.until > entry.out_at THEN 'on'
        WHEN lost.until > entry.out_at THEN 'late-record'
        WHEN lost.moved_to <> ''
         AND string_to_array(substring(lost.moved_to from 2), '.')::int[]
           > string_to_array(substring(entry.name from 2), '.')::int[]
        THEN 'slipped' ELSE 'out' END AS fate
      FROM enhancements_entry lost
     WHERE NOT entry.planned AND lost.id = ANY(entry.ids)
     ORDER BY array_position(%(stages)s::text[], lost.stage) DESC NULLS LAST,
              lost.since
     LIMIT 1
  ) lost ON true
 GROUP BY 1, 2
"""

Counts = dict[int, list[SigCount]]


def counts(setting: Setting, releases: Iterable[Dates]) -> Counts:
    """Counts by SIG of each of these releases, by release id."""
    return counts_of((setting, release) for release in releases)


def counts_of(releases: Iterable[tuple[Setting, Dates]]) -> Counts:
    """The same for releases of several projects, all at the moment of the first."""
    pairs = list(releases)
    if not pairs:
        return {}
    wanted = [release for _, release in pairs]
    profiles = {setting.profile for setting, _ in pairs}
    rows = sql.rows(
        _COUNTS,
        {
            "at": pairs[0][0].at,
            "releases": [release.id for release in wanted],
            "names": [release.name for release in wanted],
            "freezes": [release.frozen_at for release in wanted],
            "outs": [release.out_at for release in wanted],
            "latest": [s.profile.planned_by == LATEST_MILESTONE for s, _ in pairs],
            "stages": _by_rank(profiles),
        },
    )
    found: Counts = {release.id: [] for release in wanted}
    for row in rows:
        found[row["release_id"]].append(
            SigCount(
                sig=row["sig"],
                planned=row["planned"],
                committed=row["committed"] if row["spoken"] else None,
                out=row["out"],
                added=row["added"],
                late_record=row["late_record"],
                on=row["went_on"],
                slipped=row["slipped"],
                shipped=row["shipped"] if row["shown"] else None,
            )
        )
    for sigs in found.values():
        sigs.sort(key=lambda count: (count.sig is None, count.sig or ""))
    return found


def _by_rank(profiles: Iterable[Profile]) -> list[str]:
    """Keys of their stages, the furthest last."""
    stages = {(stage.rank, stage.key) for one in profiles for stage in one.stages}
    return [key for _, key in sorted(stages)]


def summary(
    setting: Setting, release: Dates, sigs: Iterable[SigCount]
) -> ReleaseSummary:
    """The summary of a release from its dates and its counts."""
    counted = list(sigs)
    at = setting.at
    committed = [c.committed for c in counted if c.committed is not None]
    shipped = [c.shipped for c in counted if c.shipped is not None]
    cycle = stretches(setting, release)
    return ReleaseSummary(
        name=release.name,
        phase=next((s.label for s in cycle if s.start <= at < s.end), ""),
        weeks_left=_weeks(at, release.out_at),
        next_deadline=next((d for d in release.deadlines if d.is_next), None),
        deadlines=release.deadlines,
        phases=tuple(_phase(s, cycle, at) for s in cycle),
        today=_position(at, cycle),
        planned=sum(count.planned for count in counted),
        committed=sum(committed) if committed else None,
        out=sum(count.out for count in counted),
        added=sum(count.added for count in counted),
        is_out=release.out_at is not None and release.out_at <= at,
        has_dates=bool(release.deadlines),
        freeze_over=release.frozen_at is not None,
        late_record=sum(count.late_record for count in counted),
        on=sum(count.on for count in counted),
        shipped=sum(shipped) if shipped else None,
        life=setting.life(release),
    )


def _weeks(at: dt.datetime, out_at: dt.datetime | None) -> int | None:
    if out_at is None:
        return None
    return (out_at - at) // dt.timedelta(weeks=1)


def stretches(setting: Setting, release: Dates) -> list[phases.Stretch]:
    """The phases of a release's cycle, as far as its deadlines are known."""
    # The next design phase begins at the code freeze of the release before.
    position = setting.releases.index(release)
    before = setting.releases[position - 1] if position else None
    begins = code_freeze(before) if before else None
    return planned(setting, _ends(release), begins=begins)


def planned(
    setting: Setting,
    ends: Mapping[str, dt.datetime],
    *,
    begins: dt.datetime | None,
) -> list[phases.Stretch]:
    """The phases of a cycle with these deadlines, by kind; `begins` is when the first
    one does where no deadline says so.
    """
    return phases.stretches(
        _endings(setting.profile), ends, ends.get("start") or begins
    )


def code_freeze(release: Dates) -> dt.datetime | None:
    """The moment its code freeze ends, if it has one."""
    return _ends(release).get("code-freeze")


def _ends(release: Dates) -> Mapping[str, dt.datetime]:
    return {d.kind: d.ends_at for d in release.deadlines if d.kind != "other"}


def _endings(profile: Profile) -> list[tuple[str, str]]:
    return [
        (kind.phase_after, kind.key) for kind in profile.deadlines if kind.phase_after
    ]


def _phase(one: phases.Stretch, every: list[phases.Stretch], at: dt.datetime) -> Phase:
    state = "past" if one.end <= at else "now" if one.start <= at else "todo"
    start, end = _percent(one.start, every), _percent(one.end, every)
    return Phase(one.label, start, end, state)


def _percent(at: dt.datetime, every: list[phases.Stretch]) -> float:
    whole = every[-1].end - every[0].start
    return round(100 * ((at - every[0].start) / whole), 1)


def _position(at: dt.datetime, every: list[phases.Stretch]) -> float | None:
    if not every or not every[0].start <= at <= every[-1].end:
        return None
    return _percent(at, every)


def summaries(setting: Setting) -> list[ReleaseSummary]:
    """Every release, newest first, with counts in one statement."""
    counted = counts(setting, setting.releases)
    return [
        summary(setting, release, counted[release.id])
        for release in reversed(setting.releases)
    ]
