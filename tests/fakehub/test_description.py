"""Every answer of the pretended GitHub meets GitHub's description of its own API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import jwt
import pytest

from enhancements.fakehub.rest import paths
from enhancements.fakehub.server import Fakehub
from tests.support.fakehubs import PLANS, Asker, Told

SLICE = Path(__file__).parent.parent / "support" / "openapi.json"

# Routes that GitHub has and our slice has not, as nothing of ours asks for them.
NOT_IN_SLICE = {
    ("DELETE", "/repos/{owner}/{repo}/issues/comments/{comment_id}"),
    ("GET", "/orgs/{org}/members"),
    ("GET", "/repos/{owner}/{repo}/issues/events/{event_id}"),
    ("GET", "/repos/{owner}/{repo}/labels/{name}"),
    ("GET", "/repos/{owner}/{repo}/milestones/{milestone_number}"),
}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    slice_: dict[str, Any] = json.loads(SLICE.read_text(encoding="utf-8"))
    return slice_


def nullable(value: Any) -> Any:
    """OpenAPI 3.0's ``nullable`` as JSON schema says it."""
    if isinstance(value, list):
        return [nullable(one) for one in value]
    if not isinstance(value, dict):
        return value
    told = {key: nullable(one) for key, one in value.items()}
    if told.pop("nullable", None) is True:
        return {"anyOf": [told, {"type": "null"}]}
    return told


class Description:
    def __init__(self, told: dict[str, Any]) -> None:
        self.told = nullable(told)

    def schema(self, method: str, path: str, status: int) -> dict[str, Any] | None:
        answers = self.told["paths"][path][method.lower()]["responses"]
        answer = answers[str(status)]
        if "$ref" in answer:
            answer = self.told["components"]["responses"][answer["$ref"].split("/")[-1]]
        content = answer.get("content", {})
        found = content.get("application/json", {}).get("schema")
        if found is None:
            return None
        return {**found, "components": self.told["components"]}

    def check(self, method: str, path: str, told: Told) -> None:
        assert self.faults(method, path, told) == []

    def faults(self, method: str, path: str, told: Told) -> list[str]:
        schema = self.schema(method, path, told.status)
        if schema is None:
            return []
        validator = jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.FormatChecker()
        )
        return [
            f"{method} {path} {'/'.join(map(str, one.path))}: {one.message[:99]}"
            f" {[inner.message[:200] for inner in one.context or ()]}"
            for one in validator.iter_errors(told.body)
        ]


@pytest.fixture(scope="module")
def description(described: dict[str, Any]) -> Description:
    return Description(described)


def app_token(hub: Fakehub) -> str:
    app = hub.access.add_app("tracker-app", owner="acme")
    hub.access.install(app, "acme")
    now = hub.world.now
    claims = {"iss": str(app.id), "iat": now - 60, "exp": now + 300}
    return jwt.encode(claims, app.private_key, algorithm="RS256")


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
    "milestone_number": "1",
}

WRITES: dict[tuple[str, str], Any] = {
    ("POST", "/repos/{owner}/{repo}/issues"): {"title": "New", "milestone": 1},
    ("PATCH", "/repos/{owner}/{repo}/issues/{issue_number}"): {
        "state": "closed",
        "milestone": 1,
        "labels": ["sig/compute", "new"],
    },
}
BODIES = {
    "comments": {"body": "Hello"},
    "comment_id": {"body": "Edited"},
    "labels": {"labels": ["sig/compute", "more"]},
    "assignees": {"assignees": ["alice", "nobody-there"]},
}
QUERIES = {
    "/repos/{owner}/{repo}/issues": "?state=all&per_page=100",
    "/repos/{owner}/{repo}/pulls": "?state=all",
    "/repos/{owner}/{repo}/milestones": "?state=all",
}


def address(path: str, more: dict[str, str]) -> str:
    filled = path
    for name, value in {**NAMES, **more}.items():
        filled = filled.replace(f"{{{name}}}", value)
    return filled + QUERIES.get(path, "")


def more_names(hub: Fakehub) -> dict[str, str]:
    comments = hub.world.issue(PLANS, 1).comments
    hub.sender.add_hook("http://127.0.0.1:9/", "s", repo=PLANS, events=["issues"])
    app = next(iter(hub.access.apps.values()))
    hub.sender.add_hook("http://127.0.0.1:9/", "s", app=app, events=["issues"])
    hub.world.edit_title(PLANS, 1, "Told to hooks", by="alice")
    deliveries = [str(one) for one in hub.sender.deliveries]
    return {
        "comment_id": str(comments[0].id),
        "event_id": str(hub.world.repo(PLANS).events[0].id),
        "delivery_id": deliveries[0],
        "app_delivery": deliveries[1],
        "path": "veps/a/vep.md",
    }


def test_every_route_answers_as_described(busy: Fakehub, description: Description):
    person = Asker(busy, busy.access.add_token("alice").text)
    app = Asker(busy, app_token(busy))
    more = more_names(busy)
    wrong: list[str] = []
    order = sorted(paths(), key=lambda one: (one[0] == "DELETE", one[0] != "GET"))
    for method, path in order:
        if (method, path) in NOT_IN_SLICE:
            continue
        is_app = path.startswith("/app") or path.endswith("/installation")
        names = dict(more)
        if path.startswith("/app/hook"):
            names["delivery_id"] = more["app_delivery"]
        last = path.rpartition("/")[2].strip("{}")
        body = WRITES.get((method, path), BODIES.get(last))
        told = (app if is_app else person)(
            address(path, names), method, None if method == "GET" else body
        )
        assert told.status < 300, (method, path, told)
        wrong += description.faults(method, path, told)
    assert wrong == []
    in_slice = {
        (method.upper(), path)
        for path, methods in description.told["paths"].items()
        for method in methods
    }
    assert in_slice <= set(paths())
    assert set(paths()) - in_slice == NOT_IN_SLICE


def test_every_kind_of_event_is_told_as_described(
    busy: Fakehub, description: Description
):
    ask = Asker(busy, busy.access.add_token("alice").text)
    seen = set()
    for number in (1, 2):
        told = ask(f"/repos/{PLANS}/issues/{number}/timeline?per_page=100")
        path = "/repos/{owner}/{repo}/issues/{issue_number}/timeline"
        description.check("GET", path, told)
        seen |= {row["event"] for row in told.body}
    assert {"labeled", "committed", "reviewed", "cross-referenced", "renamed"} <= seen
    events = ask(f"/repos/{PLANS}/issues/events?per_page=100")
    description.check("GET", "/repos/{owner}/{repo}/issues/events", events)


@pytest.mark.parametrize("path", ["", "veps", "link", "sub", "veps/a/vep.md"])
def test_contents_of_every_kind_are_as_described(
    busy: Fakehub, description: Description, path: str
):
    told = Asker(busy)(f"/repos/{PLANS}/contents/{path}")
    assert told.status == 200
    description.check("GET", "/repos/{owner}/{repo}/contents/{path}", told)


def test_check_notices_what_is_missing(description: Description):
    told = Told(200, {}, [{"id": 1}])
    with pytest.raises(AssertionError):
        description.check("GET", "/repos/{owner}/{repo}/labels", told)
