"""Mark objects that have to be fetched again, once each.

Webhooks, polls and comparisons only mark; however often, there is one row. It goes in
the transaction that stores the object, and only if nobody marked it again meanwhile.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from enhancements.actions import events, upserts
from enhancements.models import Dirty, Event, Repository
from enhancements.policy.waits import doubling

POLL = "poll"
WEBHOOK = "webhook"
PARTIAL = "partial"
SAME_SECOND = "same second"
RENAMED = "renamed"
MOVED = "moved"
# After one of these two misses are proof: a whole comparison, or GitHub's own word.
RECONCILE = "reconcile"
DELETED = "deleted"
TRANSFERRED = "transferred"
CONVERTED = "converted"
PROOFS = (RECONCILE, DELETED, TRANSFERRED, CONVERTED)

DEAD_AFTER = 5
"""Failures of one object, one after the other."""
DOUBTED_AFTER = 10
"""Answers older than what a delivery spoke of: then the delivery is not believed."""
ENDED = "The process that was to store it ended."
# GitHub's clock is known to a second, and the second itself has to end.
_OVER = dt.timedelta(seconds=1.5)
_FIRST_WAIT = dt.timedelta(seconds=1)
_LONGEST_WAIT = dt.timedelta(minutes=1)
# No wait is longer; one that ends later was written by a clock that was wrong.
_IMPOSSIBLE_WAIT = dt.timedelta(hours=2)


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """That an object has to be fetched again; moments are UTC.

    `wanted_at` is the `updated_at` that the answer must have at least, by GitHub's
    clock.
    """

    reason: str
    kind: str = Dirty.Kind.ITEM
    number: int = 0
    node_id: str = ""
    wanted_at: dt.datetime | None = None
    not_before: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Claimed:
    """A mark as it was when the object was fetched."""

    id: int
    kind: str
    number: int
    node_id: str
    reason: str
    marked_at: dt.datetime
    wanted_at: dt.datetime | None
    attempts: int
    missed: int


# Marked again, the moment always moves on, even if the clock went back: who fetched
# before must see that it did. A poll saw the object, so it is not missing; a delivery
# does not outdo a proof that it is. What was given up gets its chance again.
_MARK = """
INSERT INTO enhancements_dirty AS old
  (repository_id, kind, number, node_id, reason, marked_at, wanted_at, not_before,
   attempts, missed, error)
SELECT %(repository)s, kind, number, node_id, reason, %(now)s, wanted_at, not_before,
       0, 0, ''
  FROM json_to_recordset(%(marks)s::json)
    AS new(kind text, number bigint, node_id text, reason text,
           wanted_at timestamptz, not_before timestamptz)
 ORDER BY kind, number
ON CONFLICT (repository_id, kind, number) DO UPDATE SET
  marked_at = GREATEST(excluded.marked_at, old.marked_at + interval '1 microsecond'),
  wanted_at = GREATEST(excluded.wanted_at, old.wanted_at),
  node_id = COALESCE(NULLIF(excluded.node_id, ''), old.node_id),
  reason = CASE WHEN old.reason = ANY(%(proofs)s) AND excluded.reason = %(weak)s
                THEN old.reason ELSE excluded.reason END,
  missed = CASE WHEN excluded.reason = %(seen)s THEN 0 ELSE old.missed END,
  not_before = CASE WHEN old.error <> '' AND old.dead_at IS NULL THEN old.not_before
                    ELSE excluded.not_before END,
  attempts = CASE WHEN old.dead_at IS NULL THEN old.attempts ELSE 0 END,
  error = CASE WHEN old.dead_at IS NULL THEN old.error ELSE '' END,
  dead_at = NULL
