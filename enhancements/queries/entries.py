"""Entries of a release at a moment: planned, committed and what became of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy import fates, people
from enhancements.profiles.schema import Profile
from enhancements.queries import outcomes, sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow, Proof
from enhancements.queries.shapes.outcome import Shown

_TOLD = ("by", "reason", "since")
_PEOPLE = "kind IN ('owners', 'reviewers', 'approvers')"


def _of(kind: str, name: str) -> str:
    """The one decision of this kind among those of an entry, as columns `name...`."""
    columns = {"value": name} | {one: f"{name}_{one}" for one in _TOLD}
    return ",\n         ".join(
        f"max({one}) FILTER (WHERE kind = '{kind}') AS {column}"
        for one, column in columns.items()
    )


# Of decisions that a merge brought to one place the later one counts; of standings the
# one at the latest freeze (`queries.outcomes`, which asks for a release's alone).
_STATEMENT = f"""
WITH kept AS MATERIALIZED (
  SELECT decision.release_id, {sql.winner("decision")} AS enhancement_id,
         decision.track, decision.kind, decision.id, decision.value, decision.reason,
         decision.by, decision.since, decision.freeze
    FROM enhancements_decision decision
   WHERE decision.release_id = ANY(%(releases)s)
     AND decision.kind IN ('outcome', 'standing', 'owners', 'reviewers', 'approvers')
     AND decision.since <= %(at)s
     AND (decision.until IS NULL OR decision.until > %(at)s)
), said AS (
  SELECT DISTINCT ON (release_id, enhancement_id, track, kind) *
    FROM kept
   ORDER BY release_id, enhancement_id, track, kind,
            array_position(%(kinds)s::text[], kept."freeze") DESC NULLS LAST,
            since DESC, id DESC
), settled AS MATERIALIZED (
  SELECT release_id, enhancement_id, track,
         json_object_agg(kind, value) FILTER (WHERE {_PEOPLE})::text AS people,
         string_agg(id::text, ' ' ORDER BY id) AS ids,
         {_of("outcome", "closed")},
         {_of("standing", "stood")}
    FROM said
   GROUP BY release_id, enhancement_id, track
), entry AS MATERIALIZED (
  -- By itself, so that it is known how many there are: of a join it is guessed, and of
  -- a release in work the guess would grow with all that is over.
  SELECT entry.*, concat_ws(' ', entry.id, entry.ctid, entry.xmin) AS row_version
    FROM enhancements_entry entry
   WHERE entry.release_id = ANY(%(releases)s::bigint[]) AND entry.since <= %(at)s
     AND (%(only)s::bigint[] IS NULL OR entry.enhancement_id = ANY(%(only)s))
)
SELECT entry.release_id, entry.enhancement_id, entry.track, entry.stage, entry.since,
       entry.kind, entry.until, record.releases, record.targets,
       record.until <= %(at)s AS removed, entry.url, entry.version_id,
       entry.spoken_since, entry.moved_from, entry.moved_to, entry.source, entry.line,
       entry.until IS NULL OR entry.until > %(at)s AS planned,
       entry.version_id IS NOT NULL AND entry.since <= frozen.frozen_at
         AND (entry.until IS NULL OR entry.until > frozen.frozen_at) AS committed,
       version.path, version.commit,
       record.key, record.number, record.title, record.sig, record.status,
       record.authors, record.owners, record.reviewers, record.approvers,
       settled.people, record.has_third, record.problem_count, record.drift_count,
       record.track_count, coalesce(frozen.out_at <= %(at)s, false) AS is_out,
       settled.closed, settled.closed_reason, settled.closed_by, settled.closed_since,
       settled.stood, settled.stood_reason, settled.stood_by, settled.stood_since,
       proof.word AS proof, proof.gate AS proof_gate,
       proof.registered AS proof_registered, proof.tag AS proof_tag,
       proof.tagged_at AS proof_tagged_at, proof.url AS proof_url,
       proof.path AS proof_path, proof.line AS proof_line,
       CASE WHEN proof.admitted_at <= %(at)s THEN proof.admitted_at END AS admitted_at,
       concat_ws(' ', entry.row_version, record.version, 'said',
                 settled.ids, 'proof', proof.id, proof.xmin) AS written
  FROM unnest(%(releases)s::bigint[], %(freezes)s::timestamptz[],
              %(outs)s::timestamptz[]) AS frozen(release_id, frozen_at, out_at)
  JOIN entry ON entry.release_id = frozen.release_id
  JOIN LATERAL (
    SELECT key, number, title, sig, status, authors, owners, reviewers, approvers,
           participating_sigs, releases, targets, until,
           jsonb_array_length(problems) AS problem_count,
           jsonb_array_length(drift) AS drift_count,
           jsonb_path_exists(drift, '$[*].third') AS has_third,
           jsonb_array_length(tracks) AS track_count,
           concat_ws(' ', id, ctid, xmin) AS version
      FROM enhancements_record record
     WHERE record.enhancement_id = entry.enhancement_id AND record.since <= %(at)s
     ORDER BY record.since DESC LIMIT 1
  ) record ON true
  LEFT JOIN enhancements_version version ON version.id = entry.version_id
  LEFT JOIN settled
         ON (settled.release_id, settled.enhancement_id, settled.track)
            = (entry.release_id, entry.enhancement_id, entry.track)
  LEFT JOIN enhancements_proof proof ON proof.tagged_at <= %(at)s
        AND (proof.release_id, proof.enhancement_id, proof.track, proof.stage)
            = (entry.release_id, entry.enhancement_id, entry.track, entry.stage)
 WHERE (entry.until IS NULL OR entry.until > %(at)s
        OR (entry.version_id IS NOT NULL
            AND entry.since <= frozen.frozen_at AND entry.until > frozen.frozen_at)
        OR (%(decided)s AND (entry.release_id, entry.enhancement_id, entry.track) IN (
              SELECT decision.release_id,
                     coalesce(decided.merged_into_id, decided.id), decision.track
                FROM enhancements_decision decision
                JOIN enhancements_enhancement decided
                  ON decided.id = decision.enhancement_id
               WHERE decision.release_id = ANY(%(releases)s)
                 AND decision.since <= %(at)s
                 AND (decision.until IS NULL OR decision.until > %(at)s))))
   AND (%(sig)s::text IS NULL OR record.sig = %(sig)s
        OR entry.enhancement_id = ANY(%(also)s::bigint[]))
 ORDER BY record.sig NULLS LAST, record.number NULLS LAST, record.key,
          entry.track, entry.since
