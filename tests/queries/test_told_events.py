"""Every kind of event is told among what changed, or named with why it is not."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements.actions import answers, asking, events, ladders, outreach
from enhancements.actions import release_letters as letters
from enhancements.actions.answers import Said
from enhancements.models import AskItem, Enhancement, Event, Release, Sig
from enhancements.policy.asking import LEADS, Ladder, Rung
from enhancements.queries import changes, changes_page, told_events
from tests.queries.test_waiting import fill
from tests.support.tracked import day

MONDAY = day(8)
PARTS = {"text": "Ours: {{title}}", "commands": ""}


def test_every_kind_of_event_is_told_or_named_with_why_not():
    told, silent = set(told_events.KINDS), set(told_events.NOT_TOLD)
    assert told | silent == set(Event.Kind.values)
    assert told & silent == set()
    assert len(told) == len(told_events.KINDS)
    assert all(told_events.NOT_TOLD.values())


@pytest.fixture
def four(demo):
    """#1, #2 and #4 are olga's, #3 has no owner. Odd ones are compute's, which ann
    leads; network has no lead.
    """
    return fill(demo, 4)


def lines(demo, kind, **about):
    found = changes.between(demo.at(day(30)), day(0), day(29), **about)
    return [
        (one.title, one.text, one.old, one.new, one.source, one.subject)
        for one in found
        if one.kind == kind
    ]


def answer(demo, word="on-track", reason=""):
    own = Enhancement.objects.get(records__number=1, records__until=None)
    items = AskItem.objects.filter(enhancement=own, login="olga")
    release = Release.objects.get(name="v1.9").pk
    ids = tuple(items.values_list("pk", flat=True))
    said = Said(release, own.pk, "", word, reason, None, ids)
    return answers.answer(
        project=demo.project, said=[said], by="olga", now=MONDAY + dt.timedelta(hours=1)
    )


@pytest.mark.django_db
def test_what_was_asked_and_answered_is_told(four):
    asking.prepare(project=four.project, now=MONDAY)
    batch = answer(four, "not-mine", "Ask cid.")
    later = MONDAY + dt.timedelta(hours=2)
    answers.take_back(project=four.project, batch=batch, by="olga", now=later)

    found = lines(four, "asking", sig="compute")
    assert found[:2] == [
        ("Thing 1", "Took back the answer on v1.9", "", "", "@olga", ""),
        (
            "Thing 1",
            "Answered that it is not theirs to say in v1.9",
            *("", "", "@olga", "Ask cid."),
        ),
    ]
    assert sorted(one[1] for one in found[2:]) == [
        "@ann was asked whether all is still true for the code freeze of v1.9",
        "@olga was asked whether all is still true for the code freeze of v1.9",
    ]
    assert {one[4] for one in found[2:]} == {"the days of its SIG"}
    v19 = Release.objects.get(name="v1.9").pk
    assert len(lines(four, "asking", release=v19)) == 6


@pytest.mark.django_db
def test_answer_stands_beside_the_check_in_that_it_is(four):
    asking.prepare(project=four.project, now=MONDAY)
    answer(four)
    found = changes.between(four.at(day(30)), MONDAY + dt.timedelta(minutes=1), day(29))
    assert [(one.kind, one.text) for one in found] == [
        ("asking", "Answered that it is on track in v1.9"),
        ("decision", "Said that it is on track in v1.9"),
    ]


@pytest.mark.django_db
def test_who_is_asked_when_is_told_of_its_sig(four):
    sig = Sig.objects.get(name="compute")
    own = Ladder((Rung(9, (LEADS,)), Rung(1, ("owners", "contact"))))
    row = ladders.set_ladder(
        sig=sig, ladder=own, by="ann", reason="Ours.", seen=0, now=day(3)
    )
    assert row is not None
    ladders.set_ladder(
        sig=sig, ladder=None, by="ann", reason="", seen=row.pk, now=day(4)
    )
    said = "9 days before: SIG leads; 1 day before: owners and contact"
    told = [
        ("SIG compute", "Asked by the project's days again", said, "", "@ann", ""),
        ("SIG compute", "Who is asked when changed", "", said, "@ann", "Ours."),
    ]
    assert lines(four, "asking", sig="compute") == told
    assert lines(four, "asking") == told
    assert lines(four, "asking", sig="network") == []


@pytest.mark.django_db
def test_letters_and_outreach_are_told(four):
    release = Release.objects.select_related("project").get(name="v1.9")
    given = {"release": release, "name": "party-tracked", "by": "ann"}
    first = letters.change(**given, parts=PARTS, reason="Shorter.", seen=0, now=day(3))
    assert first is not None
    letters.change(**given, parts=None, reason="", seen=first.pk, now=day(4))
    outreach.set_wanted(
        sig=Sig.objects.get(name="compute"),
        is_wanted=False,
        by="ann",
        reason="We read the page.",
        seen=0,
        now=day(5),
    )
    events.record(
        project=four.project,
        release=release,
        enhancement=Enhancement.objects.get(records__number=1).pk,
        kind=Event.Kind.COMMENT_WRITTEN,
        subject="acme/plans#7 code-freeze",
        new={"how": "edit", "is_dry": False},
        by="bea",
        happened_at=day(6),
    )
    title = "Text “Decision: tracked”"
    assert lines(four, "letter") == [
        ("Thing 1", "Comment on acme/plans#7 sent anew", "", "", "@bea", ""),
        (
            "SIG compute",
            "Wants no message of the release team before a freeze",
            *("", "", "@ann", "We read the page."),
        ),
        ("v1.9", f"{title} is the project's again", "", "", "@ann", ""),
        ("v1.9", f"{title} worded anew", "", "", "@ann", "Shorter."),
    ]


def test_kinds_of_lines_that_are_told_can_be_asked_for():
    assert {"asking", "letter"} <= {key for key, _ in changes_page.KINDS}
