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
from enhancements.policy import next_steps
from enhancements.queries import (
    facets,
    handles,
    rosters,
    sig_desk,
    sql,
    waiting,
    words,
)
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
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

ROLES = (("author", "Owns"), ("reviewer", "Reviews"), ("approver", "Approves"))
SIG_ROLES = ("chairs", "leads", "approvers", "reviewers")
_VERBS = {"author": "owns", "reviewer": "reviews", "approver": "approves"}
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
    roles = sig_roles(rosters.build(sql.parsed(row["rosters"]) or []), wanted)
    found = sql.parsed(row["enhancements"]) or []
    if not found and not roles:
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
        summary=_summary(setting, rows, roles),
        sigs=roles,
        releases=_shares(setting, rows, promised, found),
        rows=tuple(kept),
        total=len(rows),
        facets=groups if rows else (),
        scope=_scope(setting, name, len(kept), chosen),
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
            for role, _ in ROLES
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
        Filter("role", "Role", lambda row: row.roles, ROLES),
        Filter(
            "release",
            "Planned for",
            lambda row: row.planned or (_NONE,),
            [(name, name) for name in releases],
            labels={_NONE: "No release"},
        ),
    ]


_NONE = "none"


def _shares(
    setting: Setting,
    rows: Sequence[PersonRow],
    promised: Iterable[Mapping[str, Any]],
    found: Sequence[Mapping[str, Any]],
) -> tuple[ReleaseShare, ...]:
    """Their part in each release for which something is planned or was committed."""
    roles = {
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
            for role in roles[one["enhancement_id"]]
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


def _summary(
    setting: Setting, rows: Sequence[PersonRow], sigs: Sequence[SigRole]
) -> str:
    """What they do here, in one sentence or two."""
    frame = setting.frame
    said = []
    for role, _ in ROLES:
        ours = [row for row in rows if role in row.roles]
        if not ours:
            continue
        noun = frame.word if len(ours) == 1 else frame.words
        part = f"{_VERBS[role]} {len(ours)} {noun}"
        now = sum(frame.current in row.planned for row in ours)
        if now and frame.current:
            part += f" ({now} planned for {frame.current})"
        said.append(part)
    sentences = [_sentence(said)] if said else []
    duties = [
        f"{_DUTIES[role]} {f'SIG {one.sig}' if one.sig else 'the whole project'}"
        for one in sigs
        for role in one.roles[:1]
    ]
    if duties:
        sentences.append(_sentence(duties))
    return " ".join(sentences)


_DUTIES = {
    "chairs": "chairs",
    "leads": "leads",
    "approvers": "approves for",
    "reviewers": "reviews for",
}
_MANY = 3


def _sentence(parts: Sequence[str]) -> str:
    shown = list(parts[:_MANY])
    if len(parts) > _MANY:
        shown.append(f"{len(parts) - _MANY} more")
    joined = ", ".join(shown[:-1]) + " and " + shown[-1] if shown[1:] else shown[0]
    return f"{joined[0].upper()}{joined[1:]}."


def _scope(
    setting: Setting,
    name: Name,
    count: int,
    chosen: Mapping[str, Sequence[str]],
) -> str:
    """One sentence that says what the list holds."""
    noun = setting.frame.word if count == 1 else setting.frame.words
    verbs = [_VERBS[one] for one in chosen.get("role", ()) if one in _VERBS]
    text = f"{count} {noun} that @{name.login} {' or '.join(verbs)}"
    if not verbs:
        verb = "names" if count == 1 else "name"
        text = f"{count} {noun} that {verb} @{name.login} as somebody to turn to"
    if releases := chosen.get("release"):
        named = [one for one in releases if one != _NONE]
        parts = [f"planned for {' or '.join(named)}"] if named else []
        parts += ["planned for no release"] * (_NONE in releases)
        text += ", " + " or ".join(parts)
    return text
