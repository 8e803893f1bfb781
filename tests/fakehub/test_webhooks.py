"""Deliveries of the pretended GitHub as a receiver gets them."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.webhooks import Weather
from enhancements.fakehub.world import World
from tests.support.fakehubs import PLANS, Asker, busy_world

SECRET = "between us"  # noqa: S105 of a test


class Receiver(HTTPServer):
    """Takes deliveries; answers 202, or what `answers` says first."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taker)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook?a=b"

    def told(self) -> list[tuple[str, str | None]]:
        return [
            (headers["x-github-event"], json.loads(body).get("action"))
            for headers, body in self.got
        ]

    def titles(self) -> list[str]:
        return [json.loads(body)["issue"]["title"] for _, body in self.got]


class _Taker(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.got.append((headers, body))
        self.send_response(self.server.answers.pop() if self.server.answers else 202)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silence."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def hooked(hub: Fakehub, receiver: Receiver) -> Fakehub:
    hub.sender.add_hook(receiver.url, SECRET, repo=PLANS)
    return hub


def test_delivery_is_signed_over_its_body(
    world: World, hooked: Fakehub, receiver: Receiver
):
    world.open_issue(PLANS, "Ünïcode", by="bob", labels=["a"])
    assert hooked.sender.drain()
    assert receiver.told() == [
        ("issues", "opened"),
        ("label", "created"),
        ("issues", "labeled"),
    ]
    headers, body = receiver.got[0]
    signed = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] == f"sha256={signed}"
    told = json.loads(body)
    assert told["issue"]["title"] == "Ünïcode"
    assert told["repository"]["full_name"] == PLANS
    assert told["sender"]["login"] == "bob"
    assert told["organization"]["login"] == "acme"


def test_every_mutation_makes_payloads_that_are_json(receiver: Receiver):
    with Fakehub(World(seed=7)) as hub:
        hub.sender.add_hook(receiver.url, SECRET)
        heard = []
        busy = busy_world(hub.world)
        assert hub.sender.drain()
        heard = {event for event, _ in receiver.told()}
        assert busy is hub.world
    assert heard == {
        *("issues", "issue_comment", "label", "milestone", "member", "push"),
        *("organization", "pull_request", "pull_request_review", "repository"),
    } - {"repository"}
    told = [json.loads(body) for _, body in receiver.got]
    moved = next(one for one in told if one.get("action") == "transferred")
    assert moved["changes"]["new_repository"]["full_name"] == "acme/code"
    pulls = [one for one in told if "pull_request" in one]
    assert {one["number"] for one in pulls} == {2, 3}


def test_other_repositories_and_events_are_not_told(
    world: World, hub: Fakehub, receiver: Receiver
):
    hub.sender.add_hook(receiver.url, SECRET, repo=PLANS, events=["issue_comment"])
    world.open_issue(PLANS, "One", by="bob")
    world.open_issue("acme/code", "Two", by="bob")
    world.comment("acme/code", 1, "Elsewhere", by="bob")
    world.comment(PLANS, 1, "Here", by="bob")
    assert hub.sender.drain()
    assert receiver.told() == [("issue_comment", "created")]


def test_failed_delivery_is_listed_and_sent_again(
    world: World, hooked: Fakehub, receiver: Receiver, ask: Asker
):
    receiver.answers = [503]
    world.open_issue(PLANS, "One", by="bob")
    world.edit_title(PLANS, 1, "Two", by="bob")
    assert hooked.sender.drain()
    hook = next(iter(hooked.sender.hooks))
    path = f"/repos/{PLANS}/hooks/{hook}/deliveries"
    rows = ask.all(f"{path}?per_page=1")
    assert [row["status"] for row in rows] == ["OK", "Invalid HTTP Response: 503"]
    failed = rows[1]
    assert ask(f"{path}/{failed['id']}/attempts", "POST").status == 202
    assert hooked.sender.drain()
    again = ask(path).body[0]
    assert (again["guid"], again["redelivery"]) == (failed["guid"], True)
    assert again["id"] != failed["id"]
    guids = [headers["x-github-delivery"] for headers, _ in receiver.got]
    assert (guids[0], guids[2]) == (failed["guid"], failed["guid"])
    world.advance(4 * 86_400)
    assert ask(path).body == []


def test_receiver_that_is_down_is_noted(world: World, hub: Fakehub):
    hook = hub.sender.add_hook("http://127.0.0.1:9/", SECRET, repo=PLANS)
    world.open_issue(PLANS, "One", by="bob")
    assert hub.sender.drain()
    [delivery] = hub.sender.deliveries.values()
    assert (delivery.hook, delivery.status_code) == (hook, 0)
    assert delivery.status == "failed to connect to host"


def edits(world: World, many: int = 4) -> None:
    world.open_issue(PLANS, "0", by="bob")
    for number in range(1, many):
        world.edit_title(PLANS, 1, f"{number}", by="bob")


@pytest.mark.parametrize(
    ("weather", "expected"),
    [
        (Weather(), ["0", "1", "2", "3"]),
        (Weather(copies=2), ["0", "0", "1", "1", "2", "2", "3", "3"]),
        (Weather(reverse=2), ["1", "0", "3", "2"]),
        (Weather(lost=1.0), []),
        (Weather(unsent=1.0), []),
        (Weather(delay=0.05), ["0", "1", "2", "3"]),
    ],
)
def test_weather_does_what_it_says(
    world: World, hooked: Fakehub, receiver: Receiver, weather: Weather, expected
):
    hooked.sender.weather = weather
    edits(world)
    assert hooked.sender.drain()
    assert receiver.titles() == expected
    assert len(hooked.sender.deliveries) == (0 if weather.unsent else 4)


def test_some_are_lost_and_always_the_same(receiver: Receiver):
    def lost() -> list[str]:
        world = World(seed=3)
        world.add_user("acme", kind="Organization")
        world.add_user("bob")
        world.add_repo(PLANS)
        with Fakehub(world) as hub:
            hub.sender.add_hook(receiver.url, SECRET, repo=PLANS)
            hub.sender.weather = Weather(lost=0.5)
            receiver.got.clear()
            edits(world, 20)
            assert hub.sender.drain()
            return receiver.titles()

    first = lost()
    assert 0 < len(first) < 20
    assert lost() == first


def test_form_and_ping(hub: Fakehub, receiver: Receiver):
    hub.sender.add_hook(receiver.url, SECRET, repo=PLANS, is_form=True, pings=True)
    assert hub.sender.drain()
    headers, body = receiver.got[0]
    assert headers["x-github-event"] == "ping"
    assert body.startswith(b"payload=%7B")
