"""Upstream rewrote its history, or the source is another one now."""

from __future__ import annotations

from enhancements.actions import projects
from enhancements.models import Claim, Event, Identifier, Version
from tests.support.histories import CLOCK, MAIN, fresh, history
from tests.support.tables import snapshot
from tests.support.tracked import columns, day, vep


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
