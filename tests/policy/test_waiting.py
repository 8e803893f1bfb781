"""Who is waited for: by what is missing, and whose move that is."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from enhancements.policy import next_steps, waiting
from enhancements.policy.boards import Status
from enhancements.policy.checks.catalogue import CHECKS
from enhancements.policy.checks.wording import AGAIN
from enhancements.policy.exception_phases import Phase
from enhancements.policy.waiting import TEAM, Asked, Check, Facts, Side, Whom, waits

NOW = dt.datetime(2025, 3, 1, 12, tzinfo=dt.UTC)
FREEZE = dt.datetime(2025, 3, 10, 12, tzinfo=dt.UTC)
ANN, BOB = Whom(Side.PERSON, "ann"), Whom(Side.PERSON, "bob")
SIG = Whom(Side.SIG, "compute")
FACTS = Facts(
    sig="compute",
    owners=("ann",),
    reviewers=("rita",),
    approvers=("bob",),
    status=Status.AT_RISK,
    freeze="code freeze",
    ends_at=FREEZE,
    status_since=NOW - dt.timedelta(days=3),
)


def check(name, state="failed", **more):
    given = {"remedy": "Mend it.", "reason": "It is broken.", **more}
    return Check(name, name, name.title(), state, **given)


def only(**more):
    (found,) = waits(dataclasses.replace(FACTS, **more))
    return found


def test_every_check_that_moves_by_a_rule_of_its_own_is_one_of_the_register():
    assert set(waiting._MOVES) <= set(CHECKS)
    assert set(CHECKS) >= waiting._ANSWERED


@pytest.mark.parametrize(
    ("name", "more", "whom"),
    [
        ("code-merged", {}, (ANN,)),
        ("a check of tomorrow", {}, (ANN,)),
        ("people-named", {"values": {"fields": ("owners",)}}, (SIG,)),
        ("people-named", {"values": {"fields": ("reviewers", "approvers")}}, (SIG,)),
        ("people-named", {"values": {"fields": ("authors",)}}, (ANN,)),
        ("issue-label", {}, (SIG,)),
        ("issue-milestone", {}, (SIG,)),
        ("out-of-tree", {}, (TEAM,)),
        ("document-merged", {}, (ANN,)),
        (
            "document-merged",
            {"evidence": (("enhancements#3", "https://h/o/r/pull/3"),)},
            (BOB,),
        ),
        (
            "signoffs",
            {
                "values": {"sigs": ("compute", "network", "storage")},
                "evidence": (("Network: @nina", "https://h/1"),),
            },
            (SIG, Whom(Side.SIG, "storage")),
        ),
    ],
)
def test_check_waits_for_whoever_can_mend_it(name, more, whom):
    found = only(checks=(check(name, **more),))
    assert found.whom == whom
    assert (found.reason, found.ask, found.why) == (
        "check",
        "Mend it.",
        "It is broken.",
    )
    assert found.due == FREEZE
    assert found.since == FACTS.status_since


def test_without_owner_the_sig_is_waited_for_and_without_sig_the_team():
    code = (check("code-merged"),)
    assert only(checks=code, owners=()).whom == (SIG,)
    assert only(checks=code, owners=(), sig="").whom == (TEAM,)


def test_nobody_approves_so_reviewers_or_the_sig_do():
    proposed = (check("no-open-proposals", evidence=(("a", "https://h/o/r/pull/3"),)),)
    assert only(checks=proposed, approvers=()).whom == (Whom(Side.PERSON, "rita"),)
    assert only(checks=proposed, approvers=(), reviewers=()).whom == (SIG,)


def test_what_cannot_be_told_waits_only_where_a_word_would_tell_it():
    silent = check("people-named", "unknown", values={"fields": ("owners",)})
    assert only(checks=(silent,)).whom == (SIG,)
    unread = dataclasses.replace(silent, remedy=AGAIN)
    other = check("code-merged", "unknown")
    advice = dataclasses.replace(check("code-merged"), counts=False)
    passed = check("code-merged", "passed")
    waived = check("code-merged", "waived")
    assert waits(dataclasses.replace(FACTS, checks=(unread, other, advice))) == ()
    assert waits(dataclasses.replace(FACTS, checks=(passed, waived))) == ()


def test_what_is_met_waits_for_the_decision_and_what_is_tracked_for_nothing():
    met = only(status=Status.MET)
    assert (met.reason, met.ask, met.whom) == (
        "decide",
        "Track it for the code freeze",
        (TEAM,),
    )
    tracked = dataclasses.replace(
        FACTS, status=Status.TRACKED, checks=(check("code-merged"),)
    )
    assert waits(tracked) == ()


@pytest.mark.parametrize("status", [Status.REMOVED, Status.DEFERRED, Status.OUT])
def test_what_has_left_waits_for_nobody_but_still_answers_questions(status):
    question = Asked("concern", "Answer it", "", (ANN,), NOW)
    left = dataclasses.replace(
        FACTS,
        status=status,
        checks=(check("code-merged"),),
        exception=Phase.RUNNING,
        asked=(question,),
    )
    (found,) = waits(left)
    assert (found.reason, found.whom) == ("concern", (ANN,))


def test_exception_waits_for_votes_then_for_work_then_for_a_look():
    since, until = NOW, NOW + dt.timedelta(days=5)
    common = {
        "status": Status.EXCEPTION_PENDING,
        "exception_since": since,
        "exception_until": until,
    }
    asked = dataclasses.replace(
        FACTS, exception=Phase.PENDING, exception_voters=("compute",), **common
    )
    assert [(one.reason, one.whom) for one in waits(asked)] == [
        ("exception-vote", (SIG,)),
        ("exception-decide", (TEAM,)),
    ]
    running = only(exception=Phase.RUNNING, **common)
    assert (running.reason, running.whom, running.due) == (
        "exception-finish",
        (ANN,),
        until,
    )
    over = only(exception=Phase.OVER, **common)
    assert (over.reason, over.whom, over.since) == (
        "exception-evaluate",
        (TEAM,),
        until,
    )
    assert waits(dataclasses.replace(FACTS, exception=Phase.REJECTED)) == ()


def test_order_is_by_due_then_by_age():
    def wait(ask, due=None, since=None):
        return waiting.Wait("check", ask, "", (ANN,), since, due)

    rows = [
        wait("no date"),
        wait("young", FREEZE, NOW),
        wait("old", FREEZE, NOW - dt.timedelta(days=9)),
        wait("soon", NOW),
    ]
    ordered = [one.ask for one in sorted(rows, key=waiting.order)]
    assert ordered == ["soon", "old", "young", "no date"]


def test_days_are_whole_and_never_below_zero():
    wait = waiting.Wait("check", "x", "", (ANN,), NOW)
    assert wait.days(NOW + dt.timedelta(days=2, hours=23)) == 2
    assert wait.days(NOW - dt.timedelta(days=2)) == 0
    assert dataclasses.replace(wait, since=None).days(NOW) is None


def test_logins_compare_without_case_and_sigs_are_no_logins():
    wait = waiting.Wait("check", "x", "", (Whom(Side.PERSON, "Ann"), SIG), NOW)
    assert waiting.is_on(wait, logins=["aNN"])
    assert waiting.is_on(wait, sigs=["compute"])
    assert not waiting.is_on(wait, logins=["compute"])
    assert not waiting.is_on(wait, sigs=["Ann"])


def said(waits, **more):
    return "".join(text for text, _ in next_steps.sentences(waits, **more))


def test_next_steps_in_sentences():
    first = waiting.Wait("check", "List it", "", (ANN,), NOW, FREEZE)
    second = waiting.Wait("check", "Name an owner.", "", (SIG,), NOW, FREEZE)
    third = waiting.Wait("decide", "Track it", "", (TEAM,), NOW)
    assert said(()) == ""
    assert said((first,)) == "Next is @ann: List it. By 9 Mar."
    assert said((first,), login="@ANN") == "You are next: List it. By 9 Mar."
    assert said((first, second, third)) == (
        "Next is @ann: List it. By 9 Mar."
        " 2 more things wait for SIG compute and the release team."
    )
    # What waits for whoever reads comes first.
    assert said((second, first), login="ann") == (
        "You are next: List it. By 9 Mar. 1 more thing waits for SIG compute."
    )


def test_many_who_could_are_counted():
    people = tuple(Whom(Side.PERSON, name) for name in ("a", "b", "c", "d"))
    assert next_steps.names(people[:2]) == "@a or @b"
    assert next_steps.names(people) == "@a, @b or one of 2 others"
