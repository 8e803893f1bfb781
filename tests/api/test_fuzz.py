"""What the description allows is answered as described; what it does not is refused."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from enhancements.actions import accounts, tokens
from tracker.wsgi import application

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("sample"),
    pytest.mark.long,
]

BOUNDED = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# What a project decides, and a description for all projects cannot say.
CHANGES = ["decision", "target,people", "concern,release"]
SAMPLE: dict[str, list[str]] = {
    "project": ["sample"],
    "as_of": ["", "2026-06-01", "2026-05-01T12:00:00Z", "2026-05-01T12:00:00+02:00"],
    "since": ["", "2026-04-20"],
    # Before every moment above; what begins after it ends is refused.
    "until": ["", "2026-04-30"],
    "stage": ["alpha", "beta,GA", "none"],
    "status": ["implementable", "none", "provisional,implemented"],
    "release": ["v1.9", "1.10", "v1.11"],
    "number": ["10", "#11", "10,11"],
    "has": ["problem", "drift", "drift,problem"],
    "where": ["documents", "schedules,rosters"],
    "state": ["planned", "committed,late"],
    "kind": ["new", "graduation,deprecation"],
    "key": ["10", "11", "50", "83"],
    "login": ["wren-abascot", "@Oda-Vintermark"],
    "cursor": [""],
    # The sample has none.
    "view": [""],
    "pr": ["lodestead/lodestead/1201", "nobody/nothing#1"],
    "dry_run": ["true", "false"],
}


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All that can be asked."""
    for path in document["paths"].values():
        yield from path.values()


def described(
    document: dict[str, Any], mode: GenerationMode, known: dict[str, list[str]]
) -> Any:
    """The description, where parameters of these names have these values only."""
    for operation in operations(document):
        for parameter in operation["parameters"]:
            # What changed is of other kinds than entries are.
            is_change = operation["operationId"] == "changes"
            if is_change and parameter["name"] == "kind" and known:
                parameter["schema"] = {"type": "string", "enum": CHANGES}
            elif parameter["name"] in known:
                schema = parameter["schema"]
                place = schema["items"] if schema["type"] == "array" else schema
                if "enum" in place:
                    continue
                place.clear()
                place |= {"type": "string", "enum": known[parameter["name"]]}
                parameter.pop("examples", None)
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    schema.config.generation.update(modes=[mode])
    return schema


@pytest.fixture
def document(client: Client) -> Iterator[dict[str, Any]]:
    """The description; no request closes the connection with the sample after it."""
    found = client.get("/api/v1/openapi.json").json()
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield found
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def allowed(document: dict[str, Any]) -> Any:
    return described(document, GenerationMode.POSITIVE, SAMPLE)


@pytest.fixture
def forbidden(document: dict[str, Any]) -> Any:
    return described(document, GenerationMode.NEGATIVE, {})


@pytest.fixture
def headers() -> dict[str, str]:
    """A token that may write, of somebody who leads the sample's releases."""
    now = timezone.now()
    made = tokens.make(
        account=accounts.sign_in(github_id=7, login="oda-vintermark", name=""),
        name="fuzz",
        scopes=["write"],
        expires_at=now + dt.timedelta(days=1),
        by="oda-vintermark",
        now=now,
    )
    return {"Authorization": f"Bearer {made.secret}"}


@schemathesis.pytest.from_fixture("allowed").include(method="GET").parametrize()
@BOUNDED
def test_what_is_described_is_answered_as_described(case: Any):
    case.call_and_validate()


@(
    schemathesis.pytest.from_fixture("forbidden")
    .include(path_regex="projects", method="GET")
    .parametrize()
)
@BOUNDED
def test_what_is_not_described_is_refused(case: Any):
    case.call_and_validate()


@schemathesis.pytest.from_fixture("allowed").include(method="POST").parametrize()
@BOUNDED
def test_what_is_sent_as_described_is_answered_as_described(case: Any, headers: Any):
    # Which entries a release has, no description of all projects can say.
    case.call_and_validate(
        headers=headers, excluded_checks=[checks.positive_data_acceptance]
    )


@schemathesis.pytest.from_fixture("forbidden").include(method="POST").parametrize()
@BOUNDED
def test_what_is_sent_otherwise_is_refused(case: Any, headers: Any):
    case.call_and_validate(headers=headers)
