"""Who is waited for, read from the entries that somebody has a part in.

One SQL statement, whatever is asked: its work grows with the entries of the releases in
work, and not with how many enhancements there are.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.policy import (
    boards,
    exceptions,
    people,
    verdict_stretches,
    waiting,
)
from enhancements.policy.boards import Status
from enhancements.policy.checks import stored
from enhancements.policy.checks.criteria import Criterion
from enhancements.policy.checks.judge import MET
from enhancements.policy.checks.seen import FreezeAt
from enhancements.policy.checks.wording import AGAIN
from enhancements.policy.decisions import (
    CHECK_IN,
    CONTACT,
    OUTCOME,
    OWNERS,
    PEOPLE,
    STANDING,
)
from enhancements.policy.exception_phases import Phase
from enhancements.policy.waiting import Check, Facts, Side
from enhancements.queries import (
    capacity,
    concerns,
    dependencies,
    helps,
    rosters,
    rules,
    sightings,
    sql,
    still_true,
    take_overs,
    words,
)
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.rosters import Roster
from enhancements.queries.shapes.waiting import Queue, QueueEntry, WaitRow
from enhancements.queries.sightings import Sightings
from enhancements.queries.waiting_statement import STATEMENT, WITH_SEEN


def queue(
    setting: Setting,
    *,
    logins: Iterable[str] = (),
    sigs: Iterable[str] = (),
    only: Sequence[int] = (),
    team: bool = False,
    releases: Sequence[Dates] | None = None,
    with_seen: bool = False,
) -> Queue:
    """All waits of the entries in which one of these people, or of these SIGs, has a
    part, of those of the enhancements `only`, and with `team` what waits for the
    release team; in one SQL statement.

    Logins may be written in any case and with an @. Of `releases`; without them of
    those in work, and offers to take over enhancements that have no entry there. The
    most urgent stands first. `with_seen` also tells which owners are gone or silent: of
    the SIGs' entries, of `only`, and of these people.
    """
    given = parameters(
        setting, logins=logins, sigs=sigs, only=only, team=team, releases=releases
    )
    given["loose"] = releases is None
    statement = WITH_SEEN if with_seen else STATEMENT
    return made(setting, sql.rows(statement, given), releases)


def parameters(
    setting: Setting,
    *,
    logins: Iterable[str] = (),
    sigs: Iterable[str] = (),
    only: Sequence[int] = (),
    team: bool = False,
    releases: Sequence[Dates] | None = None,
) -> dict[str, Any]:
    """The parameters of STATEMENT, also for a statement that has it inside."""
    return {
        "project": setting.id,
        "at": setting.at,
        "logins": [plain(one) for one in logins],
        "sigs": list(sigs),
        "only": list(only),
        "team": team,
        "releases": [one.id for one in _shown(setting, releases)],
        "kinds": [STANDING, CHECK_IN, CONTACT, OUTCOME, *PEOPLE],
        "people": list(PEOPLE),
        "loose": False,
    }


def _shown(setting: Setting, releases: Sequence[Dates] | None) -> list[Dates]:
    """Of what is out nothing is waited for any more."""
    asked = in_work(setting) if releases is None else releases
    return [one for one in asked if one.out_at is None or one.out_at > setting.at]


def made(
    setting: Setting,
    rows: Sequence[Mapping[str, Any]],
    releases: Sequence[Dates] | None = None,
) -> Queue:
    """The queue of the rows of STATEMENT, as they are or as JSON."""
    shown = _shown(setting, releases)
    every = [row for row in rows if row["release_id"] is None]
    known_rosters = rosters.build(sql.parsed(every[0]["rosters"]) or [])
    own = sql.parsed(every[0]["criteria"]) or {}
    seen = sightings.made(sql.parsed(every[0]["seen"]) or [])
    columns = {one.id: _columns(setting, one, own.get(str(one.id))) for one in shown}
    dates = {one.id: one for one in shown}
    found: list[WaitRow] = []
    parts = []
    for row in rows:
        release = dates.get(row["release_id"])
        if release is None:
            continue
        entry = _entry(
            setting,
            release,
            row,
            _facts(setting, columns[release.id], row, known_rosters),
            seen,
        )
        found += _waits(entry, is_part=row["is_part"])
        if row["is_part"]:
            parts.append(entry)
    for one in sql.parsed(every[0]["loose"]) or []:
        found += _waits(_loose(setting, one), is_part=True)
    found.sort(key=lambda one: waiting.order(one.wait))
    said = sql.parsed(every[0]["rooms"]) or []
    rooms = capacity.rooms(said, {one.id: one.name for one in shown})
    wanted = tuple(map(helps.made, sql.parsed(every[0]["help"]) or []))
    offers = tuple(map(take_overs.made, sql.parsed(every[0]["offers"]) or []))
    return Queue(tuple(found), known_rosters, tuple(parts), rooms, wanted, offers)


def in_work(setting: Setting) -> list[Dates]:
    """The release in work and the one after it."""
    names = [release.name for release in setting.releases]
    if setting.frame.current not in names:
        return []
    place = names.index(setting.frame.current)
    return list(setting.releases[place : place + 2])


def is_on_sig(row: WaitRow, sig: str) -> bool:
    """Whether a SIG is waited for."""
    return waiting.is_on(row.wait, sigs=[sig])


@dataclasses.dataclass(frozen=True, slots=True)
class _Freezes:
    """The freezes of a release, and the one that is worked for."""

    every: tuple[FreezeAt, ...]
    worked: FreezeAt | None
    criteria: Mapping[str, Criterion]
    """Of the freeze that is worked for, by key."""
    release: str
    """Whose freezes they are."""


def _columns(setting: Setting, release: Dates, stored: Any) -> _Freezes:
    profile = setting.profile
    criteria = (
        rules.kept_criteria(json.dumps(stored), profile) if stored else profile.criteria
    )
    found = verdict_stretches.freezes(criteria, rules.dated(release))
    every = tuple(at for _, at in found)
    worked = boards.worked([(one.key, one.ends_at) for one in every], setting.at)
    own = next((one for one, at in found if at.key == worked), None)
    return _Freezes(
        every,
        next((one for one in every if one.key == worked), None),
        {one.key: one for one in own.criteria} if own else {},
        release.name,
    )


def _entry(
    setting: Setting,
    release: Dates,
    row: Mapping[str, Any],
    facts: Facts,
    seen: Sightings,
) -> QueueEntry:
    since = _owned_since(row, facts)
    return QueueEntry(
        enhancement=row["enhancement_id"],
        key=row["key"],
        number=row["number"],
        title=row["title"],
        sig=row["sig"],
        track=row["track"],
        release=release.name,
        stage=words.stage_of(setting.profile, row["stage"]),
        facts=facts,
        absent=sightings.absent(
            setting, seen, row["enhancement_id"], facts.owners, since
        ),
    )


def _loose(setting: Setting, one: Mapping[str, Any]) -> QueueEntry:
    """An enhancement without an entry, from its offer of `take_overs.LOOSE`."""
    owners, sig = tuple(one["owners"]), one["sig"] or ""
    asked = take_overs.asked([one], owners, sig)
    return QueueEntry(
        enhancement=one["enhancement_id"],
        key=one["key"],
        number=one["number"],
        title=one["title"],
        sig=one["sig"],
        track="",
        release="",
        stage=words.stage_of(setting.profile, one["stage"] or ""),
        facts=Facts(sig=sig, owners=owners, asked=asked),
    )


def _owned_since(row: Mapping[str, Any], facts: Facts) -> dt.datetime | None:
    """From when its owners have it to do: since it is planned, or since they were
    named for the release alone.
    """
    named = [
        words.at(one["since"])
        for one in sql.parsed(row["decisions"]) or []
        if one["kind"] == OWNERS
    ]
    return max([*named, facts.since]) if facts.since else None


def _waits(entry: QueueEntry, *, is_part: bool) -> list[WaitRow]:
    """Of an entry in which nobody asked for has a part only what waits for the team."""
    return [
        WaitRow(wait, entry)
        for wait in waiting.waits(entry.facts)
        if is_part or any(one.side is Side.TEAM for one in wait.whom)
    ]


def _facts(
    setting: Setting,
    freezes: _Freezes,
    row: Mapping[str, Any],
    leads: Mapping[str, Roster],
) -> Facts:
    verdicts = {one["freeze"]: one for one in sql.parsed(row["verdicts"]) or []}
    decisions = sql.parsed(row["decisions"]) or []
    asked = {one["freeze"]: one for one in sql.parsed(row["exceptions"]) or []}
    said = {one["kind"]: one["value"] for one in decisions if one["kind"] in PEOPLE}
    whose = people.of_entry(row, said)
    worked = freezes.worked
    verdict = verdicts.get(worked.key if worked else "", {})
    # The exception of the latest freeze counts: one goes past one freeze after another.
    excepted = next(
        (asked[one.key] for one in reversed(freezes.every) if one.key in asked), None
    )
    sig = row["sig"] or ""
    owners = whose.owners or tuple(row["authors"])
    facts = Facts(
        sig=sig,
        owners=owners,
        reviewers=whose.reviewers,
        approvers=whose.approvers,
        since=_moment(row["since"]),
        status=_status(setting, freezes, verdicts, decisions, asked),
        freeze=words.within(worked.label) if worked else "",
        ends_at=worked.ends_at if worked else None,
        status_since=_moment(verdict.get("since")),
        checks=_checks(freezes, verdict),
        exception=_phase(setting, excepted) if excepted else None,
        exception_since=_moment(excepted["since"]) if excepted else None,
        exception_until=_moment(excepted["until"]) if excepted else None,
        exception_voters=_voters(sig, excepted, leads),
        asked=(
            *concerns.asked(sql.parsed(row["concerns"]), owners, sig),
            *take_overs.asked(sql.parsed(row["offers"]), owners, sig),
            *dependencies.asked(
                setting.profile,
                sql.parsed(row["needs"]),
                (row["stage"], freezes.release),
                owners,
                sig,
            ),
        ),
        freeze_key=worked.key if worked else "",
    )
    return still_true.told(facts, decisions, sql.parsed(row["questions"]))


def _status(
    setting: Setting,
    freezes: _Freezes,
    verdicts: Mapping[str, Mapping[str, Any]],
    decisions: Sequence[Mapping[str, Any]],
    asked: Mapping[str, Mapping[str, Any]],
) -> Status:
    """Its status at the freeze that is worked for, by the rules of the board."""
    if freezes.worked is None:
        return Status.NOT_JUDGED
    standings = {one["freeze"]: one for one in decisions if one["kind"] == STANDING}
    given = []
    for one in freezes.every:
        standing, exception = standings.get(one.key), asked.get(one.key)
        given.append(
            boards.given(
                one.key,
                verdicts.get(one.key, {}).get("word", ""),
                (standing["value"], words.at(standing["since"])) if standing else None,
                (_phase(setting, exception), words.at(exception["since"]))
                if exception
                else None,
            )
        )
    statuses = boards.statuses(given, freezes.worked.key)
    keys = [one.key for one in freezes.every]
    return statuses[keys.index(freezes.worked.key)]


def _checks(freezes: _Freezes, verdict: Mapping[str, Any]) -> tuple[Check, ...]:
    if verdict.get("word", MET) == MET or not verdict["checks"]:
        return ()
    data = verdict["checks"]
    outcomes = data["checks"] if isinstance(data, dict) else data
    found = []
    for one in outcomes:
        criterion = freezes.criteria.get(one["check"])
        if criterion is None or not one["is_asked"]:
            continue
        reason, remedy = stored.said(one)
        found.append(
            Check(
                key=one["check"],
                name=criterion.check,
                title=one["title"],
                state=one["state"],
                reason=reason,
                # `policy.waiting` knows what waits for nobody by these very words.
                remedy=AGAIN if one["remedy"] == AGAIN else remedy,
                evidence=tuple((label, url) for label, url in one["evidence"]),
                since=_moment(one.get("stands_since") or one["since"]),
                values=criterion.values,
                counts=one["counts"],
            )
        )
    return tuple(found)


def _phase(setting: Setting, asked: Mapping[str, Any]) -> Phase:
    until = _moment(asked["until"])
    return exceptions.phase(asked["state"], until, asked["evaluation"], setting.at)


def _voters(
    sig: str, excepted: Mapping[str, Any] | None, leads: Mapping[str, Roster]
) -> tuple[str, ...]:
    """The entry's SIG, while none of its leads has voted."""
    roster = leads.get(sig)
    if excepted is None or roster is None:
        return ()
    named = {plain(one) for one in (*roster.chairs, *roster.leads)}
    voted = {plain(one) for one in excepted["voters"] or ()}
    return () if not named or named & voted else (sig,)


def _moment(said: str | dt.datetime | None) -> dt.datetime | None:
    return words.at(said) if isinstance(said, str) else said
