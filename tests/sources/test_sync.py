"""Reading a project's repositories: whole, again, and with failures."""

from __future__ import annotations

import shutil

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enhancements.models import (
    Claim,
    Entry,
    Identifier,
    Project,
    Reading,
    Record,
    Source,
    Verdict,
    Version,
)
from enhancements.sources import sync
from tests.support.histories import MAIN, history
from tests.support.tables import snapshot, written
from tests.support.tracked import columns, day, vep


def test_sync_says_what_each_source_brought(demo):
    demo.track()
    history(demo)
    report = demo.sync()

    assert [(s.kind, s.versions, s.error) for s in report.sources] == [
        ("documents", 5, ""),
        ("schedules", 1, ""),
        ("rosters", 1, ""),
    ]
    assert (report.versions, report.failed) == (7, [])
    assert report.claims.added == Claim.objects.count()


def test_second_sync_without_news_writes_no_row(demo):
    demo.track()
    history(demo)
    demo.sync()
    rows, before = written(), snapshot(demo.project)
    report = demo.sync()

    assert (report.versions, report.claims.added) == (0, 0)
    assert written() == rows
    assert snapshot(demo.project) == before


def test_sync_in_two_pieces_equals_one(demo, tmp_path, settings):
    demo.track()
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.sync()
    settings.MIRRORS = tmp_path / "other-mirrors"
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(2))
    demo.sync()

    assert columns(demo.rows(), "key", "targets") == [
        ("10", {"alpha": "v1.9", "beta": None, "ga": None})
    ]
    assert demo.source().ordinal == 2


def test_rebuild_from_the_immutable_rows_changes_nothing(demo):
    demo.track()
    history(demo)
    demo.sync()
    before = snapshot(demo.project)
    tally = sync.rebuild(project=demo.project, now=timezone.now())

    assert (tally.added, tally.closed, tally.retracted) == (0, 0, 0)
    assert snapshot(demo.project) == before


def test_rebuild_makes_thrown_away_rows_again(demo):
    demo.track()
    history(demo)
    demo.sync()
    before = snapshot(demo.project)
    assert before["verdicts"]
    for derived in (Verdict, Entry, Record, Identifier, Reading):
        derived.objects.all().delete()
    sync.rebuild(project=demo.project, now=timezone.now())

    assert Record.objects.count() > 0
    assert snapshot(demo.project) == before


def test_empty_repository_brings_nothing_and_is_no_error(demo):
    demo.track("documents")
    report = demo.sync()

    assert (report.versions, report.failed) == (0, [])
    assert (demo.source().commit, demo.source().ordinal) == ("", 0)
    assert demo.source().read_at is not None


def test_repository_that_was_empty_is_read_once_it_is_not(demo):
    demo.track("documents")
    demo.sync()
    demo.commit({MAIN: vep(10)}, day(1))
    demo.sync()

    assert demo.keys() == ["10"]


def test_unreachable_source_is_noted_and_the_others_go_on(demo):
    demo.track()
    history(demo)
    shutil.rmtree(demo.folder / "documents")
    report = demo.sync()

    assert [(s.kind, s.versions, bool(s.error)) for s in report.sources] == [
        ("documents", 0, True),
        ("schedules", 1, False),
        ("rosters", 1, False),
    ]
    assert [s.kind for s in report.failed] == ["documents"]
    assert demo.source().error == report.sources[0].error
    assert demo.source().error_at is not None
    assert demo.source("schedules").error == ""


def test_failure_keeps_the_time_it_was_first_noted_and_ends_with_a_success(demo):
    demo.track("documents")
    history(demo)
    (demo.folder / "documents").rename(demo.folder / "away")
    demo.sync()
    noted = demo.source().error_at
    demo.sync()
    again = demo.source().error_at
    (demo.folder / "away").rename(demo.folder / "documents")
    demo.sync()

    assert again == noted
    assert (demo.source().error, demo.source().error_at) == ("", None)
    assert demo.keys() == ["10", "13"]


def test_what_was_read_stays_while_the_source_is_unreachable(demo):
    demo.track("documents")
    history(demo)
    demo.sync()
    before = snapshot(demo.project, "sources")
    shutil.rmtree(demo.folder / "documents")
    demo.sync()

    assert snapshot(demo.project, "sources") == before


def test_only_one_sync_of_a_project_runs_at_a_time(demo):
    demo.track("documents")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_lock(%s, %s)", [sync._LOCK, demo.project.pk]
            )
            with pytest.raises(sync.AlreadyRunning):
                demo.sync()
            with pytest.raises(sync.AlreadyRunning):
                sync.rebuild(project=demo.project, now=timezone.now())
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()

    assert demo.sync().failed == []


def test_profile_that_changes_derives_everything_anew(demo):
    demo.track("documents")
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.sync()
    Project.objects.update(profile="sample")
    demo.project.refresh_from_db()
    before = Source.objects.get().reader
    demo.sync()

    assert Source.objects.get().reader != before
    assert Reading.objects.filter(reader=Source.objects.get().reader).count() == 1


def test_progress_tells_of_commits_and_claims(demo):
    demo.track("documents")
    history(demo)
    told = []
    sync.sync(project=demo.project, on_progress=lambda *words: told.append(words))

    assert ("documents: commits", 5, 5) in told
    assert ("claims of enhancements", 2, 2) in told


def test_merge_brings_what_its_branch_changed(demo):
    demo.track("documents")
    base = demo.commit({"README.md": b"x"}, day(1))
    work = demo.commit({MAIN: vep(10)}, day(2), branch="work", parents=[base])
    demo.commit({MAIN: vep(10)}, day(3), parents=[base, work])
    demo.sync()

    assert list(Version.objects.values_list("ordinal", "merged_at")) == [(2, day(3))]
    assert demo.source().ordinal == 2


def test_after_much_news_pages_are_planned_for_what_is_there(demo, monkeypatch):
    monkeypatch.setattr(sync, "_MANY_VERSIONS", 7)
    demo.track()
    history(demo)
    with CaptureQueriesContext(connection) as captured:
        demo.sync()
        demo.sync()

    analyzed = [q["sql"] for q in captured if q["sql"].startswith("ANALYZE")]
    assert len(analyzed) == 1
    assert "enhancements_claim" in analyzed[0]
    assert "enhancements_record" in analyzed[0]
