"""Asking whether all is still true: once, in one message, and what is answered."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.signing import Signer
from django.db import IntegrityError, connection, transaction

from enhancements.actions import accounts, answers, asking, asking_links, ladders
from enhancements.actions.answers import Said
from enhancements.actions.asking_links import LinkBad, LinkExpired
from enhancements.actions.decisions import StepUnknown
from enhancements.actions.ladders import LadderClashed
from enhancements.models import (
    Ask,
    AskAnswer,
    AskingLadder,
    AskItem,
    Decision,
    Enhancement,
    Event,
    Release,
    Sig,
)
from enhancements.policy.asking import LEADS, OWNERS, Ladder, Rung
from enhancements.policy.decisions import Clashed, DecisionRefused
from enhancements.queries import waiting
from tests.queries.test_waiting import fill
from tests.support.boards import CODE, decide, judged
from tests.support.tracked import day

pytestmark = pytest.mark.django_db
# The code freeze ends on 21 January 2025 at noon: day 16, a Tuesday.
TEN = day(6)
"""Saturday, 11 January: ten days before."""
MONDAY = day(8)
"""Eight days before; the first working day since."""


@pytest.fixture
def four(demo):
    """#1, #2 and #4 are olga's, #3 has no owner. Odd ones are compute's, which ann
    leads; network has no lead.
    """
    return fill(demo, 4)


def prepare(demo, at):
    return asking.prepare(project=demo.project, now=at)


def made(asks):
    return {
        one.login: sorted(
            (item.enhancement.records.get(until=None).number, item.rung)
            for item in one.items.all()
        )
        for one in asks
    }


def waits(demo, at, **asked):
    rows = waiting.queue(demo.at(at), **asked).rows
    return [
        (row.entry.number, row.wait.ask, [one.name for one in row.wait.whom])
        for row in rows
        if row.wait.reason == "still-true"
    ]


def said(number, word="on-track", reason="Still true.", seen=None, login="olga"):
    enhancement = Enhancement.objects.get(records__number=number, records__until=None)
    items = AskItem.objects.filter(enhancement=enhancement, login=login)
    return Said(
        release=Release.objects.get(name="v1.9").pk,
        enhancement=enhancement.pk,
        track="",
        word=word,
        reason=reason,
        seen=seen,
        items=tuple(items.values_list("pk", flat=True)),
    )


def answer(demo, *what, by="olga", at=MONDAY):
    return answers.answer(
        project=demo.project, said=what, by=by, now=at + dt.timedelta(hours=1)
    )


def test_one_message_a_person_with_all_their_entries_and_none_on_a_weekend(four):
    assert prepare(four, TEN) == []
    asks = prepare(four, MONDAY)
    assert made(asks) == {
        "ann": [(3, 10)],
        "olga": [(1, 10), (2, 10), (4, 10)],
    }
    event = Event.objects.filter(kind="still-true-asked", subject="ann").get()
    assert (event.by, event.new["rung"], event.new["role"]) == ("clock", 10, LEADS)
    assert waits(four, MONDAY, logins=["olga"]) == [
        (1, "Say whether all is still true", ["olga"]),
        (2, "Say whether all is still true", ["olga"]),
        (4, "Say whether all is still true", ["olga"]),
    ]
    # Who is a lead sees it, too; and before they were asked nobody did.
    assert [one[0] for one in waits(four, MONDAY, logins=["ann"])] == [3]
    assert waits(four, TEN, logins=["olga"]) == []


def test_running_it_twice_or_on_the_next_day_asks_nobody_again(four):
    prepare(four, MONDAY)
    assert prepare(four, MONDAY) == []
    assert prepare(four, day(9)) == []
    assert Ask.objects.count() == 2


def test_what_was_cut_off_is_done_whole_by_the_next_run(four, monkeypatch):
    """Nothing of a run that was killed stays; the next one asks everybody once."""

    class Killed(BaseException):
        pass

    def die(**_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(asking.mails, "owe", die)
        with pytest.raises(Killed), transaction.atomic():
            prepare(four, MONDAY)
    assert not Ask.objects.exists()
    assert set(made(prepare(four, MONDAY))) == {"ann", "olga"}


def test_number_of_statements_does_not_grow_with_entries(
    four, django_assert_num_queries
):
    with django_assert_num_queries(13):
        prepare(four, MONDAY)


def test_database_refuses_to_ask_the_same_twice_and_to_change_what_was_asked(four):
    (ask, *_) = prepare(four, MONDAY)
    item = ask.items.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        AskItem.objects.create(
            ask=ask,
            release=item.release,
            enhancement=item.enhancement,
            freeze=item.freeze,
            rung=item.rung,
            role=item.role,
            login=item.login,
        )
    for sql in (
        "UPDATE enhancements_ask SET login = 'x'",
        "DELETE FROM enhancements_askitem",
        "UPDATE enhancements_askitem SET rung = 1",
    ):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_next_rung_asks_what_nobody_has_answered_and_no_more(four):
    prepare(four, MONDAY)
    answer(four, said(1), said(2, "at-risk", "Its reviewer is away."))
    # Five days before: day 11 is a Thursday; answers of Monday hold for five days.
    assert made(prepare(four, day(11))) == {"ann": [(3, 5)], "olga": [(4, 5)]}
    # Two days before is Sunday, so Monday asks, the day before; the leads, too.
    judged(four, 2, CODE, "met", since=day(2))
    assert made(prepare(four, day(15))) == {
        "ann": [(1, 2), (3, 2)],
        "olga": [(1, 2), (4, 2)],
    }


def test_what_is_tracked_or_has_left_asks_nobody(four):
    decide(four, 1, "standing", "tracked", day(2), freeze=CODE)
    decide(four, 2, "standing", "removed", day(2), freeze=CODE)
    decide(four, 4, "outcome", "deferred", day(2), reason="Later.")
    assert made(prepare(four, MONDAY)) == {"ann": [(3, 10)]}


def test_answer_is_a_check_in_by_that_login_and_ends_the_wait(four):
    prepare(four, MONDAY)
    batch = answer(four, said(1), said(2, "off-track", "Nobody has time."))
    rows = Decision.objects.filter(kind="check-in").order_by("enhancement")
    assert [(one.value, one.reason, one.by) for one in rows] == [
        ("on-track", "Still true.", "olga"),
        ("off-track", "Nobody has time.", "olga"),
    ]
    assert {one.batch for one in rows} == {batch}
    event = Event.objects.filter(kind="still-true-answered").latest("pk")
    assert (event.by, event.new["word"]) == ("olga", "off-track")
    after = MONDAY + dt.timedelta(hours=2)
    assert [one[0] for one in waits(four, after, logins=["olga"])] == [4]
    # A moment before, it waited still.
    assert len(waits(four, MONDAY, logins=["olga"])) == 3


def test_check_in_on_the_board_answers_too(four):
    prepare(four, MONDAY)
    decide(four, 1, "check-in", "on-track", MONDAY + dt.timedelta(hours=1))
    after = MONDAY + dt.timedelta(hours=2)
    assert [one[0] for one in waits(four, after, logins=["olga"])] == [2, 4]


def test_not_mine_asks_the_leads_from_then_on_and_the_sig_to_name_an_owner(four):
    prepare(four, MONDAY)
    answer(four, said(1, "not-mine", ""))
    assert not Decision.objects.exists()
    after = MONDAY + dt.timedelta(hours=2)
    assert waits(four, after, sigs=["compute"]) == [
        (3, "Say whether all is still true", ["ann"]),
        (1, "Name an owner", ["compute"]),
    ]
    assert made(prepare(four, day(11)))["ann"] == [(1, 5), (3, 5)]


def test_answers_are_taken_back_whole_and_wait_again(four):
    prepare(four, MONDAY)
    batch = answer(four, said(1), said(2, "not-mine", ""))
    later = MONDAY + dt.timedelta(hours=3)
    for _ in range(2):
        answers.take_back(project=four.project, batch=batch, by="olga", now=later)
    assert not Decision.objects.filter(until=None).exists()
    assert not AskAnswer.objects.filter(until=None).exists()
    assert len(waits(four, later, logins=["olga"])) == 3
    with pytest.raises(StepUnknown):
        answers.take_back(project=four.project, batch=batch, by="ann", now=later)


def test_whoever_was_slower_overwrites_nothing(four):
    prepare(four, MONDAY)
    decide(four, 1, "check-in", "at-risk", MONDAY, reason="Slow.")
    with pytest.raises(Clashed):
        answer(four, said(1), said(2))
    assert Decision.objects.count() == 1
    assert not AskAnswer.objects.exists()


@pytest.mark.parametrize("word", ["", "fine", "at-risk"])
def test_word_that_is_none_and_bad_news_without_a_reason_are_refused(four, word):
    prepare(four, MONDAY)
    with pytest.raises(DecisionRefused):
        answer(four, said(1, word, ""))
    assert not AskAnswer.objects.exists()


def test_another_answer_ends_the_one_before(four):
    prepare(four, MONDAY)
    answer(four, said(1))
    seen = Decision.objects.get(until=None).pk
    answer(four, said(1, "at-risk", "It broke.", seen), at=day(9))
    assert [(one.word, one.until is None) for one in AskAnswer.objects.all()] == [
        ("on-track", False),
        ("at-risk", True),
    ]


@pytest.mark.usefixtures("four")
def test_day_begins_at_seven_and_weekends_are_left_out():
    early = MONDAY.replace(hour=6)
    assert asking.prepare_all(now=early) == 0
    assert asking.prepare_all(now=TEN) == 0
    assert asking.prepare_all(now=MONDAY) == 2


# --- Links ----------------------------------------------------------------------------


def test_link_names_one_message_and_its_account_for_two_weeks(four):
    olga = accounts.sign_in(github_id=7, login="Olga", name="")
    ann, ask = prepare(four, MONDAY)
    token = asking_links.of_ask(ask)
    project = four.project.pk
    found = asking_links.ask_of(token, project=project, now=day(9))
    assert found == (ask, olga)
    with pytest.raises(LinkExpired):
        asking_links.ask_of(token, project=project, now=day(23))
    with pytest.raises(LinkBad):
        asking_links.ask_of(token, project=project + 1, now=day(9))
    # Who has no account has no link that answers.
    with pytest.raises(LinkBad):
        asking_links.ask_of(asking_links.of_ask(ann), project=project, now=day(9))


def test_link_of_one_purpose_is_none_of_another_and_ends_with_the_account(four):
    olga = accounts.sign_in(github_id=7, login="olga", name="")
    _, ask = prepare(four, MONDAY)
    project = four.project.pk
    stop = asking_links.to_stop(olga.pk)
    assert asking_links.whose_to_stop(stop) == olga
    for token in (stop, Signer().sign(str(ask.pk)), f"{ask.pk}:x", "x", ""):
        with pytest.raises(LinkBad):
            asking_links.ask_of(token, project=project, now=day(9))
    accounts.end(account=olga, by="op", reason="x")
    with pytest.raises(LinkBad):
        asking_links.ask_of(asking_links.of_ask(ask), project=project, now=day(9))
    with pytest.raises(LinkBad):
        asking_links.whose_to_stop(stop)


# --- Ladders --------------------------------------------------------------------------


LADDER = Ladder((Rung(9, (LEADS,)),))


def set_(ladder, seen=0, at=3, by="ann"):
    return ladders.set_ladder(
        sig=Sig.objects.get(name="compute"),
        ladder=ladder,
        by=by,
        reason="Ours.",
        seen=seen,
        now=day(at),
    )


def test_sig_asks_by_its_own_ladder_and_by_the_projects_again(four):
    row = set_(LADDER)
    assert made(prepare(four, MONDAY)) == {
        "ann": [(1, 9), (3, 9)],
        "olga": [(2, 10), (4, 10)],
    }
    event = Event.objects.get(kind="asking-changed")
    assert (event.sig.name, event.by, event.reason) == ("compute", "ann", "Ours.")
    again = set_(None, row.pk, 9)
    assert again.ladder is None
    assert set_(None, again.pk, 10) == again


@pytest.mark.usefixtures("four")
def test_ladder_is_undone_and_the_undoing_too():
    first = set_(LADDER)
    second = set_(Ladder(), first.pk, 4)
    sig = Sig.objects.get(name="compute")
    back = ladders.undo(sig=sig, said=second.pk, by="zoe", now=day(5))
    assert back.ladder == first.ladder
    forth = ladders.undo(sig=sig, said=back.pk, by="zoe", now=day(6))
    assert forth.ladder == second.ladder
    with pytest.raises(LadderClashed, match="@zoe changed it meanwhile"):
        ladders.undo(sig=sig, said=second.pk, by="ann", now=day(7))
    with pytest.raises(LadderClashed):
        set_(LADDER, first.pk, 8)
    assert AskingLadder.objects.filter(until=None).count() == 1


def test_owner_is_a_role_of_the_usual_ladder(four):
    assert OWNERS in four.at(MONDAY).profile.asking.rungs[0].whom
