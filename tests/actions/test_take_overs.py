"""Offers to take over: one open each, answered once, and taken back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from enhancements.actions import corrections, decisions, help_wanted, take_overs
from enhancements.actions.take_overs import Offering, Owning, TakeOverClashed
from enhancements.models import Decision, Event, HelpWanted, Record, Release, TakeOver
from enhancements.policy.corrections import Wish
from enhancements.policy.decisions import Place
from enhancements.policy.decisions import Wish as Decided
from enhancements.policy.take_overs import TakeOverRefused
from tests.support.boards import days, enhancement, fill

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(shared):
    """Four entries of v1.9; the first is olga's, the third has no owner."""
    fill(shared, 4)
    shared.begin()
    return shared


def offer(demo, number=1, login="Zoe", id_=7, **more):
    given = {"text": "I go on with it.", "ground": "silent", **more}
    return take_overs.offer(
        project=demo.project,
        offering=Offering(enhancement(demo, number).pk, **given),
        by=login,
        number=id_,
        now=days(0),
    )


def act(name, demo, row, **more):
    return getattr(take_overs, name)(
        project=demo.project, offer=row.pk, by="ann", now=days(1), **more
    )


def owners(demo, number=1):
    record = Record.objects.get(project=demo.project, number=number, until=None)
    return record.owners


def owning(*before, after=("Zoe",), **more):
    return Owning(before, after, **more)


def test_offer_is_open_once_for_each_person(told):
    first = offer(told)
    assert (first.login, first.by, first.until) == ("zoe", "Zoe", None)
    # Under another name it is the same person, by their number.
    assert offer(told, login="Zoe-new").pk == first.pk
    assert offer(told, login="kim", id_=8).pk != first.pk
    # Who has no number is known by the login, in any case.
    without = offer(told, login="Pia", id_=None)
    assert offer(told, login="pia", id_=None).pk == without.pk
    kinds = Event.objects.filter(kind="take-over-offered")
    assert [one.new["login"] for one in kinds.order_by("pk")] == ["Zoe", "kim", "Pia"]


def test_what_there_is_no_reason_for_is_refused(told):
    with pytest.raises(TakeOverRefused, match="Its owners are there"):
        offer(told, ground="")
    with pytest.raises(TakeOverRefused, match="1000"):
        offer(told, text="x" * 1001)
    assert not TakeOver.objects.exists()


def test_accepting_names_the_owner_and_keeps_who_it_was(told):
    row = offer(told)
    done = act("accept", told, row, owning=owning("olga"), reason="Thank you.")
    assert owners(told) == ["Zoe"]
    assert (done.answer, done.answered_by, done.before) == ("accepted", "ann", ["olga"])
    corrected = Event.objects.get(kind="corrected")
    assert (corrected.by, corrected.reason) == ("ann", "Thank you.")
    answered = Event.objects.get(kind="take-over-answered")
    assert (answered.new["answer"], answered.old) == ("accepted", {"owners": ["olga"]})
    with pytest.raises(TakeOverClashed, match="@ann has accepted it meanwhile"):
        act("decline", told, row, reason="No.")


def test_accepted_answer_is_taken_back_with_its_owners(told):
    row = offer(told)
    act("accept", told, row, owning=owning("olga"))
    again = act("undo", told, row)
    assert owners(told) == []
    assert (again.until, again.answer) == (None, "")
    assert (again.offered_at, again.by) == (row.offered_at, "Zoe")
    # Once only: what is taken back is no longer there to be taken back.
    with pytest.raises(TakeOverClashed, match="anew"):
        act("undo", told, row)
    # It can be accepted again.
    act("accept", told, again, owning=owning("olga", after=("olga", "Zoe")))
    assert owners(told) == ["olga", "Zoe"]


def test_owners_that_somebody_named_since_are_not_overwritten(told):
    row = offer(told)
    act("accept", told, row, owning=owning("olga"))
    wish = Wish(enhancement(told, 1).pk, "owners", ("kim",), ("Zoe",))
    corrections.correct(project=told.project, wishes=[wish], by="bea", now=days(2))
    with pytest.raises(TakeOverClashed, match="other owners since"):
        act("undo", told, row)
    assert owners(told) == ["kim"]
    assert TakeOver.objects.filter(until=None).count() == 0


