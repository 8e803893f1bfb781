"""What is written to GitHub, who is who there, and its log of webhooks."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

import pytest

from enhancements.actions import budget
from enhancements.sources.github import failures, hooks, people, writing
from enhancements.sources.github.client import Client
from enhancements.sources.github.credentials import App, Server
from tests.support.fakehubs import PLANS

if TYPE_CHECKING:
    from enhancements.fakehub.nouns import Issue

MARKER = uuid.UUID(int=7)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _writes_in_haste(monkeypatch):
    monkeypatch.setattr(budget, "BETWEEN_WRITES", dt.timedelta(milliseconds=1))


def first(busy) -> Issue:
    return busy.world.issue(PLANS, 1)


def test_comment_is_written_and_found(busy, connect):
    client = connect(busy)
    assert writing.find_comment(client, PLANS, 1, MARKER) is None
    made = writing.comment(client, PLANS, 1, "Hello.", MARKER)

    found = writing.find_comment(client, PLANS, 1, MARKER)
    assert (found.github_id, found.author.login) == (made.github_id, "alice")
    assert found.body == f"Hello.\n\n<!-- tracker:{MARKER} -->"
    assert writing.find_comment(client, PLANS, 1, uuid.uuid4()) is None


def test_lost_answer_is_found_instead_of_written_again(busy, connect):
    client = connect(busy)
    busy.faults.add("unhandled", "POST .*comments", count=1)

    with pytest.raises(failures.Unavailable):
        writing.comment(client, PLANS, 1, "Once.", MARKER)
    assert writing.find_comment(client, PLANS, 1, MARKER).body.startswith("Once.")


def test_marker_on_a_later_page_is_found(busy, connect):
    client = connect(busy)
    for number in range(120):
        busy.world.comment(PLANS, 1, f"{number}", by="bob")
    writing.comment(client, PLANS, 1, "Last.", MARKER)

    assert writing.find_comment(client, PLANS, 1, MARKER) is not None


def test_comment_of_ours_that_says_the_same_is_found_without_its_marker(busy, connect):
    client = connect(busy)
    busy.world.comment(PLANS, 1, "Hello.", by="bob")
    made = writing.comment(client, PLANS, 1, "Hello.", MARKER)
    between = (made.created_at - HOUR, made.created_at + HOUR)

    found = writing.find_alike(client, PLANS, 1, "Hello.\n", between)

    assert found is not None
    assert found.github_id == made.github_id
    assert writing.find_alike(client, PLANS, 1, "Hello!", between) is None
    for earlier, later in ((-2, -1), (1, 2)):
        other = (made.created_at + earlier * HOUR, made.created_at + later * HOUR)
        assert writing.find_alike(client, PLANS, 1, "Hello.", other) is None


@pytest.mark.parametrize("body", ["", "  \n", "x" * 70_000])
def test_comment_that_github_would_not_take_is_not_sent(busy, connect, body):
    with pytest.raises(ValueError, match="characters"):
        writing.comment(connect(busy), PLANS, 1, body, MARKER)
    assert busy.log.entries == []


def test_labels_are_set_and_taken_off_as_often_as_one_likes(busy, connect):
    client = connect(busy)
    for _ in range(2):
        writing.add_labels(client, PLANS, 1, ["triage", "kind/ünï/code"])
    assert {"triage", "kind/ünï/code"} <= {one.name for one in first(busy).labels}

    for _ in range(2):
        writing.remove_label(client, PLANS, 1, "kind/ünï/code")
    assert "kind/ünï/code" not in {one.name for one in first(busy).labels}
    with pytest.raises(failures.Missing):
        writing.remove_label(client, PLANS, 99, "triage")


def test_milestone_state_and_assignees_are_set(busy, connect):
    client = connect(busy)
    writing.set_milestone(client, PLANS, 1, 1)
    assert first(busy).milestone.title == "v1.9"
    writing.set_milestone(client, PLANS, 1, None)
    assert first(busy).milestone is None
    writing.set_state(client, PLANS, 1, "open")
    writing.set_state(client, PLANS, 1, "closed", "not_planned")
    assert (first(busy).state, first(busy).state_reason) == ("closed", "not_planned")
    assert writing.assign(client, PLANS, 1, ["Carol", "nobody"]) == ("nobody",)
    writing.unassign(client, PLANS, 1, ["bob"])
    assert [one.login for one in first(busy).assignees] == ["carol"]


def test_credential_that_may_only_read_is_refused(busy, connect):
    token = busy.access.add_token("alice", permissions={"issues": "read"})
    client = connect(busy)
    client._credential._pass = type(client._credential)(token.text)._pass

    with pytest.raises(failures.Refused):
        writing.add_labels(client, PLANS, 1, ["x"])


def test_writes_wait_for_their_turn(busy, connect, monkeypatch):
    monkeypatch.setattr(budget, "BETWEEN_WRITES", dt.timedelta(seconds=0.2))
    clients = [connect(busy)] * 3
    for client in clients:
        writing.set_state(client, PLANS, 1, "open")

    at = [entry.at for entry in busy.log.entries]
    assert at[2] - at[0] > 0.35


def test_long_queue_of_writes_is_told(busy, connect, monkeypatch):
    monkeypatch.setattr(budget, "BETWEEN_WRITES", dt.timedelta(minutes=1))
    client = connect(busy)
    writing.set_state(client, PLANS, 1, "open")

    with pytest.raises(failures.RateLimited):
        writing.set_state(client, PLANS, 1, "closed")


# People


def test_members_and_accounts_are_told(busy, connect):
    client = connect(busy)

    assert [one.login for one in people.team_members(client, "acme", "approvers")] == [
        "bob"
    ]
    bob = busy.world.account("bob")
    busy.world.rename_user("bob", "robert")
    assert people.person(client, bob.id).login == "robert"
    with pytest.raises(failures.Missing):
        people.team_members(client, "acme", "nobody")


# Webhooks


def test_failed_deliveries_are_listed_and_asked_for_again(busy, connect):
    client = connect(busy)
    url = "http://127.0.0.1:9/hook"
    busy.sender.add_hook(url, "s", repo=PLANS)
    for _ in range(3):
        busy.world.comment(PLANS, 1, "x", by="bob")
    assert busy.sender.drain()
    path = hooks.hook(client, PLANS, url.__eq__)

    told = [one for page in hooks.deliveries(client, path) for one in page]
    assert [(one.event, one.is_good, one.is_again) for one in told] == [
        ("issue_comment", False, False)
    ] * 3
    hooks.redeliver(client, path, told[0].number)
    assert busy.sender.drain()
    [newest, *_] = next(iter(hooks.deliveries(client, path)))
    assert (newest.guid, newest.is_again) == (told[0].guid, True)
    with pytest.raises(failures.Missing):
        hooks.hook(client, PLANS, "http://127.0.0.1:9/other".__eq__)


@pytest.mark.django_db
def test_app_asks_for_its_own_deliveries(busy):
    app = busy.access.add_app("tracker", owner="acme")
    busy.access.install(app, "acme")
    credential = App(str(app.id), app.private_key)
    with Client(PLANS, server=Server.at(busy.url), credential=credential) as client:
        path = hooks.hook(client, PLANS, "whatever".__eq__)
        with pytest.raises(failures.Missing):  # This App has no hook.
            list(hooks.deliveries(client, path))
    assert busy.log.entries[-1].path.startswith("/api/v3/app/hook/deliveries")
    assert busy.log.entries[-1].asker == f"app-{app.id}"
