"""Webhook deliveries: received in one insert, worked off later.

A delivery says that something changed, never what it is now: working it off marks
objects to be fetched again, so that a replay, a second copy or a wrong order does no
harm. Whatever the event, the delivery is kept as it came.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet

from enhancements.actions import dirt
from enhancements.actions.dirt import Mark
from enhancements.models import Delivery, Item, Repository
from enhancements.policy import deliveries

ATTEMPTS = 5
"""So often a delivery is tried before it is left to an operator."""
KEPT = dt.timedelta(days=14)
"""So long one that was worked off is kept: longer than GitHub sends it again."""
_BATCH = 200
_BACKOFF = dt.timedelta(seconds=2)


@dataclasses.dataclass(frozen=True, slots=True)
class Passed:
    """What the deliveries that were worked off ask for."""

    deliveries: int
    repositories: tuple[int, ...]
    """Ids of repositories with something to fetch."""
    pushed: tuple[int, ...]
    """Ids of projects with a push to a repository that documents are read from."""


_RECEIVE = """
INSERT INTO enhancements_delivery AS known
       (delivery_id, event, action, host, repository, received_at, headers, body,
        attempts, error)
VALUES (%s, %s, '', %s, '', %s, %s, %s, 0, '')
    ON CONFLICT (delivery_id) DO UPDATE
   SET dead_at = NULL, attempts = 0, not_before = NULL
 WHERE known.processed_at IS NULL
"""


def receive(
    *,
    delivery_id: str,
    event: str,
    host: str,
    headers: Mapping[str, str],
    body: bytes,
    now: dt.datetime,
) -> None:
    """Store a delivery whose signature was right, in one insert.

    GitHub sends a delivery again under the same id: one that was worked off stays
    as it is, one that was not gets a new chance.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _RECEIVE,
            [delivery_id, event, host, now, json.dumps(dict(headers)), body],
        )


def arrived(*, ids: Collection[str]) -> set[str]:
    """Which of these deliveries were taken."""
    known = Delivery.objects.filter(pk__in=list(ids))
    return set(known.values_list("pk", flat=True))


def count_owed() -> int:
    """How many deliveries wait."""
    return _waiting().count()


def _waiting() -> QuerySet[Delivery]:
    return Delivery.objects.filter(processed_at__isnull=True, dead_at__isnull=True)


def pass_on(*, now: dt.datetime, limit: int = _BATCH) -> Passed:
    """Work off waiting deliveries, oldest first: mark what they speak of.

    One transaction; deliveries that another worker has in hand are left to it. One
    that cannot be worked off is tried again later, five times in all, and the others
    go on.
    """
    with transaction.atomic():
        waiting = list(
            _waiting()
            .filter(Q(not_before__isnull=True) | Q(not_before__lte=now))
            .order_by("received_at")
            .select_for_update(skip_locked=True)[:limit]
        )
        return _work_off_all(waiting, now)


