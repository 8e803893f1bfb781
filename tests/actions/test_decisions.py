"""Decisions: all of a step or nothing, nothing overwritten, every step undone whole."""

from __future__ import annotations

import uuid

import pytest

from enhancements.actions import decision_effects, decisions
from enhancements.actions.decisions import StepUnknown
from enhancements.models import Decision, Enhancement, Event, Project, Release
from enhancements.policy.decisions import Clashed, DecisionRefused, Place, Wish
from enhancements.queries import release_team
from tests.support.decided import MINUTE, NOW, Board

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(db):  # noqa: ARG001 - for its effect
    return Board()


@pytest.fixture(autouse=True)
def judged(monkeypatch):
    """The enhancements that were judged anew, a list for every time."""
    found: list[list[int]] = []
    monkeypatch.setattr(
        decision_effects.verdicts,
        "judge",
        lambda *, project, ids, now: found.append(list(ids)) or len(ids),  # noqa: ARG005 - the names are part of it
    )
    return found


def test_decision_ends_the_one_before_and_keeps_it(board):
    first = board.decide(board.wish("tracked", reason="All is merged."))
    (old,) = first.changed
    second = board.decide(
        board.wish("removed", reason="Reverted.", seen=old.pk),
        by="bob",
        now=NOW + MINUTE,
    )
    (new,) = second.changed
    old.refresh_from_db()
    assert (old.value, old.until, old.ended_by) == ("tracked", NOW + MINUTE, "bob")
    assert old.ended_batch == second.batch != first.batch
    assert (new.value, new.since, new.until, new.by) == (
        "removed",
        NOW + MINUTE,
        None,
        "bob",
    )
    events = Event.objects.filter(kind=Event.Kind.DECIDED).order_by("pk")
    assert [(one.by, one.reason) for one in events] == [
        ("ann", "All is merged."),
        ("bob", "Reverted."),
    ]
    assert (events[0].old, events[0].new["value"]) == (None, "tracked")
    assert events[1].old["value"] == "tracked"
    assert events[1].old["by"] == "ann"
    assert events[1].subject == "standing code-freeze"
    assert events[1].release == board.release
    assert events[1].enhancement == board.entries[0]


def test_taking_back_leaves_nothing_standing(board):
    (made,) = board.decide(board.wish("yes", "opt-in")).changed
    step = board.decide(
        board.wish("", "opt-in", seen=made.pk, reason="Too early."), now=NOW + MINUTE
    )
    assert step.changed == ()
    assert [one.id for one in step.ended] == [made.pk]
    assert board.stands() == []
    event = Event.objects.latest("pk")
    assert (event.old["value"], event.new["value"]) == ("yes", "")
    assert event.reason == "Too early."


def test_what_stands_already_is_not_written_again(board):
    board.decide(board.wish("tracked"))
    count = Event.objects.count()
    step = board.decide(board.wish("tracked"), by="bob")
    assert step.is_empty
    assert board.decide(board.wish("", entry=1)).is_empty
    assert (Event.objects.count(), Decision.objects.count()) == (count, 1)


def test_nothing_is_overwritten_that_was_not_seen(board):
    (old,) = board.decide(board.wish("tracked", reason="Fine.")).changed
    with pytest.raises(Clashed) as clashed:
        board.decide(
            board.wish("removed", reason="Late."),
            board.wish("a note", "note", entry=1),
            by="bob",
        )
    (clash,) = clashed.value.clashes
    assert (clash.wish.value, clash.wish.reason) == ("removed", "Late.")
    assert clash.stands is not None
    assert (clash.stands.id, clash.stands.value) == (old.pk, "tracked")
    assert (clash.stands.by, clash.stands.since) == ("ann", NOW)
    # Nothing of the step was written, not even what nobody else had touched.
    assert board.stands() == [(0, "standing", "tracked", "ann")]

    board.decide(board.wish("", seen=old.pk), now=NOW + MINUTE)
    with pytest.raises(Clashed) as clashed:
        board.decide(board.wish("removed", seen=old.pk), by="bob")
    assert clashed.value.clashes[0].stands is None


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        ([("met", "standing")], "tracked, deferred or removed"),
        ([("x", "note"), ("y", "note")], "asked for twice"),
        ([("ann", "contact")], "@ann is not in the release team now"),
    ],
)
def test_refused_in_words(board, wishes, sentence):
    with pytest.raises(DecisionRefused, match=sentence):
        board.decide(*(board.wish(value, kind) for value, kind in wishes))
    assert board.stands() == []


