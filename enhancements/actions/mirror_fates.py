"""Items that are not where they were: marked as gone after proof, never deleted.

GitHub answers 404 both for what is gone and for what may not be seen, and its copies
lag behind. So one answer proves nothing, and an empty or failed one never does.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

from django.db import transaction

from enhancements.actions import dirt, events, leases
from enhancements.actions.dirt import Claimed, Mark
from enhancements.actions.leases import Lease
from enhancements.actions.told import GoneTold
from enhancements.models import Event, Item, Repository, TimelineItem

MISSES = 2
"""How often GitHub must say that an item is not there."""
_ADDRESS = re.compile(r"/([\w.-]+/[\w.-]+)/(?:issues|pull)/(\d{1,18})(?:[#?]|$)")
_WORDS = {
    "missing": "GitHub no longer has it, or no longer shows it.",
    "deleted": "It was deleted.",
    "transferred": "It was transferred to another repository.",
    "converted": "It was converted to a discussion.",
    "gone": "It was deleted or converted to a discussion: GitHub does not say which.",
}


@dataclasses.dataclass(slots=True)
class Fates:
    """What became of items: numbers."""

    gone: list[int] = dataclasses.field(default_factory=list)
    unproven: list[int] = dataclasses.field(default_factory=list)
    """Missed twice, but without a whole comparison: one should be made."""


def proven_gone(claimed: Claimed, told: GoneTold) -> bool:
    """Whether an item is gone, by this answer together with what is known before it.

    It must have been missing from a whole comparison, or GitHub itself must have said
    what happened to it; and then the item itself must have been missed twice.
    """
    is_said = claimed.reason in dirt.PROOFS
    return is_said and claimed.missed + 1 >= MISSES and told.reason in _WORDS


def store(
    *,
    lease: Lease,
    told: Sequence[tuple[Claimed, GoneTold]],
    again: dt.timedelta,
    now: dt.datetime,
) -> Fates:
    """Note that items are not there; the proven ones are gone.

    `again` is how long to wait before the second look. Raises LeaseLost.
    """
    fates = Fates()
    if not told:
        return fates
    leases.begin(lease)
    with transaction.atomic():
        leases.check(lease)
        known = {
            one.number: one
            for one in Item.objects.filter(
                repository=lease.repository, number__in=[one.number for _, one in told]
            )
        }
        missed: list[Claimed] = []
        for claimed, one in told:
            item = known.get(one.number)
            if item is not None and item.gone_at is not None:
                dirt.drop(claims=[claimed])
            elif proven_gone(claimed, one):
                _end(lease, item, claimed, one, now)
                fates.gone.append(one.number)
            elif item is None and claimed.missed + 1 >= dirt.DOUBTED_AFTER:
                dirt.drop(claims=[claimed])
            else:
                missed.append(claimed)
                if claimed.missed + 1 >= MISSES:
                    fates.unproven.append(one.number)
        waits = max([again, *(dirt.backoff(n.missed - 1) for n in missed if n.missed)])
        dirt.missed(claims=missed, again=now + waits)
    return fates


def _end(
    lease: Lease,
    item: Item | None,
    claimed: Claimed,
    told: GoneTold,
    now: dt.datetime,
) -> None:
    dirt.drop(claims=[claimed])
    _look_there(lease.repository, told, now)
    if item is None:
        return
    item.gone_at, item.owed_since = now, now
    reason, moved_to = _reason(claimed, told), told.moved_to
    if reason in ("gone", "missing") and (happened := _conversion(item)):
        reason = dirt.CONVERTED
        moved_to = (happened.raw.get("discussion") or {}).get("url") or moved_to
    item.gone_reason = f"{reason}: {_WORDS[reason]}"
    item.moved_to = moved_to
    item.save(update_fields=["gone_at", "owed_since", "gone_reason", "moved_to"])
    events.record(
        project=lease.repository.project,
        kind=Event.Kind.ITEM_GONE,
        subject=f"{lease.repository.name}#{item.number}",
        new=moved_to or None,
        reason=item.gone_reason,
        by="sync",
        happened_at=now,
    )


def _conversion(item: Item) -> TimelineItem | None:
    """The event that made it a discussion, if its timeline told one while it was there.

    https://docs.github.com/en/graphql/reference/objects#convertedtodiscussionevent
    """
    found = item.timeline.filter(kind="converted_to_discussion")
    return found.order_by("-at", "-pk").first()


def _reason(claimed: Claimed, told: GoneTold) -> str:
    """What happened: a delivery may know more than that the item is not there."""
    if told.moved_to or claimed.reason not in _WORDS:
        return told.reason
    return claimed.reason


def _look_there(repository: Repository, told: GoneTold, now: dt.datetime) -> None:
    """Have an item fetched where it is now, if that repository is mirrored, too."""
    found = _ADDRESS.search(told.moved_to)
    if found is None:
        return
    there = Repository.objects.filter(
        host=repository.host, name__iexact=found[1], removed_at__isnull=True
    ).exclude(pk=repository.pk)
    for one in there:
        mark = Mark(dirt.MOVED, number=int(found[2]))
        dirt.mark(repository=one, marks=[mark], now=now)
