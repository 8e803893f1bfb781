"""What changed: told by day, with old and new, source and evidence."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.queries import changes_page, home, window
from enhancements.queries.moments import MomentRefused
from tests.support.tracked import NOW, day, front_matter, schedule, side, vep

PATH = "veps/sig-compute/10-warm-standby/vep.md"


def page(demo, since="2025-01-01", until="", chosen=None, at=None, **more):
    setting = demo.at(at)
    days = window.read(since, until, at=setting.at)
    return changes_page.page(setting, days, chosen or {}, number=1, **more)


def said(found):
    return [(c.kind, c.text, c.old, c.new) for c in found.changes]


@pytest.fixture(scope="module")
def told(shared):
    """A document that is added, slips, and is removed; a freeze that moves."""
    shared.track()
    shared.commit({PATH: vep(10, owners="@ann", alpha="v1.8")}, day(1))
    shared.commit({PATH: vep(10, owners="@bob", alpha="v1.9")}, day(3), message="Slip")
    shared.commit({PATH: None}, day(9), message="Withdraw")
    file = "releases/v1.8/schedule.yaml"
    for freeze, at in (("2025-02-01", 1), ("2025-02-08", 4)):
        shared.commit({file: schedule(freeze=freeze)}, day(at), kind="schedules")
    shared.sync()
    return shared


def test_changes_are_told_newest_first_with_old_and_new(told):
    assert said(page(told)) == [
        ("removed", "Document removed", PATH, ""),
        ("deadline", "VEP freeze moved", "2025-02-01", "2025-02-08"),
        ("target", "Target of Alpha slipped", "v1.8", "v1.9"),
        ("people", "Authors changed", "@ann", "@bob"),
        ("added", "Document added", "", PATH),
        ("target", "Target of Alpha set", "", "v1.8"),
        ("added", "Schedule added", "", "releases/v1.8/schedule.yaml"),
        ("deadline", "VEP freeze set", "", "2025-02-01"),
    ]


def test_change_names_its_source_and_the_commit(told):
    (slip,) = [c for c in page(told).changes if c.text.endswith("slipped")]

    assert (slip.at, slip.key, slip.sig) == (day(3), "10", "compute")
    assert (slip.source, slip.subject) == ("document", "Slip")
    (removed,) = [c for c in page(told).changes if c.kind == "removed"]
    assert (removed.subject, removed.evidence) == ("Withdraw", None)


def test_days_are_whole_days_in_utc_and_neighbours_never_overlap(told):
    first = page(told, "2025-01-06", "2025-01-08")
    after = page(told, "2025-01-09", "2025-01-15")

    assert len(first.changes) + len(after.changes) == len(page(told).changes)
    assert {c.at.date() for c in first.changes} == {
        dt.date(2025, 1, 6),
        dt.date(2025, 1, 8),
    }
    assert (first.earlier, first.later) == (
        "since=2025-01-03&until=2025-01-05",
        "since=2025-01-09&until=2025-01-11",
    )


def test_nothing_after_the_moment_shown_is_told(told):
    found = page(told, "2025-01-01", at=day(3, hour=8))

    assert {change.at for change in found.changes} == {day(1)}
    assert found.later == ""


def test_filters_count_under_each_other(told):
    found = page(told, chosen={"kind": ["target"]})
    kinds = {f.value: f.count for f in found.facets[0].facets}

    assert {change.kind for change in found.changes} == {"target"}
    assert (kinds["target"], kinds["deadline"], kinds["people"]) == (2, 2, 1)
    assert {f.value: f.count for f in found.facets[1].facets} == {
        "compute": 2,
        "none": 0,
    }
    assert found.scope == "2 changes of 1 VEP from 1 Jan 2025 to 1 Sep 2025, UTC"


def test_release_has_its_deadlines_and_what_had_an_entry(told):
    told.commit({PATH.replace("10-", "11-"): vep(11, "Other", beta="v1.9")}, day(4))
    told.sync()
    found = page(told, "2025-01-04", about="release", name="v1.8")

    assert {change.key for change in found.changes} == {"10", ""}
    assert "11" in {c.key for c in page(told, about="release", name="v1.9").changes}


def test_sig_has_what_it_owns(told):
    assert {c.key for c in page(told, about="sig", name="compute").changes} == {"10"}
    assert page(told, about="sig", name="network").changes == ()


def test_problem_appears_and_is_solved(demo):
    demo.track("documents")
    wrong = front_matter(title="Warm standby", status="maybe", number="10")
    demo.commit({PATH: front_matter(title="Warm standby", number="10")}, day(1))
    demo.commit({PATH: wrong}, day(2))
    demo.commit({PATH: front_matter(title="Warm standby", number="10")}, day(3))
    demo.sync()
    found = page(demo, chosen={"kind": ["problem"]})

    assert [(c.at, c.text.partition(":")[0]) for c in found.changes] == [
        (day(3), "Problem solved"),
        (day(2), "Problem appeared"),
    ]


def test_sources_begin_to_disagree_and_no_longer_do(demo):
    demo.track("documents")
    notes = f"{PATH.rpartition('/')[0]}/notes.md"
    demo.commit({PATH: vep(10, alpha="v1.8")}, day(1))
    demo.commit({notes: side(alpha="v1.9")}, day(2))
    demo.commit({PATH: vep(10, alpha="v1.8", owners="@ann")}, day(3))
    demo.commit({notes: side(alpha="v1.10")}, day(4))
    demo.commit({PATH: vep(10, alpha="v1.10", owners="@ann")}, day(5))
    demo.sync()
    found = page(demo, chosen={"kind": ["drift"]}).changes

    assert [(c.at, c.text, c.old, c.new, c.key) for c in found] == [
        (
            day(5),
            "Sources no longer disagree on Target of Alpha",
            "v1.8 or v1.10",
            "",
            "10",
        ),
        (day(2), "Sources disagree on Target of Alpha", "", "v1.8 or v1.9", "10"),
    ]
    assert found[1].source == "document:notes.md"
    assert {c.at for c in page(demo, about="sig", name="compute").changes} >= {day(5)}


def test_sources_that_disagree_from_the_start_are_told_with_the_document(demo):
    demo.track("documents")
    notes = f"{PATH.rpartition('/')[0]}/notes.md"
    files = {PATH: vep(10, alpha="v1.8"), notes: side(alpha="v1.9")}
    demo.commit(files, day(1))
    demo.commit(dict.fromkeys(files), day(2))
    demo.sync()

    assert [change[0] for change in said(page(demo))].count("drift") == 1


def test_text_is_told_only_where_nothing_else_changed(demo):
    demo.track("documents")
    demo.commit({PATH: vep(10, alpha="v1.8")}, day(1))
    demo.commit({PATH: vep(10, alpha="v1.8", body="Other words.")}, day(2))
    demo.commit({PATH: vep(10, alpha="v1.9", body="New words.")}, day(3))
    demo.sync()

    found = page(demo, "2025-01-07")
    assert [change.kind for change in found.changes] == ["target", "text"]


def test_home_shows_the_first_ones(told):
    shown = home.page(told.at()).changes

    assert [c for c in page(told).changes if c.kind != "people"] == list(shown)


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        ("soon", "", "since=“soon” is no date"),
        ("", "2025-13-01", "until=“2025-13-01” is no date"),
        ("2025-05-02", "2025-05-01", "comes after until"),
        ("", "2999-01-01", "is after the moment shown"),
        ("2999-01-01", "", "is after the moment shown"),
        ("0001-01-01", "", "is too long for one list"),
        ("2025-01-01T10:00Z", "", "is no date"),
    ],
)
def test_days_that_cannot_be_are_refused(since, until, sentence):
    with pytest.raises(MomentRefused, match=sentence):
        window.read(since, until, at=NOW)


@given(since=st.text(max_size=12) | st.dates().map(str), until=st.dates().map(str))
def test_any_days_are_read_or_refused_with_a_sentence(since, until):
    try:
        days = window.read(since, until, at=NOW)
    except MomentRefused:
        return
    assert 1 <= days.days() <= window.LONGEST
    assert days.after < days.before <= NOW + dt.timedelta(microseconds=1)
    days.earlier()
    days.later()


def test_week_ends_with_the_moment_when_nothing_is_asked():
    days = window.read("", "", at=NOW)

    assert (days.first, days.last) == (dt.date(2025, 8, 26), dt.date(2025, 9, 1))
    assert days.later() == {}
