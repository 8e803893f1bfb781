"""What goes wrong at GitHub, or goes away there: nothing lost, nothing made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from enhancements.actions import dirt, jobs, sweeps, waking
from enhancements.models import Budget, Dirty, Item, Job, Repository
from enhancements.sources.github import lookups
from enhancements.sources.github import pump as pumping
from enhancements.sources.github.failures import Refused
from tests.support.fakehubs import busy_world
from tests.support.mirrored import PLANS, Mirrored, fill, mirrored

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(settings: Any, db: None) -> Iterator[Mirrored]:  # noqa: ARG001 - for its effect
    settings.POLL_SECONDS = 0.05
    with mirrored(settings) as made:
        fill(made.world, 5)
        made.pump()
        yield made


def fault(mirror: Mirrored, kind: str, route: str = "", **more: Any) -> None:
    mirror.hub.faults.add(kind, route, **more)


def settle(mirror: Mirrored) -> dict[str, Any]:
    """Compare everything and go on until that is done; the report."""
    outcome = mirror.pump(compare=True)
    for _ in range(20):
        if outcome.report is not None:
            break
        outcome = mirror.pump()
    assert outcome.report is not None, outcome.error
    return outcome.report


def test_deleted_issue_is_gone_after_a_comparison_and_a_second_look(small):
    small.world.delete_issue(PLANS, 2, by="alice")
    small.pump()
    assert small.item(2).gone_at is None

    report = settle(small)
    assert (report["extra"], report["left"]) == ([2], [])
    assert small.item(2).gone_reason == "deleted: It was deleted."
    assert small.stored() == small.truth()
    assert settle(small)["extra"] == []


def test_transferred_issue_is_rehomed_with_its_history(small):
    world = small.world
    world.add_repo("acme/code")
    there = Repository.objects.create(
        project=small.project, host=small.repository.host, name="acme/code"
    )
    other = Mirrored.__new__(Mirrored)
    other.hub, other.world, other.project = small.hub, world, small.project
    other.repository = there
    other.pump()
    world.transfer_issue(PLANS, 3, "acme/code", by="alice")
    settle(small)
    other.pump()

    assert small.item(3).moved_to.endswith("/acme/code/issues/1")
    assert small.item(3).comments.count() == 1
    assert (small.stored(), other.stored()) == (small.truth(), other.truth())


def test_converted_issue_is_told_from_a_deleted_one_without_any_delivery(small):
    small.world.convert_to_discussion(PLANS, 2, by="alice")
    # Its discussion has a number of its own, so that nobody can tell.
    small.world.convert_to_discussion(PLANS, 3, by="alice", discussion=77)
    settle(small)

    there = small.item(2)
    assert there.gone_reason == "converted: It was converted to a discussion."
    assert there.moved_to == f"{small.hub.url}/{PLANS}/discussions/2"
    unknown = small.item(3)
    assert unknown.gone_reason == (
        "gone: It was deleted or converted to a discussion: GitHub does not say which."
    )
    assert (unknown.moved_to, unknown.gone_at is None) == ("", False)


def test_issue_on_its_way_to_a_discussion_is_closed_and_locked_until_it_is_gone(small):
    small.pump()
    small.world.begin_conversion(PLANS, 2, by="alice")
    settle(small)
    turning = small.item(2)
    assert (turning.state, turning.is_locked, turning.gone_at) == ("closed", True, None)
    assert (turning.state_reason, turning.lock_reason) == ("", "")
    assert small.stored() == small.truth()
    small.world.convert_to_discussion(PLANS, 2, by="alice")
    settle(small)
    assert small.item(2).gone_reason == "converted: It was converted to a discussion."
    assert small.item(2).moved_to.endswith("/discussions/2")


def test_lock_and_its_reason_are_kept(small):
    small.world.lock_issue(PLANS, 2, by="alice", reason="too heated")
    small.world.lock_issue(PLANS, 3, by="alice")
    settle(small)
    kept = [(one.is_locked, one.lock_reason) for one in map(small.item, (1, 2, 3))]
    assert kept == [(False, ""), (True, "too heated"), (True, "")]


def test_timeline_tells_what_became_of_a_gone_issue(small):
    """Its discussion has another number, but the issue had said so before it went."""
    small.world.add_event(PLANS, 3, "converted_to_discussion", by="alice")
    small.pump()
    small.world.convert_to_discussion(PLANS, 3, by="alice", discussion=77)
    settle(small)
    assert small.item(3).gone_reason.startswith("converted: ")


def test_gone_issue_is_not_called_deleted_when_discussions_cannot_be_seen(
    small, monkeypatch
):
    def refuse(*_: object) -> None:
        raise Refused("No discussions for this credential.")

    monkeypatch.setattr(lookups, "discussion", refuse)
    small.world.convert_to_discussion(PLANS, 2, by="alice")
    settle(small)
    assert small.item(2).gone_reason.startswith("gone: ")


def test_issue_that_a_delivery_calls_converted_is_gone_without_a_comparison(small):
    small.world.convert_to_discussion(PLANS, 4, by="alice")
    mark = dirt.Mark(dirt.CONVERTED, number=4)
    dirt.mark(repository=small.repository, marks=[mark], now=timezone.now())
    small.pump()
    assert small.item(4).gone_reason.startswith("converted")


def test_comparison_mends_what_was_never_told(small, settings):
    settings.POLL_SECONDS = 60
    small.pump()
    small.world.open_issue(PLANS, "Unheard of", body="", by="bob")
    small.item(2).comments.all().delete()
    report = small.pump(compare=True, is_forced=False).report

    assert report is not None
    assert report["issue"]["missing"] == {"count": 1, "numbers": [6]}
    assert report["issue"]["counts"] == {"count": 1, "numbers": [2]}
    assert report["left"] == []
    assert small.stored() == small.truth()
    again = settle(small)
    assert {s: again["issue"][s]["count"] for s in ("missing", "stale", "counts")} == {
        "missing": 0,
        "stale": 0,
        "counts": 0,
    }
    assert small.repository.reconciled_at is not None


def test_comparison_that_fails_on_its_way_concludes_nothing_and_goes_on(small):
    fill(small.world, 100)
    small.pump()
    fault(small, "status", "graphql", skip=1, count=1, params={"status": 500})
    assert "trouble" in small.pump(compare=True, is_forced=False).error
    job = Job.objects.get(name="reconcile")
    assert (job.attempts, job.finished_at) == (0, None)

    Job.objects.update(not_before=None)
    outcome = small.pump()
    assert outcome.report is not None
    assert outcome.report["extra"] == []
    assert small.repository.error == ""


def test_comparison_that_always_fails_is_not_begun_again_at_once(small, monkeypatch):
    def broken(**_: object) -> int:
        raise RuntimeError("It broke.")

    monkeypatch.setattr(sweeps, "compare", broken)
    Repository.objects.update(synced_at=timezone.now() - dt.timedelta(days=2))
    for _ in range(jobs.DEAD_AFTER):
        with pytest.raises(RuntimeError):
            small.pump()
        Job.objects.update(not_before=None)
    small.pump()

    [job] = Job.objects.filter(name="reconcile")
    assert job.dead_at is not None
    Job.objects.update(dead_at=job.dead_at - dt.timedelta(days=1))
    with pytest.raises(RuntimeError):
        small.pump()


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("status", {"status": 502}),
        ("empty", {}),
        ("html", {}),
        ("partial", {"every": 2}),
        ("rate_limited", {}),
    ],
)
def test_bad_answers_take_nothing_away_and_are_made_good(small, kind, params):
    for number in (1, 2, 3):
        small.world.edit_title(PLANS, number, "Another", by="bob")
    fault(small, kind, "graphql", count=1, params=params)
    small.pump()
    assert not Item.objects.exclude(gone_at=None).exists()

    Budget.objects.all().delete()
    Dirty.objects.update(not_before=None)
    small.pump()
    small.pump()
    assert small.stored() == small.truth()
    assert not Dirty.objects.filter(kind="item").exists()


def test_limit_is_said_once_and_nothing_is_asked_meanwhile(small):
    small.world.edit_title(PLANS, 1, "Another", by="bob")
    route = "GET"
    fault(small, "status", route, params={"status": 429, "retry_after": 3600})
    first = small.pump()
    small.asked()
    second = small.pump()

    assert first.until is not None
    assert second.until == first.until
    assert small.asked() == []
    assert small.repository.error == second.error


def test_refused_credential_is_said_and_forgotten_when_it_is_well_again(small):
    fault(small, "status", count=1, params={"status": 401})
    assert small.pump().error
    assert small.repository.error_at is not None
    assert small.pump().error == ""
    assert (small.repository.error, small.repository.error_at) == ("", None)


def test_repository_without_a_credential_says_what_to_set(small, settings):
    settings.GITHUB_TOKEN = ""
    assert "TRACKER_GITHUB_TOKEN" in small.pump().error


def test_repository_of_another_server_is_not_asked(small):
    Repository.objects.update(host="https://api.github.com")
    small.asked()
    assert "is on https://api.github.com" in small.pump().error
    assert small.asked() == []


def test_answer_that_lags_behind_the_news_is_asked_for_again(small):
    world = small.world
    world.edit_title(PLANS, 1, "Another", by="bob")
    later = small.item(1).updated_at.replace(year=2090)
    mark = dirt.Mark("webhook", number=1, wanted_at=later)
    dirt.mark(repository=small.repository, marks=[mark], now=later.replace(year=2020))
    small.pump(is_forced=False)

    row = Dirty.objects.get()
    assert row.attempts >= 2  # Looked again within the run.
    assert small.item(1).title == "Another"


def test_news_after_the_last_look_of_a_run_wake_another(small, monkeypatch):
    woken: list[int] = []
    monkeypatch.setattr(waking, "wake", woken.append)
    small.pump()
    assert woken == []
    usual = pumping._went_well

    def too_late(run):
        usual(run)
        mark = dirt.Mark(dirt.WEBHOOK, number=1)
        dirt.mark(repository=small.repository, marks=[mark], now=timezone.now())

    monkeypatch.setattr(pumping, "_went_well", too_late)
    small.pump()
    assert woken == [small.repository.pk]


def test_proposals_are_fetched_with_their_documents(settings):
    with mirrored(settings, busy_world()) as busy:
        busy.pump()
        heads = busy.repository.items.filter(heads__isnull=False)
        assert sorted(heads.values_list("kind", "state")) == [("pull", "open")] * len(
            [
                one
                for one in busy.world.truth()["repositories"][0]["issues"]
                if one["pull"] and one["state"] == "open"
            ]
        )
        assert not Dirty.objects.exists()


def test_issues_switched_off_are_kept_and_pull_requests_still_read(settings):
    with mirrored(settings, busy_world()) as busy:
        busy.pump()
        before = len(busy.stored()["items"])
        busy.world.set_repo(PLANS, has_issues=False)
        outcome = busy.pump()
        assert outcome.error == ""
        assert len(busy.stored()["items"]) == before


def test_repository_that_is_no_longer_tracked_is_not_read(small):
    Repository.objects.update(removed_at=small.item(1).updated_at)
    with pytest.raises(Repository.DoesNotExist):
        small.pump()
