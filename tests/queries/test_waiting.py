"""What waits for somebody, read from entries, verdicts, decisions and exceptions."""

from __future__ import annotations

import pytest

from enhancements.languages import speaking
from enhancements.languages.sentences import sentence
from enhancements.models import (
    Decision,
    Record,
    Release,
    ReleaseCriteria,
    TakeOver,
    Verdict,
)
from enhancements.policy.checks.wording import AGAIN
from enhancements.queries import meeting, sig_record, waiting, waiting_page
from enhancements.queries.sigs import SigUnknown
from tests.support.boards import CODE, SIGS, VEP, decide, enhancement, judged
from tests.support.tracked import day, schedule, vep

pytestmark = pytest.mark.django_db


# The VEP freeze ends on day 6 at noon, the code freeze on day 16, v1.9 out on day 28.
AT = day(12)


def fill(demo, number):
    """So many entries; odd ones are compute's, and those that three does not divide
    have an owner.
    """
    dates = {"freeze": "2025-01-10", "code": "2025-01-20", "out": "2025-02-01"}
    schedules = {"releases/v1.9/schedule.yaml": schedule(**dates)}
    demo.commit(schedules, day(1), kind="schedules")
    demo.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    files = {
        f"veps/sig-{'compute' if n % 2 else 'network'}/{n}-thing-{n}/vep.md": vep(
            n, f"Thing {n}", owners="@olga" if n % 3 else "", alpha="v1.9"
        )
        for n in range(1, number + 1)
    }
    demo.commit(files, day(1))
    demo.track()
    demo.sync()
    Verdict.objects.all().delete()
    return demo


def tell(demo, number, check, state="failed", **more):
    """A verdict of the code freeze with one check of the profile's that is open."""
    verdict = judged(demo, number, CODE, "at-risk" if state == "failed" else "unknown")
    outcome = {
        "check": check,
        "title": check,
        "state": state,
        "reason": "It is not so.",
        "remedy": f"Mend {check}.",
        "evidence": [],
        "since": None,
        "is_asked": True,
        "counts": True,
        "found": None,
        "waiver": None,
        "stands_since": day(8).isoformat(),
        **more,
    }
    verdict.checks = {"word": verdict.word, "checks": [outcome]}
    verdict.save(update_fields=["checks"])
    return verdict


def queue(demo, at=None, **asked):
    return waiting.queue(demo.at(at or AT), **asked)


def said(rows):
    return [
        (row.entry.number, row.wait.reason, [one.name for one in row.wait.whom])
        for row in rows
    ]


@pytest.fixture
def four(demo):
    return fill(demo, 4)


def test_one_statement_whoever_is_asked_for(four, django_assert_num_queries):
    tell(four, 1, "code-listed")
    setting = four.at(AT)
    for asked in ({"logins": ["olga"]}, {"sigs": ["compute"]}, {"team": True}, {}):
        with django_assert_num_queries(1):
            waiting.queue(setting, **asked)


def test_check_that_fails_waits_for_the_owner_and_not_for_others(four):
    tell(four, 1, "code-listed")
    found = queue(four, logins=["Olga"])
    assert said(found.on(logins=["OLGA"])) == [(1, "check", ["olga"])]
    (row,) = found.on(logins=["olga"])
    assert (row.wait.ask, row.wait.check) == ("Mend code-listed.", "code-listed")
    assert row.wait.days(AT) == 4
    assert (row.entry.release, row.entry.sig) == ("v1.9", "compute")
    assert queue(four, logins=["nobody"]).rows == ()


def test_what_waits_is_said_in_the_language_of_the_reader(four):
    texts = ("It is in none.", "Ask the release team for an exception.")
    kept = [sentence(one).data() for one in texts]
    tell(four, 1, "code-listed", reason=texts[0], remedy=texts[1], sentences=kept)
    with speaking("de"):
        (row,) = queue(four, logins=["olga"]).on(logins=["olga"])
    assert (row.wait.why, row.wait.ask) == (
        "Es ist in keinem.",
        "Bitte das Release-Team um eine Ausnahme.",
    )


