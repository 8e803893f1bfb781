"""What is to be written to GitHub: put in, taken by one worker, called done.

A row is written once for its cause, whoever puts it in how often. Who takes one gets a
token for a while; done or failed is said with it, so that a worker that was stopped and
wakes up late changes nothing. Nobody can know whether a write arrived whose answer was
lost: whoever takes a row that was tried before looks at GitHub first.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from enhancements.actions import dirt, events
from enhancements.models import Event, Outgoing, Repository
from enhancements.policy.waits import doubling

DEAD_AFTER = 5
"""Attempts that failed by themselves, or whose worker ended over them."""
PATIENCE = dt.timedelta(days=1)
"""For so long it is tried while it is GitHub that fails, and again after a retry."""
LEASE = dt.timedelta(seconds=15)
"""How long one write is under way at most: GitHub gives up after ten seconds. Renewed
before each request; only who has the repository in hand takes rows, besides."""
_BATCH = 500
WRITTEN = "written"
"""Why an object is fetched again after a write."""
# Long enough that GitHub's copies, from which is read, have what was written.
_FIRST_WAIT = dt.timedelta(seconds=5)
_LONGEST_WAIT = dt.timedelta(minutes=5)
# No wait is longer; one that ends later was written by a clock that was wrong.
_IMPOSSIBLE_WAIT = dt.timedelta(hours=2)
_MARKED = re.compile(r"<!-- tracker:[0-9a-f-]{36} -->\s*\Z")


@dataclasses.dataclass(frozen=True, slots=True)
class Taken:
    """A row in this worker's hands."""

    id: int
    number: int
    kind: str
    marker: uuid.UUID
    cause: str
    payload: dict[str, Any]
    by: str
    token: uuid.UUID
    attempts: int
    """This one counted."""
    was_tried: bool
    """Whether it may have been written already."""


class TokenLost(RuntimeError):
    """Somebody else took the row meanwhile; nothing may be written for it."""


def mark(marker: uuid.UUID) -> str:
    """A row's marker as it stands at the end of a comment, unseen by readers."""
    return f"<!-- tracker:{marker} -->"


def is_marked(text: str) -> bool:
    """Whether a text is one of ours; one that only quotes ours goes on behind it."""
    return _MARKED.search(text) is not None


def plain(text: str) -> str:
    """A comment as people read it: without our marker, and with line ends alike.

    So two texts can be compared of which GitHub gave one back.
    """
    return _MARKED.sub("", text.replace("\r\n", "\n").rstrip()).strip()


def put(
    *,
    repository: Repository,
    number: int,
    kind: str,
    cause: str,
    payload: dict[str, Any],
    by: str,
    is_dry: bool = False,
) -> Outgoing:
    """Have something written to an issue or pull request, once for its cause.

    What was put in before for the same cause stays as it is and is returned. `by` says
    for whom. With `is_dry` it is only shown.
    """
    row, _ = Outgoing.objects.get_or_create(
        cause=cause,
        defaults={
            "repository": repository,
            "number": number,
            "kind": kind,
            "payload": payload,
            "by": by,
            "is_dry": is_dry,
        },
    )
    return row


def put_all(rows: Sequence[Outgoing]) -> list[Outgoing]:
    """Put in many rows that nobody has put in before, in one SQL statement for a few
    hundred. Raises IntegrityError where one has the cause of another.
    """
    return Outgoing.objects.bulk_create(rows, batch_size=_BATCH)


def cancel(*, ids: Collection[int], why: str) -> frozenset[int]:
    """See to it that these are never sent; tells which of them it could still stop.

    What a worker has in hand, or has tried before, may stand there already: that stays
    as it is.
    """
    rows = _owed().filter(pk__in=ids, attempts=0, lease=None, error="")
    stopped = frozenset(
        rows.select_for_update(of=("self",)).values_list("pk", flat=True)
    )
    Outgoing.objects.filter(pk__in=stopped).update(is_dry=True, error=why[:500])
    return stopped


def _owed() -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(done_at=None, dead_at=None, is_dry=False)


def _due(now: dt.datetime) -> QuerySet[Outgoing]:
    """Rows to be written now. Of one kind on one object the oldest goes first, so that
    what was asked for last is how it stays.
    """
    earlier = _owed().filter(
        repository=OuterRef("repository"),
        number=OuterRef("number"),
        kind=OuterRef("kind"),
        pk__lt=OuterRef("pk"),
    )
    return _owed().filter(
        Q(not_before=None)
        | Q(not_before__lte=now)
        | Q(not_before__gt=now + _IMPOSSIBLE_WAIT),
        Q(lease_until=None) | Q(lease_until__lte=now) | Q(lease_until__gt=now + LEASE),
        ~Exists(earlier),
    )