def _work_off_all(waiting: Sequence[Delivery], now: dt.datetime) -> Passed:
    """All at once; if that fails, one by one, so that one spoils no other."""
    try:
        with transaction.atomic():
            return _work_off(waiting, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a delivery makes go wrong
        if len(waiting) == 1:
            _put_off(waiting[0], error, now)
            return Passed(deliveries=1, repositories=(), pushed=())
    each = [_work_off_all([delivery], now) for delivery in waiting]
    return Passed(
        deliveries=len(waiting),
        repositories=tuple(sorted({pk for one in each for pk in one.repositories})),
        pushed=tuple(sorted({pk for one in each for pk in one.pushed})),
    )


def _put_off(delivery: Delivery, error: Exception, now: dt.datetime) -> None:
    """Try it again later, `ATTEMPTS` times in all."""
    attempts = delivery.attempts + 1
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    Delivery.objects.filter(pk=delivery.pk).update(
        attempts=attempts,
        error=f"It could not be worked off: {first}"[:500],
        not_before=now + _BACKOFF * 2**attempts,
        dead_at=now if attempts >= ATTEMPTS else None,
    )


def _work_off(waiting: Sequence[Delivery], now: dt.datetime) -> Passed:
    told = [(delivery, _told(delivery)) for delivery in waiting]
    known = _repositories([news for _, news in told if news is not None])
    marks: dict[Repository, list[Mark]] = {}
    heads: dict[Repository, set[str]] = {}
    pushed: set[int] = set()
    for delivery, news in told:
        if news is None:
            continue
        for repository in known.get(news.repository_id, ()):
            if news.pushed_branch:
                pushed.add(repository.project_id)
            marks.setdefault(repository, []).extend(map(_mark, news.marks))
            if news.checked:
                heads.setdefault(repository, set()).add(news.checked)
        for elsewhere in news.elsewhere:
            for repository in known.get(elsewhere.place, ()):
                marks.setdefault(repository, []).append(_mark(elsewhere.mark))
        delivery.action, delivery.repository = news.action, news.name
        delivery.processed_at, delivery.error = now, ""
    for repository, mark in _checked(heads):
        marks[repository].append(mark)
    for repository, many in marks.items():
        dirt.mark(repository=repository, marks=_joined(many), now=now)
    _save(waiting)
    return Passed(
        deliveries=len(waiting),
        repositories=tuple(sorted(one.pk for one, many in marks.items() if many)),
        pushed=tuple(sorted(pushed)),
    )


def _told(delivery: Delivery) -> deliveries.News | None:
    """What a delivery says; None, with the error noted, when it cannot be read."""
    try:
        return deliveries.read(delivery.event, bytes(delivery.body))
    except deliveries.Unreadable as error:
        delivery.attempts = ATTEMPTS
        delivery.error = str(error)
        return None


def _mark(told: deliveries.Mark) -> Mark:
    # What GitHub itself says of a fate counts as a proof, once it was looked at.
    return Mark(
        reason=told.fate or dirt.WEBHOOK,
        kind=told.kind,
        number=told.number,
        node_id=told.node_id,
        wanted_at=told.wanted_at,
    )


def _checked(heads: Mapping[Repository, set[str]]) -> list[tuple[Repository, Mark]]:
    """Marks of the open pull requests whose head is one of these commits."""
    if not heads:
        return []
    places = {one.pk: one for one in heads}
    rows = Item.objects.filter(
        repository__in=places,
        head_oid__in=set().union(*heads.values()),
        kind=Item.Kind.PULL,
        state="open",
        gone_at=None,
    ).values_list("repository_id", "head_oid", "number", "node_id")
    return [
        (places[place], Mark(dirt.WEBHOOK, number=number, node_id=node))
        for place, head, number, node in rows
        if head in heads[places[place]]
    ]


def _joined(marks: Sequence[Mark]) -> list[Mark]:
    """One mark for each object: the latest time wanted, and the word of its fate."""
    found: dict[tuple[str, int], Mark] = {}
    for mark in marks:
        before = found.get((mark.kind, mark.number))
        found[mark.kind, mark.number] = mark if before is None else _both(before, mark)
    return list(found.values())


def _both(one: Mark, other: Mark) -> Mark:
    moments = [mark.wanted_at for mark in (one, other) if mark.wanted_at]
    is_weak = other.reason == dirt.WEBHOOK
    return dataclasses.replace(
        other,
        reason=one.reason if is_weak else other.reason,
        node_id=other.node_id or one.node_id,
        wanted_at=max(moments, default=None),
    )


def _repositories(told: Sequence[deliveries.News]) -> dict[int, list[Repository]]:
    """Tracked repositories by GitHub's id; one whose id is not known yet by name."""
    wanted = {news.repository_id: news.name for news in told if news.repository_id}
    for news in told:
        wanted |= {one.place: one.name for one in news.elsewhere}
    if not wanted:
        return {}
    names = {name.casefold(): place for place, name in wanted.items()}
    rows = Repository.objects.filter(removed_at__isnull=True).filter(
        Q(github_id__in=list(wanted)) | Q(github_id__isnull=True)
    )
    found: dict[int, list[Repository]] = {}
    for row in rows:
        place = row.github_id or names.get(row.name.casefold())
        if place is not None:
            found.setdefault(place, []).append(row)
    return found


def _save(waiting: Sequence[Delivery]) -> None:
    for delivery in waiting:
        if delivery.processed_at is None and delivery.attempts >= ATTEMPTS:
            delivery.dead_at = delivery.received_at
    Delivery.objects.bulk_update(
        waiting,
        ["action", "repository", "processed_at", "error", "attempts", "dead_at"],
        batch_size=_BATCH,
    )


def forget(*, before: dt.datetime) -> int:
    """Delete deliveries that were worked off before that moment; says how many.

    What they told is mirrored by then. Those of events that nothing is read from yet
    stay: nobody else has them any more.
    """
    number, _ = Delivery.objects.filter(
        processed_at__lt=before, event__in=deliveries.KNOWN
    ).delete()
    return number
