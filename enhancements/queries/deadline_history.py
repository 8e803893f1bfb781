"""What sources say of one deadline, as its history.

Hundreds of deadlines stand behind every page, and hardly one has changed since
somebody last looked. Working one out takes longer than reading it, so the results are
kept in the process under all that they are made of; nothing is ever looked up by name
or by time.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
from collections.abc import Sequence
from typing import NamedTuple

from enhancements.policy import deadlines as policy
from enhancements.policy.deadlines import Dated
from enhancements.queries.evidence import file_url
from enhancements.queries.shapes import Deadline, DeadlineDate

ELSEWHERE = 2
"""Rank of what the schedule says in a second place, or a copy of it."""
_MOST = 20_000


class Said(NamedTuple):
    """One claim about a deadline, as its row has it."""

    source: str
    value: str
    """JSON: `date`, `name`, and `at` where an hour is given."""
    since: dt.datetime
    until: dt.datetime | None
    """None while it stands at the moment asked for."""
    line: int
    by: str
    reason: str
    path: str
    commit: str


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """A deadline by what was said of it, whatever the time."""

    deadline: Deadline
    moment: dt.datetime | None
    """Which moment counts (`policy.deadlines.moment`)."""
    later: tuple[Deadline, Deadline]
    """The same once that moment counts: before it is over, and after."""

    def at(self, at: dt.datetime) -> Deadline | None:
        """The deadline at a moment; None where it was taken back before it passed."""
        is_frozen = self.moment is not None and self.moment <= at
        if self.deadline.is_gone and not is_frozen:
            return None
        is_past = self.deadline.ends_at <= at
        if is_frozen:
            return self.later[is_past]
        if is_past:
            return dataclasses.replace(self.deadline, is_past=True)
        return self.deadline


@functools.lru_cache(maxsize=_MOST)
def told(
    field: str, kind: str, label: str, location: str, said: tuple[Said, ...]
) -> Told | None:
    """What claims say of a deadline, oldest first; None when they say no date.

    `label` is the profile's word for it, empty where the schedule's counts; `location`
    is the repository of schedules.
    """
    claims = [_claim(one, location) for one in said]
    dates = policy.in_force([(claim.rank, claim.dated) for claim in claims])
    if not dates:
        return None
    standing = dates[-1]
    is_gone = standing.until is not None
    name = _name(claims)
    is_corrected = any(claim.rank == 0 and claim.stands for claim in claims)
    disputed = () if is_gone else _disputed(claims, standing)
    deadline = Deadline(
        field=field,
        kind=kind,
        label=label or name or field,
        note=name,
        date=standing.date,
        ends_at=standing.ends_at,
        is_past=False,
        is_next=False,
        dates=_merged([claim.view for claim in claims if claim.counts(dates)]),
        is_gone=is_gone,
        contested=disputed[0].date if disputed and is_corrected else None,
        frozen_at=None,
        at=standing.at,
        disputed=disputed,
    )
    moment = policy.moment(dates)
    frozen = dataclasses.replace(deadline, frozen_at=moment)
    return Told(deadline, moment, (frozen, dataclasses.replace(frozen, is_past=True)))


@dataclasses.dataclass(frozen=True, slots=True)
class _Claim:
    """What one source says of a deadline, from when to when."""

    rank: int
    """0 is a person, 1 the schedule, 2 another place of it or another file."""
    dated: Dated
    view: DeadlineDate
    name: str

    @property
    def stands(self) -> bool:
        """Whether it still holds."""
        return self.view.until is None

    def counts(self, dates: Sequence[Dated]) -> bool:
        """Whether it belongs to the history of the dates: it comes first among its
        like, or was in force where the schedule said nothing else.
        """
        return self.rank != ELSEWHERE or any(
            (one.date, one.at) == (self.dated.date, self.dated.at)
            and (one.until is None or self.dated.since < one.until)
            and (self.dated.until is None or one.since < self.dated.until)
            for one in dates
        )


def _claim(said: Said, location: str) -> _Claim:
    value = json.loads(said.value)
    date = dt.date.fromisoformat(value["date"])
    hour = dt.datetime.fromisoformat(value["at"]) if value.get("at") else None
    person = said.source == "person"
    view = DeadlineDate(
        date=date,
        since=said.since,
        until=said.until,
        source="person" if person else "schedule",
        evidence=file_url(location, said.commit, said.path, said.line),
        reason=said.reason,
        by=said.by,
        at=hour,
        line=said.line,
        path=said.path,
    )
    rank = 0 if person else 1 if said.source == "schedule" else ELSEWHERE
    return _Claim(rank, Dated(date, said.since, said.until, hour), view, value["name"])


def _name(claims: Sequence[_Claim]) -> str:
    """The schedule's words for it: those that stand, of the first source, the last."""
    said = [claim for claim in reversed(claims) if claim.rank] or claims
    return min(said, key=lambda claim: (not claim.stands, claim.rank)).name


def _disputed(claims: Sequence[_Claim], standing: Dated) -> tuple[DeadlineDate, ...]:
    """What other places of the schedule say now, where it is another moment.

    After a correction by a person: only what the schedule has come to say since.
    """
    now = sorted((c for c in claims if c.stands), key=lambda claim: claim.rank)
    said = next((claim.view for claim in now if claim.rank == 0), None)
    others = [claim.view for claim in now if claim.rank]
    if said is not None:
        others = [view for view in others[:1] if view.since >= said.since]
    return tuple(view for view in others if view.ends_at != standing.ends_at)


def _merged(views: Sequence[DeadlineDate]) -> tuple[DeadlineDate, ...]:
    """Every date in order; a new wording of the same date is not a new date."""
    merged: list[DeadlineDate] = []
    for view in sorted(views, key=lambda view: view.since):
        last = merged[-1] if merged else None
        said = (view.date, view.at, view.source)
        if last and (last.date, last.at, last.source) == said:
            merged[-1] = dataclasses.replace(last, until=view.until)
            continue
        merged.append(view)
    return tuple(merged)
