"""How far each stream of a repository has been read."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db import transaction

from enhancements.actions import jobs, leases
from enhancements.actions.jobs import Progress
from enhancements.actions.leases import Lease
from enhancements.models import Repository, Stream


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where a stream goes on. None leaves what is stored as it is.

    Moments are GitHub's, UTC. `progress` is stored with it, in the same transaction.
    """

    stream: Stream
    cursor: str | None = None
    since: dt.datetime | None = None
    etag: str | None = None
    etag_of: str | None = None
    is_finished: bool | None = None
    """True after the last page, False while pages are left."""
    data: dict[str, Any] | None = None
    progress: Progress | None = None


def get(*, lease: Lease, name: str, now: dt.datetime) -> Stream:
    """The stream of this name; begun when there is none."""
    found = Stream.objects.filter(repository=lease.repository, name=name).first()
    if found is not None:
        return found
    leases.begin(lease)
    return Stream.objects.create(repository=lease.repository, name=name, started_at=now)


def restart(*, lease: Lease, stream: Stream, now: dt.datetime) -> None:
    """Read a stream from its beginning again."""
    leases.begin(lease)
    stream.cursor, stream.since, stream.data = "", None, {}
    stream.started_at, stream.finished_at = now, None
    stream.save()


def is_forward(before: dt.datetime | None, after: dt.datetime) -> bool:
    """Whether a time is later than the one that was read up to; it never goes back."""
    return before is None or after > before


def would_move(place: Place) -> bool:
    """Whether a place is another than the stream's."""
    return bool(_differences(place))


def _differences(place: Place) -> dict[str, Any]:
    """What differs, without the moment of the end."""
    stream = place.stream
    found = {
        name: value
        for name in ("cursor", "etag", "etag_of", "data")
        if (value := getattr(place, name)) is not None
        and value != getattr(stream, name)
    }
    if place.since is not None and is_forward(stream.since, place.since):
        found["since"] = place.since
    if place.is_finished is not None:
        was_finished = stream.finished_at is not None
        if place.is_finished != was_finished or (was_finished and found):
            found["finished_at"] = place.is_finished
    return found


def move(*, lease: Lease, place: Place, now: dt.datetime) -> bool:
    """Move a stream, within the transaction that stores the page. Whether it moved.

    Writes nothing when nothing is different.
    """
    leases.check(lease)
    found = _differences(place)
    if "finished_at" in found:
        found["finished_at"] = now if found["finished_at"] else None
    for name, value in found.items():
        setattr(place.stream, name, value)
    if found:
        place.stream.save(update_fields=list(found))
    if place.progress is not None:
        jobs.checkpoint(progress=place.progress)
    return bool(found)


def move_alone(*, lease: Lease, place: Place, now: dt.datetime) -> bool:
    """Move a stream where nothing else is to be stored. Whether it moved."""
    if not would_move(place):
        return False
    leases.begin(lease)
    with transaction.atomic():
        return move(lease=lease, place=place, now=now)


def deliveries_read(*, repository: Repository) -> dt.datetime | None:
    """Up to when GitHub's log of deliveries was looked through; None when it never
    was.
    """
    stream = Stream.objects.filter(
        repository=repository, name=Stream.Name.DELIVERIES
    ).first()
    return stream.since if stream else None


def note_deliveries(
    *,
    repository: Repository,
    until: dt.datetime,
    now: dt.datetime,
    again: dt.datetime | None = None,
) -> None:
    """Note up to when the log of deliveries was looked through, and when to look again
    before its time.

    Needs no lease: nothing is stored with it, and who looks has the schedule's slot.
    """
    noted = {"since": until, "finished_at": now, "data": _again(again)}
    Stream.objects.update_or_create(
        repository=repository,
        name=Stream.Name.DELIVERIES,
        defaults=noted,
        create_defaults={**noted, "started_at": now},
    )


_AGAIN = "again_at"


def _again(at: dt.datetime | None) -> dict[str, str]:
    return {_AGAIN: at.isoformat()} if at else {}


def look_at_deliveries_again(*, repository: Repository, at: dt.datetime) -> None:
    """Have the log of deliveries looked at again then; the last look failed."""
    Stream.objects.update_or_create(
        repository=repository,
        name=Stream.Name.DELIVERIES,
        defaults={"data": _again(at)},
    )


def deliveries_due(*, now: dt.datetime) -> set[int]:
    """Ids of repositories whose log of deliveries is to be looked at again by now."""
    waiting = Stream.objects.filter(
        name=Stream.Name.DELIVERIES,
        data__has_key=_AGAIN,
        repository__removed_at__isnull=True,
    ).values_list("repository_id", "data")
    return {
        pk for pk, data in waiting if dt.datetime.fromisoformat(data[_AGAIN]) <= now
    }
