"""The page of a person or a team: what documents and rosters make them.

Nobody has an account here, so a person is a handle that sources name; handles
compare without regard to case.
"""

from __future__ import annotations

import collections
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.documents import versions
from enhancements.languages import gettext
from enhancements.policy import next_steps
from enhancements.queries import (
    facets,
    handles,
    person_words,
    rosters,
    sig_desk,
    sql,
    waiting,
    words,
)
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.person_words import NO_RELEASE, ROLES, roles
from enhancements.queries.rosters import Roster
from enhancements.queries.shapes.people import (
    Name,
    NextStep,
    PersonPage,
    PersonRow,
    ReleaseShare,
    SigRole,
)
from enhancements.queries.shapes.sig_desk import Missing
from enhancements.queries.shapes.waiting import NOTHING, Queue

SIG_ROLES = ("chairs", "leads", "approvers", "reviewers")
FILTERS = ("role", "release")
"""Parameters that narrow the list of a person's enhancements."""

_STATEMENT = f"""
WITH mine AS MATERIALIZED (
  SELECT {words.ROW_COLUMNS}, record.reviewers, record.approvers
    FROM enhancements_record record
   WHERE record.project_id = %(project)s AND record.since <= %(at)s
     AND (record.until IS NULL OR record.until > %(at)s)
     AND {handles.named("logins")}
), promised AS (
  SELECT entry.enhancement_id, frozen.name,
         bool_or(entry.until IS NULL OR entry.until > %(at)s) AS planned,
         coalesce(bool_or(entry.version_id IS NOT NULL
           AND entry.since <= frozen.frozen_at
           AND (entry.until IS NULL OR entry.until > frozen.frozen_at)), false)
           AS committed
    FROM mine
    JOIN enhancements_entry entry ON entry.enhancement_id = mine.enhancement_id
    JOIN unnest(%(releases)s::bigint[], %(names)s::text[], %(freezes)s::timestamptz[])
           AS frozen(release_id, name, frozen_at)
      ON frozen.release_id = entry.release_id
   WHERE entry.since <= %(at)s
   GROUP BY 1, 2
)
SELECT
 (SELECT jsonb_agg(to_jsonb(roster)) FROM ({rosters.NAMING}) roster) AS rosters,
 (SELECT jsonb_agg(to_jsonb(mine) ORDER BY mine.number NULLS LAST, mine.key)
    FROM mine) AS enhancements,
 (SELECT jsonb_agg(to_jsonb(promised)) FROM promised) AS promised
"""


class PersonUnknown(LookupError):
    """Neither a document nor a roster names such a handle."""


def page(
    setting: Setting,
    login: str,
    chosen: Mapping[str, Sequence[str]],
    *,
    with_queue: bool = False,
) -> PersonPage:
    """Everything the page shows, in one SQL statement beside the setting's two, and in
    two with what waits for them.

    `login` may be written in any case and with an @. `chosen` maps `role` and
    `release` to the values that are on. Raises PersonUnknown.
    """
    wanted = plain(login)
    row = _load(setting, wanted)
    duties = sig_roles(rosters.build(sql.parsed(row["rosters"]) or []), wanted)
    found = sql.parsed(row["enhancements"]) or []
    if not found and not duties:
        raise PersonUnknown(login)
    promised = sql.parsed(row["promised"]) or []
    planned = _planned(promised)
    rows = [_row(setting, one, planned, wanted) for one in found]
    name = Name(_spelling(sql.parsed(row["rosters"]) or [], found, wanted))
    parameters = {"as_of": setting.frame.moment.given, **chosen}
    kept, groups = facets.apply(rows, _filters(rows), chosen, parameters)
    queue = NOTHING
    if with_queue:
        queue = waiting.queue(setting, logins=[wanted], with_seen=True)
    return PersonPage(
        frame=setting.frame,
        name=name,
        summary=person_words.summary(setting, rows, duties),
        sigs=duties,
        releases=_shares(setting, rows, promised, found),
        rows=tuple(kept),
        total=len(rows),
        facets=groups if rows else (),
        scope=person_words.scope(setting, name, len(kept), chosen),
        profile_url=setting.evidence.person(name.login),
        filtered=any(chosen.values()),
        waits=queue.on(logins=[wanted]),
        steps=_steps(queue, wanted),
        missed=_missed(queue, wanted),
    )


def _missed(queue: Queue, login: str) -> tuple[Missing, ...]:
    """What they own and are gone from, or silent about."""
    return tuple(
        one
        for one in sig_desk.missing(queue.entries)
        if plain(one.absent.login) == login
    )


