"""Planned and committed: what a release holds at a moment, and what stood."""

from __future__ import annotations

import dataclasses

import pytest

from enhancements.models import Entry, Record
from enhancements.queries import (
    enhancement,
    entries,
    home,
    release,
    releases,
    sigs,
)
from tests.support.tracked import day, schedule, vep

WARM = "veps/sig-compute/10-warm-standby/vep.md"
CLOCK = "veps/sig-network/12-clock-skew/vep.md"
LATE = "veps/sig-network/13-latecomer/vep.md"
SCHEDULE = "releases/v1.8/schedule.yaml"
# Day 10 is 15 January: the freeze ends on day 11 at 12:00 UTC.
FREEZE = schedule(freeze="2025-01-15", out="2025-03-15")


@pytest.fixture
def told(demo):
    """Writes the history of the two documents and of the schedule, and reads it."""

    def tell(*, warm=(), clock=(), late=(), schedules=((1, FREEZE),)):
        demo.track()
        for number, text in schedules:
            demo.commit({SCHEDULE: text}, moment(number), kind="schedules")
        histories = ((WARM, warm), (CLOCK, clock), (LATE, late))
        texts = [(moment(n), p, t) for p, history in histories for n, t in history]
        for at, path, text in sorted(texts, key=lambda item: item[0]):
            demo.commit({path: text}, at)
        demo.sync()
        return demo

    return tell


def moment(number):
    """The moment of a day, or of a (day, hour, minute, second)."""
    return day(*number) if isinstance(number, tuple) else day(number)


def rows(demo, name="v1.8", at=None):
    setting = demo.at(at)
    one = setting.release(name)
    return entries.of_releases(setting, [one])[one.id]


def state(demo, name="v1.8", at=None):
    return [(r.key, r.planned, r.committed, r.late) for r in rows(demo, name, at)]


def test_entry_that_stood_at_the_freeze_is_committed(told):
    demo = told(warm=[(1, vep(10, alpha="v1.8"))])

    assert state(demo) == [("10", True, True, False)]


def test_nothing_is_committed_before_the_freeze_has_passed(told):
    demo = told(warm=[(1, vep(10, alpha="v1.8"))])

    assert state(demo, at=day(11, 11, 59, 59)) == [("10", True, None, False)]
    assert state(demo, at=day(11, 12)) == [("10", True, True, False)]


@pytest.mark.parametrize(
    ("promised", "committed"), [((11, 12), True), ((11, 12, 0, 1), False)]
)
def test_promise_counts_up_to_and_with_the_moment_of_the_freeze(
    told, promised, committed
):
    demo = told(warm=[(1, vep(10, alpha="")), (promised, vep(10, alpha="v1.8"))])

    assert state(demo) == [("10", True, committed, not committed)]


@pytest.mark.parametrize(
    ("dropped", "expected"),
    [((11, 12), []), ((11, 12, 0, 1), [("10", False, True, False)])],
)
def test_promise_that_ends_at_the_moment_of_the_freeze_did_not_stand(
    told, dropped, expected
):
    demo = told(warm=[(1, vep(10, alpha="v1.8")), (dropped, vep(10, alpha=""))])

    assert state(demo) == expected


def test_promise_made_after_the_freeze_is_late(told):
    demo = told(warm=[(1, vep(10, alpha="")), (20, vep(10, alpha="v1.8"))])

    assert state(demo, at=day(15)) == []
    assert state(demo) == [("10", True, False, True)]


def test_document_that_first_spoke_after_the_freeze_leaves_it_open(told):
    demo = told(warm=[(20, vep(10, alpha="v1.8"))])

    assert state(demo) == [("10", True, None, False)]


def test_promise_that_was_given_up_before_the_freeze_is_no_entry(told):
    demo = told(warm=[(1, vep(10, alpha="v1.8")), (5, vep(10, alpha=""))])

    assert (state(demo), state(demo, at=day(3))) == ([], [("10", True, None, False)])


def test_committed_and_given_up_later_is_out_and_says_where_it_went(told):
    demo = told(warm=[(1, vep(10, alpha="v1.8")), (20, vep(10, alpha="v1.9"))])
    (old,), (new,) = rows(demo, "v1.8"), rows(demo, "v1.9")

    assert (old.planned, old.committed, old.moved_to) == (False, True, "v1.9")
    assert (new.planned, new.committed, new.moved_from) == (True, None, "v1.8")


def test_what_still_stands_has_not_gone_anywhere_yet(told):
    demo = told(warm=[(1, vep(10, alpha="v1.8")), (20, vep(10, alpha="v1.9"))])

    assert [r.moved_to for r in rows(demo, "v1.8", day(15))] == [""]


