"""The page about owed work: what waits and why, tried now or cancelled by operators."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from enhancements.actions import accounts, dirt, jobs, outbox, projects
from enhancements.actions.dirt import Mark
from enhancements.models import Delivery, Dirty, Event, Job, Outgoing, Repository

HOST = "https://api.github.com"
CAN_BE_CANCELLED = '<span class="kind">can be cancelled</span>'
PAGE, ACT = "/demo/sources/jobs/", "/demo/sources/jobs/act/"


@pytest.fixture
def repository(db) -> Repository:  # noqa: ARG001 - the tables
    project = projects.track(name="demo", profile="kubevirt", locations={}, by="tester")
    [row] = projects.track_repositories(
        project=project, host=HOST, names=["acme/plans"], by="tester"
    )
    return row


@pytest.fixture
def owed(repository: Repository) -> dict[str, str]:
    """One piece of each kind, by kind."""
    now = timezone.now()
    dirt.mark(repository=repository, marks=[Mark("poll", number=7)], now=now)
    Dirty.objects.update(error="It broke.", attempts=3, not_before=later(now))
    job = jobs.open_(repository=repository, name="reconcile", reason="", by="tester")
    Job.objects.update(done=30, total=120)
    written = outbox.put(
        repository=repository,
        number=7,
        kind=Outgoing.Kind.COMMENT,
        cause="test",
        payload={"body": "Hello"},
        by="tester",
    )
    Delivery.objects.create(
        delivery_id="d-1", event="issues", received_at=now, body=b"{}",
        dead_at=now, error="Its body is no JSON.",
    )  # fmt: skip
    return {
        "object": f"object:{Dirty.objects.get().pk}",
        "work": f"work:{job.pk}",
        "writing": f"writing:{written.pk}",
        "delivery": "delivery:d-1",
    }


def later(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(hours=1)


@pytest.fixture
def operator(client, settings, db):  # noqa: ARG001 - the tables
    account = accounts.sign_in(github_id=7, login="olga", name="Olga")
    settings.OPERATORS = frozenset({7})
    client.force_login(account)


def text_of(client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.usefixtures("owed")
def test_page_tells_how_each_piece_stands(client):
    text = text_of(client)

    for words in (
        "acme/plans#7, poll",
        "It broke.",
        "reconcile of acme/plans",
        "30 of 120",
        "comment on acme/plans#7",
        "Its body is no JSON.",
        "given up",
        "waits until",
    ):
        assert words in text
    assert "Try the chosen now" not in text


@pytest.mark.usefixtures("owed")
def test_page_asks_as_often_for_one_piece_as_for_many(
    client, repository, django_assert_num_queries
):
    with django_assert_num_queries(3):
        text_of(client)
    marks = [Mark("poll", number=number) for number in range(100, 400)]
    dirt.mark(repository=repository, marks=marks, now=timezone.now())

    with django_assert_num_queries(3):
        text = text_of(client)
    assert "304 pieces of work are owed; here are 200 of them" in text


@pytest.mark.usefixtures("repository")
def test_page_without_owed_work_says_so(client):
    text = text_of(client)

    assert "Nothing is owed" in text
    assert "nothing waits" in text


def test_strangers_may_do_nothing(client, owed):
    client.force_login(accounts.sign_in(github_id=8, login="rolf", name=""))

    answer = client.post(ACT, {"do": "cancel", "place": list(owed.values())})

    assert answer.status_code == 403
    assert not Event.objects.filter(kind=Event.Kind.CANCELLED).exists()


@pytest.mark.usefixtures("operator")
def test_operators_have_everything_tried_now(client, owed):
    text = text_of(client)
    assert "Try the chosen now" in text
    assert CAN_BE_CANCELLED in text

    answer = client.post(ACT, {"do": "now", "place": list(owed.values())})

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert Dirty.objects.get().not_before is None
    assert Delivery.objects.get().dead_at is None
    event = Event.objects.get(kind=Event.Kind.RETRIED)
    assert (event.by, event.subject) == ("olga", ", ".join(sorted(owed.values())))


@pytest.mark.usefixtures("operator")
def test_cancelled_is_what_nobody_has_begun(client, owed):
    client.post(ACT, {"do": "cancel", "place": list(owed.values())})

    written = Outgoing.objects.get()
    assert (written.is_dry, written.error) == (True, "Cancelled by olga.")
    # Whatever is to be fetched is fetched: the mirror would be wrong for ever.
    assert Job.objects.get().finished_at is None
    assert Dirty.objects.count() == 1
    event = Event.objects.get(kind=Event.Kind.CANCELLED)
    assert (event.by, event.subject) == ("olga", owed["writing"])


@pytest.mark.usefixtures("operator")
@pytest.mark.parametrize(
    "about",
    [{"attempts": 1}, {"error": "It may be there."}, {"cause": "posting:1:text"}],
)
def test_what_may_be_written_already_is_not_cancelled(client, owed, about):
    Outgoing.objects.update(**about)

    client.post(ACT, {"do": "cancel", "place": owed["writing"]})

    assert Outgoing.objects.get().is_dry is False
    assert not Event.objects.filter(kind=Event.Kind.CANCELLED).exists()
    assert CAN_BE_CANCELLED not in text_of(client)


@pytest.mark.usefixtures("operator")
def test_what_is_done_is_not_tried_again(client, owed):
    Outgoing.objects.update(done_at=timezone.now(), not_before=later(timezone.now()))

    client.post(ACT, {"do": "now", "place": owed["writing"]})

    assert Outgoing.objects.get().not_before is not None
    assert not Event.objects.filter(kind=Event.Kind.RETRIED).exists()


@pytest.mark.usefixtures("operator", "owed")
@pytest.mark.parametrize(
    "said",
    [
        {"do": "forget", "place": "object:1"},
        {"place": "object:1"},
        {"do": "now", "place": "object:x"},
        {"do": "cancel", "place": "nothing:1"},
        {"do": "now", "place": "delivery:\0"},
        {"do": "cancel", "place": f"writing:{'9' * 5000}"},
    ],
)
def test_what_makes_no_sense_is_refused(client, said):
    assert client.post(ACT, said).status_code == 400


@pytest.mark.usefixtures("operator")
def test_other_projects_work_is_left_alone(client, owed):
    projects.track(name="other", profile="kubevirt", locations={}, by="tester")
    place = owed["writing"]

    client.post("/other/sources/jobs/act/", {"do": "cancel", "place": place})

    assert Outgoing.objects.get().is_dry is False
