"""F31 and F32: Redis and PostgreSQL killed, emptied, full, slow and away."""

from __future__ import annotations

import shutil
import signal
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.faults.processes import talking
from tests.faults.processes.cases import case
from tests.faults.processes.cases_hooks import payload
from tests.faults.processes.house import KILL, SECRET, House

PAGE = "/demo/sources/"
CROWD = 40
"""So many ask at once: more than a pool has connections."""
LONG = 30.0
SOON = 5.0
"""Seconds for an answer: half of what GitHub waits."""


def _page(house: House) -> int:
    return talking.get(house.port, PAGE)[0]


def _deliver(house: House) -> tuple[int, float]:
    body = payload(house, house.number())
    return talking.post(
        house.port, body, talking.headers(body, SECRET, str(uuid.uuid4()))
    )


def _works(house: House) -> None:
    """Pages are shown and deliveries taken, neither waiting for Redis."""
    began = time.monotonic()
    page = _page(house)
    status, took = _deliver(house)
    assert (page, status) == (200, 202), f"answers without Redis: {page} {status}"
    assert took < SOON, f"a delivery waits for Redis: {took:.1f} s"
    assert time.monotonic() - began < 2 * SOON, "the page waits for Redis"


@case(
    "F31 empty",
    "Redis killed and empty; FLUSHALL",
    without="reissue",
    says="not well .*: issues ",
)
def empty(house: House) -> None:
    house.up()
    house.hook()
    house.drained()
    # A worker that starts asks again for what failed in an earlier case: no news.
    house.github.sender.deliveries.clear()
    house.kill("worker")
    house.retitle(3)
    house.drained()
    house.kill("web")  # Else it may ring for a worker when all is flushed.
    talking.redis(house.servers).flushall()
    house.start("web")
    house.start("worker", is_awaited=False)
    house.ready(lambda: len(house.programs["worker"].children()) > 1, "a pool")
    house.settle()
    house.crash("redis", KILL)
    shutil.rmtree(house.servers.place.redis_data)
    house.change(3)
    house.repair()
    house.change(3)
    house.settle()


@case(
    "F31 away",
    "Redis away, full, hanging, and connections reset",
    without="bell",
    says="without Redis: 200 5|waits for Redis",
)
def broker_away(house: House) -> None:
    house.up()
    house.crash("redis", signal.SIGTERM)
    house.change(3)
    for _ in range(3):
        _works(house)
        time.sleep(0.5)
    house.repair()
    house.settle()
    redis = talking.redis(house.servers)
    redis.config_set("maxmemory", "1")
    house.change(3)
    _works(house)
    time.sleep(1)
    _works(house)
    redis = talking.redis(house.servers)
    redis.config_set("maxmemory", "0")
    house.settle()
    for _ in range(5):
        redis.client_kill_filter(_type="normal", skipme=True)
        redis.client_kill_filter(_type="pubsub", skipme=True)
        house.change(1)
        time.sleep(0.5)
    _works(house)
    house.settle()
    process = house.servers.running["redis"]
    process.send_signal(signal.SIGSTOP)
    house.change(3)
    time.sleep(2)
    process.send_signal(signal.SIGCONT)
    house.settle()


@case(
    "F32 away",
    "PostgreSQL away, stopped politely and at once",
    without="outage",
    says="without a database: 500",
)
def database_away(house: House) -> None:
    house.up()
    before = house.count("enhancements_delivery")
    house.crash("postgres", signal.SIGINT)
    house.change(3)
    answer, headers = talking.get(house.port, PAGE)
    has_hint = "retry-after" in headers
    assert (answer, has_hint) == (503, True), f"without a database: {answer} {headers}"
    delivered = _deliver(house)[0]
    assert delivered == 503, f"a delivery without a database: {delivered}"
    house.repair()
    house.settle()
    house.wait(lambda: _page(house) == 200, "the page to be back")
    house.github.faults.add("slow", "graphql", seconds=0.3)
    house.change(5)
    taken = _while_delivering(house, lambda: house.crash("postgres", signal.SIGQUIT))
    house.settle()
    kept = house.count("enhancements_delivery") - before
    assert kept >= taken, f"{kept} kept of {taken} taken"


def _while_delivering(house: House, act: object) -> int:
    """Restart it among deliveries; how many were said to be taken."""
    statuses: list[int] = []
    ended = threading.Event()

    def deliver() -> None:
        while not ended.is_set():
            statuses.append(_deliver(house)[0])

    thread = threading.Thread(target=deliver)
    thread.start()
    try:
        time.sleep(0.3)
        assert callable(act)
        act()
        house.repair()
        time.sleep(1)
    finally:
        ended.set()
        thread.join()
    assert set(statuses) <= {202, 500, 503}, f"answers: {statuses}"
    return statuses.count(202)


@case(
    "F32 locked",
    "sessions ended, and tables locked",
    without="timeouts",
    says="waits for the lock",
)
def locked(house: House) -> None:
    house.up()
    for _ in range(3):
        house.change(2)
        time.sleep(0.3)
        house.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = 'tracker' AND pid <> pg_backend_pid()",
            database="postgres",
        )
    with house.locked("enhancements_repository", "enhancements_delivery"):
        house.change(3)
        try:
            answer, _ = talking.get(house.port, PAGE, 8)
            status, _ = _deliver(house)
        except TimeoutError as error:
            raise AssertionError("the page waits for the lock") from error
        assert (answer, status) == (503, 503), f"answers: {answer} {status}"
    house.wait(lambda: _page(house) == 200, "the page to be back")
    house.settle()


@case(
    "F32 pool",
    "every connection of the pool is held by a request that waits",
    without="timeouts",
    says="waits for a connection",
)
def exhausted(house: House) -> None:
    house.up()
    before = house.count("enhancements_delivery")
    asked = [lambda: _deliver(house)[0], lambda: talking.get(house.port, PAGE, LONG)[0]]
    with (
        house.locked("enhancements_repository", "enhancements_delivery"),
        ThreadPoolExecutor(CROWD) as crowd,
    ):
        try:
            answers = Counter(
                crowd.map(lambda number: asked[number % 2](), range(CROWD))
            )
        except TimeoutError as error:
            raise AssertionError("somebody waits for a connection") from error
    assert set(answers) == {503}, f"answers: {answers}"
    assert house.count("enhancements_delivery") == before, "one was taken all the same"
    house.wait(lambda: _page(house) == 200, "the page to be back")
    house.change(3)
    house.settle()
