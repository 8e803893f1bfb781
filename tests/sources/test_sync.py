"""Reading a project's repositories: whole, again, interrupted and rewritten."""

from __future__ import annotations

import shutil

import pytest
from django.db import connection
from django.utils import timezone

from enhancements.actions import projects
from enhancements.models import (
    Claim,
    Entry,
    Event,
    Identifier,
    Project,
    Reading,
    Record,
    Source,
    Version,
)
from enhancements.sources import sync
from tests.support.tables import snapshot, written
from tests.support.tracked import Tracked, columns, day, schedule, side, vep

SIG = "veps/sig-compute"
MAIN = f"{SIG}/10-warm-standby/vep.md"
NOTES = f"{SIG}/10-warm-standby/notes.md"
CLOCK = f"{SIG}/12-clock-skew/vep.md"
SCHEDULE = "releases/v1.8/schedule.yaml"
SIGS = b"sigs:\n- dir: sig-compute\n  name: sig-compute\n  leadership:\n    chairs:\n    - github: ann\n"


def history(demo):
    """A little of everything, in seven commits."""
    demo.commit({SCHEDULE: schedule(freeze="2025-01-20")}, day(1), kind="schedules")
    demo.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit({NOTES: side(beta="v1.9")}, day(2))
    demo.commit({CLOCK: vep(12, "Clock skew", beta="v1.8")}, day(3))
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(4))
    demo.commit(renames={CLOCK: f"{SIG}/13-clock-skew/vep.md"}, at=day(5))


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
    for derived in (Entry, Record, Identifier, Reading):
        derived.objects.all().delete()
    sync.rebuild(project=demo.project, now=timezone.now())

    assert Record.objects.count() > 0
    assert snapshot(demo.project) == before


def batches_of(size, monkeypatch):
    monkeypatch.setattr(sync, "_BATCH_FILES", size)
    monkeypatch.setattr(sync, "_BATCH_ENHANCEMENTS", 1)


class Killed(BaseException):
    """What a process that is killed raises, as far as its code is concerned."""


def dies_at(call, action):
    """The action, but its n-th call dies at its end, after all its work."""
    calls = []

    def dying(*args, **given):
        calls.append(1)
        if len(calls) == call:
            raise Killed
        return action(*args, **given)

    return dying


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 5])
def test_sync_killed_while_storing_goes_on_where_it_was(demo, monkeypatch, batch):
    demo.track()
    history(demo)
    batches_of(1, monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(sync, "_store", dies_at(batch, sync._store))
        with pytest.raises(Killed):
            demo.sync()
    assert demo.source().ordinal == batch - 1
    demo.sync()

    assert snapshot(demo.project) == fresh(demo)


@pytest.mark.parametrize("call", [1, 2])
def test_sync_killed_while_deriving_goes_on_where_it_was(demo, monkeypatch, call):
    demo.track()
    history(demo)
    batches_of(1, monkeypatch)
    with monkeypatch.context() as patch:
        dying = dies_at(call, sync.derive.enhancements)
        patch.setattr(sync.derive, "enhancements", dying)
        with pytest.raises(Killed):
            demo.sync()
    demo.sync()

    assert snapshot(demo.project) == fresh(demo)


def test_version_killed_in_the_midst_of_a_batch_leaves_nothing_of_it(demo, monkeypatch):
    demo.track("documents")
    history(demo)
    with monkeypatch.context() as patch:
        patch.setattr(sync.versions, "_save", dies_at(1, None))
        with pytest.raises(Killed):
            demo.sync()

    assert (Version.objects.count(), demo.source().commit) == (0, "")


def fresh(demo):
    """The tables of another project that reads the same repositories at once."""
    other = Tracked(demo.folder, "other")
    kinds = Source.objects.filter(project=demo.project).values_list("kind", flat=True)
    other.track(*kinds)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sync, "_BATCH_FILES", 400)
        patch.setattr(sync, "_BATCH_ENHANCEMENTS", 200)
        other.sync()
    return snapshot(other.project)


def rewritten(demo):
    """A new line of the documents that begins with none of the old commits."""
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1), parents=[], message="Anew")
    demo.commit({MAIN: vep(10, alpha="v1.10")}, day(6), message="Anew, 2")


def test_rewritten_history_ends_as_a_fresh_project_on_it_would(demo):
    demo.track()
    history(demo)
    demo.sync()
    rewritten(demo)
    report = demo.sync()

    assert [s.rewritten for s in report.sources] == [True, False, False]
    assert snapshot(demo.project, "releases") == without(fresh(demo), "releases")


