"""The rows of a freeze board at any moment."""

from __future__ import annotations

import pytest

from enhancements.languages import speaking
from enhancements.languages.sentences import sentence
from enhancements.models import Decision, Enhancement, Verdict
from enhancements.policy.boards import Status
from enhancements.queries import board, board_checks
from tests.support.boards import CODE, VEP, decide, enhancement, judged
from tests.support.tracked import NOW, day, schedule, vep


@pytest.fixture
def two(demo):
    # The VEP freeze ends on day 6 at 12:00 UTC, the code freeze on day 16.
    dates = {"freeze": "2025-01-10", "code": "2025-01-20", "out": "2025-02-01"}
    schedules = {"releases/v1.9/schedule.yaml": schedule(**dates)}
    demo.commit(schedules, day(1), kind="schedules")
    demo.commit(
        {
            "veps/sig-compute/10-warm-standby/vep.md": vep(10, alpha="v1.9"),
            "veps/sig-network/20-link/vep.md": vep(20, "Link", beta="v1.9"),
        },
        day(1),
    )
    demo.track()
    demo.sync()
    Verdict.objects.all().delete()
    return demo


def rows(demo, at=None):
    setting = demo.at(at)
    return board.rows(setting, setting.release("v1.9"))


def words(row):
    return [(cell.freeze, cell.status.value, cell.detail) for cell in row.cells]


def test_each_cell_has_the_word_of_its_verdict(two):
    judged(two, 10, VEP, "at-risk", asked=6, failed=3)
    judged(two, 10, CODE, "unknown", asked=3, unknown=2)
    judged(two, 20, VEP, "met", asked=6, waived=1)
    first, second = rows(two, day(3))
    assert words(first) == [
        (VEP, "at-risk", "3 of 6 fail"),
        (CODE, "not-yet", "2 of 3 unknown"),
    ]
    assert words(second) == [(VEP, "met", "1 waived"), (CODE, "not-judged", "")]
    assert (first.status, second.status) == (Status.AT_RISK, Status.MET)


def test_cell_names_the_first_check_that_is_missing(two):
    found = judged(two, 10, VEP, "at-risk", asked=6, failed=1)
    found.first_missing = "kep.yaml names the stage, in order"
    found.save()
    judged(two, 10, CODE, "met", asked=2)
    (first, _) = rows(two, day(3))
    assert words(first) == [
        (VEP, "at-risk", "1 of 6 fails: “kep.yaml names the stage, in order”"),
        (CODE, "met", ""),
    ]


def test_entries_whose_checks_still_run_are_counted(two):
    setting = two.at(None)
    release = setting.release("v1.9")
    assert board.find(setting, release).waiting == 0
    Enhancement.objects.update(unjudged_since=NOW)
    assert board.find(setting, release).waiting == 2
    judged(two, 10, VEP, "met")
    assert board.find(setting, release).waiting == 1


def test_freeze_worked_for_is_the_next_that_has_not_ended(two):
    def worked(at):
        setting = two.at(at)
        columns = board.freezes(setting, setting.release("v1.9"))
        return [one.key for one in columns if one.is_judged]

    assert worked(day(6, 11, 59)) == [VEP]
    assert worked(day(6, 12)) == [CODE]


def test_decision_stands_beside_the_verdict_and_never_hides_it(two):
    judged(two, 10, VEP, "at-risk", asked=6, failed=2)
    made = decide(two, 10, Decision.Kind.STANDING, "tracked", day(4), freeze=VEP)
    decide(two, 10, Decision.Kind.CONTACT, "ann", day(4, 10))
    decide(two, 10, Decision.Kind.NOTE, "Asks in chat.", day(4, 11))
    decide(two, 10, Decision.Kind.OPT_IN, "yes", day(2))
    decide(
        two, 10, Decision.Kind.WAIVER, "yes", day(4), freeze=VEP, criterion="owner",
        reason="He is known.",
    )  # fmt: skip
    first, second = rows(two, day(5))
    cell = first.cells[0]
    assert (cell.status, cell.detail) == (Status.TRACKED, "9 Jan, 2 of 6 fail")
    assert (cell.is_contrary, cell.verdict) == (True, "at-risk")
    assert (cell.decision.id, cell.decision.by) == (made.pk, "lead")
    assert (first.contact, first.note.value) == ("ann", "Asks in chat.")
    assert first.opted_in.value == "yes"
    assert [one.criterion for one in first.waivers] == ["owner"]
    assert first.active_at == day(4, 11)
    assert second.contact == ""
    assert second.opted_in is None