"""


def mark(*, repository: Repository, marks: Iterable[Mark], now: dt.datetime) -> int:
    """Mark objects of a repository, each once. Returns how many.

    Needs no lease: webhooks mark while a worker fetches.
    """
    rows = upserts.unique(
        (dataclasses.asdict(one) for one in marks), ("kind", "number"), ""
    )
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                _MARK,
                {
                    "repository": repository.pk,
                    "marks": upserts.as_json(rows),
                    "now": now,
                    "proofs": list(PROOFS),
                    "weak": WEBHOOK,
                    "seen": POLL,
                },
            )
    return len(rows)


def mark_same_second(
    *, repository: Repository, numbers: Collection[int], now: dt.datetime
) -> None:
    """Mark items that were read within the second in which they changed.

    They are fetched when that second is over. One that is marked already is as it was.
    """
    Dirty.objects.bulk_create(
        (
            Dirty(
                repository=repository,
                kind=Dirty.Kind.ITEM,
                number=number,
                reason=SAME_SECOND,
                marked_at=now,
                not_before=now + _OVER,
            )
            for number in sorted(set(numbers))
        ),
        ignore_conflicts=True,
    )


def _is_due(now: dt.datetime) -> Q:
    return (
        Q(not_before__isnull=True)
        | Q(not_before__lte=now)
        | Q(not_before__gt=now + _IMPOSSIBLE_WAIT)
    )


def due(
    *, repository: Repository, kinds: Collection[str], limit: int, now: dt.datetime
) -> list[Claimed]:
    """What is to be fetched now, the longest marked first."""
    rows = Dirty.objects.filter(
        _is_due(now), repository=repository, kind__in=kinds, dead_at__isnull=True
    ).order_by("marked_at", "pk")
    return _claimed(rows[:limit])


def _claimed(rows: QuerySet[Dirty]) -> list[Claimed]:
    names = [one.name for one in dataclasses.fields(Claimed)]
    return [Claimed(*row) for row in rows.values_list(*names)]


def next_due(*, repository: Repository) -> dt.datetime | None:
    """When the next object is to be fetched that has to wait; None without one."""
    waiting = Dirty.objects.filter(
        repository=repository, dead_at__isnull=True, not_before__isnull=False
    ).order_by("not_before")
    return waiting.values_list("not_before", flat=True).first()


def with_due(*, now: dt.datetime) -> list[int]:
    """Ids of repositories with something to be fetched now."""
    owing = Dirty.objects.filter(_is_due(now), dead_at__isnull=True)
    return list(
        Repository.objects.filter(
            removed_at__isnull=True, pk__in=owing.values("repository")
        ).values_list("pk", flat=True)
    )


def is_fresh_enough(claimed: Claimed, updated_at: dt.datetime) -> bool:
    """Whether an answer is as new as what a delivery spoke of, or that is doubted."""
    if claimed.wanted_at is None or claimed.attempts >= DOUBTED_AFTER:
        return True
    return updated_at >= claimed.wanted_at


def was_marked_again(claimed: Claimed, marked_at: dt.datetime) -> bool:
    """Whether there was news after the object was fetched."""
    return claimed.marked_at != marked_at


def settle(
    *,
    repository: Repository,
    told: Sequence[tuple[Claimed, dt.datetime]],
    now: dt.datetime,
) -> None:
    """Remove marks of objects just stored, with the `updated_at` each was told with.

    Within the transaction that stores them. One that was marked again stays due; one
    whose answer is older than wanted is due again after a while.
    """
    stored = {
        row[0]: row[1]
        for row in Dirty.objects.filter(
            repository=repository, pk__in=[one.id for one, _ in told]
        )
        .select_for_update()
        .order_by("pk")
        .values_list("pk", "marked_at")
    }
    done: list[Claimed] = []
    late: list[Claimed] = []
    for one, updated_at in told:
        if one.id not in stored or was_marked_again(one, stored[one.id]):
            continue
        (done if is_fresh_enough(one, updated_at) else late).append(one)
    if done:
        Dirty.objects.filter(pk__in=[one.id for one in done]).delete()
    behind(claims=late, now=now)


def behind(*, claims: Sequence[Claimed], now: dt.datetime) -> None:
    """The answers for these are older than what is known: ask again after a while."""
    if claims:
        _wait(claims, error="", now=now)


def backoff(attempts: int) -> dt.timedelta:
    """How long to wait after so many attempts: a second, two, four, up to a minute."""
    return doubling(attempts, first=_FIRST_WAIT, longest=_LONGEST_WAIT)


def failed(*, claims: Sequence[Claimed], error: str, now: dt.datetime) -> None:
    """These objects could not be told or stored: try again later, five times in all.

    Only for a failure of the objects themselves, not for one of GitHub.
    """
    _wait(claims, error=error, now=now)


def _wait(claims: Sequence[Claimed], *, error: str, now: dt.datetime) -> None:
    waits = [
        {"id": one.id, "not_before": now + backoff(one.attempts)} for one in claims
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enhancements_dirty AS dirty"
            " SET attempts = dirty.attempts + 1, not_before = waits.not_before,"
            "     error = %(error)s,"
            "     dead_at = CASE WHEN %(error)s <> ''"
            "                     AND dirty.attempts + 1 >= %(most)s"
            "                    THEN %(now)s::timestamptz END"
            "  FROM json_to_recordset(%(waits)s::json)"
            "    AS waits(id bigint, not_before timestamptz)"
            " WHERE dirty.id = waits.id",
            {
                "error": error[:500],
                "most": DEAD_AFTER,
                "now": now,
                "waits": upserts.as_json(waits),
            },
        )


def blame(*, ids: Collection[int], now: dt.datetime) -> None:
    """A process ended while it had these marks in hand: perhaps one of them did it."""
    rows = Dirty.objects.filter(pk__in=list(ids), dead_at__isnull=True)
    failed(claims=_claimed(rows), error=ENDED, now=now)


def suspects(claims: Collection[Claimed]) -> set[int]:
    """Ids of those that were in hand when a process ended: better fetched alone."""
    tried = [one.id for one in claims if one.attempts]
    if not tried:
        return set()
    found = Dirty.objects.filter(pk__in=tried, error=ENDED)
    return set(found.values_list("pk", flat=True))


def missed(*, claims: Sequence[Claimed], again: dt.datetime) -> None:
    """GitHub said of these that they are not there: look again, not before `again`."""
    rows = [one.id for one in claims]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enhancements_dirty SET missed = missed + 1, not_before = %s"
            " WHERE id = ANY(%s)",
            [again, rows],
        )


def drop(*, claims: Sequence[Claimed]) -> None:
    """Forget marks whose objects are settled otherwise; not those marked again."""
    for one in claims:
        Dirty.objects.filter(pk=one.id, marked_at=one.marked_at).delete()


@transaction.atomic
def retry(*, dirty: int, by: str, now: dt.datetime) -> None:
    """Have an object that was given up fetched again, by its mark's id.

    Raises Dirty.DoesNotExist for one that was not given up.
    """
    row = Dirty.objects.select_for_update().get(pk=dirty, dead_at__isnull=False)
    row.dead_at, row.not_before, row.attempts = None, None, 0
    row.save(update_fields=["dead_at", "not_before", "attempts"])
    events.record(
        project=row.repository.project,
        kind=Event.Kind.RETRIED,
        subject=f"{row.repository.name} {row}",
        old=row.error,
        by=by,
        happened_at=now,
    )