def test_acceptance_that_saw_other_owners_changes_nothing(told):
    row = offer(told)
    wish = Wish(enhancement(told, 1).pk, "owners", ("kim",), ())
    corrections.correct(project=told.project, wishes=[wish], by="bea", now=days(0))
    with pytest.raises(TakeOverClashed, match="Somebody else was named"):
        act("accept", told, row, owning=owning("olga"))
    row.refresh_from_db()
    assert (owners(told), row.until) == (["kim"], None)


def test_entry_of_one_release_is_taken_over_by_a_decision(told):
    release = Release.objects.get(project=told.project, name="v1.9")
    row = offer(told, release=release.pk)
    act("accept", told, row, owning=owning("olga"))
    stands = Decision.objects.get(kind="owners", until=None)
    assert (stands.value, stands.by, stands.release) == ("Zoe", "ann", release)
    assert owners(told) == []
    act("undo", told, row)
    assert not Decision.objects.filter(kind="owners", until=None).exists()

    # Somebody else's word on the entry is seen.
    place = Place(release.pk, enhancement(told, 1).pk, "", "owners")
    wish = Decided(place, "kim")
    decisions.decide(project=told.project, wishes=[wish], by="bea", now=days(2))
    again = TakeOver.objects.get(until=None)
    with pytest.raises(TakeOverClashed):
        act("accept", told, again, owning=owning("olga"))
    seen = Decision.objects.get(kind="owners", until=None).pk
    act("accept", told, again, owning=owning("kim", decision=seen))
    assert Decision.objects.get(kind="owners", until=None).value == "Zoe"


def test_owner_who_was_wanted_is_found_and_wanted_again(told):
    help_wanted.seek(
        enhancement=enhancement(told, 1),
        kind="owner",
        text="Somebody for the last stage.",
        by="olga",
        seen=0,
        now=days(-1),
    )
    row = offer(told, ground="help")
    act("accept", told, row, owning=owning("olga"))
    assert not HelpWanted.objects.filter(until=None).exists()
    act("undo", told, row)
    assert HelpWanted.objects.get(until=None).text == "Somebody for the last stage."


def test_declining_says_why_and_withdrawing_needs_not(told):
    row = offer(told)
    with pytest.raises(TakeOverRefused, match="Say why"):
        act("decline", told, row, reason="  ")
    assert act("decline", told, row, reason="Olga is back.").reason == "Olga is back."
    again = act("undo", told, row)
    assert act("withdraw", told, again).answer == "withdrawn"
    # Pressed twice it is withdrawn once.
    assert act("withdraw", told, again).answer == "withdrawn"
    with pytest.raises(TakeOverRefused, match="Nobody has answered"):
        act("undo", told, again)
    told_of = Event.objects.filter(kind="take-over-answered").order_by("pk")
    assert [one.new["answer"] for one in told_of] == [
        *("declined", "taken-back", "withdrawn")
    ]


def test_offer_of_another_project_is_not_known(told):
    row = offer(told)
    with pytest.raises(TakeOverRefused, match="no such offer"):
        act("withdraw", told, TakeOver(pk=row.pk + 1000))


def test_database_holds_one_open_offer_and_changes_none(told):
    row = offer(told)
    same = {
        "enhancement_id": row.enhancement_id,
        "ground": "help",
        "offered_at": days(1),
        "since": days(1),
    }
    for refused in (
        {"login": "other", "by": "other", "github_id": 7},
        {"login": "zed", "by": "zed", "answer": "accepted"},
        {"login": "zed", "by": "zed", "until": days(2), "answer": "accepted"},
        {"login": "zed", "by": "zed", "track": "A"},
        {"login": "", "by": "zed"},
        {"login": "zed", "by": "zed", "until": days(2)}
        | {"answer": "declined", "answered_by": "ann"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            TakeOver.objects.create(**same, **refused)
    with pytest.raises(IntegrityError), transaction.atomic():
        TakeOver.objects.filter(pk=row.pk).update(text="Another.")
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()
    act("withdraw", told, row)
    with pytest.raises(IntegrityError), transaction.atomic():
        TakeOver.objects.filter(pk=row.pk).update(until=days(9))
