"""F21 to F25: deliveries on their way, and at the door."""

from __future__ import annotations

import datetime as dt
import gzip
import threading
import time
import uuid
from typing import TYPE_CHECKING

from enhancements.fakehub.webhooks import Weather
from tests.faults.processes import talking
from tests.faults.processes.cases import case
from tests.faults.processes.house import PLANS, SECRET, House, told

if TYPE_CHECKING:
    from collections.abc import Callable

BURST = 500
AT_ONCE = 25
LONGEST = 1.0
"""Seconds for an answer at the 99th percentile; GitHub waits ten."""
BUSY = 20
"""On a busy machine: so many times what it takes to say that one is alive."""


@case(
    "F21 lost",
    "deliveries lost, 10 % and all",
    without="polls",
    says="not well .*: I1 ",
)
def lost(house: House) -> None:
    house.up()
    house.hook()
    for share in (0.1, 1.0):
        house.github.sender.weather = Weather(lost=share)
        house.change(8)
        house.settle()


@case(
    "F21 order",
    "deliveries tripled, delayed and reversed",
    without="same-delivery",
    says="answers: .* 500",
)
def reversed_order(house: House) -> None:
    house.up()
    house.hook()
    sender = house.github.sender
    sender.deliveries.clear()
    sender.weather = Weather(copies=3, delay=0.3)
    house.change(10)
    house.drained()
    sender.weather = Weather(delay=0.3, reverse=5)
    house.change(10)
    sender.release()
    house.drained()
    bad = {one.status for one in sender.deliveries.values()} - {"OK"}
    assert not bad, f"answers: {bad}"
    house.settle()


@case(
    "F21 burst",
    "500 deliveries at once",
    without="answer-first",
    says="answers: .'(503|timed out)|p99 is",
)
def burst(house: House) -> None:
    house.up()
    numbers = house.retitle(10)
    alive, _ = _many(100, lambda _: _is_alive(house))
    longest = max(LONGEST, BUSY * _p99(alive))
    took, wrong = _many(BURST, lambda number: _deliver(house, numbers[number % 10]))
    assert not wrong, f"answers: {wrong[:5]}"
    worst = _p99(took)
    assert worst < longest, f"p99 is {worst:.2f} s of {len(took)}, not {longest:.2f}"
    kept = house.count("enhancements_delivery")
    assert kept >= len(took) == BURST, f"{kept} kept of {len(took)}"
    house.settle()


def _p99(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.99)]


def _is_alive(house: House) -> None:
    assert talking.answers(house.port)


def _deliver(house: House, number: int) -> None:
    body = payload(house, number, 25_000)
    sent = talking.headers(body, SECRET, str(uuid.uuid4()))
    status, _ = talking.post(house.port, body, sent)
    assert status == 202, status


def _many(times: int, work: Callable[[int], None]) -> tuple[list[float], list[str]]:
    """Do this as fast as it goes; the seconds of each time, and what went wrong.

    Once ten went wrong the rest is left.
    """
    numbers = iter(range(times))
    took: list[float] = []
    wrong: list[str] = []

    def go_on() -> None:
        for number in numbers:
            if len(wrong) >= 10:
                return
            began = time.monotonic()
            try:
                work(number)
            except (AssertionError, OSError) as error:
                wrong.append(str(error))
            took.append(time.monotonic() - began)

    threads = [threading.Thread(target=go_on) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, wrong


def payload(house: House, number: int, length: int = 0) -> bytes:
    """A delivery about an issue, filled up to a length."""
    place = house.world.repo(PLANS)
    issue = place.issues[number]
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(issue.updated_at))
    repository = {"id": place.id, "full_name": PLANS, "default_branch": "main"}
    about = {"number": number, "updated_at": moment, "body": "x" * length}
    return told({"action": "edited", "repository": repository, "issue": about})


@case(
    "F22 signed",
    "deliveries that are not GitHub's",
    without="signature",
    says="'of another': 202",
)
def unsigned(house: House) -> None:
    house.up()
    body = payload(house, 1)
    good = talking.headers(body, SECRET, "d")
    signature = {"X-Hub-Signature-256": talking.signed(body, "another secret")}
    packed = gzip.compress(body)
    form = good | {"Content-Type": "application/x-www-form-urlencoded"}
    without = {k: v for k, v in good.items() if "Signature" not in k}
    tries = {
        "of another": (body, good | signature, 401),
        "without": (body, without, 401),
        "SHA-1 alone": (body, without | {"X-Hub-Signature": "sha1=00"}, 401),
        "altered": (body + b" ", good, 401),
        "no JSON": (b"{", without, 401),
        "a form": (body, form, 415),
        "packed": (
            packed,
            talking.headers(packed, SECRET, "d") | {"Content-Encoding": "gzip"},
            415,
        ),
    }
    _refused(
        house,
        {n: talking.post(house.port, b, s)[0] for n, (b, s, _) in tries.items()},
        {name: status for name, (_, _, status) in tries.items()},
    )


def _refused(house: House, got: dict[str, int], expected: dict[str, int]) -> None:
    """Each got its answer, nothing was stored, and the next good one is taken."""
    assert got == expected, f"answers: {got}"
    kept = house.execute(
        "SELECT delivery_id FROM enhancements_delivery WHERE delivery_id = 'd'"
    )
    assert kept == [], f"stored: {kept}"
    body = payload(house, 1)
    sent = talking.headers(body, SECRET, str(uuid.uuid4()))
    assert talking.post(house.port, body, sent)[0] == 202, "a good one is refused"
    house.settle()