def with_due(*, now: dt.datetime) -> list[int]:
    """Ids of repositories with something to be written now."""
    rows = _due(now).filter(repository__removed_at=None).order_by()
    return list(rows.values_list("repository_id", flat=True).distinct())


def claim(*, repository: Repository, now: dt.datetime) -> Taken | None:
    """Take the oldest row that is due, for `LEASE`; None when there is none.

    One that a worker has in hand is passed over. An attempt counts from here on, so
    that a worker killed over it counts, too.
    """
    with transaction.atomic():
        _bury(repository, now)
        row = (
            _due(now)
            .filter(repository=repository)
            .order_by("pk")
            .select_for_update(skip_locked=True, of=("self",))
            .first()
        )
        if row is None:
            return None
        was_tried = row.attempts > 0 or row.error != ""
        row.lease, row.lease_until = uuid.uuid4(), now + LEASE
        row.attempts += 1
        row.save(update_fields=["lease", "lease_until", "attempts"])
        return Taken(
            id=row.pk,
            number=row.number,
            kind=row.kind,
            marker=row.marker,
            cause=row.cause,
            payload=row.payload,
            by=row.by,
            token=row.lease,
            attempts=row.attempts,
            was_tried=was_tried,
        )


def _bury(repository: Repository, now: dt.datetime) -> None:
    """Give up what several workers ended over without a word."""
    _due(now).filter(
        repository=repository, attempts__gte=DEAD_AFTER, lease__isnull=False
    ).update(dead_at=now, error="The workers that were to write it ended, one by one.")


def renew(*, taken: Taken, now: dt.datetime) -> None:
    """Keep a row for another `LEASE`, before each request. Raises TokenLost."""
    rows = _owed().filter(pk=taken.id, lease=taken.token)
    if not rows.update(lease_until=now + LEASE):
        message = f"Somebody else writes {taken.cause} now."
        raise TokenLost(message)


@transaction.atomic
def done(*, taken: Taken, result: dict[str, Any], now: dt.datetime) -> bool:
    """Call it written, with what came of it; the object is fetched again.

    Whether it still was this worker's: if not, nothing is changed.
    """
    row = _mine(taken)
    if row is None:
        return False
    row.done_at, row.result, row.error = now, result, ""
    row.lease, row.lease_until, row.not_before = None, None, None
    row.save(
        update_fields=[
            *("done_at", "result", "error", "lease", "lease_until", "not_before")
        ]
    )
    events.record(
        project=row.repository.project,
        kind=Event.Kind.WRITTEN_TO_GITHUB,
        subject=f"{row.repository.name}#{row.number} {row.kind}",
        old=result.get("before"),
        new={key: value for key, value in result.items() if key != "before"},
        by=row.by,
        reason=row.cause,
        happened_at=now,
    )
    mark = dirt.Mark(WRITTEN, number=row.number)
    dirt.mark(repository=row.repository, marks=[mark], now=now)
    return True


@transaction.atomic
def failed(
    *, taken: Taken, error: str, now: dt.datetime, is_passing: bool = False
) -> bool:
    """It could not be written, or nobody knows: again later, `DEAD_AFTER` times in all.

    With `is_passing` it is GitHub that fails: that does not count, and it is tried for
    `PATIENCE`. Whether it still was this worker's.
    """
    row = _mine(taken)
    if row is None:
        return False
    row.error, row.lease, row.lease_until = error[:500], None, None
    age = now - row.created_at
    if is_passing:
        # It does not count; the error tells that it was tried.
        row.attempts -= 1
        row.not_before = now + min(_LONGEST_WAIT, max(_FIRST_WAIT, age))
        is_over = age > PATIENCE
    else:
        row.not_before = now + backoff(row.attempts - 1)
        is_over = row.attempts >= DEAD_AFTER
    row.dead_at = now if is_over else None
    row.save(
        update_fields=[
            *("error", "not_before", "lease", "lease_until", "dead_at", "attempts")
        ]
    )
    return True


@transaction.atomic
def wait(*, taken: Taken, until: dt.datetime) -> bool:
    """Nobody may write before `until`: the attempt does not count."""
    row = _mine(taken)
    if row is None:
        return False
    row.not_before, row.lease, row.lease_until = until, None, None
    row.attempts -= 1
    row.save(update_fields=["not_before", "lease", "lease_until", "attempts"])
    return True


def backoff(attempts: int) -> dt.timedelta:
    """How long to wait after so many attempts: 5 seconds, 10, up to 5 minutes."""
    return doubling(attempts, first=_FIRST_WAIT, longest=_LONGEST_WAIT)


def _mine(taken: Taken) -> Outgoing | None:
    """The row, locked, if this worker's token still counts."""
    rows = Outgoing.objects.select_for_update(of=("self",)).select_related(
        "repository__project"
    )
    return rows.filter(
        pk=taken.id, lease=taken.token, done_at=None, dead_at=None
    ).first()
