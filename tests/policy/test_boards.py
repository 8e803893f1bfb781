"""What a cell of the board says."""

from __future__ import annotations

from enhancements.policy.boards import Given, Status, Tally, small_print, statuses

V, C, D = "vep-freeze", "code-freeze", "docs-freeze"


def words(*given: tuple[str, str, str], judged: str = C) -> list[str]:
    return [one.value for one in statuses([Given(*one) for one in given], judged)]


def test_without_decisions_the_word_is_the_verdicts():
    assert words((V, "met", ""), (C, "at-risk", "")) == ["met", "at-risk"]
    assert words((V, "unknown", ""), (C, "", "")) == ["unknown", "not-judged"]


def test_later_freezes_are_not_yet_met():
    found = words((V, "at-risk", ""), (C, "met", ""), (D, "unknown", ""), judged=V)
    assert found == ["at-risk", "met", "not-yet"]


def test_decision_comes_first():
    assert words((V, "at-risk", "tracked")) == ["tracked"]


def test_who_left_is_out_of_what_comes_after():
    found = words((V, "met", "tracked"), (C, "met", "deferred"), (D, "met", ""))
    assert found == ["tracked", "deferred", "out"]


def test_who_comes_back_is_in_again():
    found = words((V, "met", "removed"), (C, "met", "tracked"), (D, "at-risk", ""))
    assert found == ["removed", "tracked", "not-yet"]
    assert Status.OUT.value not in found


def excepted(standing: str, phase: str, *, is_later: bool = False) -> list[str]:
    """What cells say whose exception for the first freeze has come to that."""
    first = Given(V, "at-risk", standing, phase, is_later)
    return [one.value for one in statuses([first, Given(C, "at-risk")], C)]


def test_open_exception_is_the_word_and_keeps_an_entry_in():
    assert excepted("", "pending") == ["exception-pending", "at-risk"]
    assert excepted("", "running") == ["excepted", "at-risk"]
    assert excepted("", "over") == ["exception-over", "at-risk"]
    assert excepted("removed", "running") == ["excepted", "at-risk"]


def test_settled_exception_says_nothing():
    for phase in ("done", "rejected", "withdrawn"):
        assert excepted("", phase) == ["at-risk", "at-risk"]
        assert excepted("removed", phase) == ["removed", "out"]


def test_what_people_say_afterwards_comes_before_the_exception():
    assert excepted("removed", "running", is_later=True) == ["removed", "out"]
    assert excepted("tracked", "pending") == ["tracked", "at-risk"]
    assert excepted("deferred", "pending", is_later=True) == ["deferred", "out"]
    # The party removes who missed it; the request is still not answered.
    assert excepted("removed", "pending", is_later=True)[0] == "exception-pending"


def test_small_print_of_an_exception_says_what_is_missing_too():
    tally = Tally(asked=6, failed=2)
    said = small_print(Status.EXCEPTION_PENDING, "at-risk", tally, "asked 1 Mar")
    assert said == "asked 1 Mar, 2 of 6 fail"
    assert small_print(Status.EXCEPTED, "met", Tally(asked=6)) == ""


def test_small_print_names_the_first_check_that_is_missing():
    first = Tally(asked=6, failed=2, unknown=1, first="Owner is named")
    said = small_print(Status.AT_RISK, "at-risk", first)
    assert said == "2 of 6 fail: “Owner is named”"
    unknown = Tally(asked=6, unknown=1, first="Owner is named")
    said = small_print(Status.TRACKED, "unknown", unknown, "1 Mar")
    assert said == "1 Mar, 1 of 6 unknown: “Owner is named”"
    # Of a later freeze it would be on every line, and there is time.
    said = small_print(Status.NOT_YET, "at-risk", first)
    assert said == "2 of 6 fail"