def test_what_is_to_be_read_again_waits_for_nobody_in_any_language(four):
    kept = [None, sentence(AGAIN).data()]
    tell(four, 1, "people-named", "unknown", remedy=AGAIN, sentences=kept)
    with speaking("de"):
        assert [row.wait.check for row in queue(four).rows if row.wait.check] == []


def test_sig_sees_its_own_and_its_peoples(four):
    tell(four, 1, "code-listed")
    tell(four, 2, "code-listed")
    tell(four, 3, "code-listed")
    found = queue(four, sigs=["compute"])
    ours, people, others = waiting_page.split(found.rows, "compute")
    # Number 3 names no owner: its SIG is waited for.
    assert said(ours) == [(3, "check", ["compute"])]
    assert said(people) == [(1, "check", ["olga"])]
    assert others == ()
    assert [one.number for one in found.entries] == [1, 3]


def test_met_waits_for_the_release_team_until_it_decides(four):
    judged(four, 1, CODE, "met")
    found = queue(four, team=True)
    assert said(found.on_team()) == [(1, "decide", ["release team"])]
    # Of entries in which nobody asked for has a part no more is read.
    assert found.entries == ()
    decide(four, 1, Decision.Kind.STANDING, "tracked", day(11), freeze=CODE)
    assert queue(four, team=True).on_team() == ()
    # As of a moment before the decision it still waited.
    assert said(queue(four, day(10), team=True).on_team()) == [
        (1, "decide", ["release team"])
    ]


def test_what_left_at_an_earlier_freeze_waits_no_more(four):
    tell(four, 1, "code-listed")
    decide(four, 1, Decision.Kind.STANDING, "removed", day(6), freeze=VEP)
    assert queue(four, logins=["olga"]).rows == ()


def test_owner_of_the_entry_alone_counts_before_the_enhancements(four):
    tell(four, 1, "code-listed")
    decide(four, 1, Decision.Kind.OWNERS, "Pia rui", day(11))
    assert said(queue(four, logins=["pia"]).on(logins=["pia"])) == [
        (1, "check", ["Pia", "rui"])
    ]
    assert queue(four, logins=["olga"]).on(logins=["olga"]) == ()


def test_release_judges_by_its_own_criteria(four):
    release = four.at(AT).release("v1.9")
    tell(four, 1, "code-listed")
    check = {"check": "people-named", "key": "code-listed", "title": "Owner"}
    stored = {
        "deadline": CODE,
        "label": "Code freeze",
        "hard": True,
        "checks": [{**check, "with": {"fields": ["owners"]}}],
    }
    ReleaseCriteria.objects.filter(release=release.id).update(until=day(2))
    ReleaseCriteria.objects.create(
        release_id=release.id, freezes=[stored], by="lead", since=day(2)
    )
    # The same key names another check there, which waits for the SIG.
    assert said(queue(four, sigs=["compute"]).rows) == [(1, "check", ["compute"])]


def test_of_a_release_that_is_out_nothing_is_waited_for(four):
    tell(four, 1, "code-listed")
    assert queue(four, day(40), logins=["olga"]).rows == ()


def test_merged_into_another_its_decisions_are_the_others(four):
    tell(four, 1, "code-listed")
    decide(four, 2, Decision.Kind.OWNERS, "pia", day(11))
    other = enhancement(four, 2)
    type(other).objects.filter(pk=other.pk).update(merged_into=enhancement(four, 1))
    assert said(queue(four, logins=["pia"]).on(logins=["pia"])) == [
        (1, "check", ["pia"])
    ]


def test_meeting_has_every_entry_with_its_next_step(four, django_assert_num_queries):
    tell(four, 1, "code-listed")
    judged(four, 3, CODE, "met")
    setting = four.at(AT)
    with django_assert_num_queries(1):
        page = meeting.page(setting, "compute")
    assert [(one.entry.number, one.status.value) for one in page.items] == [
        (1, "at-risk"),
        (3, "met"),
    ]
    assert "".join(text for text, _ in page.items[0].next).startswith("Next is @olga")
    assert "- #1 Thing 1: Alpha, at risk." in page.text
    with pytest.raises(SigUnknown):
        meeting.page(setting, "nosuch")


