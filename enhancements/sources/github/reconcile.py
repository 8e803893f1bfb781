"""Compare everything with GitHub: what polls and webhooks may have missed.

A complete list of numbers, times and counts, resumable like the first reading. What
differs is fetched; the report says what differed and what still does afterwards.
"""

from __future__ import annotations

import datetime as dt

from enhancements.actions import dirt, jobs, mirror_state, streams, sweeps
from enhancements.actions.jobs import Progress
from enhancements.actions.streams import Place
from enhancements.models import Item, Job, Repository, Stream
from enhancements.sources.github import fetch, full, poll, reading
from enhancements.sources.github.failures import CursorRefused
from enhancements.sources.github.running import Run

LISTS = (
    (Item.Kind.ISSUE, Stream.Name.SWEEP_ISSUES),
    (Item.Kind.PULL, Stream.Name.SWEEP_PULLS),
)
NIGHT = dt.time(3, tzinfo=dt.UTC)
"""When a new comparison is due each day, UTC."""
LONGEST_OUTAGE = dt.timedelta(days=3)
"""GitHub keeps deliveries no longer, so after that they cannot be asked for again."""
# Else one that always fails would be begun anew every few minutes.
_AFTER_FAILURE = dt.timedelta(hours=12)


def reason_of(
    repository: Repository, polled_at: dt.datetime | None, now: dt.datetime
) -> str:
    """Why everything is to be compared now; empty when it is not.

    Each night, and when GitHub was not asked for longer than it keeps deliveries.
    """
    last = repository.reconciled_at or repository.synced_at
    if last is None:
        return ""
    if polled_at is not None and now - polled_at > LONGEST_OUTAGE:
        return "GitHub was not asked for more than three days"
    tonight = dt.datetime.combine(now.date(), NIGHT)
    night = tonight if tonight <= now else tonight - dt.timedelta(days=1)
    return "nightly" if last < night else ""


def was_given_up(run: Run) -> bool:
    """Whether a comparison was given up so lately that another would fare no better."""
    since = run.now() - _AFTER_FAILURE
    name = Job.Name.RECONCILE
    return jobs.is_given_up(repository=run.repository, name=name, since=since)


def reconcile(run: Run, job: Job) -> bool:
    """Compare everything, or go on where it was left. Whether it is finished.

    Raises what `reading` raises.
    """
    jobs.start(job=job, now=run.now())
    if not job.checkpoint.get("began"):
        names = [name for _, name in LISTS]
        sweeps.begin(lease=run.lease, names=names, now=run.now())
        jobs.note(job=job, began=True)
        run.news += poll.lists(run, is_whole=True)
    for kind, name in LISTS:
        if not _sweep(run, job, kind, name):
            return False
    if "extra" not in job.checkpoint:
        extra = _mark_unseen(run)
        jobs.note(job=job, extra=extra)
    fetch.fetch(run)
    left = sweeps.unsettled(lease=run.lease, numbers=_differing(run, job))
    if sweeps.is_being_settled(lease=run.lease, numbers=left):
        # Somebody goes on when the next of them is due.
        due = dirt.next_due(repository=run.repository)
        jobs.pause(job=job, until=due)
        return False
    report = _report(run, job) | {"left": left}
    jobs.finish(job=job, now=run.now(), report=report)
    mirror_state.compared(lease=run.lease, now=run.now())
    return True


def _sweep(run: Run, job: Job, kind: str, name: str) -> bool:
    stream = streams.get(lease=run.lease, name=name, now=run.now())
    while stream.finished_at is None:
        if run.is_over():
            return False
        try:
            page = reading.sweep(run.client, run.name, kind, stream.cursor)
        except CursorRefused as error:
            full.begin_anew(run, stream, job, error)
            continue
        so_far = stream.data.get("read", 0)
        total = max(page.total, 0)
        place = Place(
            stream,
            cursor=page.cursor,
            is_finished=not page.has_more,
            progress=Progress(job, len(page.changes), job.done - so_far + total),
        )
        sweeps.compare(
            lease=run.lease,
            told=page.changes,
            failed=page.failed,
            place=place,
            now=run.now(),
        )
        done = so_far + len(page.changes)
        run.tell(f"{run.name}: comparing {kind}s", done, total)
    return True


def _mark_unseen(run: Run) -> list[int]:
    extra: list[int] = []
    for kind, name in LISTS:
        stream = streams.get(lease=run.lease, name=name, now=run.now())
        extra += sweeps.mark_unseen(
            lease=run.lease, stream=stream, kind=kind, now=run.now()
        )
    return extra


def _differing(run: Run, job: Job) -> list[int]:
    """All numbers that differed, as far as they were kept."""
    numbers = set(job.checkpoint["extra"])
    for _, name in LISTS:
        stream = streams.get(lease=run.lease, name=name, now=run.now())
        for sort in sweeps.SORTS:
            numbers |= set(stream.data.get(sort, [0, []])[1])
    return sorted(numbers)


def _report(run: Run, job: Job) -> dict[str, object]:
    """What differed: counts, and as many numbers as were kept."""
    found: dict[str, object] = {"extra": job.checkpoint["extra"]}
    for kind, name in LISTS:
        stream = streams.get(lease=run.lease, name=name, now=run.now())
        found[kind] = {
            "read": stream.data.get("read", 0),
            "unreadable": stream.data.get("failed", 0),
            "was_whole": sweeps.is_whole(stream),
            **{
                sort: {"count": count, "numbers": numbers}
                for sort in sweeps.SORTS
                for count, numbers in [stream.data.get(sort, [0, []])]
            },
        }
    return found
