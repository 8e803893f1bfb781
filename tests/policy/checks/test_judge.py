"""What a verdict is: its word, its waivers, and that it never fails to come."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enhancements.policy.checks.catalogue import CHECKS
from enhancements.policy.checks.criteria import Criterion, FreezeCriteria
from enhancements.policy.checks.judge import judge, word_of
from enhancements.policy.checks.outcome import Waiver
from enhancements.policy.checks.seen import SOURCES
from enhancements.profiles import load
from tests.support.check_strategies import seens
from tests.support.checks import ENTRY, criteria, issue, labelled, pull, seen

OPEN = {"check": "issue-open"}
MILESTONE = {"check": "issue-milestone"}
CODE = {"check": "code-merged"}
EVERY = tuple(
    dataclasses.replace(one, key=f"{name}-{freeze.deadline}-{one.key}")
    for name in ("kubevirt", "kubernetes")
    for freeze in load(name).criteria.freezes
    for one in freeze.criteria
)
ALL = FreezeCriteria("code-freeze", "Code freeze", is_hard=True, criteria=EVERY)
ORDER = {"met": 0, "unknown": 1, "at-risk": 2}
subsets = st.lists(st.sampled_from(EVERY), max_size=8, unique_by=lambda one: one.key)


def of(rows: list[Criterion]) -> FreezeCriteria:
    return dataclasses.replace(ALL, criteria=tuple(rows))


def waive(*keys: str) -> list[Waiver]:
    return [Waiver(key, "bo", "It is fine.") for key in keys]


def test_every_check_is_in_a_profile():
    assert {one.check for one in EVERY} == set(CHECKS)


@pytest.mark.parametrize(
    ("what", "checks", "word"),
    [
        (seen(), [OPEN], "met"),
        (seen(), [OPEN, MILESTONE], "at-risk"),
        (seen(), [OPEN, CODE], "unknown"),
        (seen(), [CODE, MILESTONE], "at-risk"),
        (seen(), [OPEN, {**MILESTONE, "counts": False}], "met"),
        (seen(), [OPEN, {**MILESTONE, "stages": ["alpha"]}], "met"),
        (seen(), [OPEN, {**MILESTONE, "kinds": ["graduation"]}], "at-risk"),
        (seen(), [OPEN, {**MILESTONE, "kinds": ["deprecation"]}], "met"),
        (seen(), [OPEN, {**MILESTONE, "from_release": "v1.10"}], "met"),
        (seen(), [OPEN, {**MILESTONE, "from_release": "v1.9"}], "at-risk"),
    ],
)
def test_word(what, checks, word):
    assert judge(what, criteria(*checks)).word == word


def test_check_that_is_not_asked_says_so_and_passes():
    checks = [{**MILESTONE, "stages": ["alpha"]}, {**CODE, "from_release": "v1.12"}]
    verdict = judge(seen(), criteria(*checks))
    assert [(one.state, one.is_asked, one.reason) for one in verdict.outcomes] == [
        ("passed", False, "Not asked of Beta."),
        ("passed", False, "Asked from v1.12 on."),
    ]
    assert (verdict.count("passed"), verdict.asked) == (0, 0)


def test_waiver_stands_before_what_the_check_found():
    verdict = judge(seen(), criteria(OPEN, MILESTONE), waive("issue-milestone"))
    outcome = verdict.outcomes[1]
    assert (verdict.word, outcome.state, outcome.found) == ("met", "waived", "failed")
    assert outcome.waiver == waive("issue-milestone")[0]
    assert outcome.reason == "It is in none."


def test_waiver_of_a_check_that_passed_changes_nothing():
    assert judge(seen(), criteria(OPEN), waive("issue-open", "no-such-check")) == judge(
        seen(), criteria(OPEN)
    )


def test_out_of_tree_is_met_once_a_person_confirms():
    checks = criteria(
        {"check": "code-merged", "with": {"exempt_label": "oot"}},
        {"check": "out-of-tree", "with": {"label": "oot"}},
    )
    what = seen(issue=labelled("oot"))
    assert judge(what, checks).word == "unknown"
    assert judge(what, checks, waive("out-of-tree")).word == "met"


def test_check_that_is_no_more_is_unknown():
    gone = dataclasses.replace(criteria(OPEN).criteria[0], check="gone")
    assert judge(seen(), of([gone])).word == "unknown"


def test_inputs_say_what_was_looked_at():
    [outcome] = judge(seen(pulls=(pull(),)), criteria(CODE)).outcomes
    assert outcome.inputs["pulls"] == {"acme/widgets#5": "open"}
    assert outcome.inputs["at"] == "2026-04-21T12:00:00+00:00"
    assert outcome.inputs["parameters"]["accept"] == "ready"


@given(seens())
@settings(max_examples=150)
def test_judge_never_raises_and_always_says_why(what):
    verdict = judge(what, ALL)
    assert judge(what, ALL) == verdict
    assert verdict.word == word_of(reversed(verdict.outcomes))
    for outcome in verdict.outcomes:
        assert outcome.reason.endswith((".", "?"))
        assert (outcome.state in ("failed", "unknown")) == bool(outcome.remedy)
        assert all(label and url for label, url in outcome.evidence)
        json.dumps(outcome.inputs)


@given(seens(), subsets, st.data())
def test_waiver_turns_its_own_check_only(what, rows, data):
    keys = data.draw(st.lists(st.sampled_from(rows), max_size=3)) if rows else []
    waived = {one.key for one in keys}
    before = judge(what, of(rows))
    after = judge(what, of(rows), waive(*waived))
    for old, new in zip(before.outcomes, after.outcomes, strict=True):
        if old.check in waived and old.state != "passed":
            assert (new.state, new.found) == ("waived", old.state)
        else:
            assert new == old
    assert ORDER[after.word] <= ORDER[before.word]


@given(seens(), subsets, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_one_more_check_never_helps(what, rows, random):
    verdict = judge(what, of(rows))
    shuffled = random.sample(rows, len(rows))
    assert judge(what, of(shuffled)).word == verdict.word
    for length in range(len(rows)):
        assert ORDER[judge(what, of(rows[:length])).word] <= ORDER[verdict.word]


@given(seens())
@settings(max_examples=200)
def test_what_was_not_read_fails_nobody(what):
    fields = [field.name for field in dataclasses.fields(what.record)]
    gaps = dict.fromkeys([*SOURCES, *fields], "It was not read.")
    entry = dataclasses.replace(what.entry, stage="beta")
    verdict = judge(dataclasses.replace(what, gaps=gaps, entry=entry), ALL)
    assert [one.check for one in verdict.outcomes if one.state == "failed"] == []


def test_deprecation_is_not_asked_for_readiness():
    leaving = dataclasses.replace(
        ENTRY, stage="removed", canonical="removed", kind="deprecation"
    )
    freeze = load("kubernetes").criteria.of("enhancements-freeze")
    assert freeze is not None
    verdict = judge(seen(entry=leaving, issue=issue()), freeze)
    not_asked = {one.check for one in verdict.outcomes if not one.is_asked}
    assert not_asked == {
        "questionnaire",
        "target-named",
        "readiness-approver",
        "no-open-proposals",
    }
