"""Deadlines as calendars have them: of a project, a release, a SIG, and of somebody.

A deadline that was taken back stays in its calendar, as cancelled, and so does the end
of an exception: else a reader would not know what became of it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from enhancements.policy.boards import LABELS, LEFT, Status
from enhancements.policy.checks.outcome import FAILED, UNKNOWN
from enhancements.queries import deadlines, exceptions_granted, waiting
from enhancements.queries.deadlines import PREFIX, Ever
from enhancements.queries.exceptions_granted import Granted
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.waiting import QueueEntry

KEPT = dt.timedelta(days=366)
"""How long what is over stays in a calendar."""
MOST_LINES = 40
"""Entries that the text of one deadline names."""
# Where nothing is judged, nothing is asked.
_FINE = frozenset({Status.MET, Status.TRACKED, Status.NOT_JUDGED})


@dataclasses.dataclass(frozen=True, slots=True)
class Occasion:
    """Something at a moment: a deadline, or the end of an exception."""

    key: str
    """What tells it from all others of its calendar, for ever."""
    title: str
    at: dt.datetime
    """When it ends, in UTC."""
    lines: tuple[str, ...]
    route: str
    """Name of the page that shows it, and its arguments."""
    args: tuple[str, ...]
    changed_at: dt.datetime
    sequence: int
    """It grows whenever `at` changes."""
    is_cancelled: bool = False


def of_project(setting: Setting, *, release: str = "") -> tuple[Occasion, ...]:
    """Every deadline of a project, or of one release; one SQL statement."""
    return tuple(
        _deadline(setting, one)
        for one in _ever(setting)
        if not release or one.release == release
    )


def of_sig(setting: Setting, sig: str) -> tuple[Occasion, ...]:
    """The deadlines of the releases in work; that which is worked for names what of the
    SIG is not ready for it, and why. Two SQL statements.
    """
    found = waiting.queue(setting, sigs=[sig])
    ours = [one for one in found.entries if one.sig == sig]
    names = {one.name for one in waiting.in_work(setting)}
    told = [one for one in _ever(setting) if one.release in names]
    return tuple(_worked(setting, one, ours, f"SIG {sig}") for one in told)


def of_person(setting: Setting, login: str) -> tuple[Occasion, ...]:
    """The freezes that entries in which somebody has a part are worked for, each with
    the checks that fail, and when exceptions of these end, or of what they asked for.
    Three SQL statements.
    """
    mine = waiting.queue(setting, logins=[login]).entries
    places = {_place(one) for one in mine}
    releases = {one.release for one in mine}
    told = [
        one
        for one in _ever(setting)
        if (one.release, one.field) in places
        or (one.is_cancelled and one.release in releases)
    ]
    freezes = [_worked(setting, one, mine, "yours") for one in told]
    granted = exceptions_granted.ever(
        setting,
        login,
        after=setting.at - KEPT,
        only=sorted({one.enhancement for one in mine}),
    )
    by_place = {one.place: one for one in mine}
    ends = [_excepted(setting, one, by_place.get(one.place)) for one in granted]
    return (*freezes, *ends)


def _place(entry: QueueEntry) -> tuple[str, str]:
    return entry.release, f"{PREFIX}{entry.facts.freeze_key}"


def _ever(setting: Setting) -> list[Ever]:
    every = deadlines.ever_said(
        project=setting.id, profile=setting.profile, at=setting.at
    )
    return [one for one in every if one.ends_at > setting.at - KEPT]


def _deadline(setting: Setting, one: Ever, lines: Sequence[str] = ()) -> Occasion:
    project = setting.frame.project
    ends = "Ends Anywhere on Earth with"
    day = f"{one.date.day} {one.date:%b %Y}"
    said = f"Ends on {day} at the hour given." if one.has_hour else f"{ends} {day}."
    if one.is_cancelled:
        said = "It was taken out of the schedule."
    return Occasion(
        key=f"{one.release}/{one.field.removeprefix(PREFIX)}",
        title=f"{project.title} {one.release}: {one.label}",
        at=one.ends_at,
        lines=(said, *lines),
        route="release",
        args=(project.name, one.release),
        changed_at=one.changed_at,
        sequence=one.changes,
        is_cancelled=one.is_cancelled,
    )


def _worked(
    setting: Setting, one: Ever, entries: Iterable[QueueEntry], whose: str
) -> Occasion:
    """A deadline with the entries that are worked on for it."""
    ours = [e for e in entries if _place(e) == (one.release, one.field)]
    ours = [e for e in ours if e.facts.status not in LEFT]
    open_ = [e for e in ours if e.facts.status not in _FINE]
    if not ours:
        return _deadline(setting, one)
    noun = "entry" if len(ours) == 1 else "entries"
    said = f"{len(open_)} not ready:" if open_ else "nothing missing so far."
    head = f"{len(ours)} {noun} of {whose}, {said}"
    lines = [line for entry in open_[:MOST_LINES] for line in _missing(entry)]
    if len(open_) > MOST_LINES:
        lines.append(f"… and {len(open_) - MOST_LINES} more.")
    made = _deadline(setting, one, ("", head, *lines))
    since = [e.facts.status_since for e in ours if e.facts.status_since]
    title = f"{made.title} ({len(open_)} of {len(ours)} not ready)"
    return dataclasses.replace(
        made,
        title=title if open_ else made.title,
        changed_at=max([made.changed_at, *since]),
    )


def _missing(entry: QueueEntry) -> list[str]:
    """What is missing of an entry: its checks that fail, not that time goes by."""
    facts = entry.facts
    name = f"#{entry.number}" if entry.number is not None else entry.key
    said = LABELS[facts.status].lower()
    head = f"- {name} {entry.title} ({entry.stage.label}): {said}"
    asked = [c for c in facts.checks if c.counts and c.state in (FAILED, UNKNOWN)]
    return [head, *(f"  {one.title}: {one.reason}" for one in asked)]


# Seconds are counted from here, so that they fit into a SEQUENCE.
_EPOCH = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def _excepted(setting: Setting, one: Granted, entry: QueueEntry | None) -> Occasion:
    """When extra time is over; of an entry that is worked on, with what it misses."""
    project = setting.frame.project
    name = f"#{one.number}" if one.number is not None else one.key
    track = f"/{one.track}" if one.track else ""
    lines: tuple[str, ...] = (one.title, "", one.taken_back)
    if entry is not None and not one.taken_back:
        lines = (f"{one.title} ({entry.stage.label})", "", *_missing(entry))
    return Occasion(
        key=f"{one.release}/exception/{one.enhancement}{track}",
        title=f"{project.title} {one.release}: exception of {name} ends",
        at=one.ends_at,
        lines=lines,
        route="exceptions",
        args=(project.name, one.release),
        changed_at=one.changed_at,
        # It grows with each decision about any exception of the entry.
        sequence=int((one.changed_at - _EPOCH).total_seconds()),
        is_cancelled=bool(one.taken_back),
    )
