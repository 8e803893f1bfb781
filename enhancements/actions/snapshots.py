"""Boards kept for ever as they stood when a deadline passed.

What a snapshot says is asked for as of the deadline's moment, so that it does not
matter when it is made: a worker that was down at the moment makes the same bytes
afterwards. What does matter is what had been read by then, so it waits until every
source was read after the moment, or for some minutes where one cannot be.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db import connection, transaction

from enhancements import profiles
from enhancements.actions import derive, events, slots, verdicts_owed
from enhancements.models import Event, Project, Release, Snapshot
from enhancements.policy import snapshots as policy
from enhancements.queries import board_file, frame, snapshots_due
from enhancements.queries.contract import iso
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Moment
from enhancements.queries.snapshots_due import Passed

BY = "clock"
"""Who makes those that nobody asks for by hand."""
PATIENCE = dt.timedelta(minutes=10)
"""How long sources are waited for, from the first look after the moment on."""
# First key of the advisory locks of this kind; the second is the release's id.
_LOCK = 7_402_633


class SnapshotRefused(ValueError):
    """A snapshot that cannot be made; the text says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Taken:
    """The snapshot of a deadline, and whether it was made just now."""

    snapshot: Snapshot
    is_new: bool


def due(*, now: dt.datetime) -> list[Passed]:
    """Deadlines that need a snapshot now, oldest first: those that ended while their
    project was tracked here, and whose sources have been read since.
    """
    return [one for one in snapshots_due.passed(now=now) if _is_settled(one, now)]


def _is_settled(one: Passed, now: dt.datetime) -> bool:
    """Whether everything from before the moment is in the record, as far as we can
    know; or whether we have waited long enough for it.
    """
    name = _waiting(one)
    if _is_read(one, now):
        return True
    return now - slots.first_seen(name=name, now=now) >= PATIENCE


def _waiting(one: Passed) -> str:
    return f"snapshot {one.release} {one.moment.timestamp():.0f}"


def _is_read(one: Passed, now: dt.datetime) -> bool:
    setting = frame.load(one.project, Moment(one.moment, iso(one.moment)), now=now)
    sources = setting.frame.sources
    return not _is_owing(setting.id, now) and all(
        source.checked_at is not None
        and source.checked_at > one.moment
        and not source.error
        and source.first is None
        for source in sources
    )


def _is_owing(project: int, now: dt.datetime) -> bool:
    """Whether claims are to be derived, or entries to be judged, from what was read."""
    row = Project.objects.get(pk=project)
    verdicts_owed.keep_up(project=row, profile=profiles.load(row.profile), now=now)
    return any(one.pk == project for one in derive.with_owed_work())


def take(*, deadline: Passed, by: str, now: dt.datetime) -> Taken | None:
    """Keep the board as it stood when that deadline ended; once and for ever.

    Returns the one that there is if it was made before, and None while another worker
    is at it. Raises SnapshotRefused for a moment that is still to come, or one at which
    the deadline was none.
    """
    if deadline.moment > now:
        message = f"The {deadline.label} of {deadline.name} has not ended yet."
        raise SnapshotRefused(message)
    made = _made(deadline).first()
    if made is not None:
        return Taken(made, is_new=False)
    return _keep(_board(deadline, now), deadline, by)


def _board(deadline: Passed, now: dt.datetime) -> Snapshot:
    """The snapshot that is to be kept, of one state of the database: nothing that
    others write while the board is read comes between two statements.

    A transaction by itself. Whoever writes in one that sees an old state is turned
    away as soon as somebody else decides something meanwhile.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        moment = Moment(deadline.moment, iso(deadline.moment))
        setting = frame.load(deadline.project, moment, now=now)
        return _snapshot(setting, deadline, now)


@transaction.atomic
def _keep(snapshot: Snapshot, deadline: Passed, by: str) -> Taken | None:
    if not _lock(deadline.release):
        return None
    made = _made(deadline).first()
    if made is not None:
        return Taken(made, is_new=False)
    snapshot.save(force_insert=True)
    _record(snapshot, deadline, by)
    slots.forget(name=_waiting(deadline))
    return Taken(snapshot, is_new=True)


def _lock(release: int) -> bool:
    """Be the only one who keeps boards of a release until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, release])
        (won,) = cursor.fetchone()
    return bool(won)


def _made(deadline: Passed) -> Any:
    return Snapshot.objects.filter(
        release=deadline.release, freeze=deadline.freeze, moment=deadline.moment
    )


def _snapshot(setting: Setting, deadline: Passed, now: dt.datetime) -> Snapshot:
    release = next(one for one in setting.releases if one.id == deadline.release)
    try:
        content = board_file.content(setting, release, deadline.freeze)
    except board_file.DeadlineUnknown as error:
        raise SnapshotRefused(str(error)) from error
    text = policy.canonical(content)
    return Snapshot(
        release_id=deadline.release,
        freeze=deadline.freeze,
        label=content["label"],
        moment=deadline.moment,
        made_at=now,
        content=text,
        digest=policy.digest_of(text),
        reads=[
            {
                "kind": one.kind,
                "location": one.location,
                "read_at": iso(one.checked_at) if one.checked_at else None,
                "error": one.error,
            }
            for one in setting.frame.sources
        ],
    )


def _record(snapshot: Snapshot, deadline: Passed, by: str) -> None:
    events.record(
        project=Project.objects.get(name=deadline.project),
        release=Release.objects.get(pk=deadline.release),
        kind=Event.Kind.SNAPSHOT_MADE,
        subject=f"{deadline.name} {deadline.freeze}",
        new={
            "snapshot": snapshot.pk,
            "moment": iso(snapshot.moment),
            "digest": snapshot.digest,
        },
        by=by,
        happened_at=snapshot.made_at,
    )
