"""Documents as open pull requests would have them: the heads, with their files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from enhancements.actions import dirt, leases
from enhancements.actions.dirt import Claimed, Mark
from enhancements.actions.leases import Lease
from enhancements.actions.told import FileTold, HeadTold, ItemTold
from enhancements.models import Blob, Dirty, Head, HeadFile, Item

NEW_HEAD = "new head"


def mark_new(*, lease: Lease, told: Sequence[ItemTold], now: dt.datetime) -> None:
    """Mark the heads of these items that are not stored yet, to be fetched.

    Of open pull requests on the main repository only. Within the transaction that
    stores the items.
    """
    wanted = {
        one.number: one.pull.head_oid
        for one in told
        if one.pull is not None and one.state == "open" and one.pull.head_oid
    }
    if not lease.repository.is_main or not wanted:
        return
    known = set(
        Head.objects.filter(
            item__repository=lease.repository, item__number__in=list(wanted)
        ).values_list("item__number", "oid")
    )
    marks = [
        Mark(NEW_HEAD, kind=Dirty.Kind.HEAD, number=number)
        for number, oid in wanted.items()
        if (number, oid) not in known
    ]
    dirt.mark(repository=lease.repository, marks=marks, now=now)


def is_wanted(*, lease: Lease, claimed: Claimed) -> bool:
    """Whether the head that was marked is still to be had and not stored."""
    item = Item.objects.filter(
        repository=lease.repository,
        number=claimed.number,
        state="open",
        gone_at__isnull=True,
    ).first()
    return item is not None and not item.heads.filter(oid=item.head_oid).exists()


def store(*, lease: Lease, told: HeadTold, claimed: Claimed, now: dt.datetime) -> bool:
    """Store a head with its files, and remove its mark. Whether it was new.

    Where GitHub does not say when it became the head, it is when the pull request was
    last changed: not before the push, and by GitHub's clock. Raises LeaseLost.
    """
    leases.begin(lease)
    with transaction.atomic():
        leases.check(lease)
        dirt.drop(claims=[claimed])
        item = Item.objects.filter(
            repository=lease.repository, number=claimed.number
        ).first()
        if item is None:
            return False
        head, is_new = Head.objects.get_or_create(
            item=item,
            oid=told.oid,
            defaults={"since": told.since or item.updated_at, "seen_at": now},
        )
        if is_new:
            _store_files(head, told.files)
            item.owed_since = now
            item.save(update_fields=["owed_since"])
    return is_new


def _store_files(head: Head, told: Sequence[FileTold]) -> None:
    contents = {
        one.oid: one.content for one in told if one.oid and one.content is not None
    }
    Blob.objects.bulk_create(
        [Blob(oid=oid, content=contents[oid]) for oid in sorted(contents)],
        ignore_conflicts=True,
    )
    blobs = dict(Blob.objects.filter(oid__in=contents).values_list("oid", "pk"))
    by_path = {one.path: one for one in told}
    HeadFile.objects.bulk_create(
        [
            HeadFile(
                head=head,
                path=one.path,
                change=one.change[:20],
                blob_id=blobs.get(one.oid) if one.content is not None else None,
                problem=one.problem,
            )
            for one in by_path.values()
        ]
    )
