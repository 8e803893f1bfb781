"""The hub by itself: what it reads, whom it tells, and what it does in bad weather."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import time
from typing import TYPE_CHECKING

import pytest

from enhancements.policy.live import Board, Cell, Row, Topic, Version
from tracker.live import hub as module
from tracker.live.hub import Hub, Viewer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

TOPIC = Topic(7, "sample", "v1.9")
OTHER = Topic(8, "other", "v1.9")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(module, "TOGETHER_SECONDS", 0.01)
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.02)


class World:
    """Boards that are read, without a database."""

    def __init__(self) -> None:
        self.version = 1
        self.words = {1: "Unknown", 2: "Unknown"}
        self.read: list[tuple[Topic, set[int] | None]] = []
        self.error: Exception | None = None
        self.changes_at: dt.datetime | None = None

    def look(self, topic, named) -> Board:
        self.read.append((topic, None if named is None else set(named)))
        if self.error is not None:
            raise self.error
        rows = [
            row_of(number, word)
            for number, word in self.words.items()
            if named is None or number in named
        ]
        return Board(Version(0, 0, self.version), rows, self.changes_at)

    def change(self, hub: Hub, number: int, word: str) -> None:
        self.version += 1
        self.words[number] = word
        told(hub, [number])


def row_of(number: int, word: str) -> Row:
    cell = Cell(f"<span>{word}</span>", f"#{number} is {word}.")
    nobody = Cell("nobody", "")
    return Row(f"e-{number}-", number, word.lower(), "", {"code": cell}, nobody)


def told(hub: Hub, numbers: list[int] | None, project: int = 7) -> None:
    words = {"projects": [project], "part": "people", "enhancements": numbers}
    hub.told(json.dumps(words))


async def listen_forever(ear) -> None:
    ear.joined()
    await asyncio.Event().wait()


def run(test: Callable[[Hub, World], Awaitable[None]], listen=listen_forever) -> None:
    world = World()
    hub = Hub(look=world.look, listen=listen)

    async def within() -> None:
        async with asyncio.timeout(10):
            await test(hub, world)

    asyncio.run(within())


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for knows of no event
        await asyncio.sleep(0.005)


async def joined(hub: Hub, world: World, topic: Topic = TOPIC) -> Viewer:
    """A viewer whose page is as the board is now."""
    viewer = hub.join(topic, Version(0, 0, world.version))
    await until(lambda: hub.version(viewer) is not None)
    return viewer


def waiting(viewer: Viewer) -> str:
    found = []
    while not viewer.queue.empty():
        found.append(viewer.queue.get_nowait() or b"END")
    return b"".join(found).decode()


def test_changes_of_a_moment_are_read_once_and_are_the_same_bytes_for_all():
    async def test(hub, world):
        viewers = [await joined(hub, world) for _ in range(3)]
        world.read.clear()
        world.change(hub, 1, "Tracked")
        world.change(hub, 2, "Removed")
        await until(lambda: not viewers[0].queue.empty())

        assert world.read == [(TOPIC, {1, 2})]
        chunks = [viewer.queue.get_nowait() for viewer in viewers]
        assert chunks[0] is chunks[1] is chunks[2]
        text = chunks[0].decode()
        assert text.count("event: entry\n") == 2
        assert "<span>Tracked</span>" in text
        assert "<span>Removed</span>" in text
        assert "id: 0.0.3\nevent: counts\n" in text

    run(test)


def test_only_boards_of_that_project_are_read():
    async def test(hub, world):
        await joined(hub, world)
        await joined(hub, world, OTHER)
        world.read.clear()
        told(hub, [1], project=8)
        await until(lambda: world.read)
        assert world.read == [(OTHER, {1})]

    run(test)


def test_much_at_once_is_read_whole_and_only_what_differs_is_told():
    async def test(hub, world):
        viewer = await joined(hub, world)
        told(hub, [1])
        world.words[2] = "Met"
        told(hub, None)
        await until(lambda: not viewer.queue.empty())
        assert world.read[-1] == (TOPIC, None)
        assert '"e-2-"' in (text := waiting(viewer))
        assert '"e-1-"' not in text

    run(test)


def test_who_is_too_slow_is_sent_away_and_told_to_read_anew(monkeypatch):
    monkeypatch.setattr(module, "LONGEST_QUEUE", 8)

    async def test(hub, world):
        slow, quick = await joined(hub, world), await joined(hub, world)
        for number in range(12):
            quick.queue._queue.clear()
            world.change(hub, 1, f"Word {number}")
            await until(lambda: not quick.queue.empty())
        assert waiting(slow) == 'event: stale\ndata: {"within": 1.0}\n\nEND'
        assert "Word 11" in waiting(quick)

    run(test)


def test_changes_that_are_too_long_are_read_by_pages_themselves(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 100)

    async def test(hub, world):
        viewer = await joined(hub, world)
        world.words = dict.fromkeys(range(100), "Met")
        told(hub, None)
        await until(lambda: not viewer.queue.empty())
        assert waiting(viewer).startswith("event: stale")

    run(test)


def test_who_saw_more_than_is_known_misses_nothing_that_was_taken_back():
    async def test(hub, world):
        await joined(hub, world)
        world.version, world.words[1] = 2, "Tracked"
        ahead = hub.join(TOPIC, Version(0, 0, 2))
        world.change(hub, 1, "Unknown")
        await until(lambda: not ahead.queue.empty())
        assert "<span>Unknown</span>" in waiting(ahead)

    run(test)


def test_rows_that_are_new_or_gone_are_told():
    async def test(hub, world):
        viewer = await joined(hub, world)
        world.words = {1: "Unknown", 3: "Met"}
        told(hub, [2, 3])
        await until(lambda: not viewer.queue.empty())
        told_of = 'event: places\ndata: {"fresh": ["e-3-"], "gone": ["e-2-"]}\n'
        assert told_of in waiting(viewer)

    run(test)


def test_board_that_cannot_be_read_is_tried_again():
    async def test(hub, world):
        viewer = await joined(hub, world)
        world.error = OSError("the database is away")
        world.change(hub, 1, "Tracked")
        await until(lambda: len(world.read) > 3)
        world.error = None
        await until(lambda: not viewer.queue.empty())
        assert "Tracked" in waiting(viewer)

    run(test)


def test_viewers_of_a_board_that_is_no_more_are_sent_away():
    async def test(hub, world):
        viewer = await joined(hub, world)
        world.error = LookupError("v1.9")
        told(hub, [1])
        await until(lambda: not viewer.queue.empty())
        assert waiting(viewer) == "END"

    run(test)


def test_all_is_read_anew_after_the_connection_was_lost():
    again = asyncio.Event()

    async def listen(ear) -> None:
        ear.joined()
        await again.wait()
        ear.parted()
        ear.joined()
        await asyncio.Event().wait()

    async def test(hub, world):
        viewer = await joined(hub, world)
        world.version, world.words[2] = 5, "Met"
        again.set()
        await until(lambda: not viewer.queue.empty())
        assert "<span>Met</span>" in waiting(viewer)

    run(test, listen)


def test_board_is_read_when_a_freeze_ends():
    async def test(hub, world):
        world.changes_at = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=0.2)
        viewer = await joined(hub, world)
        world.words[1] = "At risk"
        began = time.monotonic()
        await until(lambda: not viewer.queue.empty())
        assert "At risk" in waiting(viewer)
        assert time.monotonic() - began > 0.1

    run(test)


def test_everybody_is_sent_away_when_the_server_stops():
    async def test(hub, world):
        viewers = [await joined(hub, world), await joined(hub, world, OTHER)]
        hub.end_all()
        assert [waiting(one) for one in viewers] == ["END", "END"]

    run(test)


def test_nothing_runs_without_viewers():
    async def test(hub, world):
        viewer = await joined(hub, world)
        assert (hub.viewers, hub.is_listening) == (1, True)
        hub.leave(viewer)
        hub.leave(viewer)
        await asyncio.sleep(0)
        assert (hub.viewers, hub.is_listening) == (0, False)
        assert len(asyncio.all_tasks()) == 1
        await joined(hub, world)
        assert hub.is_listening

    run(test)