def test_a_moment_before_knows_nothing_of_what_came_later(two):
    judged(two, 10, VEP, "at-risk", since=day(1), until=day(3), asked=6, failed=6)
    judged(two, 10, VEP, "met", since=day(3), asked=6)
    decide(two, 10, Decision.Kind.STANDING, "tracked", day(4), freeze=VEP)
    seen = {n: rows(two, day(n))[0].cells[0] for n in (2, 3, 5)}
    assert [seen[n].status.value for n in seen] == ["at-risk", "met", "tracked"]
    assert seen[2].detail == "6 of 6 fail"


def test_entry_of_a_decision_stays_when_no_source_plans_it_any_more(two):
    two.commit(
        {"veps/sig-network/20-link/vep.md": vep(20, "Link", beta="v1.10")}, day(3)
    )
    two.sync()
    assert [row.entry.key for row in rows(two, day(4))] == ["10"]
    decide(two, 20, Decision.Kind.STANDING, "deferred", day(3, 10), freeze=VEP)
    first, second = rows(two, day(4))
    assert (second.entry.key, second.is_planned, second.is_out) == ("20", False, True)
    assert second.entry.moved_to == "v1.10"
    assert [cell.status for cell in second.cells[:2]] == [Status.DEFERRED, Status.OUT]
    assert first.is_planned


def test_entry_that_no_source_ever_planned_here_is_shown_with_its_decision(two):
    two.commit({"veps/sig-api/30-new/vep.md": vep(30, "New", beta="v1.10")}, day(1))
    two.sync()
    decide(two, 30, Decision.Kind.OPT_IN, "yes", day(2))
    found = rows(two, day(3))
    assert [row.entry.key for row in found] == ["30", "10", "20"]
    assert (found[0].entry.title, found[0].is_planned) == ("New", False)


def test_decisions_follow_an_enhancement_that_was_merged_into_another(two):
    loser, winner = enhancement(two, 20), enhancement(two, 10)
    decide(two, 20, Decision.Kind.CONTACT, "nils", day(2))
    loser.merged_into = winner
    loser.save()
    first = rows(two, day(3))[0]
    assert (first.entry.key, first.contact) == ("10", "nils")


def test_only_some_are_asked_for(two):
    setting = two.at(day(3))
    release = setting.release("v1.9")
    ids = [enhancement(two, 20).pk]
    found = board.rows(setting, release, only=ids)
    assert [row.entry.key for row in found] == ["20"]
    assert board.rows(setting, release, only=[]) == []


def test_checks_are_read_in_the_order_to_look_at_them(two):
    judged(two, 10, VEP, "at-risk", asked=3, failed=1)
    setting = two.at(NOW)
    release = setting.release("v1.9")
    rows = {one.entry.key: one for one in board.rows(setting, release)}
    said = board_checks.beside(setting, release, rows["10"], VEP).checks
    assert [one.state for one in said.checks] == ["failed", "passed", "passed"]
    assert said.checks[0].remedy == "Do it."
    none = board_checks.beside(setting, release, rows["20"], VEP).checks
    assert (none.verdict, none.checks) == ("", ())


def test_checks_are_said_in_the_language_of_the_reader(two):
    row = judged(two, 10, VEP, "at-risk", failed=1)
    kept = [sentence("It is in none.").data(), None]
    row.checks[0] |= {"reason": "It is in none.", "sentences": kept}
    row.save()
    setting = two.at(NOW)
    release = setting.release("v1.9")
    (shown,) = board.rows(setting, release, only=[enhancement(two, 10).pk])
    with speaking("de"):
        (said,) = board_checks.beside(setting, release, shown, VEP).checks.checks
    assert (said.reason, said.remedy) == ("Es ist in keinem.", "Do it.")


@pytest.mark.parametrize("number", [5, 500])
def test_rows_take_two_statements(demo, number, django_assert_num_queries):
    files = {
        f"veps/sig-compute/{n}-thing-{n}/vep.md": vep(n, f"Thing {n}", alpha="v1.9")
        for n in range(1, number + 1)
    }
    demo.commit(files, day(1))
    demo.track()
    demo.sync()
    setting = demo.at()
    release = setting.release("v1.9")
    with django_assert_num_queries(2):
        assert len(board.rows(setting, release)) == number


def test_rows_are_kept_for_each_language(two):
    judged(two, 10, VEP, "at-risk", asked=6, failed=3)
    english = [(cell.text, cell.detail) for cell in rows(two, day(3))[0].cells]
    with speaking("de"):
        german = [(cell.text, cell.detail) for cell in rows(two, day(3))[0].cells]
    again = [(cell.text, cell.detail) for cell in rows(two, day(3))[0].cells]
    assert english == [("At risk", "3 of 6 fail"), ("Not judged", "")]
    assert german == [
        ("Gefährdet", "3 von 6 nicht bestanden"),
        ("Nicht beurteilt", ""),
    ]
    assert again == english
