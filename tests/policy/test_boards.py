"""What a cell of the board says."""

from __future__ import annotations

from enhancements.policy.boards import Given, Status, statuses

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