def test_titles_cannot_make_markup_of_the_agenda(demo):
    fill(demo, 1)
    Record.objects.update(title="[x](https://h/) <img src=x>\n# Heading")
    page = meeting.page(demo.at(AT), "compute")
    (line,) = [one for one in page.text.splitlines() if "Heading" in one]
    assert line.startswith(r"- #1 \[x\](https://h/) \<img src=x\> # Heading: ")


def test_record_of_a_sig_is_read_in_one_statement(four, django_assert_num_queries):
    setting = four.at(AT)
    with django_assert_num_queries(1):
        record = sig_record.read(setting, "compute")
    assert (record.aged, record.missed) == ((), ())


# --- Enhancements in no release in work -----------------------------------------------


@pytest.fixture
def beside(demo):
    """#1 of compute goes to v1.9; #7, olga's, and #8, of nobody, have no release."""
    fill(demo, 1)
    files = {
        "veps/sig-compute/7-resting/vep.md": vep(7, "Resting", owners="@olga"),
        "veps/sig-network/8-left/vep.md": vep(8, "Left"),
    }
    demo.commit(files, day(2))
    demo.sync()
    return demo


def offered(demo, number, release=None, at=10):
    record = Record.objects.get(project=demo.project, number=number, until=None)
    return TakeOver.objects.create(
        enhancement_id=record.enhancement_id,
        release=release,
        login="zoe",
        by="zoe",
        github_id=7,
        text="I go on with it.",
        ground="silent",
        offered_at=day(at),
        since=day(at),
    )


def test_offer_on_what_is_in_no_release_in_work_waits_for_who_answers(beside):
    offered(beside, 7)
    offered(beside, 8)
    (row,) = queue(beside, logins=["olga"]).on(logins=["olga"])
    assert (row.entry.key, row.entry.release, row.entry.track) == ("7", "", "")
    assert (row.wait.ask, row.wait.since) == (
        "Answer @zoe, who offers to take it over",
        day(10),
    )
    assert [one.name for one in row.wait.whom] == ["olga", "compute"]
    assert [
        one.entry.key
        for sig in ("compute", "network", "storage")
        for one in queue(beside, sigs=[sig]).on(sigs=[sig])
        if one.wait.reason == "take-over"
    ] == ["7", "8"]
    assert queue(beside, logins=["zoe"]).rows == ()
    # Of no entry nobody says how it goes.
    assert {one.key for one in queue(beside, sigs=["compute"]).entries} == {"1"}


def test_offer_waits_once_and_only_where_no_release_was_asked_for(beside):
    offered(beside, 1)
    release = Release.objects.get(name="v1.9")
    offered(beside, 7, release=release)
    found = queue(beside, sigs=["compute"]).on(sigs=["compute"])
    taken = [one for one in found if one.wait.reason == "take-over"]
    assert [(one.entry.key, one.entry.release) for one in taken] == [("1", "v1.9")]
    offered(beside, 8)
    asked = {"sigs": ["network"], "releases": [beside.at(AT).release("v1.9")]}
    assert queue(beside, **asked).rows == ()
    assert len(queue(beside, sigs=["network"]).rows) == 1


def test_offer_that_was_answered_or_comes_later_waits_for_nobody(beside):
    row = offered(beside, 7)
    assert queue(beside, at=day(9), logins=["olga"]).rows == ()
    row.until, row.answer, row.answered_by = day(11), "declined", "olga"
    row.reason = "We go on."
    row.save()
    assert queue(beside, logins=["olga"]).rows == ()
    assert len(queue(beside, at=day(10, 12), logins=["olga"]).rows) == 1


def test_offer_without_an_entry_is_shown_and_leads_to_its_answer(beside, client):
    offered(beside, 7)
    page = client.get("/demo/waiting/?person=olga").content.decode()
    assert 'href="/demo/7/take-over' in page
    assert "in no release in work" in page
    asked = {"person": "olga", "format": "json"}
    (row,) = client.get("/demo/waiting/", asked).json()["rows"]
    assert (row["release"], row["stage"], row["key"]) == ("", "", "7")


def test_number_of_statements_is_the_same_with_offers(
    beside, django_assert_num_queries
):
    offered(beside, 7)
    offered(beside, 8)
    setting = beside.at(AT)
    with django_assert_num_queries(1):
        waiting.queue(setting, sigs=["compute", "network"])