def _steps(queue: Queue, login: str) -> tuple[NextStep, ...]:
    """What comes next for each entry that somebody owns, most urgent first."""
    waits = queue.by_entry()
    owned = [
        entry
        for entry in queue.entries
        if login in {plain(one) for one in entry.facts.owners}
    ]
    owned.sort(key=lambda one: (one.facts.ends_at or _LAST, one.number or 0, one.key))
    return tuple(
        NextStep(entry, next_steps.sentences(waits.get(entry.place, ())))
        for entry in owned
    )


_LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


def _load(setting: Setting, login: str) -> dict[str, Any]:
    return sql.rows(
        _STATEMENT,
        {
            "project": setting.id,
            "at": setting.at,
            "logins": [login],
            "duties": list(SIG_ROLES),
            "releases": [release.id for release in setting.releases],
            "names": [release.name for release in setting.releases],
            "freezes": [release.frozen_at for release in setting.releases],
        },
    )[0]


def sig_roles(known: Mapping[str, Roster], login: str) -> tuple[SigRole, ...]:
    """What rosters make of a handle in lower case; the whole project comes last."""
    found = []
    for roster in known.values():
        held = tuple(
            role
            for role in SIG_ROLES
            if any(plain(one) == login for one in getattr(roster, role))
        )
        if held:
            found.append(SigRole(roster.name, roster.title or roster.name, held))
    return tuple(sorted(found, key=lambda one: (not one.sig, one.sig)))


def _planned(promised: Iterable[Mapping[str, Any]]) -> dict[int, set[str]]:
    """Releases for which something is planned, by id of the enhancement."""
    found: dict[int, set[str]] = {}
    for one in promised:
        if one["planned"]:
            found.setdefault(one["enhancement_id"], set()).add(one["name"])
    return found


def _row(
    setting: Setting,
    row: dict[str, Any],
    planned: Mapping[int, set[str]],
    login: str,
) -> PersonRow:
    named = {
        # Who is responsible by the tracking issue owns it as well.
        "author": [*row["authors"], *row["owners"]],
        "reviewer": row["reviewers"],
        "approver": row["approvers"],
    }
    row["merged_at"] = words.moment(row["merged_at"])
    return PersonRow(
        row=words.enhancement_row(row, setting.profile, sql.parsed),
        roles=tuple(
            role
            for role in ROLES
            if any(plain(handle) == login for handle in named[role])
        ),
        planned=tuple(
            sorted(planned.get(row["enhancement_id"], ()), key=versions.sort_key)
        ),
    )


def _spelling(
    roster: Iterable[Mapping[str, Any]], found: Iterable[Mapping[str, Any]], login: str
) -> str:
    """The handle as most sources write it."""
    written = collections.Counter(
        handle
        for row in found
        for handle in {
            *row["authors"],
            *row["owners"],
            *row["reviewers"],
            *row["approvers"],
        }
        if plain(handle) == login
    )
    written.update(
        str(handle)
        for row in roster
        if row["field"] in SIG_ROLES
        for handle in row["value"]
        if plain(str(handle)) == login
    )
    best: str = max(written, key=lambda one: (written[one], one))
    return best


def _filters(rows: Iterable[PersonRow]) -> list[Filter[PersonRow]]:
    named = {name for row in rows for name in row.planned}
    releases = sorted(named, key=versions.sort_key, reverse=True)
    return [
        Filter("role", gettext("Role"), lambda row: row.roles, roles()),
        Filter(
            "release",
            gettext("Planned for"),
            lambda row: row.planned or (NO_RELEASE,),
            [(name, name) for name in releases],
            labels={NO_RELEASE: gettext("No release")},
        ),
    ]


def _shares(
    setting: Setting,
    rows: Sequence[PersonRow],
    promised: Iterable[Mapping[str, Any]],
    found: Sequence[Mapping[str, Any]],
) -> tuple[ReleaseShare, ...]:
    """Their part in each release for which something is planned or was committed."""
    roles_of = {
        row["enhancement_id"]: one.roles for row, one in zip(found, rows, strict=True)
    }
    by_release: dict[str, list[Mapping[str, Any]]] = {}
    for one in promised:
        if one["planned"] or one["committed"]:
            by_release.setdefault(one["name"], []).append(one)
    now = versions.sort_key(setting.frame.current) if setting.frame.current else (0, 0)
    shares = []
    for release in reversed(setting.releases):
        if not (ours := by_release.get(release.name)):
            continue
        held = collections.Counter(
            role
            for one in ours
            if one["planned"]
            for role in roles_of[one["enhancement_id"]]
        )
        frozen = release.frozen_at is not None
        shares.append(
            ReleaseShare(
                name=release.name,
                is_now=release.name == setting.frame.current,
                owns=held["author"],
                reviews=held["reviewer"],
                approves=held["approver"],
                planned=sum(one["planned"] for one in ours),
                committed=sum(one["committed"] for one in ours) if frozen else None,
                is_out=versions.sort_key(release.name) < now,
            )
        )
    return tuple(shares)