def test_two_stages_of_one_track_in_one_release_count_as_the_furthest(told):
    demo = told(warm=[(1, vep(10, alpha="v1.8", beta="v1.8"))])
    (row,) = rows(demo)

    assert (row.stage.key, row.planned, row.committed) == ("beta", True, True)


def test_stage_that_changed_after_the_freeze_is_still_committed(told):
    demo = told(warm=[(1, vep(10, alpha="v1.8")), (20, vep(10, alpha="", beta="v1.8"))])
    (row,) = rows(demo)

    assert (row.stage.key, row.planned, row.committed, row.late) == (
        "beta",
        True,
        True,
        False,
    )


def test_tracks_are_entries_of_their_own(told):
    text = vep(10).replace(
        b"### Target releases\n",
        b"### Target releases (GateA)\n\n- alpha: v1.8\n\n"
        b"### Target releases (GateB)\n\n- beta: v1.8\n",
    )
    demo = told(warm=[(1, text)])

    assert [(r.track, r.stage.key) for r in rows(demo)] == [
        ("GateA", "alpha"),
        ("GateB", "beta"),
    ]


def test_freeze_published_after_it_passed_counts_as_the_date_says(told):
    demo = told(
        warm=[(1, vep(10, alpha="v1.8")), (15, vep(10, alpha=""))],
        schedules=[(20, FREEZE)],
    )

    assert state(demo, at=day(19)) == []
    assert state(demo) == [("10", False, True, False)]


def test_freeze_edited_after_it_passed_does_not_move(told):
    later = schedule(freeze="2025-01-25", out="2025-03-15")
    demo = told(
        warm=[(1, vep(10, alpha="")), (15, vep(10, alpha="v1.8"))],
        schedules=[(1, FREEZE), (13, later)],
    )

    assert state(demo) == [("10", True, False, True)]


def test_freeze_edited_before_it_passed_moves(told):
    later = schedule(freeze="2025-01-25", out="2025-03-15")
    demo = told(
        warm=[(1, vep(10, alpha="")), (15, vep(10, alpha="v1.8"))],
        schedules=[(1, FREEZE), (9, later)],
    )

    assert state(demo) == [("10", True, True, False)]


def test_release_without_a_freeze_commits_to_nothing(told):
    demo = told(
        warm=[(1, vep(10, alpha="v1.8"))], schedules=[(1, schedule(out="2025-03-15"))]
    )

    assert state(demo) == [("10", True, None, False)]


def test_removed_document_was_committed_and_is_out(told):
    demo = told(warm=[(1, vep(10, alpha="v1.8")), (20, None)])

    assert state(demo) == [("10", False, True, False)]


def test_entries_are_sorted_by_sig_and_narrowed_to_one(told):
    demo = told(
        warm=[(1, vep(10, alpha="v1.8"))], clock=[(1, vep(12, "Clock", beta="v1.8"))]
    )
    setting = demo.at()
    one = setting.release("v1.8")
    found = entries.of_releases(setting, [one], sig="network")

    assert [row.sig for row in rows(demo)] == ["compute", "network"]
    assert [row.key for row in found[one.id]] == ["12"]


def mixed(told):
    """One kept and one given up, of two SIGs; one that came late."""
    late = [vep(13, "Late", body="Late. " * 30, alpha=to) for to in ("", "v1.8")]
    return told(
        warm=[(1, vep(10, alpha="v1.8"))],
        clock=[(1, vep(12, "Clock", beta="v1.8")), (20, vep(12, "Clock", beta=""))],
        late=[(2, late[0]), (22, late[1])],
    )


def test_counts_of_a_release_agree_on_every_page(told):
    demo = mixed(told)
    setting = demo.at()
    pages = [release.page(setting, "v1.8", {}).summary]
    pages += [one for one in home.page(setting).past if one.name == "v1.8"]
    pages += [one for one in releases.summaries(setting) if one.name == "v1.8"]

    assert [(p.planned, p.committed, p.out, p.added) for p in pages] == [
        (2, 2, 1, 1)
    ] * 3


def late(told):
    """A target that moved only after its release was out, and one that was cleared."""
    return told(
        warm=[(1, vep(10, alpha="v1.8")), (90, vep(10, alpha="v1.9"))],
        clock=[(1, vep(12, "Clock", beta="v1.8")), (90, vep(12, "Clock", beta=""))],
        late=[(1, vep(13, "Late", beta="v1.8")), (20, vep(13, "Late", beta="v1.9"))],
    )


def test_what_is_taken_back_after_the_release_was_out_is_recorded_late(told):
    demo = late(told)

    assert [
        (r.key, r.late_record, r.slipped, r.moved_to, r.ended_at) for r in rows(demo)
    ] == [
        ("10", True, False, "v1.9", day(90)),
        ("12", True, False, "", day(90)),
        ("13", False, True, "v1.9", day(20)),
    ]
    assert not any(r.late_record for r in rows(demo, at=day(80)))


