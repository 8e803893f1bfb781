"""Metrics of what is owed, and rules for alerts that name only metrics there are."""

from __future__ import annotations

import datetime as dt
import re
import time
from pathlib import Path

import pytest
import yaml
from django.core.cache import cache
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from enhancements.actions import accounts, dirt, freshness, jobs, outbox, projects
from enhancements.actions.dirt import Mark
from enhancements.models import Dirty, Job, Mail, Outgoing, Repository
from enhancements.queries import gauges
from tracker import metrics, readiness
from tracker.embedded.paths import project

RULES = yaml.safe_load((project() / "docs" / "alerts.yml").read_text(encoding="utf-8"))
EVERY = [rule for group in RULES["groups"] for rule in group["rules"]]
_METRIC = re.compile(r"\btracker_\w+")
_LABELS = re.compile(r"\$labels\.(\w+)")


@pytest.fixture
def repository(db) -> Repository:  # noqa: ARG001 - the tables
    tracked = projects.track(name="demo", profile="kubevirt", locations={}, by="tester")
    [row] = projects.track_repositories(
        project=tracked,
        host="https://api.github.com",
        names=["acme/plans"],
        by="tester",
    )
    row.synced_at = row.polled_at = timezone.now() - dt.timedelta(hours=1)
    row.save()
    return row


def ago(seconds: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(seconds=seconds)


def value(name: str, **labels: str) -> float:
    [found] = [
        one.value
        for one in gauges.now()
        if one.name == name and dict(one.labels) == labels
    ]
    return found


def minutes(name: str, **labels: str) -> int:
    """An age, as exact as a test can know it."""
    return round(value(name, **labels) / 60)


PLANS = {"project": "demo", "source": "acme/plans"}


def test_age_of_the_oldest_object_counts_without_what_was_given_up(repository):
    assert value("objects_waiting_seconds", **PLANS) == 0
    marks = [Mark("poll", number=number) for number in (7, 8)]
    dirt.mark(repository=repository, marks=marks, now=timezone.now())
    Dirty.objects.filter(number=7).update(marked_at=ago(900), dead_at=timezone.now())
    Dirty.objects.filter(number=8).update(marked_at=ago(300))

    assert minutes("objects_waiting_seconds", **PLANS) == 5
    assert value("objects_dead", **PLANS) == 1


def test_writings_and_jobs_are_counted(repository):
    outbox.put(
        repository=repository,
        number=7,
        kind=Outgoing.Kind.COMMENT,
        cause="test",
        payload={"body": "Hello"},
        by="tester",
    )
    Outgoing.objects.update(created_at=ago(120))
    jobs.open_(repository=repository, name="reconcile", reason="", by="tester")

    assert minutes("writings_waiting_seconds", **PLANS) == 2
    assert value("jobs_open", project="demo") == 1
    Outgoing.objects.update(dead_at=timezone.now())
    Job.objects.update(dead_at=timezone.now())
    assert value("writings_dead", **PLANS) == 1
    assert (value("jobs_open", project="demo"), value("jobs_dead", project="demo")) == (
        0,
        1,
    )


def test_mail_that_failed_counts_for_a_day_and_unwanted_mail_does_not(repository):
    assert repository.pk
    account = accounts.sign_in(github_id=8, login="rolf", name="")
    told = [("waits", {}), ("failed", {"error": "No.", "attempts": 6})]
    told += [("unwanted", {"error": "Stopped."})]
    for name, about in told:
        ended = {} if name == "waits" else {"ended_at": ago(60)}
        Mail.objects.create(
            account=account, kind="verify", message_id=name, made_at=ago(600),
            due_at=ago(600), **about, **ended,
        )  # fmt: skip

    assert value("mails_waiting") == 1
    assert minutes("mails_waiting_seconds") == 10
    assert value("mails_given_up_lately") == 1
    Mail.objects.filter(message_id="failed").update(ended_at=ago(100_000))
    assert value("mails_given_up_lately") == 0


def test_lag_is_of_the_last_look_whether_it_brought_news_or_not(repository):
    cache.clear()
    assert minutes("mirror_lag_seconds", **PLANS) == 60
    freshness.note_repository(repository=repository.pk, at=ago(180))

    assert minutes("mirror_lag_seconds", **PLANS) == 3


def test_numbers_take_two_statements(repository, django_assert_num_queries):
    assert repository.pk
    with django_assert_num_queries(2):
        gauges.now()


def test_silence_is_told_of_whoever_gave_a_sign():
    cache.clear()
    assert readiness.silences() == {}
    cache.set("beat-looked", time.time() - 90)
    readiness.task_ran()

    found = readiness.silences()

    assert set(found) == {"worker", "beat"}
    assert 90 <= found["beat"] < 120
    assert found["worker"] < 30


def test_signs_of_beat_never_fail_it(monkeypatch):
    def away(*_: object, **__: object) -> None:
        raise OSError("away")

    monkeypatch.setattr(readiness.cache, "set", away)
    monkeypatch.setattr(readiness.cache, "get", away)

    readiness.beat_looked()
    assert readiness.silences() == {}


def known() -> dict[str, set[str]]:
    """Every metric there is with the labels it may have."""
    found = {f"tracker_{name}": {"project", "source"} for name in gauges._MEANINGS}
    for family in (metrics._ready(), metrics._silent(), *metrics._watched()):
        found[family.name] = set(family._labelnames)
    return found


@pytest.mark.django_db
def test_every_number_has_a_meaning_and_is_told(client, settings, repository):
    assert repository.pk
    settings.METRICS_TOKEN = "open sesame"  # noqa: S105 - a made-up one
    answer = client.get("/metrics", headers={"Authorization": "Bearer open sesame"})
    told = {one.name for one in text_string_to_metric_families(answer.content.decode())}

    assert told <= known().keys() | {one for one in told if "tracker" not in one}
    # Without anything to be written, and without a quota, there is no number for it.
    assert known().keys() - told <= {
        "tracker_writings_waiting",
        "tracker_writings_waiting_seconds",
        "tracker_writings_dead",
        "tracker_source_failing",
        "tracker_quota_remaining",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule["alert"])
def test_rule_names_only_metrics_and_labels_there_are(rule):
    there = known()
    named = set(_METRIC.findall(rule["expr"]))

    assert named
    assert named - there.keys() == set()
    labels = {
        label
        for text in rule["annotations"].values()
        for label in _LABELS.findall(text)
    }
    assert all(labels <= there[name] for name in named)
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert set(rule["annotations"]) == {"summary", "description"}
    assert re.fullmatch(r"\d+[smh]", rule.get("for", "0s"))


def test_rules_have_a_name_each():
    names = [rule["alert"] for rule in EVERY]

    assert len(set(names)) == len(names) > 10
    assert all(name.startswith("Tracker") for name in names)


def test_rules_lie_where_operations_say():
    text = (project() / "docs" / "operations.md").read_text(encoding="utf-8")

    assert "[alerts.yml](alerts.yml)" in text
    assert Path(project() / "docs" / "alerts.yml").is_file()
