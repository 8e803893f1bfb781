"""Farwharf from its repositories to the record: every irregular form it tells of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from enhancements.actions import projects
from enhancements.queries import (
    contract,
    enhancement,
    entry_states,
    frame,
    moments,
    problems,
    release,
    releases,
)
from enhancements.queries.filters import Filters
from enhancements.sources import sync
from tests.sample.conftest import TODAY
from tests.support.tables import snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

    from enhancements.models import Project

pytestmark = pytest.mark.django_db

NOW = dt.datetime.combine(TODAY, dt.time(23, 59), tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def project(
    harbour: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Project]:
    """Farwharf, read once for the tests of this module and rolled back after."""
    from django.db import transaction  # noqa: PLC0415 - set up only now
    from django.test import override_settings  # noqa: PLC0415 - set up

    mirrors = tmp_path_factory.mktemp("mirrors")
    with (
        override_settings(MIRRORS=mirrors, LOCAL_SOURCES=True),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        tracked = projects.track(
            name="farwharf",
            profile="sample-kep",
            locations={
                "documents": str(harbour / "enhancements"),
                "schedules": str(harbour / "sig-release"),
                "rosters": str(harbour / "community"),
            },
            by="tester",
        )
        sync.sync(project=tracked)
        yield tracked
        transaction.set_rollback(True)


@pytest.fixture
def setting(project):
    def at(moment=""):
        when = moments.parse(moment, now=NOW)
        return frame.load(project.name, when, now=NOW)

    return at


def rows(setting):
    return {row["key"]: row for row in contract.find(setting, Filters())}


def test_problems_are_those_that_the_story_has(setting):
    found = {
        (key, problem["field"])
        for key, row in rows(setting()).items()
        for problem in row["problems"]
    }

    assert found == {
        ("0000-site-heartbeat-tuning", "number"),
        ("167", "created"),
        ("167", "status"),
        ("289", "status"),
        ("668", "status"),
        ("716", "target.alpha"),
        ("731-site-identity", "number"),
        ("731-sticky-placement", "number"),
        ("826", "title"),
        ("853", "created"),
        ("870", "stage"),
        ("884", "stage"),
        ("905", "stage"),
        ("905", "status"),
    }


def test_files_of_nobody_are_listed(setting):
    listed = [row for row in problems.find(setting()) if not row.key]

    assert [row.path for row in listed if row.where == "documents"] == [
        "keps/prod-readiness/sig-haulage/693.yaml"
    ]


def test_forms_that_decide_nothing_or_differ_only_in_writing_are_no_problem(setting):
    found = rows(setting())

    assert found["739"]["targets"]["beta"] == "v1.30"
    assert found["748"]["targets"]["beta"] == "v1.30"
    assert found["131"]["targets"] == {"alpha": None, "beta": None, "stable": None}
    assert found["988"]["authors"]
    assert not any("@" in handle for row in found.values() for handle in row["authors"])
    assert found["702"]["feature_gates"] == []


def test_sources_that_differ_are_drift(setting):
    found = rows(setting())

    assert {
        (key, one["field"])
        for key, row in found.items()
        for one in row["drift"]
        if one["field"] in ("sig", "number")
    } == {("318", "sig"), ("560", "number")}


def test_current_release_has_every_kind_of_work(setting):
    at = setting()
    page = release.page(at, "v1.30", {})
    by_kind = {
        kind: sorted(row.key for row in page.entries if row.kind == kind)
        for kind in ("same-stage", "deprecation")
    }

    assert by_kind["deprecation"] == ["455"]
    assert by_kind["same-stage"] == ["318", "437", "716", "812"]
    assert len([row for row in page.entries if row.kind == "graduation"]) >= 10


def test_entry_taken_out_and_one_added_after_the_freeze(setting):
    page = release.page(setting(), "v1.30", {})
    by_key = {row.key: row for row in page.entries}

    assert (by_key["498"].planned, by_key["498"].committed) == (False, True)
    assert "out" in entry_states.states_of(by_key["498"], frozen=True)
    assert (by_key["853"].planned, by_key["853"].committed) == (True, False)
    assert by_key["967"].committed is False


def test_slips_and_late_records_are_told_apart(setting):
    at = setting()
    late = {row.key for row in release.page(at, "v1.28", {}).entries if row.late_record}
    went = {row.key for row in release.page(at, "v1.28", {}).entries if row.went_on}

    assert "655" in late
    assert "604" not in late  # Its target of v1.28 stands, and no release is named.
    assert not late & went
    before = {row.key for row in release.page(at, "v1.29", {}).entries if row.slipped}
    assert {"587", "598"} <= before


def test_lists_and_pages_count_the_same(setting):
    at = setting()

    for summary in releases.summaries(at):
        page = release.page(at, summary.name, {}).summary
        names = ("planned", "committed", "out", "added")
        assert [getattr(page, n) for n in names] == [
            getattr(summary, n) for n in names
        ], summary.name


def test_committed_is_what_was_planned_at_the_freeze(setting):
    at = setting()
    freeze = next(
        one.deadline("deadline:enhancements-freeze").frozen_at
        for one in at.releases
        if one.name == "v1.30"
    )
    committed = {r.key for r in release.page(at, "v1.30", {}).entries if r.committed}
    then = setting(freeze.isoformat())
    planned = {r.key for r in release.page(then, "v1.30", {}).entries if r.planned}

    assert planned == committed
    assert committed == {
        row["key"]
        for row in contract.find(then, Filters(releases=("v1.30",)))
        if row["key"] in committed
    }


def test_readiness_approvers_stand_among_the_claims(setting):
    page = enhancement.page(setting(), "560")
    fields = {field.field for field in page.fields}

    assert {"readiness.alpha", "readiness.beta"} <= fields


def test_every_enhancement_has_a_page_then_and_now(setting):
    for moment in ("", "2026-01-31"):
        at = setting(moment)
        for key, row in rows(at).items():
            assert enhancement.page(at, key).title == row["title"]


def test_rebuild_changes_nothing(project):
    before = snapshot(project)
    tally = sync.rebuild(project=project, now=NOW)

    assert (tally.added, tally.closed, tally.retracted) == (0, 0, 0)
    assert snapshot(project) == before