@case(
    "F22 sized",
    "deliveries too large, too slow, or lying",
    without="limits",
    says="it is waited for",
)
def oversized(house: House) -> None:
    house.up()
    big = 26 * 1024 * 1024
    try:
        got = {
            "26 MB": talking.raw(
                house.port, _head(f"Content-Length: {big}"), seconds=6
            ),
            # What is too much is another request to the server, and none.
            "lies low": talking.raw(
                house.port, _head("Content-Length: 2") + b"{}" + b"x" * 100, seconds=6
            )
            in {400, 401},
            "chunks": _chunks(house.port, big),
            "slow": _slow(house.port),
        }
    except TimeoutError as error:
        raise AssertionError("it is waited for") from error
    _refused(house, got, {"26 MB": 413, "lies low": True, "chunks": 413, "slow": 408})


def _head(*more: str) -> bytes:
    lines = [
        "POST /webhooks/github HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        "X-GitHub-Delivery: d",
        "X-GitHub-Event: issues",
        *more,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def _chunks(port: int, length: int) -> int:
    """A body without a length, in pieces, for as long as it is taken."""
    piece = b"x" * 1024 * 1024
    chunk = f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
    with talking.connected(port, 8) as connection:
        try:
            connection.sendall(_head("Transfer-Encoding: chunked"))
            for _ in range(length // len(piece)):
                connection.sendall(chunk)
            connection.sendall(b"0\r\n\r\n")
        except ConnectionError:
            pass  # Refused while we spoke; the answer may still be there.
        return talking.status_of(connection)


def _slow(port: int) -> int:
    """A body that comes by drops and never ends."""
    with talking.connected(port, 0.5) as connection:
        connection.sendall(_head("Content-Length: 1000"))
        for _ in range(10):
            try:
                return talking.status_of(connection)
            except TimeoutError:
                connection.sendall(b"x")
    raise TimeoutError


@case(
    "F23", "an old delivery once more", without="processed", says="because of a replay"
)
def replay(house: House) -> None:
    house.up()
    house.hook()
    sender = house.github.sender
    [number] = house.retitle()
    house.drained()
    old = max(sender.deliveries.values(), key=lambda one: one.id)
    house.world.edit_title(PLANS, number, "The latest title", by="alice")
    house.settle()
    before = house.rows()
    asked = house.asked("graphql")
    assert talking.post(house.port, old.body, old.headers)[0] == 202, "refused"
    house.settle()
    assert house.asked("graphql") == asked, "GitHub was asked because of a replay"
    assert house.rows() == before, "rows changed"
    again = old.headers | {"X-GitHub-Delivery": str(uuid.uuid4())}
    assert talking.post(house.port, old.body, again)[0] == 202, "refused"
    house.wait(lambda: house.asked("graphql") > asked, "a question because of it")
    house.settle()
    assert house.rows() == before, "rows changed"


@case(
    "F24",
    "nobody there to take deliveries",
    without="redelivery",
    says="not well .*: I1 ",
)
def receiver_down(house: House) -> None:
    house.up()
    house.hook()
    # Without polls, what was not delivered is known only by asking for it again.
    house.switch("no-polls", 1)
    house.stop("web")
    house.retitle(2)
    house.drained()
    house.start("web")
    house.execute("DELETE FROM enhancements_schedulerun")
    restarted = dt.datetime.now(dt.UTC)
    house.restart("worker")
    house.settle()
    # Who looks at the log still notes how far: that comes before what is noted below.
    house.ready(lambda: _looked_since(house, restarted), "the end of a look at the log")
    # What GitHub's log has forgotten is found by comparing everything.
    house.github.sender.weather = Weather(unsent=1.0)
    house.retitle(2)
    house.execute("DELETE FROM enhancements_schedulerun")
    house.execute(
        "UPDATE enhancements_stream SET since = since - interval '4 days'"
        " WHERE name = 'deliveries'"
    )
    talking.send(house.servers, "enhancements.redeliver")
    house.settle()


def _looked_since(house: House, moment: dt.datetime) -> bool:
    """Whether a look at the log of deliveries that began since then is over."""
    rows = house.execute(
        "SELECT 1 FROM enhancements_stream"
        " WHERE name = 'deliveries' AND finished_at > %s",
        [moment],
    )
    return bool(rows)


@case(
    "F25",
    "secrets change, and both are good meanwhile",
    without="former-secret",
    says="Response: 401",
)
def rotation(house: House) -> None:
    house.up()
    house.hook()
    house.port, before = talking.free_port(), house.port
    coming = "the secret that comes in"
    house.start(
        "web-2",
        TRACKER_WEBHOOK_SECRET=coming,
        TRACKER_WEBHOOK_SECRET_FORMER=SECRET,
    )
    sender = house.github.sender
    hooks = [house.add_hook(), house.add_hook(secret=coming)]
    try:
        house.retitle(3)
        house.drained()
    finally:
        house.port = before
        house.stop("web-2")
        for hook in hooks:
            del sender.hooks[hook.id]
    got = [one.status for one in sender.deliveries.values() if one.hook in hooks]
    assert got == ["OK"] * 6, f"answers: {got}"
    house.settle()