"""


def of_releases(
    setting: Setting,
    releases: Sequence[Dates],
    *,
    sig: str | None = None,
    also: Sequence[int] = (),
    only: int | Sequence[int] | None = None,
    decided: bool = False,
) -> dict[int, list[EntryRow]]:
    """Entries of these releases by release id, in one SQL statement.

    Those of a SIG, with the enhancements of these ids `also`; or `only` those of one
    enhancement, or of several.

    They are the union of what is planned at the moment and what is committed, and with
    `decided` also of what was planned once and a decision of somebody stands about;
    two stages of one track in one release count as the furthest. Sorted by SIG,
    number, key and track.
    """
    groups = grouped(setting, releases, sig=sig, also=also, only=only, decided=decided)
    return {
        release.id: [entry(setting, group, release) for group in groups[release.id]]
        for release in releases
    }


Group = Sequence[Mapping[str, Any]]
"""Rows of one track in one release; several when its stage or promise changed."""


def grouped(
    setting: Setting,
    releases: Sequence[Dates],
    *,
    sig: str | None = None,
    also: Sequence[int] = (),
    only: int | Sequence[int] | None = None,
    decided: bool = False,
) -> dict[int, list[Group]]:
    """The rows behind `of_releases`, each of whose entries `entry` makes."""
    rows = sql.rows(
        _STATEMENT,
        {
            "at": setting.at,
            "sig": sig,
            "also": list(also),
            "only": _ids(only),
            "decided": decided,
            "releases": [release.id for release in releases],
            "freezes": [release.frozen_at for release in releases],
            "outs": [release.out_at for release in releases],
            "kinds": [one.key for one in setting.profile.deadlines],
        },
    )
    groups: dict[tuple[int, int, str], list[dict[str, Any]]] = {}
    for row in rows:
        place = (row["release_id"], row["enhancement_id"], row["track"])
        groups.setdefault(place, []).append(row)
    found: dict[int, list[Group]] = {release.id: [] for release in releases}
    for (release, _, _), group in groups.items():
        found[release].append(group)
    return found


def _ids(only: int | Sequence[int] | None) -> list[int] | None:
    if only is None:
        return None
    return [only] if isinstance(only, int) else list(only)


def version(group: Group) -> tuple[tuple[object, ...], ...]:
    """What an entry depends on besides its release, its profile and where files are.

    The rows' versions, by which PostgreSQL tells them from what they were before, and
    what the moment makes of them.
    """
    return tuple([tuple([one[name] for name in _CHANGES]) for one in group])


_CHANGES = ("written", "planned", "removed", "is_out", "admitted_at")


def entry(setting: Setting, group: Group, release: Dates) -> EntryRow:
    """The entry of these rows: the one place that says what became of a promise."""
    profile = setting.profile
    planned = [row for row in group if row["planned"]]
    # A decision brings in promises that were over before the freeze: they say what
    # became of the entry only where no later one was made.
    held = planned or [row for row in group if row["committed"]] or group
    shown = _furthest(profile, held)
    proof = _proof(setting, shown)
    committed = _committed(group, release.frozen_at)
    lost = _lost(setting, shown, release) if not planned else {}
    unmerged = bool(planned) and all(row["version_id"] is None for row in planned)
    said = json.loads(shown["people"]) if shown["people"] else {}
    whose = people.of_entry(shown, said)
    row = EntryRow(
        key=shown["key"],
        number=shown["number"],
        title=shown["title"],
        sig=shown["sig"],
        track=shown["track"],
        stage=words.stage_of(profile, shown["stage"]),
        planned=bool(planned),
        committed=committed,
        shipped=None,
        status=shown["status"],
        status_label=words.status_label(profile, shown["status"]),
        authors=tuple(shown["authors"]),
        owners=whose.owners,
        reviewers=whose.reviewers,
        approvers=whose.approvers,
        named=whose.named,
        third=shown["has_third"],
        problems=shown["problem_count"],
        drift=shown["drift_count"],
        since=shown["since"],
        source=shown["source"],
        evidence=setting.evidence.of(shown),
        moved_from=shown["moved_from"],
        late=bool(planned) and committed is False and not unmerged,
        unmerged=unmerged,
        kind=shown["kind"],
        enhancement=shown["enhancement_id"],
        **lost,
        planned_proof=proof,
        committed_proof=None
        if committed is None
        else proof
        if len(group) == 1
        else _committed_proof(setting, group, shown),
    )
    return _with_outcome(setting, row, shown)


def _with_outcome(setting: Setting, row: EntryRow, said: Mapping[str, Any]) -> EntryRow:
    """The entry with what became of it."""
    became = outcomes.became(
        row,
        closed=_decided(said, "closed"),
        standing=_decided(said, "stood"),
        shown=_shown(setting, said) if said["proof"] else None,
        is_out=said["is_out"],
    )
    return dataclasses.replace(row, became=became, shipped=outcomes.shipped(became))


def _decided(said: Mapping[str, Any], kind: str) -> Mapping[str, Any] | None:
    if said[kind] is None:
        return None
    told = {name: said[f"{kind}_{name}"] for name in _TOLD}
    return {"value": said[kind], **told}


def _shown(setting: Setting, said: Mapping[str, Any]) -> Shown:
    stage = setting.profile.stage(said["proof_registered"] or "")
    return Shown(
        word=said["proof"],
        gate=said["proof_gate"],
        registered=said["proof_registered"],
        label=stage.label if stage else "",
        tag=said["proof_tag"],
        tagged_at=said["proof_tagged_at"],
        url=said["proof_url"],
        admitted_at=said["admitted_at"],
        path=said["proof_path"],
        line=said["proof_line"],
    )


def _furthest(profile: Profile, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Of promises for the same stage the last one."""
    if len(rows) == 1:
        return rows[0]
    return max(
        rows,
        key=lambda row: (words.stage_of(profile, row["stage"]).rank, row["since"]),
    )


