"""What the description allows is answered as described; what it does not is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode

from tracker.wsgi import application

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]

BOUNDED = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# What a project decides, and a description for all projects cannot say.
SAMPLE: dict[str, list[str]] = {
    "project": ["sample"],
    "as_of": ["", "2026-06-01", "2026-05-01T12:00:00Z", "2026-05-01T12:00:00+02:00"],
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
    "pr": ["lodestead/lodestead/1201", "nobody/nothing#1"],
}


def described(
    document: dict[str, Any], mode: GenerationMode, known: dict[str, list[str]]
) -> Any:
    """The description, where parameters of these names have these values only."""
    for path in document["paths"].values():
        for parameter in path["get"]["parameters"]:
            if parameter["name"] in known:
                schema = parameter["schema"]
                place = schema["items"] if schema["type"] == "array" else schema
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


@schemathesis.pytest.from_fixture("allowed").parametrize()
@BOUNDED
def test_what_is_described_is_answered_as_described(case: Any):
    case.call_and_validate()


@(
    schemathesis.pytest.from_fixture("forbidden")
    .include(path_regex="projects")
    .parametrize()
)
@BOUNDED
def test_what_is_not_described_is_refused(case: Any):
    case.call_and_validate()
