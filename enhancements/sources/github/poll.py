"""Ask for news: four conditional questions, which cost nothing while there is none."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings

from enhancements.actions import (
    dirt,
    freshness,
    mirror_news,
    mirror_state,
    streams,
)
from enhancements.actions.streams import Place
from enhancements.models import Dirty, Item, Stream
from enhancements.sources.github import full, identity, reading
from enhancements.sources.github.failures import Gone, NoGraphQL
from enhancements.sources.github.pages import Listing, Updates
from enhancements.sources.github.running import Run

# A look a little early is no harm; one that is left out costs a whole interval.
_ALMOST = 0.8


def is_due(run: Run) -> bool:
    """Whether the last look is an interval ago, or was never, or lies in the future."""
    last = run.polled_before
    if last is None:
        return True
    ago = (run.now() - last).total_seconds()
    return not 0 <= ago < settings.POLL_SECONDS * _ALMOST


def poll(run: Run) -> int:
    """Mark what changed; store labels and milestones. Returns how much is news.

    Where nothing changed no row is written. Raises what `reading` raises.
    """
    news = lists(run)
    try:
        news += _changes(run, Stream.Name.UPDATES, reading.updates, _mark_items)
    except Gone:
        news += _without_issues(run)
    with contextlib.suppress(Gone):
        news += _changes(run, Stream.Name.COMMENTS, reading.comments, _mark_commented)
    run.news += news
    freshness.note_repository(repository=run.repository.pk, at=run.now())
    return news


Ask = Callable[..., Iterator[Updates]]


def _changes(
    run: Run, name: str, ask: Ask, mark: Callable[[Run, Updates, Place], int]
) -> int:
    """Read a list of changes to its end, each page with its place."""
    stream = streams.get(lease=run.lease, name=name, now=run.now())
    news = 0
    asked = ask(run.client, run.name, stream.since, stream.etag, stream.etag_of)
    for page in asked:
        if page.not_modified:
            break
        news += mark(run, page, _place(stream, page))
    return news


def _place(stream: Stream, page: Updates) -> Place:
    """After a page: the newest time seen; its validator only when it is the last."""
    if page.has_more:
        return Place(stream, since=page.latest, is_finished=False)
    return Place(
        stream,
        since=page.latest,
        etag=page.etag,
        etag_of=page.etag_of,
        is_finished=True,
    )


def _mark_items(run: Run, page: Updates, place: Place) -> int:
    return mirror_news.mark_items(
        lease=run.lease, told=page.changes, place=place, now=run.now()
    )


def _mark_commented(run: Run, page: Updates, place: Place) -> int:
    return mirror_news.mark_commented(
        lease=run.lease, told=page.changes, place=place, now=run.now()
    )


def _without_issues(run: Run) -> int:
    """Issues are switched off, and with them the list of changes.

    Then pull requests are read on from where their list ended; issues are as they were.
    """
    stream = streams.get(lease=run.lease, name=Stream.Name.PULLS, now=run.now())
    news = 0
    has_more = True
    while has_more and not run.is_over():
        began = time.monotonic()
        try:
            page = reading.page(run.client, run.name, Item.Kind.PULL, stream.cursor)
        except NoGraphQL:
            return news
        place, asked_at = Place(stream, cursor=page.cursor), run.client.clock.at(began)
        news += full.store_page(run, page, place, asked_at)
        has_more = page.has_more
    return news


def lists(run: Run, *, is_whole: bool = False) -> int:
    """Labels and milestones, where they changed or are marked. How many rows changed.

    With `is_whole` they are read whether they changed or not.
    """
    claims = dirt.due(
        repository=run.repository,
        kinds=(Dirty.Kind.LABELS, Dirty.Kind.MILESTONES),
        limit=2,
        now=run.now(),
    )
    marked = {one.kind for one in claims}
    changed = sum(
        _list(run, kind, is_whole=is_whole or kind in marked) for kind in _LISTS
    )
    dirt.drop(claims=claims)
    return changed


# A short list: its stream, how it is asked for and stored.
_LISTS: dict[str, tuple[str, Callable[..., Listing[Any]], Callable[..., int]]] = {
    Dirty.Kind.LABELS: (
        Stream.Name.LABELS,
        reading.labels,
        mirror_state.store_labels,
    ),
    Dirty.Kind.MILESTONES: (
        Stream.Name.MILESTONES,
        reading.milestones,
        mirror_state.store_milestones,
    ),
}


def _list(run: Run, kind: str, *, is_whole: bool) -> int:
    name, ask, store = _LISTS[kind]
    stream = streams.get(lease=run.lease, name=name, now=run.now())
    asked = run.name
    told = ask(run.client, asked, "" if is_whole else stream.etag)
    if told.not_modified:
        return 0
    identity.identify(run)  # A list does not say of which repository it is.
    if was_renamed(run, asked):
        return _list(run, kind, is_whole=True)
    return store(
        lease=run.lease,
        told=told.items,
        is_whole=not told.failed,
        place=Place(stream, etag=told.etag, is_finished=True),
        now=run.now(),
    )


def was_renamed(run: Run, asked: str) -> bool:
    """Whether the name that was asked for may be another repository's by now."""
    return run.name.casefold() != asked.casefold()