def without(tables, *names):
    return {name: rows for name, rows in tables.items() if name not in names}


def test_versions_off_the_new_line_are_retracted_with_their_claims(demo):
    demo.track("documents")
    history(demo)
    demo.sync()
    old = set(Version.objects.values_list("pk", flat=True))
    rewritten(demo)
    demo.sync()

    assert (
        set(Version.objects.exclude(retracted_at=None).values_list("pk", flat=True))
        == old
    )
    assert list(Claim.objects.filter(version__in=old, retracted_at=None)) == []
    assert demo.keys() == ["10"]


def test_rewritten_history_is_an_event(demo):
    demo.track("documents")
    history(demo)
    demo.sync()
    before = demo.source().commit
    rewritten(demo)
    demo.sync()
    event = Event.objects.get(kind=Event.Kind.HISTORY_REWRITTEN)

    assert (event.subject, event.old, event.new, event.by, event.reason) == (
        "documents",
        before,
        demo.source().commit,
        "sync",
        "5 versions are no longer part of upstream's history",
    )


def test_history_rewritten_from_the_middle_keeps_what_is_still_there(demo):
    demo.track("documents")
    first = demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(2))
    demo.sync()
    kept = Version.objects.get(ordinal=1).pk
    demo.commit({MAIN: vep(10, alpha="v1.10")}, day(3), parents=[first])
    demo.sync()

    assert Version.objects.get(pk=kept).retracted_at is None
    assert [demo.only(day(n, 12))["targets"]["alpha"] for n in (1, 2, 3)] == [
        "v1.8",
        "v1.8",
        "v1.10",
    ]


def test_history_reset_to_an_earlier_commit_takes_the_later_ones_back(demo):
    demo.track("documents")
    first = demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit({MAIN: vep(10, alpha="v1.9"), CLOCK: vep(12, "Clock")}, day(2))
    demo.sync()
    demo.commit({"README.md": b"x"}, day(3), parents=[first])
    demo.sync()

    assert columns(demo.rows(), "key", "targets") == [
        ("10", {"alpha": "v1.8", "beta": None, "ga": None})
    ]


def test_rename_that_was_taken_back_leaves_the_document_where_it_was(demo):
    demo.track("documents")
    first = demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit(renames={MAIN: CLOCK}, at=day(2))
    demo.sync()
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(3), parents=[first])
    demo.sync()

    assert columns(demo.rows(), "key", "targets") == [
        ("10", {"alpha": "v1.9", "beta": None, "ga": None})
    ]
    assert list(Identifier.objects.filter(kind="number").values_list("value")) == [
        ("10",)
    ]


def test_history_rewritten_with_the_same_times_names_the_new_commits(demo):
    demo.track()
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(2))
    demo.sync()
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1), parents=[], message="Other")
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(2), message="Words")
    demo.sync()

    assert snapshot(demo.project) == fresh(demo)


def test_history_may_be_rewritten_again_and_again(demo):
    demo.track()
    for number in range(3):
        demo.commit({CLOCK: vep(12)}, day(1), parents=[], message=f"{number}")
        demo.commit(renames={CLOCK: MAIN}, at=day(2))
        demo.sync()

    assert snapshot(demo.project) == fresh(demo)


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


def test_location_that_changes_to_the_same_history_goes_on(demo):
    demo.track("documents")
    history(demo)
    demo.sync()
    before = snapshot(demo.project, "sources")
    (demo.folder / "documents").rename(demo.folder / "moved")
    projects.track(
        name="demo",
        profile=None,
        locations={"documents": str(demo.folder / "moved")},
        by="tester",
    )
    report = demo.sync()

    assert (report.versions, report.sources[0].rewritten) == (0, False)
    assert snapshot(demo.project, "sources") == before


def test_location_that_changes_to_another_history_is_read_anew(demo):
    demo.track("documents")
    demo.commit({MAIN: vep(10)}, day(1))
    demo.sync()
    demo.commit({CLOCK: vep(12, "Clock skew")}, day(2), kind="rosters")
    projects.track(
        name="demo",
        profile=None,
        locations={"documents": str(demo.folder / "rosters")},
        by="tester",
    )
    report = demo.sync()

    assert report.sources[0].rewritten is True
    assert columns(demo.rows(), "key", "title") == [("12", "Clock skew")]


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
