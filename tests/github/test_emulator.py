"""The REST part of the mirror against a GitHub that somebody else wrote."""

from __future__ import annotations

import http
import http.server
import json
import threading
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from enhancements.actions import inbox
from enhancements.models import Delivery, Item, Label, Milestone, Project, Repository
from enhancements.sources.github import pump as pumping
from enhancements.sources.github import writing
from enhancements.sources.github.client import Client, connect
from enhancements.sources.github.credentials import Server
from tests.support import npm
from tests.support.emulator import TOKEN, Proxy, emulated
from tests.support.household import wait_until

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.npm, pytest.mark.long]

PLANS = "acme/plans"
SECRET = "a secret of good length"  # noqa: S105 - of this test


@pytest.fixture
def server(node_modules: Path, npm_place: Path, settings) -> Iterator[Proxy]:
    """A fresh emulator; the tracker is set up for it."""
    try:
        node = npm.node(npm_place)
    except npm.NotFetched as missing:
        pytest.skip(str(missing))
    with emulated(node, node_modules) as proxy:
        settings.GITHUB_URL = proxy.url
        settings.GITHUB_TOKEN = TOKEN
        settings.WEBHOOK_SECRETS = [SECRET]
        yield proxy


@pytest.fixture
def repository(db: None, server: Proxy) -> Repository:  # noqa: ARG001 - the tables
    """The repository of ours that mirrors the emulator's."""
    return Repository.objects.create(
        project=Project.objects.create(name="demo", profile="kubevirt"),
        host=Server.at(server.url).rest,
        name=PLANS,
        is_main=True,
    )


def tell_story(server: Proxy, *, has_milestone: bool = True) -> None:
    """Labels, a milestone, twelve issues, comments, one that is closed."""
    for name in ("sig/compute", "kind/tracker"):
        told = {"name": name, "color": "0052cc", "description": name}
        server.ask("POST", f"/repos/{PLANS}/labels", told)
    if has_milestone:
        stone = {"title": "v1.9", "due_on": "2026-06-01T00:00:00Z"}
        server.ask("POST", f"/repos/{PLANS}/milestones", stone)
    for number in range(1, 13):
        told = {"title": f"VEP {number}: Plan", "body": f"Text of {number}."}
        server.ask("POST", f"/repos/{PLANS}/issues", told)
    at = f"/repos/{PLANS}/issues"
    server.ask("POST", f"{at}/1/labels", {"labels": ["sig/compute", "kind/tracker"]})
    server.ask("DELETE", f"{at}/1/labels/kind%2Ftracker")
    if has_milestone:
        server.ask("PATCH", f"{at}/1", {"milestone": 1})
    server.ask("POST", f"{at}/1/assignees", {"assignees": ["alice"]})
    server.ask("POST", f"{at}/1/comments", {"body": "/sig compute"})
    server.ask("PATCH", f"{at}/2", {"state": "closed", "state_reason": "not_planned"})


def pump(repository: Repository, **options: Any) -> pumping.Outcome:
    outcome = pumping.pump(repository_id=repository.pk, is_forced=True, **options)
    repository.refresh_from_db()
    assert outcome.error == ""
    return outcome


def item(repository: Repository, number: int) -> Item:
    return Item.objects.get(repository=repository, number=number)


def test_everything_is_mirrored(server: Proxy, repository: Repository):
    tell_story(server)

    pump(repository)

    assert repository.synced_at is not None
    items = Item.objects.filter(repository=repository, gone_at=None)
    assert sorted(items.values_list("number", flat=True)) == list(range(1, 13))
    one, two = item(repository, 1), item(repository, 2)
    assert (one.title, one.body, one.state) == ("VEP 1: Plan", "Text of 1.", "open")
    assert (two.state, two.state_reason) == ("closed", "not_planned")
    names = Label.objects.filter(node_id__in=one.labels).values_list("name", flat=True)
    assert list(names) == ["sig/compute"]
    assert one.milestone is not None
    assert one.milestone.title == "v1.9"
    assert list(one.comments.values_list("body", flat=True)) == ["/sig compute"]
    happened = one.timeline.values_list("kind", flat=True)
    assert {"labeled", "unlabeled", "milestoned", "assigned"} <= set(happened)
    assert "closed" in set(two.timeline.values_list("kind", flat=True))
    assert Milestone.objects.get(repository=repository).title == "v1.9"


