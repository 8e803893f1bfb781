"""Long work with a checkpoint: opened once, gone on with after a kill, finished.

At most one of a name is open for a repository; a second order joins the first.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Q

from enhancements.models import Job, Repository
from enhancements.policy.waits import doubling

DEAD_AFTER = 5
"""Failures in a row that are not GitHub's."""
_FIRST_WAIT = dt.timedelta(seconds=5)
_LONGEST_WAIT = dt.timedelta(minutes=5)


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """That so many more are done, of how many; 0 while that is unknown."""

    job: Job
    more: int
    total: int = 0


def open_(*, repository: Repository, name: str, reason: str, by: str) -> Job:
    """The open job of this name; a new one when there is none."""
    job, _ = Job.objects.get_or_create(
        repository=repository,
        name=name,
        finished_at=None,
        dead_at=None,
        defaults={"project": repository.project, "reason": reason, "by": by},
    )
    return job


def current(*, repository: Repository, name: str) -> Job | None:
    """The open job of this name, whether it is due or not."""
    return Job.objects.filter(
        repository=repository, name=name, finished_at=None, dead_at=None
    ).first()


def is_due(job: Job, now: dt.datetime) -> bool:
    """Whether it may be gone on with; a wait longer than any is a wrong clock's."""
    wait = job.not_before
    return wait is None or wait <= now or wait > now + dt.timedelta(hours=2)


def with_due(*, now: dt.datetime) -> list[int]:
    """Ids of repositories with a job to go on with now."""
    return list(
        Job.objects.filter(
            Q(not_before__isnull=True) | Q(not_before__lte=now),
            finished_at=None,
            dead_at=None,
            repository__removed_at=None,
        )
        .values_list("repository_id", flat=True)
        .distinct()
    )


def start(*, job: Job, now: dt.datetime) -> None:
    """Note that it was begun; only the first time."""
    if job.started_at is None:
        job.started_at = now
        job.save(update_fields=["started_at"])


def checkpoint(*, progress: Progress) -> None:
    """Note what is done, in the transaction that does it; failures begin anew."""
    job = progress.job
    before = (job.done, job.total, job.attempts, job.error)
    job.done += progress.more
    job.total = max(progress.total, job.done) if progress.total else job.total
    job.attempts, job.error, job.not_before = 0, "", None
    if before != (job.done, job.total, 0, ""):
        job.save(update_fields=["done", "total", "attempts", "error", "not_before"])


def note(*, job: Job, **checkpoint: Any) -> None:
    """Keep what is done in the checkpoint."""
    job.checkpoint = {**job.checkpoint, **checkpoint}
    job.save(update_fields=["checkpoint"])


def pause(*, job: Job, until: dt.datetime | None) -> None:
    """Go on then; nothing went wrong."""
    if job.not_before != until:
        job.not_before = until
        job.save(update_fields=["not_before"])


def finish(*, job: Job, now: dt.datetime, report: dict[str, Any] | None = None) -> None:
    """Call it done, with what came out."""
    job.finished_at, job.report, job.error = now, report, ""
    job.not_before, job.total = None, job.done
    job.save(update_fields=["finished_at", "report", "error", "not_before", "total"])


def backoff(attempts: int) -> dt.timedelta:
    """How long to wait after so many failures: 5 seconds, 10, up to 5 minutes."""
    return doubling(attempts, first=_FIRST_WAIT, longest=_LONGEST_WAIT)


def wait(*, job: Job, error: str, until: dt.datetime) -> None:
    """GitHub cannot be asked now; go on then. Does not count as a failure."""
    if (job.error, job.not_before) != (error, until):
        job.error, job.not_before = error, until
        job.save(update_fields=["error", "not_before"])


def fail(*, job: Job, error: str, now: dt.datetime) -> None:
    """It failed by itself: once more later, five times in all."""
    job.attempts += 1
    job.error, job.not_before = error[:500], now + backoff(job.attempts - 1)
    if job.attempts >= DEAD_AFTER:
        job.dead_at = now
    job.save(update_fields=["attempts", "error", "not_before", "dead_at"])


def is_given_up(
    *, repository: Repository, name: str, since: dt.datetime | None = None
) -> bool:
    """Whether the newest job of this name was given up, and nobody retried it.

    With `since` (UTC) only when that was not before.
    """
    newest = Job.objects.filter(repository=repository, name=name).order_by("-pk")
    job = newest.first()
    if job is None or job.dead_at is None:
        return False
    return since is None or job.dead_at >= since
