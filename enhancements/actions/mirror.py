"""Store what GitHub told of a repository: a page or a batch in one transaction.

Numbered, because the order matters. Everything under the repository's lease:

1. leave out what is older than stored, of another object or another repository,
2. people, labels and milestones, which items point to,
3. the items, then their comments, timelines and former texts,
4. remove the marks of what is now up to date,
5. move the stream's place, so that a killed worker goes on here.

The number of statements does not grow with the page. Nothing told again writes a row.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction

from enhancements.actions import (
    dirt,
    events,
    leases,
    mirror_heads,
    mirror_items,
    mirror_lists,
    mirror_people,
    mirror_threads,
    streams,
)
from enhancements.actions.dirt import Claimed
from enhancements.actions.leases import Lease, LeaseLost
from enhancements.actions.mirror_items import Stored
from enhancements.actions.streams import Place
from enhancements.actions.told import FailedTold, ItemTold
from enhancements.models import Event, Item


@dataclasses.dataclass(slots=True)
class Tally:
    """What came of a page: numbers of items."""

    changed: set[int] = dataclasses.field(default_factory=set)
    """Stored, and different from before."""
    same: set[int] = dataclasses.field(default_factory=set)
    older: set[int] = dataclasses.field(default_factory=set)
    """Older than what is stored: left alone, asked for again."""
    failed: dict[int, str] = dataclasses.field(default_factory=dict)
    """Could not be told or stored, each with why."""
    is_foreign: bool = False
    """Whether an answer was about another repository."""

    def add(self, other: Tally) -> None:
        """Count another page in."""
        self.changed |= other.changed
        self.same |= other.same
        self.older |= other.older
        self.failed |= other.failed
        self.is_foreign |= other.is_foreign


def store(
    *,
    lease: Lease,
    told: Sequence[ItemTold],
    now: dt.datetime,
    failed: Sequence[FailedTold] = (),
    claims: Sequence[Claimed] = (),
    place: Place | None = None,
    asked_at: dt.datetime | None = None,
) -> Tally:
    """Store items fetched at `now` (UTC), and what follows from that.

    `claims` are the marks that they were fetched for, `place` is where their list is to
    go on, `asked_at` is when they were asked for by GitHub's clock. What cannot be
    stored is left out and marked, the rest is stored. Raises LeaseLost, and then
    nothing was written.
    """
    leases.begin(lease)
    with transaction.atomic():
        leases.check(lease)
        tally = _store_all(lease, told, now)
        tally.failed |= {one.number: one.error for one in failed}
        _settle(lease, told, tally, claims, now)
        if asked_at is not None:
            stored = [one for one in told if one.number in tally.changed | tally.same]
            _look_again(lease, stored, asked_at, now)
        if place is not None:
            streams.move(lease=lease, place=place, now=now)
    return tally


_SECOND = dt.timedelta(seconds=1)
# A time further in GitHub's own future than that is no clock's: it never gets past.
_FAST_CLOCK = dt.timedelta(seconds=30)
NOT_THEIRS = (OperationalError, InterfaceError, LeaseLost, SoftTimeLimitExceeded)
"""What ends a run and says nothing about an object: the database is away or undecided,
another has the lease, the time is over."""


def _store_all(lease: Lease, told: Sequence[ItemTold], now: dt.datetime) -> Tally:
    """All at once; if the database refuses, one by one, so that one spoils no other."""
    try:
        with transaction.atomic():
            return _write(lease, told, now)
    except NOT_THEIRS:
        raise
    except Exception:
        if not told:
            raise
    tally = Tally()
    for one in told:
        try:
            with transaction.atomic():
                tally.add(_write(lease, [one], now))
        except NOT_THEIRS:
            raise
        except Exception as error:  # noqa: BLE001 - whatever an object makes go wrong
            first = str(error).splitlines()[0] if str(error) else type(error).__name__
            tally.failed[one.number] = f"It could not be stored: {first}"
    return tally


def _write(lease: Lease, told: Sequence[ItemTold], now: dt.datetime) -> Tally:
    repository = lease.repository
    known = mirror_items.stored(
        repository=repository, numbers=(one.number for one in told)
    )
    tally = Tally()
    wanted = [one for one in _newest(told) if _is_wanted(lease, one, known, tally)]
    people = mirror_people.store(
        host=repository.host, told=mirror_people.of_items(wanted), now=now
    )
    milestones = mirror_lists.meet(repository=repository, told=wanted, now=now)
    written = mirror_items.write(
        repository=repository,
        told=wanted,
        people=people,
        milestones=milestones,
        now=now,
    )
    _note_returns(lease, wanted, known, written, now)
    mirror_heads.mark_new(lease=lease, told=wanted, now=now)
    if any(written.values()):
        known = mirror_items.stored(
            repository=repository, numbers=(one.number for one in wanted)
        )
    pairs = [(known[one.number].pk, one) for one in wanted]
    touched = mirror_threads.store(pairs=pairs, people=people, now=now)
    if rest := touched - set(written):
        Item.objects.filter(pk__in=rest).update(owed_since=now)
    changed = touched | set(written)
    for pk, one in pairs:
        (tally.changed if pk in changed else tally.same).add(one.number)
    return tally


def _newest(told: Sequence[ItemTold]) -> list[ItemTold]:
    """One answer for each number: a list may tell the same twice."""
    found: dict[int, ItemTold] = {}
    for one in told:
        before = found.get(one.number)
        if before is None or one.updated_at >= before.updated_at:
            found[one.number] = one
    return list(found.values())


def _is_wanted(
    lease: Lease, told: ItemTold, known: dict[int, Stored], tally: Tally
) -> bool:
    before = known.get(told.number)
    if not mirror_items.is_ours(told, lease.repository):
        tally.is_foreign = True
        tally.failed[told.number] = "The answer is about another repository."
    elif not mirror_items.is_same_object(told, before):
        tally.failed[told.number] = "The answer is about another object."
    elif not mirror_items.is_newer(told, before):
        tally.older.add(told.number)
    else:
        return True
    return False


def _note_returns(
    lease: Lease,
    told: Sequence[ItemTold],
    known: dict[int, Stored],
    written: dict[int, bool],
    now: dt.datetime,
) -> None:
    """An event for each item that was gone and is there again."""
    for one in told:
        before = known.get(one.number)
        if before is not None and before.is_gone and before.pk in written:
            events.record(
                project=lease.repository.project,
                kind=Event.Kind.ITEM_BACK,
                subject=f"{lease.repository.name}#{one.number}",
                by="sync",
                happened_at=now,
            )


def _settle(
    lease: Lease,
    told: Sequence[ItemTold],
    tally: Tally,
    claims: Sequence[Claimed],
    now: dt.datetime,
) -> None:
    """Remove the marks of what is up to date; mark what is not."""
    by_number = {one.number: one for one in claims}
    done, late = [], []
    for one in _newest(told):
        if one.number in tally.failed:
            continue
        if not one.is_complete:
            tally.failed[one.number] = "Not all of it could be read."
        elif one.number in tally.older:
            late.append(one.number)
        elif one.number in by_number:
            done.append((by_number[one.number], one.updated_at))
    if claims:
        dirt.settle(repository=lease.repository, told=done, now=now)
        dirt.behind(claims=[by_number[n] for n in late if n in by_number], now=now)
    _mark_failures(lease, tally, by_number, now)


def _look_again(
    lease: Lease, told: Sequence[ItemTold], asked_at: dt.datetime, now: dt.datetime
) -> None:
    """Mark what was read within the second in which it changed, for when that is over.

    It may have changed once more after it was read, with the same `updated_at`.
    """
    dirt.mark_same_second(
        repository=lease.repository,
        numbers=[one.number for one in told if may_change_unseen(one, asked_at)],
        now=now,
    )


def may_change_unseen(told: ItemTold, asked_at: dt.datetime) -> bool:
    """Whether another change could follow that has the same time, in whole seconds."""
    latest = max((told.updated_at, *(one.updated_at for one in told.comments)))
    return asked_at - _SECOND < latest <= asked_at + _FAST_CLOCK


def _mark_failures(
    lease: Lease, tally: Tally, claims: dict[int, Claimed], now: dt.datetime
) -> None:
    fresh = [
        dirt.Mark(dirt.PARTIAL, number=number, not_before=now + dirt.backoff(0))
        for number in tally.failed
        if number not in claims
    ]
    dirt.mark(repository=lease.repository, marks=fresh, now=now)
    by_error: dict[str, list[Claimed]] = {}
    for number, error in tally.failed.items():
        if number in claims:
            by_error.setdefault(error, []).append(claims[number])
    for error, failed in by_error.items():
        dirt.failed(claims=failed, error=error, now=now)
