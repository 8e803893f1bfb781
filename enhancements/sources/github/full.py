"""The first reading of everything: page by page, each with its place, resumable.

Before the first page the newest change is noted, so that whatever changes while the
pages are read is news for the first poll.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Callable

from enhancements.actions import (
    dirt,
    in_hand,
    jobs,
    mirror,
    mirror_news,
    mirror_state,
    streams,
)
from enhancements.actions.in_hand import Care
from enhancements.actions.jobs import Progress
from enhancements.actions.mirror_state import WrongRepository
from enhancements.actions.streams import Place
from enhancements.actions.told import FailedTold
from enhancements.models import Item, Job, Stream
from enhancements.sources.github import fetch, identity, reading
from enhancements.sources.github.answers import read_moment
from enhancements.sources.github.failures import (
    BadAnswer,
    CursorRefused,
    Gone,
    NoGraphQL,
)
from enhancements.sources.github.pages import Page
from enhancements.sources.github.running import Run

LISTS = ((Item.Kind.ISSUE, Stream.Name.ISSUES), (Item.Kind.PULL, Stream.Name.PULLS))


def read(run: Run, job: Job, *, between: Callable[[Run], object]) -> bool:
    """Read all issues and pull requests, or go on where it was left.

    `between` is called after each page, for what somebody waits for. Returns whether
    everything was read; False when the time was over.
    """
    jobs.start(job=job, now=run.now())
    begin_polling(run)
    try:
        for kind, name in LISTS:
            if not _read_list(run, job, kind, name, between):
                return False
    except NoGraphQL:
        if not _mark_all(run, job):
            return False
        fetch.fetch(run)
        if run.is_over():
            return False
    report = {"items": job.done}
    jobs.finish(job=job, now=run.now(), report=report)
    mirror_state.read_once(lease=run.lease, now=run.now())
    return True


def begin_polling(run: Run) -> None:
    """Note the newest change there is, by GitHub's own word, unless that was done."""
    for name, path, params in (
        (Stream.Name.UPDATES, "issues", {"state": "all"}),
        (Stream.Name.COMMENTS, "issues/comments", {}),
    ):
        stream = streams.get(lease=run.lease, name=name, now=run.now())
        if stream.since is None and "began" not in stream.data:
            place = Place(
                stream, since=_newest(run, path, params), data={"began": True}
            )
            streams.move_alone(lease=run.lease, place=place, now=run.now())


def _newest(run: Run, path: str, params: dict[str, str]) -> dt.datetime | None:
    """The newest `updated_at` of a list; None when it is empty, or switched off."""
    asked: dict[str, str | int] = {**params, "sort": "updated", "direction": "desc"}
    try:
        answer = run.client.get(f"/repos/{run.name}/{path}", {**asked, "per_page": 1})
    except Gone:
        return None
    rows = answer.rows()
    try:
        return read_moment(rows[0]["updated_at"]) if rows else None
    except (KeyError, ValueError) as error:
        raise BadAnswer("GitHub's list of changes cannot be read.") from error


def _read_list(
    run: Run, job: Job, kind: str, name: str, between: Callable[[Run], object]
) -> bool:
    stream = streams.get(lease=run.lease, name=name, now=run.now())
    while stream.finished_at is None:
        if run.is_over():
            return False
        at = f"{name} {stream.cursor}"
        with in_hand.page(repository=run.repository.pk, of=at) as care:
            _read_page(run, job, kind, stream, care)
        between(run)
    return True


def _read_page(run: Run, job: Job, kind: str, stream: Stream, care: Care) -> None:
    size, began = 1 if care.is_alone else 0, time.monotonic()
    try:
        page = reading.page(run.client, run.name, kind, stream.cursor, size)
    except CursorRefused as error:
        begin_anew(run, stream, job, error)
        return
    if care.is_given_up:
        page = _unstored(page)
    more, read = len(page.items) + len(page.failed), stream.data.get("read", 0)
    place = Place(
        stream,
        cursor=page.cursor,
        is_finished=not page.has_more,
        data={**stream.data, "read": read + more},
        progress=Progress(job, more, job.done - read + page.total),
    )
    run.news += store_page(run, page, place, run.client.clock.at(began))
    run.tell(f"{run.name}: {kind}s", read + more, page.total)


def _unstored(page: Page) -> Page:
    """Processes ended over this page: it is marked, and the rest is read first."""
    failed = [FailedTold(one.number, dirt.ENDED) for one in page.items]
    return dataclasses.replace(page, items=(), failed=(*page.failed, *failed))


def begin_anew(run: Run, stream: Stream, job: Job, error: CursorRefused) -> None:
    """Read a list from its beginning, because GitHub does not know our place in it.

    Cursors are GitHub's own and may change their form, or come from another version of
    ours. Raises the error where there was no cursor.
    """
    if not stream.cursor:
        raise error
    read = stream.data.get("read", 0)
    streams.restart(lease=run.lease, stream=stream, now=run.now())
    jobs.checkpoint(progress=Progress(job, -min(read, job.done)))


def store_page(run: Run, page: Page, place: Place, asked_at: dt.datetime | None) -> int:
    """Store a page of whole items with its place. Returns how many changed.

    It was asked for at `asked_at` by GitHub's clock, where that is known.
    Raises WrongRepository; nothing is stored then.
    """
    check_identity(run, page)
    tally = mirror.store(
        lease=run.lease,
        told=page.items,
        failed=page.failed,
        place=place,
        asked_at=asked_at,
        now=run.now(),
    )
    if tally.is_foreign:
        identity.doubt(run)
    return len(tally.changed)


def check_identity(run: Run, page: Page) -> None:
    """Refuse a page of another repository. Raises WrongRepository; nothing is stored.

    One of the same repository under a new name is stored, and the name asked for.
    """
    if not mirror_state.is_same_repository(run.repository, page.repository_id):
        message = (
            f"{run.name} is another repository on GitHub than before;"
            " nothing was read from it."
        )
        raise WrongRepository(message)
    if page.repository_name.lower() != run.name.lower():
        identity.doubt(run)


def _mark_all(run: Run, job: Job) -> bool:
    """Where there are no whole pages: mark everything from the list of changes.

    Returns whether its end was reached.
    """
    stream = streams.get(lease=run.lease, name=Stream.Name.ISSUES, now=run.now())
    if stream.finished_at is not None:
        return True
    for page in reading.updates(run.client, run.name, stream.since):
        if run.is_over():
            return False
        place = Place(
            stream,
            since=page.latest,
            is_finished=not page.has_more,
            progress=Progress(job, len(page.changes)),
        )
        mirror_news.mark_items(
            lease=run.lease, told=page.changes, place=place, now=run.now()
        )
    return True
