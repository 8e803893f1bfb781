"""Since when a verdict and its checks stand as they do."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy.checks.judge import Verdict, word_of
from enhancements.policy.checks.outcome import Outcome
from enhancements.policy.checks.standing import Stretch, follow, stretches

DAY = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


def day(number):
    return DAY + dt.timedelta(days=number)


def verdict(**states):
    outcomes = tuple(
        Outcome(check, check, state, f"{check} {state}.")
        for check, state in states.items()
    )
    return Verdict(word_of(outcomes), outcomes)


def test_what_does_not_change_keeps_its_since():
    first = follow(None, verdict(a="failed", b="passed"), day(1))
    second = follow(first, verdict(a="failed", b="failed"), day(2))
    third = follow(second, verdict(a="passed", b="failed"), day(3))
    assert third.word == Stretch("at-risk", day(1))
    assert third.checks == {
        "a": Stretch("passed", day(3), None, "a passed."),
        "b": Stretch("failed", day(2), None, "b failed."),
    }


def test_history_as_stretches():
    found = stretches(
        [
            (day(3), verdict(a="passed", b="failed")),
            (day(1), verdict(a="failed")),
            (day(2), verdict(a="passed")),
            (day(4), verdict(b="failed")),
        ]
    )
    assert found.word == (
        Stretch("at-risk", day(1), day(2)),
        Stretch("met", day(2), day(3)),
        Stretch("at-risk", day(3)),
    )
    assert found.checks == {
        "a": (
            Stretch("failed", day(1), day(2), "a failed."),
            Stretch("passed", day(2), day(4), "a passed."),
        ),
        "b": (Stretch("failed", day(3), None, "b failed."),),
    }


def test_no_history_has_no_stretches():
    assert stretches([]).word == ()


states = st.sampled_from(["passed", "failed", "unknown", "waived"])
verdicts = st.builds(lambda a, b: verdict(a=a, b=b), states, states)
histories = st.lists(verdicts, min_size=1, max_size=8)


@given(histories)
def test_following_step_by_step_ends_where_the_stretches_end(rows):
    history = [(day(number), row) for number, row in enumerate(rows)]
    standing = None
    for at, row in history:
        standing = follow(standing, row, at)
        assert follow(standing, row, at + dt.timedelta(hours=1)) == standing
    found = stretches(history)
    assert standing is not None
    assert found.word[-1] == standing.word
    assert {key: row[-1] for key, row in found.checks.items()} == standing.checks


@given(histories)
def test_stretches_touch_and_differ(rows):
    found = stretches((day(number), row) for number, row in enumerate(rows))
    for row in (found.word, *found.checks.values()):
        assert row[0].since == day(0)
        assert row[-1].until is None
        for before, after in itertools.pairwise(row):
            assert before.until == after.since
            assert before.state != after.state
