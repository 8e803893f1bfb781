from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.profiles import load
from enhancements.profiles.answers import answer
from enhancements.profiles.guide_loader import guide_of

KUBEVIRT = guide_of(load("kubevirt"))
SIGNS = ("blog", "sigs", "stages", "effort", "retrain", "rely")
SMALL = ("own-code", "flake", "refactoring", "faster", "messages")
ALL_NO = dict.fromkeys(SIGNS, "no")

some_answers = st.fixed_dictionaries(
    {},
    optional={
        question.key: st.sampled_from([choice.value for choice in question.choices])
        for question in KUBEVIRT.questions
    },
)


def verdict(**answers: str) -> str:
    """The verdict of KubeVirt's guide on these answers."""
    return answer(KUBEVIRT, answers).verdict


def test_nothing_answered_invites():
    result = answer(KUBEVIRT, {})
    assert result.verdict == "open"
    assert result.sentence == "Answer what you can: one clear yes is enough."
    assert (result.reasons, result.steps, result.given, result.left) == ((), (), {}, 7)


@pytest.mark.parametrize("sign", SIGNS)
def test_one_sign_makes_it_an_enhancement(sign):
    assert verdict(**{sign: "yes"}) == "yes"


@pytest.mark.parametrize("small", SMALL)
def test_only_a_small_change_is_none(small):
    assert verdict(only=small) == "no"


@pytest.mark.parametrize("small", SMALL)
def test_a_sign_outweighs_a_small_change(small):
    assert verdict(sigs="yes", only=small) == "yes"


def test_every_sign_denied_is_none():
    result = answer(KUBEVIRT, ALL_NO)
    assert result.verdict == "no"
    assert result.sentence == (
        "No, this is not an enhancement: nothing that you said makes it one."
    )


def test_every_sign_denied_but_more_than_small_asks():
    result = answer(KUBEVIRT, {**ALL_NO, "only": "more"})
    assert result.verdict == "ask"
    assert result.sentence == (
        "Ask before you decide: nothing that you said settles it."
    )


@pytest.mark.parametrize("question", [*SIGNS, "only"])
def test_a_doubt_asks(question):
    assert verdict(**{question: "unsure"}) == "ask"


def test_a_doubt_beside_a_small_change_asks():
    assert verdict(effort="unsure", only="faster") == "ask"


def test_a_sign_outweighs_a_doubt():
    assert verdict(effort="unsure", blog="yes") == "yes"


def test_some_signs_denied_leave_it_open():
    result = answer(KUBEVIRT, {"blog": "no", "sigs": "no"})
    assert (result.verdict, result.left) == ("open", 5)


def test_more_than_small_alone_leaves_it_open():
    assert verdict(only="more") == "open"


def test_sentence_names_every_reason_in_the_order_of_the_questions():
    result = answer(KUBEVIRT, {"rely": "yes", "blog": "yes", "stages": "yes"})
    assert result.reasons == (
        "a blog post would be written about it",
        "it graduates from stage to stage",
        "users will rely on it",
    )
    assert result.sentence == (
        "Yes, this is an enhancement: a blog post would be written about it, "
        "it graduates from stage to stage, and users will rely on it."
    )


def test_sentence_of_a_doubt_names_what_is_not_sure():
    result = answer(KUBEVIRT, {"blog": "unsure"})
    assert result.sentence == (
        "Ask before you decide: you are not sure whether it is worth a blog post."
    )


def test_what_speaks_against_is_said_and_does_not_decide():
    result = answer(KUBEVIRT, {"blog": "yes", "only": "flake"})
    assert result.despite.startswith("You also said that it fixes a flaky test. ")


def test_nothing_speaks_against_without_a_small_change():
    assert answer(KUBEVIRT, {"blog": "yes", "sigs": "no"}).despite == ""


def test_steps_of_an_enhancement_name_issue_file_and_freeze():
    result = answer(KUBEVIRT, {"blog": "yes"})
    texts = [step.text for step in result.steps]
    assert [step.shows for step in result.steps] == ["", "", "", "freeze", ""]
    assert "[tracking issue](issue)" in texts[1]
    assert "`veps/sig-NAME/NUMBER-short-name/vep.md`" in texts[2]


def test_links_of_an_enhancement_begin_with_the_tracking_issue():
    label, address = answer(KUBEVIRT, {"blog": "yes"}).links[0]
    assert label == "Open a tracking issue"
    assert address == (
        "https://github.com/kubevirt/enhancements/issues/new?template=vep.md"
    )


def test_links_without_an_address_are_left_out():
    sample = guide_of(load("sample"))
    assert answer(sample, {"blog": "yes"}).links == ()


def test_a_value_that_is_no_choice_counts_as_no_answer_and_is_named():
    result = answer(KUBEVIRT, {"blog": "perhaps", "rely": "yes"})
    assert result.verdict == "yes"
    assert result.given == {"rely": "yes"}
    (sentence,) = result.refused
    assert sentence == (
        "“perhaps” is no answer to “Would somebody write a blog post about it once it "
        "is out?” Choose one of its answers, or write blog= with one of: yes, no, "
        "unsure."
    )


def test_keys_that_are_no_question_are_left_alone():
    result = answer(KUBEVIRT, {"as_of": "2026-01-07", "blog": ""})
    assert (result.verdict, result.given, result.refused) == ("open", {}, ())


@given(some_answers)
def test_the_query_gives_the_same_answer_again(answers):
    first = answer(KUBEVIRT, answers)
    assert answer(KUBEVIRT, dict(parse_qsl(first.query))) == first


@given(some_answers)
def test_a_yes_to_any_sign_decides_whatever_else_is_said(answers):
    any_sign = "yes" in [answers.get(sign) for sign in SIGNS]
    assert (answer(KUBEVIRT, answers).verdict == "yes") == any_sign


@given(st.dictionaries(st.text(), st.text()))
def test_no_answers_break_it(answers):
    assert answer(KUBEVIRT, answers).verdict in {"yes", "no", "ask", "open"}