def test_only_things_of_the_project_are_decided(board):
    other = Project.objects.create(name="other", profile="kubevirt")
    theirs = Release.objects.create(project=other, name="v1.9", major=1, minor=9)
    mine = board.place()
    for place in (
        Place(theirs.pk, mine.enhancement, "", "opt-in"),
        Place(mine.release, Enhancement.objects.create(project=other).pk, "", "opt-in"),
    ):
        with pytest.raises(DecisionRefused, match="must be of demo"):
            board.decide(Wish(place, "yes"))


def test_waiver_judges_its_entry_in_the_same_transaction(board, judged):
    waiver = board.wish("yes", "waiver", criterion="owner", reason="Known.", entry=1)
    step = board.decide(waiver, board.wish("tracked"))
    assert judged == [[board.entries[1].pk]]
    board.undo(step)
    assert judged == [[board.entries[1].pk]] * 2
    board.decide(board.wish("deferred"), now=NOW + 2 * MINUTE)
    assert len(judged) == 2


def test_contact_is_of_the_release_team(board, monkeypatch):
    monkeypatch.setattr(release_team, "logins", lambda **_: ("Ann", "bob"))
    board.decide(board.wish("ann", "contact"))
    assert board.stands() == [(0, "contact", "ann", "ann")]


def test_step_of_500_takes_as_many_statements_as_one(django_assert_num_queries):
    board = Board(500)
    wishes = [board.wish("tracked", entry=n) for n in range(500)]
    with django_assert_num_queries(8):
        (one,) = board.decide(wishes[0]).changed
    with django_assert_num_queries(8):
        step = board.decide(*wishes[1:])
    assert len(step.changed) == 499
    stands = {row.enhancement_id: row.pk for row in (*step.changed, one)}
    removed = [
        board.wish("removed", entry=n, seen=stands[board.entries[n].pk])
        for n in range(500)
    ]
    with django_assert_num_queries(9):
        step = board.decide(*removed, now=NOW + MINUTE)
    # One of them asks for exceptions that the step evaluated.
    with django_assert_num_queries(11):
        board.undo(step, now=NOW + 2 * MINUTE)
    assert {value for _, _, value, _ in board.stands()} == {"tracked"}
    assert Event.objects.filter(kind=Event.Kind.DECISION_UNDONE).count() == 500


# --- Undo -----------------------------------------------------------------------------


def test_undo_puts_back_what_stood_before(board):
    (old,) = board.decide(board.wish("tracked", reason="Fine.")).changed
    step = board.decide(
        board.wish("removed", seen=old.pk),
        board.wish("yes", "opt-in", entry=1),
        now=NOW + MINUTE,
    )
    undone = board.undo(step, by="bob", now=NOW + 2 * MINUTE)
    assert board.stands() == [(0, "standing", "tracked", "bob")]
    (back,) = undone.changed
    assert (back.reason, back.since) == ("Fine.", NOW + 2 * MINUTE)
    events = Event.objects.filter(kind=Event.Kind.DECISION_UNDONE).order_by("pk")
    assert [(one.old["value"], one.new["value"], one.by) for one in events] == [
        ("removed", "tracked", "bob"),
        ("yes", "", "bob"),
    ]
    assert decisions.made_by(project=board.project, batch=step.batch) == "ann"
    assert decisions.made_by(project=board.project, batch=undone.batch) == "bob"


