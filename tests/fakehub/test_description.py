"""Every answer of the pretended GitHub meets GitHub's description of its own API."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest

from enhancements.fakehub.rest import paths
from enhancements.fakehub.server import Fakehub
from tests.support import openapi
from tests.support.fakehubs import PLANS, Asker

# Routes that GitHub has and our slice has not, as nothing of ours asks for them.
NOT_IN_SLICE = {
    ("DELETE", "/repos/{owner}/{repo}/issues/comments/{comment_id}"),
    ("GET", "/orgs/{org}/members"),
    ("GET", "/repos/{owner}/{repo}/issues/events/{event_id}"),
    ("GET", "/repos/{owner}/{repo}/labels/{name}"),
    ("GET", "/repos/{owner}/{repo}/milestones/{milestone_number}"),
}

# What stands for the names of an address.
NAMES = {
    "owner": "acme",
    "repo": "plans",
    "issue_number": "1",
    "pull_number": "2",
    "username": "bob",
    "account_id": "1002",
    "org": "acme",
    "team_slug": "approvers",
    "installation_id": "41000001",
    "hook_id": "520000001",
    "name": "sig%2Fcompute",
    "path": "veps/a/vep.md",
}
WRITES: dict[tuple[str, str], Any] = {
    ("POST", "issues"): {"title": "New", "milestone": 1},
    ("PATCH", "{issue_number}"): {
        "state": "closed",
        "milestone": 1,
        "labels": ["sig/compute", "new"],
    },
    ("POST", "comments"): {"body": "Hello"},
    ("PATCH", "{comment_id}"): {"body": "Edited"},
    ("POST", "labels"): {"labels": ["sig/compute", "more"]},
    ("PUT", "labels"): {"labels": ["sig/compute", "other"]},
    ("POST", "assignees"): {"assignees": ["alice", "nobody-there"]},
    ("DELETE", "assignees"): {"assignees": ["alice"]},
}
ALL = ("/issues", "/pulls", "/milestones")


def app_token(hub: Fakehub) -> str:
    app = hub.access.add_app("tracker-app", owner="acme")
    hub.access.install(app, "acme")
    hub.sender.add_hook("http://127.0.0.1:9/", "s", repo=PLANS, events=["issues"])
    hub.sender.add_hook("http://127.0.0.1:9/", "s", app=app, events=["issues"])
    hub.world.edit_title(PLANS, 1, "Told to hooks", by="alice")
    assert hub.sender.drain()
    now = hub.world.now
    claims = {"iss": str(app.id), "iat": now - 60, "exp": now + 300}
    return jwt.encode(claims, app.private_key, algorithm="RS256")


def address(path: str, names: dict[str, str]) -> str:
    filled = path
    for name, value in names.items():
        filled = filled.replace(f"{{{name}}}", value)
    return f"{filled}?state=all&per_page=100" if path.endswith(ALL) else filled


def in_order(one: tuple[str, str]) -> tuple[bool, bool, int]:
    """What takes away comes last, and the longer path first."""
    return one[0] == "DELETE", one[0] != "GET", -len(one[1])


def test_every_route_answers_as_described(busy: Fakehub):
    app = Asker(busy, app_token(busy))
    person = Asker(busy, busy.access.add_token("alice").text)
    comment = busy.world.issue(PLANS, 1).comments[0].id
    deliveries = [str(one) for one in busy.sender.deliveries]
    for method, path in sorted(set(paths()) - NOT_IN_SLICE, key=in_order):
        is_app = path.startswith("/app") or path.endswith("/installation")
        delivery = deliveries[path.startswith("/app")]
        names = NAMES | {"delivery_id": delivery, "comment_id": str(comment)}
        told = WRITES.get((method, path.rpartition("/")[2]))
        where = address(path, names)
        if told is not None:
            openapi.check_request(method, where, told)
        # The asker itself sees that the answer is as described.
        answer = (app if is_app else person)(where, method, told)
        assert answer.status < 300, (method, path, answer)
        assert answer.body not in ([], {}) or answer.status == 202, (method, path)


def test_routes_are_those_of_the_slice_and_a_few_more():
    described = json.loads(openapi.SLICE.read_text(encoding="utf-8"))["paths"]
    in_slice = {
        (method.upper(), path)
        for path, methods in described.items()
        for method in methods
    }
    assert set(paths()) - in_slice == NOT_IN_SLICE
    assert in_slice - set(paths()) == set()


def test_every_kind_of_event_is_told_as_described(busy: Fakehub):
    ask = Asker(busy, busy.access.add_token("alice").text)
    seen = set()
    for number in (1, 2):
        told = ask.all(f"/repos/{PLANS}/issues/{number}/timeline?per_page=10")
        seen |= {row["event"] for row in told}
    assert seen == {
        *("labeled", "unlabeled", "milestoned", "demilestoned", "assigned"),
        *("unassigned", "renamed", "commented", "comment_deleted", "locked"),
        *("pinned", "closed", "reopened", "connected", "cross-referenced"),
        *("referenced", "committed", "head_ref_force_pushed", "review_requested"),
        *("ready_for_review", "reviewed", "review_dismissed", "merged"),
    }


@pytest.mark.parametrize("path", ["", "veps", "link", "sub", "veps/a/vep.md"])
def test_contents_of_every_kind_are_as_described(busy: Fakehub, path: str):
    assert Asker(busy)(f"/repos/{PLANS}/contents/{path}").status == 200


def test_asker_notices_an_answer_that_github_would_not_give(busy: Fakehub):
    label = next(iter(busy.world.repo(PLANS).labels.values()))
    label.color = None
    with pytest.raises(openapi.NotAsDescribed, match="color"):
        Asker(busy)(f"/repos/{PLANS}/labels")
