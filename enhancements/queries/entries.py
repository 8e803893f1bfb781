"""Entries of a release at a moment: planned, committed and what became of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.documents import versions
from enhancements.policy import kinds
from enhancements.queries import sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EntryRow, Proof

_STATEMENT = """
SELECT entry.release_id, entry.enhancement_id, entry.track, entry.stage, entry.since,
       entry.kind, entry.until, record.releases,
       record.targets ->> entry.stage AS target,
       entry.spoken_since, entry.moved_from, entry.moved_to, entry.source, entry.line,
       entry.until IS NULL OR entry.until > %(at)s AS planned,
       entry.since <= frozen.frozen_at
         AND (entry.until IS NULL OR entry.until > frozen.frozen_at) AS committed,
       version.path, version.commit,
       record.key, record.number, record.title, record.sig, record.status,
       record.authors, record.problem_count, record.drift_count, record.track_count
  FROM unnest(%(releases)s::bigint[], %(freezes)s::timestamptz[])
         AS frozen(release_id, frozen_at)
  JOIN enhancements_entry entry ON entry.release_id = frozen.release_id
  JOIN LATERAL (
    SELECT key, number, title, sig, status, authors, participating_sigs, releases,
           targets,
           jsonb_array_length(problems) AS problem_count,
           jsonb_array_length(drift) AS drift_count,
           jsonb_array_length(tracks) AS track_count
      FROM enhancements_record record
     WHERE record.enhancement_id = entry.enhancement_id AND record.since <= %(at)s
     ORDER BY record.since DESC LIMIT 1
  ) record ON true
  LEFT JOIN enhancements_version version ON version.id = entry.version_id
 WHERE entry.since <= %(at)s
   AND (entry.until IS NULL OR entry.until > %(at)s
        OR (entry.since <= frozen.frozen_at AND entry.until > frozen.frozen_at))
   AND (%(sig)s::text IS NULL OR record.sig = %(sig)s)
 ORDER BY record.sig NULLS LAST, record.number NULLS LAST, record.key,
          entry.track, entry.since
"""


def of_releases(
    setting: Setting, releases: Sequence[Dates], *, sig: str | None = None
) -> dict[int, list[EntryRow]]:
    """Entries of these releases by release id, in one SQL statement.

    They are the union of what is planned at the moment and what is committed;
    two stages of one track in one release count as the furthest. Sorted by SIG,
    number, key and track.
    """
    rows = sql.rows(
        _STATEMENT,
        {
            "at": setting.at,
            "sig": sig,
            "releases": [release.id for release in releases],
            "freezes": [release.frozen_at for release in releases],
        },
    )
    groups: dict[tuple[int, int, str], list[dict[str, Any]]] = {}
    for row in rows:
        place = (row["release_id"], row["enhancement_id"], row["track"])
        groups.setdefault(place, []).append(row)
    by_id = {release.id: release for release in releases}
    found: dict[int, list[EntryRow]] = {release.id: [] for release in releases}
    for (release, _, _), group in groups.items():
        found[release].append(_entry(setting, group, by_id[release]))
    return found


def _entry(
    setting: Setting, group: Sequence[Mapping[str, Any]], release: Dates
) -> EntryRow:
    profile = setting.profile
    planned = [row for row in group if row["planned"]]
    shown = max(
        planned or group, key=lambda row: words.stage_of(profile, row["stage"]).rank
    )
    committed = _committed(group, release.frozen_at)
    moved_to = "" if planned else shown["moved_to"]
    return EntryRow(
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
        problems=shown["problem_count"],
        drift=shown["drift_count"],
        since=shown["since"],
        source=shown["source"],
        evidence=setting.evidence.url(shown["path"], shown["commit"], shown["line"]),
        moved_from=shown["moved_from"],
        moved_to=moved_to,
        late=bool(planned) and committed is False,
        kind=shown["kind"],
        late_record=bool(moved_to) and _ended_after(shown, release.out_at),
        went_on="" if planned or moved_to else _went_on(shown, release.name),
        planned_proof=_proof(setting, shown),
        committed_proof=_committed_proof(setting, group, shown, committed=committed),
    )


def _committed_proof(
    setting: Setting,
    group: Sequence[Mapping[str, Any]],
    shown: Mapping[str, Any],
    *,
    committed: bool | None,
) -> Proof | None:
    if committed is None:
        return None
    held = max(
        (row for row in group if row["committed"]),
        key=lambda row: words.stage_of(setting.profile, row["stage"]).rank,
        default=shown,
    )
    return _proof(setting, held)


def _proof(setting: Setting, row: Mapping[str, Any]) -> Proof:
    path, commit, line = row["path"], row["commit"], row["line"]
    ended = row["until"] is not None and row["until"] <= setting.at
    return Proof(
        source=row["source"],
        since=row["since"],
        until=row["until"] if ended else None,
        path=path,
        line=line,
        commit=commit,
        url=setting.evidence.url(path, commit, line),
    )


def _ended_after(row: Mapping[str, Any], out_at: dt.datetime | None) -> bool:
    """Whether the promise was taken back only after the release was out."""
    return out_at is not None and row["until"] is not None and row["until"] > out_at


def _went_on(row: Mapping[str, Any], name: str) -> str:
    """The later release that is worked for now, when nothing was taken back here."""
    later = [
        one
        for one in row["releases"]
        if versions.sort_key(one) > versions.sort_key(name)
    ]
    stands = row["target"] == name or row["kind"] == kinds.SAME_STAGE
    return later[0] if later and stands else ""


def _committed(
    group: Sequence[Mapping[str, Any]], frozen_at: dt.datetime | None
) -> bool | None:
    """Whether it was planned at the freeze; None when no source spoke before it."""
    if frozen_at is None:
        return None
    if any(row["committed"] for row in group):
        return True
    spoke = min(row["spoken_since"] for row in group) <= frozen_at
    return False if spoke else None


@dataclasses.dataclass(frozen=True, slots=True)
class Matching:
    """What a page of entries is filtered by; empty means everything."""

    sigs: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


STATES = (
    ("planned", "Planned"),
    ("committed", "Committed"),
    ("kept", "Committed and still planned"),
    ("out", "Committed, no longer planned"),
    ("on", "Went on to a later release"),
    ("late-record", "Moved after the release was out"),
    ("late", "Planned after the freeze"),
    ("unspoken", "No evidence from before the freeze"),
)


def states_of(entry: EntryRow, *, frozen: bool) -> set[str]:
    """The words of STATES that hold for an entry."""
    found = set()
    if entry.planned:
        found.add("planned")
    if entry.committed:
        found.add("committed")
        found.add("kept" if entry.planned else _left(entry))
    elif not entry.planned and (entry.went_on or entry.late_record):
        found.add(_left(entry))
    if entry.late:
        found.add("late")
    if frozen and entry.committed is None:
        found.add("unspoken")
    return found


def _left(entry: EntryRow) -> str:
    """Why an entry that was committed is no longer planned: a word of STATES."""
    if entry.went_on:
        return "on"
    return "late-record" if entry.late_record else "out"
