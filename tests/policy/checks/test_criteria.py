"""Criteria to JSON and back, and what is said about a wrong copy."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy.checks.catalogue import CHECKS
from enhancements.policy.checks.criteria_reader import CriteriaInvalid, Known, read
from enhancements.policy.checks.parameters import KINDS, STAGES
from enhancements.profiles import freeze_loader, load, names

KNOWN = Known(
    {"code-freeze": "Code freeze", "docs-freeze": "Docs freeze"}, ("implementable",)
)
PLACE = "freezes.code-freeze."
ROW = {"deadline": "code-freeze", "checks": [{"check": "issue-open"}]}


def sentences(*rows):
    with pytest.raises(CriteriaInvalid) as caught:
        read(list(rows), KNOWN)
    return caught.value.sentences


def with_check(**check):
    return {**ROW, "checks": [check]}


@pytest.mark.parametrize("name", names())
def test_copy_of_a_profile_is_equal_and_travels(name):
    profile = load(name)
    criteria = profile.criteria
    data = json.loads(json.dumps(criteria.as_json()))
    assert read(data, freeze_loader.known(profile)) == criteria
    assert pickle.loads(pickle.dumps(criteria)) == criteria  # noqa: S301 - our own bytes


def test_left_out_keys_have_defaults():
    [freeze] = read([ROW], KNOWN).freezes
    assert (freeze.label, freeze.is_hard) == ("Code freeze", True)
    [one] = freeze.criteria
    assert (one.key, one.title, one.counts) == (
        "issue-open",
        "Tracking issue is open",
        True,
    )
    assert read([ROW], KNOWN).of("docs-freeze") is None


def test_copy_names_every_parameter():
    [freeze] = read([with_check(check="code-merged")], KNOWN).as_json()
    assert freeze["checks"][0]["with"] == {
        "accept": "ready",
        "under_stage": False,
        "exempt_label": "",
        "how": "",
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            {**ROW, "deadline": "lunch"},
            (
                "freezes.lunch.deadline: write one of code-freeze, docs-freeze; it"
                " holds 'lunch'."
            ),
        ),
        (
            {**ROW, "checks": []},
            "checks: write at least one check.",
        ),
        (
            {**ROW, "hard": "yes"},
            "hard: write true or false; it holds 'yes'.",
        ),
        (
            {**ROW, "colour": "red"},
            (
                "colour: there is no such key; write one of deadline,"
                " label, hard, checks."
            ),
        ),
        (
            {**ROW, "checks": "all"},
            "checks: write a list of tables; it holds 'all'.",
        ),
        (
            with_check(check="issue-open", title=" "),
            ("checks[1].title: write a text; it may not be empty; it holds ' '."),
        ),
        (
            with_check(check="issue-open", stages=["gamma"]),
            (
                "checks[1].stages: write some of alpha, beta, stable,"
                " once, deprecated, removed, other; it holds ['gamma']."
            ),
        ),
        (
            with_check(check="issue-open", from_release="soon"),
            ("checks[1].from_release: write a release such as v1.9; it holds 'soon'."),
        ),
        (
            with_check(check="issue-open", **{"with": {"colour": "red"}}),
            (
                "checks[1].with.colour: the check issue-open has no such"
                " parameter; it has how."
            ),
        ),
        (
            with_check(check="code-merged", **{"with": {"accept": "maybe"}}),
            ("checks[1].with.accept: write one of ready, merged; it holds 'maybe'."),
        ),
        (
            with_check(check="status-is", **{"with": {"statuses": ["done"]}}),
            (
                "checks[1].with.statuses: write statuses out of"
                " implementable; it holds 'done'."
            ),
        ),
        (
            with_check(check="signoffs"),
            ("checks[1].with.sigs: write at least one text; it is missing."),
        ),
        (
            with_check(check="sections", **{"with": {"by_stage": {"gamma": []}}}),
            (
                "checks[1].with.by_stage: 'gamma' is no stage; write one"
                " of alpha, beta, stable, once, deprecated, removed, other; it holds"
                " {'gamma': []}."
            ),
        ),
        (
            {**ROW, "checks": [{"check": "issue-open"}] * 2},
            ("checks: the key 'issue-open' is there twice; give each its own."),
        ),
        (
            {**ROW, "checks": [{"check": "issue-open"}] * 41},
            "checks: write at most 40.",
        ),
    ],
)
def test_mistake_gets_a_sentence(row, said):
    assert said in [one.removeprefix(PLACE) for one in sentences(row)]


def test_unknown_check_is_told_the_known_ones():
    [said] = sentences(with_check(check="luck"))
    assert said.startswith("freezes.code-freeze.checks[1].check: write one of blog-")
    assert said.endswith("; it holds 'luck'.")


def test_every_mistake_is_told_at_once():
    assert len(sentences({**ROW, "hard": 1, "label": ""}, ROW)) == 3


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner)
    ),
    max_leaves=8,
)


@given(st.data())
def test_any_edit_of_a_copy_is_read_or_refused_with_sentences(data):
    rows = copy.deepcopy(load("kubernetes").criteria.as_json())
    known = freeze_loader.known(load("kubernetes"))
    freeze = data.draw(st.sampled_from(rows))
    place = data.draw(st.sampled_from([freeze, *freeze["checks"]]))
    place = data.draw(st.sampled_from([place, place.get("with", place)]))
    key = data.draw(st.sampled_from(sorted(place)) | st.text(max_size=8))
    place[key] = data.draw(json_values)
    told: tuple[str, ...] = ()
    try:
        criteria = read(rows, known)
    except CriteriaInvalid as error:
        told = error.sentences
    if told:
        assert all(one.endswith(".") for one in told)
        return
    assert read(json.loads(json.dumps(criteria.as_json())), known) == criteria


words = st.text("abc {}release", min_size=1, max_size=12).filter(str.strip)


@st.composite
def rows(draw):
    """A freeze with any checks, each with any parameters of its own."""
    checks = []
    for key in draw(st.lists(st.sampled_from(sorted(CHECKS)), min_size=1, unique=True)):
        given_values = {}
        for name, parameter in CHECKS[key].parameters.items():
            one = st.sampled_from(parameter.options) if parameter.options else words
            one = st.just("implementable") if parameter.names else one
            many = st.lists(one, min_size=1, max_size=3)
            by_type = {
                "flag": st.booleans(),
                "text": one,
                "texts": many,
                "by-stage": st.dictionaries(st.sampled_from(STAGES), many),
            }
            if parameter.is_needed or draw(st.booleans()):
                given_values[name] = draw(by_type[parameter.type])
        check = {"check": key, "with": given_values, "counts": draw(st.booleans())}
        check["kinds"] = draw(st.lists(st.sampled_from(KINDS), unique=True))
        check["stages"] = draw(st.lists(st.sampled_from(STAGES), unique=True))
        checks.append(check)
    return [{"deadline": "code-freeze", "checks": checks, "hard": draw(st.booleans())}]


@given(rows())
def test_criteria_come_back_from_json_as_they_were(data):
    criteria = read(data, KNOWN)
    back = read(json.loads(json.dumps(criteria.as_json())), KNOWN)
    assert back == criteria
    assert back.as_json() == criteria.as_json()