def test_changes_are_found_and_none_cost_nothing(server: Proxy, repository: Repository):
    # It says of a milestone that it changed whenever somebody reads it.
    tell_story(server, has_milestone=False)
    pump(repository)
    # The first look for news asks for what came while everything was read.
    pump(repository)
    server.asked.clear()

    assert pump(repository).news == 0
    asked = [one for one in server.asked if "graphql" not in one[1]]
    assert [one for one in asked if one[2] != http.HTTPStatus.NOT_MODIFIED] == []
    assert len(asked) == 4

    server.ask("PATCH", f"/repos/{PLANS}/issues/3", {"title": "VEP 3: Another"})
    server.ask("POST", f"/repos/{PLANS}/issues/4/comments", {"body": "Late."})
    pump(repository)
    assert item(repository, 3).title == "VEP 3: Another"
    assert item(repository, 4).comments.get().body == "Late."


def test_comparison_agrees(server: Proxy, repository: Repository):
    tell_story(server)
    pump(repository)

    outcome = pump(repository, compare=True)

    assert outcome.report is not None
    report: dict[str, Any] = outcome.report
    assert (report["issue"]["read"], report["extra"], report["left"]) == (12, [], [])


def test_comments_and_labels_are_written_once(server: Proxy, repository: Repository):
    tell_story(server)
    marker = uuid.uuid4()

    def write(client: Client) -> None:
        if writing.find_comment(client, PLANS, 5, marker) is None:
            writing.comment(client, PLANS, 5, "Which SIG?", marker)
        writing.add_labels(client, PLANS, 5, ["sig/compute"])
        writing.remove_label(client, PLANS, 1, "sig/compute")
        writing.remove_label(client, PLANS, 1, "sig/compute")

    with connect(repository.name) as client:
        write(client)
        write(client)

    pump(repository)
    assert item(repository, 5).comments.get().body.startswith("Which SIG?")
    assert len(item(repository, 5).labels) == 1
    assert item(repository, 1).labels == []


class Receiver(http.server.ThreadingHTTPServer):
    """Keeps deliveries as they came."""

    daemon_threads = True

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), _Receiving)


class _Receiving(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((dict(self.headers.items()), body))
        self.send_response(202)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """`Receiver.came` has it."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Where the emulator delivers."""
    with Receiver() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.05,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_its_webhooks_are_taken_and_lead_to_what_changed(
    server: Proxy, repository: Repository, receiver: Receiver, client, monkeypatch
):
    monkeypatch.setattr("enhancements.views.webhooks.waking.wake_inbox", lambda: None)
    tell_story(server)
    pump(repository)
    url = f"http://127.0.0.1:{receiver.server_address[1]}/"
    config = {"url": url, "content_type": "json", "secret": SECRET}
    hook = {"name": "web", "active": True, "events": ["*"], "config": config}
    server.ask("POST", f"/repos/{PLANS}/hooks", hook)
    receiver.came.clear()

    server.ask("PATCH", f"/repos/{PLANS}/issues/6", {"title": "VEP 6: Renamed"})
    server.ask("POST", f"/repos/{PLANS}/issues/7/labels", {"labels": ["sig/compute"]})
    server.ask("POST", f"/repos/{PLANS}/issues/8/comments", {"body": "Hello."})

    def events() -> set[str]:
        return {headers["X-GitHub-Event"] for headers, _ in list(receiver.came)}

    wait_until(lambda: {"issues", "issue_comment"} <= events())
    statuses = {
        client.post(
            "/webhooks/github",
            body,
            content_type="application/json",
            headers={k: v for k, v in headers.items() if k.startswith("X-")},
        ).status_code
        for headers, body in receiver.came
    }
    assert statuses == {202}
    passed = inbox.pass_on(now=timezone.now())
    assert passed.repositories == (repository.pk,)
    assert Delivery.objects.filter(processed_at=None).count() == 0

    pumping.pump(repository_id=repository.pk)
    assert item(repository, 6).title == "VEP 6: Renamed"
    assert len(item(repository, 7).labels) == 1
    assert item(repository, 8).comments.get().body == "Hello."
    assert json.loads(receiver.came[0][1])["repository"]["full_name"] == PLANS