def test_late_records_are_not_out_in_any_count(told):
    setting = late(told).at()
    page = release.page(setting, "v1.8", {})
    listed = next(one for one in releases.summaries(setting) if one.name == "v1.8")

    for one in (page.summary, listed):
        assert (one.committed, one.out, one.late_record, one.on) == (3, 1, 2, 0)
    assert [
        row.key
        for row in release.page(setting, "v1.8", {"state": ["late-record"]}).entries
    ] == ["10", "12"]


def test_late_record_is_no_slip_on_the_ladder_and_in_the_changes(told):
    demo = late(told)
    (ladder,) = demo.page("10").ladders
    changes = {one.key: one.text for one in home.page(demo.at()).changes if one.old}

    said = (
        "Alpha was committed; moved to v1.9 on 5 Apr 2025, after the release was out,"
        " so it may have shipped."
    )
    assert (ladder.lanes[0].lead, ladder.lanes[0].said) == ("Recorded late.", said)
    assert [mark.kind for mark in ladder.lanes[0].marks] == ["late"]
    assert ladder.arrows == ()
    assert ladder.summary == (
        "Alpha was planned for v1.8 and taken back only after it was out;"
        " Alpha is planned for v1.9."
    )
    assert changes["10"] == "Target of Alpha moved after the release, recorded late"
    assert changes["13"] == "Target of Beta slipped"


@pytest.fixture
def went_on(told):
    """Planned by its latest milestone: alpha stood at the freeze, then beta."""
    demo = told(warm=[(1, vep(10, alpha="v1.8", beta="v1.9"))])
    entry = Entry.objects.get(release__name="v1.8")
    entry.until = day(20)
    entry.save()
    Record.objects.filter(enhancement=entry.enhancement).update(releases=["v1.9"])
    setting = demo.at()
    profile = dataclasses.replace(setting.profile, planned_by="latest-milestone")
    return dataclasses.replace(setting, profile=profile)


def test_work_that_went_on_is_neither_out_nor_dropped(went_on):
    page = release.page(went_on, "v1.8", {})
    (counted,) = releases.counts(went_on, went_on.releases)[went_on.release("v1.8").id]
    (row,) = page.entries
    (ladder,) = enhancement.page(went_on, "10").ladders

    assert (row.planned, row.committed, row.went_on, row.late_record) == (
        False,
        True,
        "v1.9",
        False,
    )
    assert page.sigs == (counted,)
    assert (counted.committed, counted.out, counted.on) == (1, 0, 1)
    assert (ladder.lanes[0].lead, ladder.lanes[0].said) == (
        "Alpha committed",
        "until 25 Jan 2025; its target stands, and the work went on to v1.9.",
    )
    assert [mark.kind for mark in ladder.lanes[0].marks] == ["committed"]


def test_counts_leave_open_what_no_source_spoke_of_before_the_freeze(told):
    demo = told(clock=[(20, vep(12, "Clock", beta="v1.8"))])
    setting = demo.at()
    pages = [release.page(setting, "v1.8", {}).summary, *releases.summaries(setting)]

    assert [(p.planned, p.committed, p.out, p.added) for p in pages] == [
        (1, None, 0, 0)
    ] * 2


def test_release_page_counts_by_sig_and_filters(told):
    demo = mixed(told)
    page = release.page(demo.at(), "v1.8", {"state": ["out"]})

    assert [(s.sig, s.planned, s.committed, s.out) for s in page.sigs] == [
        ("compute", 1, 1, 0),
        ("network", 1, 1, 1),
    ]
    assert ([row.key for row in page.entries], page.total) == (["12"], 3)
    assert page.scope == "1 entry in v1.8 · committed, no longer planned"


def test_release_page_of_an_unknown_release_is_refused(told):
    demo = told()

    with pytest.raises(release.ReleaseUnknown):
        release.page(demo.at(), "v9.9", {})


def test_sig_page_shows_what_is_planned_in_both_releases(told):
    demo = told(
        warm=[(1, vep(10, alpha="v1.8", beta="v1.9"))],
        clock=[(1, vep(12, "Clock", beta="v1.8"))],
    )
    page = sigs.page(demo.at(day(5)), "compute")

    assert (page.release.name, [r.key for r in page.entries]) == ("v1.8", ["10"])
    assert (page.following.name, [r.key for r in page.next_entries]) == ("v1.9", ["10"])
    assert page.unplanned == ()


def test_sig_that_nobody_names_is_unknown(told):
    demo = told(warm=[(1, vep(10))])

    with pytest.raises(sigs.SigUnknown):
        sigs.page(demo.at(), "nobody")
