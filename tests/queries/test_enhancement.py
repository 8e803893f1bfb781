"""The page of one enhancement: claims side by side, ladder, history, standing."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements.languages import speaking
from tests.support.tracked import day, schedule, side, vep

MAIN = "veps/sig-compute/10-warm-standby/vep.md"
NOTES = "veps/sig-compute/10-warm-standby/notes.md"
# The freeze ends on day 11 at 12:00 UTC.
FREEZE = schedule(freeze="2025-01-15", out="2025-03-15")


@pytest.fixture(scope="module")
def slipped(shared):
    """Alpha was committed for v1.8 and moved to v1.9; a side document disagrees."""
    shared.track("documents", "schedules")
    shared.commit({"releases/v1.8/schedule.yaml": FREEZE}, day(1), kind="schedules")
    shared.commit({MAIN: vep(10, alpha="v1.8")}, day(2), message="Add it (#7)")
    shared.commit({MAIN: vep(10, alpha="v1.9")}, day(20), message="Alpha slips (#9)")
    shared.commit({NOTES: side(alpha="v1.10")}, day(22), message="Notes (#11)")
    shared.sync()
    return shared


def words(pieces):
    return "".join(text for text, _ in pieces)


def test_standing_says_what_is_promised_and_that_it_slipped(slipped):
    assert words(slipped.page("10").standing) == (
        "Alpha in v1.9, planned; that release has no freeze date yet. It was first"
        " planned for v1.8 and slipped once. Sources disagree on the target of Alpha."
    )


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (day(5), "Alpha in v1.8, planned; the VEP freeze is on 15 Jan 2025."),
        (day(15), "Alpha in v1.8, committed at the VEP freeze."),
    ],
)
def test_standing_of_a_past_moment_knows_nothing_later(slipped, at, sentence):
    assert words(slipped.page("10", at).standing) == sentence


def test_planned_committed_and_shipped_are_three_facts(slipped):
    page = slipped.page("10")

    assert [(t.stage.key, t.release, said) for t, said in page.planned] == [
        ("alpha", "v1.9", "document, since 25 Jan 2025")
    ]
    assert [(t.stage.key, t.release, said) for t, said in page.committed] == [
        ("alpha", "v1.8", "at the VEP freeze of 15 Jan 2025")
    ]
    assert page.shipped == ()


def test_claims_stand_side_by_side_with_what_is_used(slipped):
    page = slipped.page("10")
    (alpha,) = [f for f in page.fields if f.field == "target.alpha"]

    assert (alpha.label, alpha.value, alpha.drift) == ("Target of Alpha", "v1.9", True)
    assert [
        (c.source, c.value, c.used, c.disagrees, c.since) for c in alpha.claims
    ] == [
        ("document", "v1.9", True, False, day(20)),
        ("document:notes.md", "v1.10", False, True, day(22)),
    ]
    assert page.sources == ("document", "document:notes.md", "directory")


def test_ladder_has_a_lane_per_release_and_an_arrow_per_slip(slipped):
    (ladder,) = slipped.page("10").ladders

    assert [rung.key for rung in ladder.rungs] == ["alpha", "beta", "ga"]
    assert [
        (
            lane.release,
            [(m.stage.key, m.kind) for m in lane.marks],
            lane.lead,
            lane.said,
        )
        for lane in ladder.lanes
    ] == [
        (
            "v1.8",
            [("alpha", "missed")],
            "Slipped.",
            "Alpha was committed; it moved to v1.9 on 25 Jan 2025.",
        ),
        ("v1.9", [("alpha", "planned")], "Alpha planned", "since 25 Jan 2025."),
    ]
    assert [(a.kind, a.lane1, a.lane2) for a in ladder.arrows] == [("slip", 0, 1)]
    assert ladder.summary == (
        "Alpha was planned for v1.8, moved to v1.9; Alpha is planned for v1.9."
    )


def test_history_tells_every_change_newest_first(slipped):
    history = slipped.page("10").history

    assert [item.at for item in history] == sorted(
        (item.at for item in history), reverse=True
    )
    assert [
        (item.at, item.title, item.old, item.new, item.subject)
        for item in history
        if item.title.startswith(("Target", "VEP freeze"))
    ] == [
        (day(22), "Target of Alpha set", "", "v1.10", "Notes (#11)"),
        (day(20), "Target of Alpha changed", "v1.8", "v1.9", "Alpha slips (#9)"),
        (
            dt.datetime(2025, 1, 16, 12, tzinfo=dt.UTC),
            "VEP freeze of v1.8",
            "",
            "Alpha committed",
            "",
        ),
    ]


def test_history_has_the_same_changes_in_every_language(slipped):
    english = slipped.page("10").history
    with speaking("de"):
        german = slipped.page("10").history

    assert [(one.at, one.kind) for one in german] == [
        (one.at, one.kind) for one in english
    ]
    assert [one.title for one in german if one.at == day(20)] == [
        "Ziel für Alpha geändert"
    ]


def test_source_of_a_target_is_named_in_the_language_of_the_reader(slipped):
    with speaking("de"):
        planned = slipped.page("10").planned
    assert [said for _, said in planned] == ["Dokument, seit 25. Jan. 2025"]


def test_documents_are_listed_with_their_headings(slipped):
    main, notes = slipped.page("10").documents

    assert [(d.source, d.path, d.versions, d.removed_at) for d in (main, notes)] == [
        ("document", MAIN, 2, None),
        ("document:notes.md", NOTES, 1, None),
    ]
    assert main.headings[0] == (1, "VEP #10: Warm standby", 1)


def test_neighbours_are_the_next_numbers(slipped):
    other = "veps/sig-compute/{}-other/vep.md"
    texts = {other.format(n): vep(n, f"Other {n}") for n in (9, 12, 100)}
    slipped.commit(texts, day(30))
    slipped.sync()

    assert [
        (page.previous_key, page.next_key)
        for page in map(slipped.page, ("9", "10", "12", "100"))
    ] == [("", "10"), ("9", "12"), ("10", "100"), ("12", "")]


def test_removed_enhancement_says_since_when(slipped):
    slipped.commit({MAIN: None, NOTES: None}, day(30))
    slipped.sync()
    page = slipped.page("10")

    assert words(page.standing) == (
        "Removed. Its document was taken out of the repository on 4 Feb 2025."
    )
    assert page.removed_at == day(30)


def test_enhancement_without_a_target_says_so(demo):
    demo.track("documents")
    demo.commit({MAIN: vep(10)}, day(1))
    demo.sync()
    page = demo.page("10")

    assert words(page.standing) == "No target. No source names a release for it."
    assert page.ladders == ()
