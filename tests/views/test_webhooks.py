"""The address where GitHub delivers."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json

import pytest
from django.utils import timezone

from enhancements.actions import dirt, inbox, projects
from enhancements.models import Delivery, Dirty, Item, Repository

pytestmark = pytest.mark.usefixtures("repository")

SECRET, FORMER = "a secret of good length", "the one before it"
HOST = "https://api.github.com"
BODY = {
    "action": "labeled",
    "repository": {"id": 7, "full_name": "acme/plans", "default_branch": "main"},
    "issue": {"number": 12, "node_id": "I_12", "updated_at": "2026-03-01T10:00:00Z"},
}


@pytest.fixture(autouse=True)
def _secrets(settings):
    settings.WEBHOOK_SECRETS = [SECRET, FORMER]


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    calls = []
    monkeypatch.setattr(
        "enhancements.views.webhooks.waking.wake_inbox", lambda: calls.append(1)
    )
    return calls


@pytest.fixture
def repository(db):  # noqa: ARG001 - the tables
    project = projects.track(name="demo", profile="kubevirt", locations={}, by="tester")
    (row,) = projects.track_repositories(
        project=project, host=HOST, names=["acme/plans"], by="tester"
    )
    Repository.objects.filter(pk=row.pk).update(github_id=7)
    return row


def signed(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def deliver(client, body=BODY, *, event="issues", delivery="d-1", **more):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": delivery,
        "X-Hub-Signature-256": signed(raw),
    } | more.pop("headers", {})
    content_type = more.pop("content_type", "application/json")
    return client.post(
        "/webhooks/github",
        raw,
        content_type=content_type,
        headers={name: value for name, value in headers.items() if value is not None},
        **more,
    )


def test_delivery_is_taken_in_one_insert(client, woken, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = deliver(client)

    assert answer.status_code == 202
    (row,) = Delivery.objects.all()
    assert (row.delivery_id, row.event) == ("d-1", "issues")
    assert json.loads(bytes(row.body)) == BODY
    assert woken == [1]


def test_former_secret_is_good_while_secrets_change(client):
    raw = json.dumps(BODY).encode()
    headers = {"X-Hub-Signature-256": signed(raw, FORMER)}

    assert deliver(client, raw, headers=headers).status_code == 202


WRONG = {
    "no signature": ({"headers": {"X-Hub-Signature-256": None}}, 401),
    "sha1 alone": (
        {"headers": {"X-Hub-Signature-256": None, "X-Hub-Signature": "sha1=00"}},
        401,
    ),
    "another secret": (
        {"headers": {"X-Hub-Signature-256": signed(json.dumps(BODY).encode(), "x")}},
        401,
    ),
    "body altered": (
        {
            "body": json.dumps({**BODY, "action": "x"}).encode(),
            "headers": {"X-Hub-Signature-256": signed(json.dumps(BODY).encode())},
        },
        401,
    ),
    "not ASCII": ({"headers": {"X-Hub-Signature-256": "sha256=\u00fc"}}, 401),
    "a form": ({"content_type": "application/x-www-form-urlencoded"}, 415),
    "compressed": ({"headers": {"Content-Encoding": "gzip"}}, 415),
    "no event": ({"headers": {"X-GitHub-Event": None}}, 400),
    "no delivery": ({"headers": {"X-GitHub-Delivery": None}}, 400),
    "a delivery that is none": ({"headers": {"X-GitHub-Delivery": "a b\x01"}}, 400),
    "too long": ({"CONTENT_LENGTH": str(26 * 1024 * 1024)}, 413),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_refused_and_not_stored(client, woken, name):
    more, status = WRONG[name]

    assert deliver(client, **more).status_code == status
    assert not Delivery.objects.exists()
    assert woken == []


def test_nothing_is_taken_without_a_secret(client, settings):
    settings.WEBHOOK_SECRETS = []

    assert deliver(client).status_code == 503
    assert not Delivery.objects.exists()


def test_secret_is_not_compared_with_get(client):
    assert client.get("/webhooks/github").status_code == 405


def test_unknown_events_are_kept(client):
    deliver(client, {"zen": "Keep it."}, event="meta_thing")
    inbox.pass_on(now=timezone.now())

    (row,) = Delivery.objects.all()
    assert row.processed_at is not None
    assert not Dirty.objects.exists()


def test_issue_is_marked_with_what_the_delivery_saw(client, repository):
    deliver(client)

    passed = inbox.pass_on(now=timezone.now())

    assert passed.repositories == (repository.pk,)
    (dirty,) = Dirty.objects.all()
    assert (dirty.kind, dirty.number, dirty.node_id) == ("item", 12, "I_12")
    assert dirty.wanted_at == dt.datetime(2026, 3, 1, 10, tzinfo=dt.UTC)
    assert dirty.reason == "webhook"


HEAD = "c" * 40
CHECKED = {
    "status": {"sha": HEAD, "state": "failure"},
    "check_suite": {"action": "completed", "check_suite": {"head_sha": HEAD}},
    "check_run": {"action": "completed", "check_run": {"head_sha": HEAD}},
}


def a_pull(repository, number=7, **more):
    given = {"head_oid": HEAD, "state": "open", "kind": "pull"} | more
    now = timezone.now()
    return Item.objects.create(
        repository=repository,
        number=number,
        github_id=number,
        node_id=f"PR_{number}",
        title="Work",
        created_at=now,
        updated_at=now,
        fetched_at=now,
        raw={},
        **given,
    )


@pytest.mark.parametrize("event", CHECKED)
def test_checks_mark_the_open_pull_request_of_their_commit(client, repository, event):
    a_pull(repository)
    a_pull(repository, 8, head_oid="d" * 40)
    a_pull(repository, 9, state="merged")
    deliver(client, {**CHECKED[event], "repository": BODY["repository"]}, event=event)

    passed = inbox.pass_on(now=timezone.now())

    assert passed.repositories == (repository.pk,)
    (dirty,) = Dirty.objects.all()
    told = (dirty.kind, dirty.number, dirty.node_id, dirty.wanted_at)
    assert told == ("item", 7, "PR_7", None)


@pytest.mark.parametrize("body", [{}, {"sha": "e" * 40}, {"sha": 5}, {"sha": None}])
def test_checks_of_any_other_commit_mark_nothing(client, repository, body):
    a_pull(repository)
    deliver(client, {**body, "repository": BODY["repository"]}, event="status")
    assert inbox.pass_on(now=timezone.now()).repositories == ()
    assert not Dirty.objects.exists()


def test_burst_and_reversed_order_mark_once_with_the_latest_time(client):
    for second in (30, 10, 20):
        issue = {**BODY["issue"], "updated_at": f"2026-03-01T10:00:{second}Z"}
        deliver(client, {**BODY, "issue": issue}, delivery=f"d-{second}")

    inbox.pass_on(now=timezone.now())

    (dirty,) = Dirty.objects.all()
    assert dirty.wanted_at == dt.datetime(2026, 3, 1, 10, 0, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("order", [("deleted", "edited"), ("edited", "deleted")])
def test_word_of_a_fate_outdoes_news_whatever_the_order(client, order):
    for action in order:
        deliver(client, {**BODY, "action": action}, delivery=f"d-{action}")

    inbox.pass_on(now=timezone.now())

    assert Dirty.objects.get().reason == "deleted"


def test_deleted_comment_is_no_word_of_its_issue(client):
    deliver(client, {**BODY, "action": "deleted"}, event="issue_comment")

    inbox.pass_on(now=timezone.now())

    assert Dirty.objects.get().reason == "webhook"


def test_replay_of_what_was_worked_off_changes_nothing(client):
    deliver(client)
    inbox.pass_on(now=timezone.now())
    before = list(Delivery.objects.values())
    Dirty.objects.all().delete()

    assert deliver(client).status_code == 202
    inbox.pass_on(now=timezone.now())

    assert list(Delivery.objects.values()) == before
    assert not Dirty.objects.exists()


def test_redelivery_revives_what_was_given_up(client):
    deliver(client)
    Delivery.objects.update(dead_at=timezone.now(), attempts=5)

    deliver(client)

    assert inbox.pass_on(now=timezone.now()).deliveries == 1
    assert Dirty.objects.count() == 1


def test_body_that_is_no_json_is_kept_and_given_up(client):
    deliver(client, b"\xff{", delivery="bad")
    deliver(client)

    inbox.pass_on(now=timezone.now())

    bad = Delivery.objects.get(pk="bad")
    assert bad.dead_at is not None
    assert bad.error == "Its body is no JSON, so nothing could be read from it."
    assert Dirty.objects.count() == 1


def test_transferred_issue_marks_both_places(client, repository):
    (_, there) = projects.track_repositories(
        project=repository.project,
        host=HOST,
        names=["acme/plans", "acme/elsewhere"],
        by="tester",
    )
    Repository.objects.filter(pk=there.pk).update(github_id=8)
    changes = {
        "new_repository": {"id": 8, "full_name": "acme/elsewhere"},
        "new_issue": {"number": 3, "node_id": "I_3"},
    }

    deliver(client, {**BODY, "action": "transferred", "changes": changes})
    inbox.pass_on(now=timezone.now())

    marked = set(Dirty.objects.values_list("repository_id", "number"))
    assert marked == {(repository.pk, 12), (there.pk, 3)}


def test_push_to_the_default_branch_wakes_the_reading_of_documents(client, repository):
    body = {"ref": "refs/heads/main", "repository": BODY["repository"]}
    deliver(client, body, event="push")
    deliver(client, {**body, "ref": "refs/heads/x"}, event="push", delivery="d-2")

    passed = inbox.pass_on(now=timezone.now())

    assert passed.pushed == (repository.project_id,)


def test_repository_nobody_tracks_is_kept_and_marks_nothing(client):
    elsewhere = {"id": 99, "full_name": "acme/other"}
    deliver(client, {**BODY, "repository": elsewhere})

    assert inbox.pass_on(now=timezone.now()).repositories == ()
    assert Delivery.objects.get().processed_at is not None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"issue": []},
        {"issue": {"number": "x"}},
        {"repository": {"id": 7}, "issue": {"number": True}},
        {"action": "\ud800", "repository": {"full_name": "acme/\ud800\0"}},
        {"repository": {"id": 2**63}, "issue": {"number": 2**63}},
    ],
)
def test_fields_of_a_wrong_kind_are_no_crash(client, body):
    deliver(client, body)

    assert inbox.pass_on(now=timezone.now()).deliveries == 1
    assert not Dirty.objects.exists()


def test_moment_before_all_time_is_none(client):
    issue = {**BODY["issue"], "updated_at": "0001-01-01T00:00:00+23:59"}
    deliver(client, {**BODY, "issue": issue})

    assert inbox.pass_on(now=timezone.now()).deliveries == 1
    assert Dirty.objects.get().wanted_at is None


def test_one_that_cannot_be_worked_off_holds_up_no_other(client, monkeypatch):
    mark = dirt.mark

    def broken(*, repository, marks, now):
        if any(one.number == 13 for one in marks):
            raise ValueError("It broke.")
        return mark(repository=repository, marks=marks, now=now)

    monkeypatch.setattr(dirt, "mark", broken)
    deliver(client, delivery="good")
    deliver(client, {**BODY, "issue": {"number": 13}}, delivery="bad")
    now = timezone.now()

    assert inbox.pass_on(now=now).repositories != ()
    assert Dirty.objects.get().number == 12
    assert Delivery.objects.get(pk="good").processed_at == now
    bad = Delivery.objects.get(pk="bad")
    assert (bad.processed_at, bad.attempts) == (None, 1)
    assert bad.error == "It could not be worked off: It broke."
    assert inbox.pass_on(now=now).deliveries == 0
    for hour in range(1, inbox.ATTEMPTS):
        inbox.pass_on(now=now + dt.timedelta(hours=hour))
    bad.refresh_from_db()
    assert (bad.attempts, bad.dead_at is not None) == (inbox.ATTEMPTS, True)
