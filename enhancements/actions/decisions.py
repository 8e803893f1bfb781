"""What people decide about the entries of a release: all of a step, or nothing.

Every decision is a row that begins and ends; none is changed. A step knows what those
who made it saw, and writes nothing where something else stands by then.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from enhancements import profiles
from enhancements.actions import decision_effects, events
from enhancements.languages import gettext
from enhancements.models import Decision, Event, Project, Release
from enhancements.policy import decisions as policy
from enhancements.policy.decisions import (
    CONTACT,
    MOST,
    Clash,
    Clashed,
    DecisionRefused,
    Place,
    Standing,
    Wish,
)
from enhancements.queries import decided, release_team

# First key of the advisory locks of this kind; the second is the release's id.
_LOCK = 7_402_615
_BATCH = 1000
_Now = Mapping[Place, Sequence[Standing]]


class StepUnknown(LookupError):
    """No step of that number was made in the project."""


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """What was decided at once, and can be undone at once."""

    batch: UUID
    changed: tuple[Decision, ...]
    """What stands from now on, in the order of the places."""
    ended: tuple[Standing, ...]
    """What stood there before."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing had to be changed."""
        return not self.changed and not self.ended


@dataclasses.dataclass(frozen=True, slots=True)
class _Turn:
    """One place, from what stood there to what is to stand."""

    place: Place
    """Of the enhancement that counts now."""
    value: str
    reason: str
    stood: Sequence[Standing]
    """What ends: the first is what counted."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Act:
    """A step while it is written."""

    project: Project
    kind: Event.Kind
    by: str
    now: dt.datetime
    batch: UUID = dataclasses.field(default_factory=uuid.uuid4)


@transaction.atomic
def decide(
    *, project: Project, wishes: Iterable[Wish], by: str, now: dt.datetime
) -> Step:
    """Decide all of this, in a fixed number of SQL statements.

    A wish that asks for what stands already changes nothing. What is decided about an
    enhancement that was merged is decided about the other. Raises DecisionRefused, and
    Clashed when any place holds something else than was seen; then nothing is written.
    """
    asked = _checked(wishes)
    _lock({wish.place.release for wish in asked})
    asked = _of_today(project, asked)
    _check_contacts(project, asked)
    stands = _now(wish.place for wish in asked)
    found = [(wish, _first(stands, wish.place)) for wish in asked]
    clashes = [Clash(wish, one) for wish, one in found if policy.clashes(wish, one)]
    if clashes:
        raise Clashed(clashes)
    turns = [
        _Turn(wish.place, wish.value, wish.reason, stands.get(wish.place, ()))
        for wish, one in found
        if policy.changes(wish, one)
    ]
    return _write(_Act(project, Event.Kind.DECIDED, by, now), turns)


@transaction.atomic
def undo(*, project: Project, batch: UUID, by: str, now: dt.datetime) -> Step:
    """Put back what stood before a step, in a fixed number of SQL statements.

    What stands again is said by who undoes, with the reason that it had. Undoing is a
    step of its own, which can be undone too; undoing twice changes nothing. Raises
    StepUnknown, and Clashed when somebody has decided since; then nothing is written.
    """
    rows = _rows(project, batch)
    _lock({row.release_id for row in rows})
    rows = _rows(project, batch)  # As they are now that nobody else decides.
    today = decided.winners(
        project=project.pk, ids=[row.enhancement_id for row in rows]
    )
    stands = _now(_place(row, today) for row in rows)
    turns, clashes = [], []
    for place, old, new in _sides(rows, batch, today):
        one = _first(stands, place)
        value, reason = (old.value, old.reason) if old else ("", "")
        if (one.id if one else None) == (new.pk if new else None):
            turns.append(_Turn(place, value, reason, stands.get(place, ())))
        elif ((one.value, one.reason) if one else ("", "")) != (value, reason):
            seen = new.pk if new else None
            clashes.append(Clash(Wish(place, value, reason, seen), one))
    if clashes:
        raise Clashed(clashes)
    decision_effects.undone(project=project, batch=batch, by=by, now=now)
    return _write(_Act(project, Event.Kind.DECISION_UNDONE, by, now), turns)


def former(*, project: Project, batch: UUID) -> list[Wish]:
    """What undoing a step would ask for, for whoever is to choose place by place.

    Raises StepUnknown.
    """
    rows = _rows(project, batch)
    ids = [row.enhancement_id for row in rows]
    today = decided.winners(project=project.pk, ids=ids)
    return [
        Wish(
            place,
            old.value if old else "",
            old.reason if old else "",
            new.pk if new else None,
        )
        for place, old, new in _sides(rows, batch, today)
    ]


def made_by(*, project: Project, batch: UUID) -> str:
    """Who made a step. Raises StepUnknown."""
    row = _rows(project, batch)[0]
    return row.by if row.batch == batch else row.ended_by


def _checked(wishes: Iterable[Wish]) -> list[Wish]:
    """Raises DecisionRefused."""
    asked = [policy.checked(wish) for wish in wishes]
    if len(asked) > MOST:
        raise DecisionRefused(
            gettext("At most %(most)s things are decided in one step.", most=MOST)
        )
    return asked


def _lock(releases: Iterable[int]) -> None:
    """One step at a time in a release, until the transaction ends.

    Always in the same order, so that no two steps wait for each other. Steps of one
    project meet at its pulse anyway; they take milliseconds.
    """
    with connection.cursor() as cursor:
        for release in sorted(set(releases)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, release])


def _of_today(project: Project, asked: Sequence[Wish]) -> list[Wish]:
    """The wishes with the enhancements that count now, in the order of the places.

    Raises DecisionRefused.
    """
    ids = {wish.place.enhancement for wish in asked}
    known = decided.winners(project=project.pk, ids=ids)
    releases = {wish.place.release for wish in asked}
    own = Release.objects.filter(project=project, pk__in=releases).count()
    if ids != set(known) or own != len(releases):
        raise DecisionRefused(
            gettext("All of a step must be of %(project)s.", project=project.name)
        )
    found = [
        dataclasses.replace(
            wish,
            place=dataclasses.replace(
                wish.place, enhancement=known[wish.place.enhancement]
            ),
        )
        for wish in asked
    ]
    if len({wish.place for wish in found}) < len(found):
        raise DecisionRefused(
            gettext("The same thing is asked for twice; say it once.")
        )
    return sorted(found, key=lambda wish: wish.place)


def _check_contacts(project: Project, asked: Sequence[Wish]) -> None:
    """Raises DecisionRefused for somebody who is not of the release team."""
    named = {w.value for w in asked if w.place.kind == CONTACT and w.value}
    if not named:
        return
    team = release_team.logins(
        project=project.pk, profile=profiles.load(project.profile)
    )
    known = {login.casefold() for login in team}
    for login in sorted(named):
        if login.casefold() not in known:
            raise DecisionRefused(
                gettext("@%(login)s is not in the release team now.", login=login)
            )


def _now(places: Iterable[Place]) -> _Now:
    every = list(places)
    return decided.standing(
        releases={place.release for place in every},
        ids=[place.enhancement for place in every],
    )


def _first(stands: _Now, place: Place) -> Standing | None:
    return next(iter(stands.get(place, ())), None)


def _rows(project: Project, batch: UUID) -> list[Decision]:
    """What a step made and ended. Raises StepUnknown."""
    rows = list(
        Decision.objects.filter(
            Q(batch=batch) | Q(ended_batch=batch), release__project=project
        ).order_by("pk")
    )
    if not rows:
        raise StepUnknown(str(batch))
    return rows


def _sides(
    rows: Sequence[Decision], batch: UUID, today: Mapping[int, int]
) -> list[tuple[Place, Decision | None, Decision | None]]:
    """Each place of a step with what it ended and what it made there, in order."""
    made = {_place(row, today): row for row in rows if row.batch == batch}
    ended: dict[Place, list[Decision]] = {}
    for row in rows:
        if row.ended_batch == batch and row.batch != batch:
            ended.setdefault(_place(row, today), []).append(row)
    return [
        (place, _latest(ended.get(place, ())), made.get(place))
        for place in sorted({*made, *ended})
    ]


def _latest(rows: Sequence[Decision]) -> Decision | None:
    """What counted: of several, after a merge, the later one."""
    return max(rows, key=lambda row: (row.since, row.pk), default=None)


def _place(row: Decision, today: Mapping[int, int]) -> Place:
    return Place(
        release=row.release_id,
        enhancement=today[row.enhancement_id],
        track=row.track,
        kind=row.kind,
        freeze=row.freeze,
        criterion=row.criterion,
    )


def _write(act: _Act, turns: Sequence[_Turn]) -> Step:
    """Write a step: end what stood, begin what is to stand, with an event of each."""
    if not turns:
        return Step(act.batch, (), ())
    over = [one.id for turn in turns for one in turn.stood]
    if over:
        # Who waited for somebody else's step comes after it, whatever the clock said.
        Decision.objects.filter(pk__in=over).update(
            until=Greatest(F("since"), Value(act.now)),
            ended_by=act.by,
            ended_batch=act.batch,
        )
    begun = Decision.objects.bulk_create(
        [_decision(act, turn) for turn in turns if turn.value], batch_size=_BATCH
    )
    events.record_all([_event(act, turn) for turn in turns])
    places = [turn.place for turn in turns]
    decision_effects.follow(project=act.project, places=places, now=act.now)
    stood = tuple(turn.stood[0] for turn in turns if turn.stood)
    return Step(act.batch, tuple(begun), stood)


def _since(act: _Act, turn: _Turn) -> dt.datetime:
    return max([act.now, *(one.since for one in turn.stood)])


def _decision(act: _Act, turn: _Turn) -> Decision:
    place = turn.place
    return Decision(
        release_id=place.release,
        enhancement_id=place.enhancement,
        track=place.track,
        kind=place.kind,
        freeze=place.freeze,
        criterion=place.criterion,
        value=turn.value,
        reason=turn.reason,
        by=act.by,
        since=_since(act, turn),
        batch=act.batch,
    )


def _event(act: _Act, turn: _Turn) -> Event:
    """Both sides say what they are about, so that either can be read alone."""
    place = turn.place
    about = {
        "kind": place.kind,
        "track": place.track,
        "freeze": place.freeze,
        "criterion": place.criterion,
    }
    new = {"value": turn.value, "reason": turn.reason, "by": act.by}
    stood = [
        {"value": one.value, "reason": one.reason, "by": one.by} for one in turn.stood
    ]
    words = (place.kind, place.freeze, place.criterion, place.track)
    return Event(
        project=act.project,
        release_id=place.release,
        enhancement_id=place.enhancement,
        kind=act.kind,
        subject=" ".join(word for word in words if word),
        old={**about, **stood[0]} if stood else None,
        new={**about, **new, "batch": str(act.batch)},
        by=act.by,
        reason=turn.reason,
        happened_at=_since(act, turn),
    )