def test_undo_of_an_undo_and_undoing_twice(board):
    step = board.decide(board.wish("tracked", reason="Fine."))
    undone = board.undo(step)
    assert board.stands() == []
    assert board.undo(step, now=NOW + 2 * MINUTE).is_empty
    again = board.undo(undone, by="bob", now=NOW + 3 * MINUTE)
    assert board.stands() == [(0, "standing", "tracked", "bob")]
    assert again.changed[0].reason == "Fine."


def test_undo_of_taking_back(board):
    (made,) = board.decide(board.wish("tracked")).changed
    step = board.decide(board.wish("", seen=made.pk), now=NOW + MINUTE)
    board.undo(step, now=NOW + 2 * MINUTE)
    assert board.stands() == [(0, "standing", "tracked", "ann")]


def test_undo_after_somebody_else_decided_overwrites_nothing(board):
    step = board.decide(board.wish("tracked"), board.wish("tracked", entry=1))
    board.decide(
        board.wish("removed", reason="No.", entry=1, seen=step.changed[1].pk),
        by="bob",
        now=NOW + MINUTE,
    )
    with pytest.raises(Clashed) as clashed:
        board.undo(step, now=NOW + 2 * MINUTE)
    (clash,) = clashed.value.clashes
    assert clash.wish.place.enhancement == board.entries[1].pk
    assert clash.wish.value == ""
    assert clash.stands is not None
    assert (clash.stands.value, clash.stands.by) == ("removed", "bob")
    assert [value for _, _, value, _ in board.stands()] == ["tracked", "removed"]


def test_undo_after_somebody_decided_where_something_was_taken_back(board):
    (made,) = board.decide(board.wish("tracked")).changed
    step = board.decide(board.wish("", seen=made.pk), now=NOW + MINUTE)
    board.decide(board.wish("deferred"), by="bob", now=NOW + 2 * MINUTE)
    with pytest.raises(Clashed):
        board.undo(step, now=NOW + 3 * MINUTE)


def test_steps_of_other_projects_are_not_known(board):
    step = board.decide(board.wish("tracked"))
    other = Project.objects.create(name="other", profile="kubevirt")
    with pytest.raises(StepUnknown):
        decisions.undo(project=other, batch=step.batch, by="ann", now=NOW)
    with pytest.raises(StepUnknown):
        board.undo(decisions.Step(uuid.uuid4(), (), ()))


# --- Merged enhancements --------------------------------------------------------------


def test_what_is_decided_about_a_merged_one_counts_for_the_other(board):
    winner, loser = board.entries
    (old,) = board.decide(board.wish("tracked", entry=1)).changed
    Enhancement.objects.filter(pk=loser.pk).update(merged_into=winner)
    with pytest.raises(Clashed):
        board.decide(board.wish("removed"))
    step = board.decide(board.wish("removed", seen=old.pk), now=NOW + MINUTE)
    assert board.stands() == [(0, "standing", "removed", "ann")]
    # A page that was opened before the merge names the one that is no more.
    board.decide(
        board.wish("deferred", entry=1, seen=step.changed[0].pk), now=NOW + 2 * MINUTE
    )
    assert board.stands() == [(0, "standing", "deferred", "ann")]


def test_of_two_at_one_place_after_a_merge_the_later_counts(board):
    winner, loser = board.entries
    (later,) = board.decide(board.wish("tracked", entry=1), now=NOW + MINUTE).changed
    (own,) = board.decide(board.wish("deferred")).changed
    Enhancement.objects.filter(pk=loser.pk).update(merged_into=winner)
    with pytest.raises(Clashed):
        board.decide(board.wish("removed", seen=own.pk))
    step = board.decide(board.wish("", seen=later.pk), now=NOW + 2 * MINUTE)
    assert board.stands() == []  # What it hid does not come up again.
    board.undo(step, now=NOW + 3 * MINUTE)
    assert board.stands() == [(0, "standing", "tracked", "ann")]