def _committed_proof(setting: Setting, group: Group, shown: Mapping[str, Any]) -> Proof:
    """The promise that held at the freeze, or, when none did, the one shown."""
    held = [row for row in group if row["committed"]]
    return _proof(setting, _furthest(setting.profile, held) if held else shown)


def _proof(setting: Setting, row: Mapping[str, Any]) -> Proof:
    ended = row["until"] is not None and row["until"] <= setting.at
    return Proof(
        source=row["source"],
        since=row["since"],
        until=row["until"] if ended else None,
        path=row["path"],
        line=row["line"],
        commit=row["commit"],
        url=setting.evidence.of(row),
    )


def _lost(setting: Setting, row: Mapping[str, Any], release: Dates) -> dict[str, Any]:
    """What became of an entry that is no longer planned."""
    went_on = fates.went_on(
        setting.profile,
        release=release.name,
        stage=row["stage"],
        kind=row["kind"],
        moved_to=row["moved_to"],
        targets=sql.parsed(row["targets"]),
        releases=row["releases"],
    )
    rests = not went_on and fates.rests(
        setting.profile,
        release=release.name,
        stage=row["stage"],
        targets=sql.parsed(row["targets"]),
        until=row["until"],
        out_at=release.out_at,
    )
    is_late = fates.is_late_record(row["until"], release.out_at)
    late = is_late and not (went_on or rests)
    return {
        "moved_to": row["moved_to"],
        "slipped": not late and fates.is_slip(release.name, row["moved_to"]),
        "late_record": late,
        "went_on": went_on,
        "rests": rests,
        "ended_at": row["until"],
        "removed": bool(row["removed"]),
    }


def _committed(group: Group, frozen_at: dt.datetime | None) -> bool | None:
    """Whether it was planned at the freeze; None when no source spoke before it.

    Only what was merged commits: a target in an issue is nobody's promise yet.
    """
    if frozen_at is None:
        return None
    if any(row["committed"] for row in group):
        return True
    spoke = min(row["spoken_since"] for row in group) <= frozen_at
    return False if spoke else None
