"""Every delivery that GitHub published as an example goes through the endpoint."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from enhancements.actions import inbox
from enhancements.models import Delivery, Dirty, Project, Repository
from enhancements.policy import deliveries

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.npm

SECRET = "a secret of good length"  # noqa: S105 - of this test
HOST = "https://api.github.com"

MARKED = {
    "issue_comment": (9, 9, "item"),
    "issues": (29, 29, "item"),
    "label": (6, 6, "labels"),
    "milestone": (5, 5, "milestones"),
    "public": (3, 3, "repository"),
    "pull_request": (29, 29, "item"),
    "pull_request_review": (4, 4, "item"),
    "pull_request_review_comment": (5, 5, "item"),
    "pull_request_review_thread": (3, 3, "item"),
    "repository": (13, 13, "repository"),
}
"""Event: its examples, those that mark something, and what. The examples of the other
48 events, 223 in all, mark nothing.
"""


@pytest.fixture(scope="module")
def examples(node_modules: Path) -> list[tuple[str, dict[str, Any]]]:
    """(event, payload) of all examples."""
    place = node_modules / "@octokit" / "webhooks-examples" / "api.github.com"
    told = json.loads((place / "index.json").read_text(encoding="utf-8"))
    return [(event["name"], one) for event in told for one in event["examples"]]


@pytest.fixture
def tracked(db: None, examples: list[tuple[str, dict[str, Any]]]) -> list[Repository]:  # noqa: ARG001 - the tables
    """Every repository that an example speaks of."""
    project = Project.objects.create(name="demo", profile="kubevirt")
    names = {
        one["repository"]["id"]: one["repository"]["full_name"]
        for _, one in examples
        if one.get("repository")
    }
    return Repository.objects.bulk_create(
        Repository(project=project, host=HOST, name=f"{name}-{pk}", github_id=pk)
        for pk, name in names.items()
    )


@pytest.fixture(autouse=True)
def _quiet(settings, monkeypatch):
    settings.WEBHOOK_SECRETS = [SECRET]
    monkeypatch.setattr("enhancements.views.webhooks.waking.wake_inbox", lambda: None)


def deliver(client: Client, event: str, number: int, body: bytes) -> int:
    mac = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": f"example-{number}",
        "X-Hub-Signature-256": f"sha256={mac}",
    }
    answer = client.post(
        "/webhooks/github", body, content_type="application/json", headers=headers
    )
    return answer.status_code


@pytest.mark.usefixtures("tracked")
def test_every_example_is_taken_and_worked_off(client: Client, examples):
    bodies = [(event, json.dumps(one).encode()) for event, one in examples]
    statuses = Counter(
        deliver(client, event, number, body)
        for number, (event, body) in enumerate(bodies)
    )
    assert statuses == {202: 329}

    while inbox.pass_on(now=timezone.now()).deliveries:
        pass

    rows = Delivery.objects.all()
    assert rows.filter(processed_at__isnull=False, error="", attempts=0).count() == 329
    assert {row.pk: bytes(row.body) for row in rows} == {
        f"example-{number}": body for number, (_, body) in enumerate(bodies)
    }
    marks = Counter(Dirty.objects.values_list("kind", flat=True))
    # Many examples are of one issue, and one object has one mark.
    assert marks == {"item": 4, "labels": 1, "milestones": 1, "repository": 2}


def test_what_the_examples_mark(examples):
    """The table: event, its examples, those that mark, and what is marked."""
    found: dict[str, tuple[int, int, str]] = {}
    for event, many in Counter(event for event, _ in examples).items():
        news = [
            deliveries.read(event, json.dumps(one).encode())
            for name, one in examples
            if name == event
        ]
        kinds = sorted({mark.kind for one in news for mark in one.marks})
        marking = sum(bool(one.marks) for one in news)
        if kinds:
            found[event] = (many, marking, " ".join(kinds))
    assert found == MARKED
