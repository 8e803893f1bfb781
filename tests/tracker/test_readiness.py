"""Whether all parts work, and metrics."""

from __future__ import annotations

import time

import pytest
from django.core.cache import cache
from django.db import OperationalError
from redis.exceptions import ConnectionError as RedisAway

from tracker import readiness


@pytest.fixture(autouse=True)
def _no_task_ran():
    cache.delete("task-ran")


@pytest.mark.django_db
def test_ready_once_a_task_ran(client):
    readiness.task_ran()

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ran", "says"),
    [
        (None, "No task has run yet."),
        (3600, "The last task ended 3600 seconds ago. Is a worker running?"),
    ],
)
def test_not_ready_without_a_task_that_ran_lately(client, ran, says):
    if ran:
        cache.set("task-ran", time.time() - ran)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["parts"]["worker"] == {"ok": False, "says": says}


@pytest.mark.django_db
def test_part_that_does_not_answer_is_named_without_its_words(client, monkeypatch):
    def away(*_args, **_kwargs):
        raise RedisAway("redis://user:secret@host")

    monkeypatch.setattr(readiness.cache, "get", away)

    answer = client.get("/readyz")

    assert answer.json()["parts"]["redis"] == {
        "ok": False,
        "says": "It does not answer (ConnectionError).",
    }
    assert "secret" not in answer.content.decode()


def test_a_task_does_not_fail_because_redis_is_away(monkeypatch):
    def away(*_args, **_kwargs):
        raise RedisAway

    monkeypatch.setattr(readiness.cache, "set", away)

    readiness.task_ran()


@pytest.mark.django_db
def test_metrics_are_for_who_has_the_token(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics").status_code == 404
    assert (
        client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    )
    settings.METRICS_TOKEN = "open sesame"  # noqa: S105 - a made-up one
    assert client.get("/metrics").status_code == 404

    answer = client.get("/metrics", headers={"Authorization": "Bearer open sesame"})

    assert answer.status_code == 200
    text = answer.content.decode()
    assert "tracker_deliveries_waiting 0.0" in text
    assert 'tracker_ready{part="database"} 1.0' in text
    assert 'tracker_ready{part="worker"} 0.0' in text


def test_pages_say_when_the_database_is_away(client, monkeypatch):
    def away(*_args, **_kwargs):
        raise OperationalError("secret words")

    monkeypatch.setattr("enhancements.queries.sql.connection.cursor", away)

    for address in ("/demo/", "/api/v1/projects/"):
        answer = client.get(address)

        assert answer.status_code == 503
        assert answer["Retry-After"] == "10"
        assert "secret" not in answer.content.decode()
