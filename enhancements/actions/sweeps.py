"""Compare what is mirrored with a list of everything that GitHub has.

The list is read page by page, in the order of creation. What differs is marked; what is
stored and was in no page of a whole list may be gone, and is looked for itself.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import zlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from enhancements.actions import dirt, leases, streams
from enhancements.actions.dirt import Mark
from enhancements.actions.leases import Lease
from enhancements.actions.streams import Place
from enhancements.actions.told import ChangeTold
from enhancements.models import Comment, Dirty, Item, Stream

# Numbers kept of each sort of difference; how many there were is always counted.
_SHOWN = 500
SORTS = ("missing", "stale", "counts")
"""How a line may differ: not stored, stored older, or with other counts."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Known:
    updated_at: dt.datetime
    comment_count: int
    event_count: int
    is_gone: bool


def begin(*, lease: Lease, names: Sequence[str], now: dt.datetime) -> None:
    """Have these sweeps read from their beginning."""
    for name in names:
        stream = streams.get(lease=lease, name=name, now=now)
        streams.restart(lease=lease, stream=stream, now=now)


def compare(
    *,
    lease: Lease,
    told: Sequence[ChangeTold],
    failed: int,
    place: Place,
    now: dt.datetime,
) -> int:
    """Compare a page, mark what differs and move on. Returns how many differ.

    `failed` lines could not be read: after such a page nothing may be called gone.
    """
    leases.begin(lease)
    with transaction.atomic():
        leases.check(lease)
        known = _known(lease, told)
        found: dict[str, list[int]] = {sort: [] for sort in SORTS}
        for one in told:
            if sort := difference(one, known.get(one.number)):
                found[sort].append(one.number)
        marks = [
            Mark(dirt.POLL, number=one.number, node_id=one.node_id)
            for one in told
            if any(one.number in numbers for numbers in found.values())
        ]
        dirt.mark(repository=lease.repository, marks=marks, now=now)
        data = _counted_in(place.stream.data, told, failed, found)
        streams.move(lease=lease, place=dataclasses.replace(place, data=data), now=now)
    return len(marks)


def difference(told: ChangeTold, known: _Known | None) -> str:
    """`missing`, `stale` or `counts`; empty when nothing differs.

    A line that is older than what is stored says nothing: it was overtaken.
    """
    if known is None or known.is_gone:
        return "missing"
    if told.updated_at != known.updated_at:
        return "stale" if told.updated_at > known.updated_at else ""
    if told.comment_count not in (-1, known.comment_count):
        return "counts"
    # An event that GitHub takes back stays in our timeline.
    return "counts" if told.event_count > known.event_count else ""


def _known(lease: Lease, told: Sequence[ChangeTold]) -> dict[int, _Known]:
    rows = Item.objects.filter(
        repository=lease.repository, number__in=[one.number for one in told]
    )
    ids = dict(rows.values_list("pk", "number"))
    comments = dict(
        Comment.objects.filter(
            item__in=ids, kind=Comment.Kind.COMMENT, gone_at__isnull=True
        )
        .values_list("item")
        .annotate(Count("pk"))
        .order_by()
    )
    events = dict(
        rows.annotate(of=Count("timeline")).values_list("pk", "of").order_by()
    )
    return {
        number: _Known(
            updated_at, comments.get(pk, 0), events.get(pk, 0), gone is not None
        )
        for pk, number, updated_at, gone in rows.values_list(
            "pk", "number", "updated_at", "gone_at"
        )
    }


def _counted_in(
    data: dict[str, Any],
    told: Sequence[ChangeTold],
    failed: int,
    found: dict[str, list[int]],
) -> dict[str, Any]:
    """What a sweep knows so far, with another page."""
    seen = Numbers.read(data.get("seen", ""))
    for one in told:
        seen.add(one.number)
    after = {
        "seen": seen.written(),
        "read": data.get("read", 0) + len(told),
        "failed": data.get("failed", 0) + failed,
    }
    for sort, numbers in found.items():
        count, shown = data.get(sort, [0, []])
        after[sort] = [count + len(numbers), [*shown, *numbers][:_SHOWN]]
    return after


class Numbers:
    """A set of numbers as bits: a hundred thousand of them in some kilobytes."""

    def __init__(self, bits: bytearray) -> None:
        self._bits = bits

    @classmethod
    def read(cls, text: str) -> Numbers:
        """What `written` wrote; empty for an empty text."""
        if not text:
            return cls(bytearray())
        return cls(bytearray(zlib.decompress(base64.b85decode(text))))

    def written(self) -> str:
        """As text, for a row."""
        return base64.b85encode(zlib.compress(bytes(self._bits), 1)).decode()

    def add(self, number: int) -> None:
        """Add a number; ones beyond any repository's are left out."""
        place, bit = divmod(number, 8)
        if place > _MOST_NUMBERS // 8:
            return
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits)))
        self._bits[place] |= 1 << bit

    def __contains__(self, number: int) -> bool:
        place, bit = divmod(number, 8)
        return place < len(self._bits) and bool(self._bits[place] >> bit & 1)


_MOST_NUMBERS = 100_000_000


def is_whole(stream: Stream) -> bool:
    """Whether a sweep may show that something is missing.

    It must have been read to its end, with every line readable, and not be empty: an
    empty list is also what somebody gets who may not see.
    """
    data = stream.data
    return (
        stream.finished_at is not None
        and data.get("failed", 0) == 0
        and data.get("read", 0) > 0
    )


def mark_unseen(
    *, lease: Lease, stream: Stream, kind: str, now: dt.datetime
) -> list[int]:
    """Mark stored items of a kind that a whole sweep did not have. Their numbers.

    Only those that were here before it began.
    """
    if not is_whole(stream) or stream.started_at is None:
        return []
    seen = Numbers.read(stream.data.get("seen", ""))
    stored = Item.objects.filter(
        Q(fetched_at__lt=stream.started_at) | Q(fetched_at__gt=now),
        repository=lease.repository,
        kind=kind,
        gone_at__isnull=True,
    ).values_list("number", flat=True)
    unseen = [number for number in stored.iterator() if number not in seen]
    leases.begin(lease)
    with transaction.atomic():
        leases.check(lease)
        marks = [Mark(dirt.RECONCILE, number=number) for number in unseen]
        dirt.mark(repository=lease.repository, marks=marks, now=now)
    return sorted(unseen)


def unsettled(*, lease: Lease, numbers: Sequence[int]) -> list[int]:
    """Those of these numbers that are still to be fetched, or were given up."""
    return sorted(
        Dirty.objects.filter(
            repository=lease.repository, kind=Dirty.Kind.ITEM, number__in=numbers
        ).values_list("number", flat=True)
    )


def is_being_settled(*, lease: Lease, numbers: Sequence[int]) -> bool:
    """Whether any of these numbers is still to be fetched and not given up."""
    return Dirty.objects.filter(
        repository=lease.repository,
        kind=Dirty.Kind.ITEM,
        number__in=numbers,
        dead_at__isnull=True,
    ).exists()
