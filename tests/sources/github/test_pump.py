"""Reading a repository on GitHub: everything once, then news, then nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enhancements.actions import dirt
from enhancements.fakehub.base import Clock
from enhancements.models import Event, Job, Repository, Stream
from enhancements.sources.github import pump, running
from tests.support.fakehubs import busy_world
from tests.support.mirrored import PLANS, Mirrored, fill, mirrored
from tests.support.tables import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(db: None, settings: Any) -> Iterator[Mirrored]:  # noqa: ARG001 - for its effect
    with mirrored(settings) as made:
        fill(made.world, 3)
        yield made


@pytest.fixture
def busy(db: None, settings: Any) -> Iterator[Mirrored]:  # noqa: ARG001 - the same
    with mirrored(settings, busy_world()) as made:
        yield made


def test_everything_of_a_busy_repository_is_mirrored(busy):
    outcome = busy.pump()

    assert outcome.error == ""
    assert busy.stored() == busy.truth()
    assert busy.repository.synced_at is not None


def rows_written() -> dict[str, tuple[int, ...]]:
    """Rows inserted, updated and deleted so far, but for GitHub's own counters."""
    return {
        table: counts
        for table, counts in written().items()
        if any(counts) and table != "enhancements_budget"
    }


def test_idle_look_costs_nothing_and_writes_no_row(small):
    small.pump()
    small.pump()  # The first look for news stores its validators.
    small.asked()
    before = rows_written()
    outcome = small.pump()

    assert [(status, cost) for _, status, cost in small.asked()] == [(304, 0)] * 4
    assert rows_written() == before
    assert outcome.news == 0


def test_reading_everything_again_without_change_writes_no_mirrored_row(busy):
    busy.pump()
    mirror_tables = {
        f"enhancements_{name}"
        for name in ("item", "comment", "timelineitem", "edit", "person", "label")
    }
    before = {name: written()[name] for name in mirror_tables}
    Stream.objects.filter(name__in=("issues", "pulls")).update(
        cursor="", finished_at=None
    )
    Repository.objects.update(synced_at=None)
    busy.asked()
    busy.pump(is_forced=False)

    assert "Issues" in {kind for kind, _, _ in busy.asked()}
    assert {name: written()[name] for name in mirror_tables} == before


@pytest.mark.parametrize("changed", [1, 37, 38])
def test_changes_cost_as_many_points_as_their_pages(settings, changed):
    with mirrored(settings) as mirror:
        fill(mirror.world, 80)
        mirror.pump()
        mirror.pump()
        mirror.asked()
        for number in range(1, changed + 1):
            mirror.world.edit_title(PLANS, number, "Another", by="bob")
        mirror.pump()

        fetched = [cost for kind, _, cost in mirror.asked() if kind == "NodeIssues"]
        assert sum(fetched) == -(-changed // 37)
        assert mirror.stored() == mirror.truth()


def test_changes_of_every_kind_arrive_by_polls_alone(busy):
    busy.pump()
    world = busy.world
    world.edit_body(PLANS, 1, "Written anew", by="alice")
    said = world.comment(PLANS, 1, "One more", by="bob")
    world.rename_label(PLANS, "sig/compute", "sig/computing")
    world.add_milestone(PLANS, "v1.10")
    world.set_milestone(PLANS, 1, "v1.10", by="alice")
    busy.pump()
    assert busy.stored() == busy.truth()

    world.edit_comment(said.id, "One more, mended", by="bob")
    busy.pump()
    assert busy.stored() == busy.truth()


def test_reading_that_is_cut_off_goes_on_at_its_page(settings, monkeypatch):
    with mirrored(settings) as mirror:
        fill(mirror.world, 80)
        times = iter([True, False])  # Over after the first page.
        monkeypatch.setattr(running.Run, "is_over", lambda _: not next(times, False))
        outcome = mirror.pump(is_forced=False)
        monkeypatch.undo()

        assert (outcome.is_unfinished, mirror.repository.synced_at) == (True, None)
        job = Job.objects.get()
        assert (job.done, job.total, job.finished_at) == (37, 80, None)
        mirror.asked()
        mirror.pump()
        pages = [kind for kind, _, _ in mirror.asked() if kind == "Issues"]
        assert len(pages) == 2
        assert mirror.stored() == mirror.truth()
        job.refresh_from_db()
        assert (job.done, job.total, job.report) == (80, 80, {"items": 80})


def test_statements_of_a_page_do_not_grow_with_it(settings):
    counts = []
    for size in (3, 30):
        with mirrored(settings, name=f"demo-{size}") as mirror:
            fill(mirror.world, size)
            with CaptureQueriesContext(connection) as statements:
                mirror.pump(is_forced=False)
            counts.append(len(statements))
    assert counts[0] == counts[1]


def test_renamed_repository_is_followed_and_noted(small):
    small.pump()
    small.world.rename_repo(PLANS, "proposals")
    small.world.edit_title("acme/proposals", 1, "After the move", by="bob")
    small.pump()
    outcome = small.pump()

    assert (outcome.error, small.repository.name) == ("", "acme/proposals")
    assert small.stored() == small.truth()
    event = Event.objects.get(kind=Event.Kind.REPOSITORY_RENAMED)
    assert (event.old, event.new) == (PLANS, "acme/proposals")


def test_another_repository_of_the_old_name_is_not_mixed_in(small):
    small.pump()
    before = small.stored()
    small.world.delete_repo(PLANS)
    small.world.add_repo(PLANS)
    for title in ("Else", "Elsewhere", "Elsewhen", "Elsewho"):
        small.world.open_issue(PLANS, title, body="", by="bob")
    small.pump()
    outcome = small.pump()

    assert "another repository" in outcome.error
    assert small.repository.error == outcome.error
    assert small.stored() == before


def test_repository_that_may_not_be_seen_any_more_loses_nothing(small):
    small.pump()
    before = small.stored()
    small.world.set_repo(PLANS, private=True)
    small.world.remove_member("acme", "alice")
    small.world.set_collaborator(PLANS, "alice", None)
    for _ in range(3):
        outcome = small.pump(compare=True)

    assert outcome.error
    assert small.repository.error_at is not None
    assert small.stored() == before


def test_two_edits_of_one_second_are_both_kept(small):
    small.pump()
    now = small.world.now
    small.world.clock = Clock(now)  # It stands still.
    with small.world.at(now):
        small.world.edit_body(PLANS, 1, "One", by="alice")
    pump.pump(repository_id=small.repository.pk, is_forced=True)
    assert small.item(1).body == "One"
    with small.world.at(now):
        small.world.edit_body(PLANS, 1, "Two", by="bob")
    mark = dirt.Mark(dirt.WEBHOOK, number=1)
    dirt.mark(repository=small.repository, marks=[mark], now=timezone.now())
    small.pump()

    assert small.item(1).body == "Two"
    said = small.item(1).edits.values_list("body", flat=True)
    assert list(said) == ["Text.", "One", "Two"]
