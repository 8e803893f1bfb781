"""How the numbers of reports are said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy import reports
from enhancements.policy.outcomes import Word


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (
            {"shipped": 71, "slipped": 20, "not-proven": 4},
            "Of 95 betas, 71 shipped, 20 were lost and 4 are not proven.",
        ),
        ({"not-proven": 3}, "Of 3 betas, nothing proves what became of any."),
        ({"open": 3}, "3 betas, and all still open."),
        (
            {"removed": 1, "open": 2},
            "Of 3 betas, 1 was lost and 2 are still open.",
        ),
        ({"removed": 2}, "Of 2 betas, 0 shipped and 2 were lost."),
        (
            {"dropped": 1, "not-proven": 1},
            (
                "Of 2 betas, none is proven to have shipped, 1 was lost and"
                " 1 is not proven."
            ),
        ),
    ],
)
def test_base_rate_is_said_in_its_numbers(outcomes, expected):
    assert reports.became(outcomes, of_what="betas") == expected


@given(
    st.dictionaries(st.sampled_from([str(word) for word in Word]), st.integers(1, 99))
)
def test_nothing_is_called_shipped_that_nothing_proves(outcomes):
    said = reports.became(outcomes, of_what="betas")
    if outcomes.get("not-proven") and not outcomes.get("shipped"):
        assert " 0 shipped" not in said
    if outcomes.get("shipped"):
        assert f"{outcomes['shipped']} shipped" in said


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], "no case"),
        ([2], "2"),
        ([5, 2, 2], "2, 2, 5"),
        ([3, 3, 3, 3, 3], "always 3"),
        ([1, 2, 3, 4, 7], "1 to 7, half of them at most 3"),
        ([1, 1, 2, 9, 9, 9], "1 to 9, half of them at most 2"),
    ],
)
def test_few_values_are_listed_and_many_summed_up(values, expected):
    assert reports.spread(values).said == expected


@given(st.lists(st.integers(0, 50), min_size=reports.FEW))
def test_half_of_the_values_are_at_most_the_middle(values):
    middle = reports.spread(values).middle
    assert middle is not None
    assert 2 * sum(one <= middle for one in values) >= len(values)
    assert 2 * sum(one >= middle for one in values) >= len(values)


def test_every_report_says_what_it_counts_and_is_found():
    for one in reports.REPORTS:
        assert reports.find(one.key) is one
        assert one.question.endswith("?")
        assert one.definition.endswith(".")
    assert reports.find("velocity") is None
