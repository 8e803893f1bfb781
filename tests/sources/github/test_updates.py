"""What changed since: by time, never by page numbers, and free while nothing does."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

import pytest

from enhancements.fakehub import seeds
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from enhancements.sources.github import failures, reading
from tests.support.fakehubs import PLANS

if TYPE_CHECKING:
    from collections.abc import Iterator

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    """250 issues, a second apart."""
    made = World(seed=3)
    seeds.populate(made, 3, issues=250)
    return made


@pytest.fixture
def hub(world: World) -> Iterator[Fakehub]:
    with Fakehub(world) as running:
        yield running


def numbers(pages: list[Any]) -> list[int]:
    return [change.number for page in pages for change in page.changes]


def test_all_are_told_from_the_beginning_by_time(hub, connect):
    pages = list(reading.updates(connect(hub), PLANS))

    assert set(numbers(pages)) == set(range(1, 251))
    assert [page.has_more for page in pages] == [True, True, False]
    assert pages[0].latest < pages[1].latest < pages[2].latest
    assert not any("page=2" in entry.path for entry in hub.log.entries)
    assert [bool(page.etag) for page in pages] == [False, False, True]


def test_idle_question_costs_nothing_and_change_is_told(hub, connect):
    client = connect(hub)
    *_, last = reading.updates(client, PLANS)
    since = last.latest
    *_, quiet = reading.updates(client, PLANS, since)
    hub.log.clear()

    for _ in range(3):
        [again] = reading.updates(client, PLANS, since, quiet.etag, quiet.etag_of)
        assert (again.not_modified, again.changes) == (True, ())
        assert (again.etag, again.etag_of) == (quiet.etag, quiet.etag_of)
    # 250 issues are within the overlap: three pages, each of them unchanged.
    assert [(one.status, one.cost) for one in hub.log.entries] == [(304, 0)] * 9
    hub.world.advance(3600)
    hub.world.comment(PLANS, 17, "new", by="alice")
    news = list(reading.updates(client, PLANS, since, quiet.etag, quiet.etag_of))
    assert news[-1].changes[-1].number == 17
    assert news[-1].changes[-1].comment_count == 2
    assert len(news) == 3  # It left the first page, so all of them changed.
    # Once the news are stored, the next question begins near them.
    [after] = reading.updates(client, PLANS, news[-1].latest)
    assert numbers([after]) == [17]


def test_change_at_the_end_is_told_without_the_pages_before(hub, connect):
    client = connect(hub)
    *_, last = reading.updates(client, PLANS)
    hub.world.comment(PLANS, 250, "new", by="alice")
    before = client.used["core"]

    [news] = reading.updates(client, PLANS, None, last.etag, last.etag_of)
    assert news.changes[-1].number == 250
    assert client.used["core"] - before == 3
    [quiet] = reading.updates(client, PLANS, None, news.etag, news.etag_of)
    assert quiet.not_modified


def test_some_minutes_before_are_asked_for_again(hub, connect):
    client = connect(hub)
    *_, last = reading.updates(client, PLANS)

    *_, again = reading.updates(client, PLANS, last.latest)
    assert {last.latest - one.updated_at <= 5 * MINUTE for one in again.changes} == {
        True
    }
    assert len(again.changes) > 10


def test_more_than_a_page_in_one_second_are_all_told(hub, connect):
    world = hub.world
    world.advance(3600)
    with world.at(world.now):
        for number in range(1, 231):
            world.edit_title(PLANS, number, f"Renamed {number}", by="alice")
    with world.at(world.now + 10):
        world.edit_title(PLANS, 240, "Later", by="alice")
    since = max(issue.updated_at for issue in world.repo(PLANS).issues.values()) - 60
    client = connect(hub)

    pages = list(
        reading.updates(client, PLANS, dt.datetime.fromtimestamp(since, dt.UTC))
    )
    told = numbers(pages)
    assert set(told) >= {*range(1, 231), 240}
    assert told[-1] == 240
    assert all(page.etag == "" for page in pages)


def test_nothing_is_lost_while_items_leave_a_crowded_second(hub, connect):
    world = hub.world
    world.advance(3600)
    with world.at(world.now):
        for number in range(1, 251):
            world.edit_title(PLANS, number, f"Renamed {number}", by="alice")
    moment = dt.datetime.fromtimestamp(world.now, dt.UTC)
    world.advance(60)
    told: set[int] = set()
    leaving = iter(range(1, 31))
    for page in reading.updates(connect(hub), PLANS, moment):
        told |= {change.number for change in page.changes}
        # Ten at a time go to the end of the list while it is read.
        for number in itertools.islice(leaving, 10):
            world.comment(PLANS, number, "moving on", by="alice")

    assert told == set(range(1, 251))


def test_nothing_is_lost_while_the_list_changes(hub, connect):
    told: dict[int, dt.datetime] = {}
    busy = iter(range(1, 251))
    for page in reading.updates(connect(hub), PLANS):
        for change in page.changes:
            told[change.number] = change.updated_at
        if page.has_more:
            for number in [next(busy) for _ in range(40)]:
                hub.world.comment(PLANS, number, "drift", by="alice")

    issues = hub.world.repo(PLANS).issues.values()
    assert {n: at.timestamp() for n, at in told.items()} == {
        issue.number: issue.updated_at for issue in issues
    }


def test_comments_tell_what_they_are_on(busy, connect):
    client = connect(busy)
    busy.world.comment(PLANS, 3, "on a pull request", by="bob")

    [page] = reading.comments(client, PLANS)
    assert {(one.kind, one.number) for one in page.changes} == {
        ("issue", 1),
        ("pull", 3),
    }
    [again] = reading.comments(client, PLANS, None, page.etag, page.etag_of)
    assert again.not_modified


def test_empty_repository_tells_when_it_was_asked(busy, connect):
    busy.world.add_repo("acme/empty")

    [page] = reading.updates(connect(busy, "acme/empty"), "acme/empty")
    assert (page.changes, page.latest, page.has_more) == ((), None, False)
    assert page.date.timestamp() == pytest.approx(busy.world.now, abs=2)


def test_failure_in_the_middle_keeps_what_was_told(hub, connect):
    hub.faults.add("status", "issues", skip=1, count=1, status=502)
    pages = reading.updates(connect(hub), PLANS)

    first = next(pages)
    with pytest.raises(failures.Unavailable):
        next(pages)
    rest = list(reading.updates(connect(hub), PLANS, first.latest))
    assert set(numbers([first, *rest])) == set(range(1, 251))
