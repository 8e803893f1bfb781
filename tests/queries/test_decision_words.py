"""Decisions in the history of an enhancement and among what changed."""

from __future__ import annotations

import pytest

from enhancements.actions import decisions
from enhancements.models import Record, Release
from enhancements.policy.decisions import Place, Wish
from enhancements.queries import changes, decision_words
from tests.support.tracked import day, schedule, vep

FREEZE = "enhancements-freeze"


@pytest.fixture
def decide(demo):
    """Decides about the one entry; gives the step."""
    dates = {"freeze": "2025-03-10", "code": "2025-03-20", "out": "2025-04-01"}
    calendar = {"releases/v1.9/schedule.yaml": schedule(**dates)}
    demo.commit(calendar, day(1), kind="schedules")
    documents = {"veps/sig-compute/10-warm/vep.md": vep(10, alpha="v1.9")}
    demo.commit(documents, day(2))
    demo.track()
    demo.sync()
    release = Release.objects.get(name="v1.9").pk
    enhancement = Record.objects.get(key="10", until=None).enhancement_id

    def decide_(value, kind="standing", *, at, seen=None, reason="", by="ann", **more):
        about = {"freeze": FREEZE} if kind in ("standing", "waiver") else {}
        place = Place(release, enhancement, "", kind, **about, **more)
        wish = Wish(place, value, reason, seen)
        return decisions.decide(project=demo.project, wishes=[wish], by=by, now=at)

    return decide_


def people(demo, moment=None):
    return [
        (one.title, one.new, one.detail)
        for one in demo.page("10", moment).history
        if one.kind == "person"
    ]


def test_decisions_are_lines_of_the_history(demo, decide):
    step = decide("tracked", at=day(10), reason="All is there.")
    (made,) = step.changed
    decide("removed", at=day(12), seen=made.pk, by="bob", reason="Reverted.")
    decide("Ask again.", "note", at=day(13))
    assert people(demo) == [
        ("@ann wrote a note on it in v1.9", "Ask again.", ""),
        ("@bob removed it at the VEP freeze of v1.9", "", "Reverted."),
        ("@ann tracked it for the VEP freeze of v1.9", "", "All is there."),
    ]
    assert people(demo, day(11)) == people(demo)[2:]
    assert people(demo, day(9)) == []


def test_undoing_is_told_as_that(demo, decide):
    step = decide("tracked", at=day(10))
    said = {"project": demo.project, "by": "bob"}
    undone = decisions.undo(batch=step.batch, now=day(11), **said)
    decisions.undo(batch=undone.batch, now=day(12), **said)
    assert [title for title, _, _ in people(demo)] == [
        "@bob undid a step: it is tracked again at the VEP freeze of v1.9",
        "@bob undid a step and took back that it was tracked at the VEP freeze of v1.9",
        "@ann tracked it for the VEP freeze of v1.9",
    ]


@pytest.mark.parametrize(
    ("kind", "value", "lines"),
    [
        ("opt-in", "yes", ("opted it in to v1.9", "took its opt-in to v1.9 back")),
        (
            "waiver",
            "yes",
            (
                "waived “Owner is named” for the VEP freeze of v1.9",
                "took back that “Owner is named” was waived in v1.9",
            ),
        ),
        (
            "standing",
            "deferred",
            (
                "deferred it at the VEP freeze of v1.9",
                "took back that it was deferred at the VEP freeze of v1.9",
            ),
        ),
    ],
)
def test_every_decision_has_its_words(demo, decide, kind, value, lines):
    more = {"criterion": "owner"} if kind == "waiver" else {}
    step = decide(value, kind, at=day(10), reason="Why.", **more)
    decide("", kind, at=day(11), seen=step.changed[0].pk, **more)
    assert [title for title, _, _ in people(demo)] == [
        f"@ann {line}" for line in reversed(lines)
    ]


def test_decisions_are_among_what_changed(demo, decide, django_assert_num_queries):
    decide("tracked", at=day(10), reason="All is there.")
    setting = demo.at()
    release = setting.release("v1.9")
    about = ({}, {"sig": "compute"}, {"release": release.id})
    for one in about:
        with django_assert_num_queries(2):
            found = changes.between(setting, day(9), day(11), **one)
        (line,) = found
        assert (line.kind, line.key, line.release) == ("decision", "10", "v1.9")
        assert line.text == "Tracked it for the VEP freeze of v1.9"
        assert (line.source, line.subject, line.sig) == (
            "@ann",
            "All is there.",
            "compute",
        )
    assert changes.between(setting, day(9), day(11), sig="network") == []
    assert changes.between(setting, day(11), day(12)) == []


def test_what_the_profile_has_no_more_is_called_by_its_key(demo, decide):
    step = decide("tracked", at=day(10))
    del step
    row = {
        "kind": "decided",
        "old": None,
        "new": {
            "kind": "waiver",
            "value": "yes",
            "freeze": "tea-time",
            "criterion": "scones",
            "track": "second",
        },
        "release": "v1.9",
    }
    said = decision_words.sentence(demo.at(), row)
    assert said == "waived “scones” for the tea-time (second) of v1.9"
