"""`[clean_up]` of a profile: what it may hold, and what the errors say."""

from __future__ import annotations

import pytest

from enhancements.policy.letters.escaping import Form
from enhancements.profiles.clean_up_rules import clean_up
from enhancements.profiles.reader import ProfileInvalid, Table


def read(**data):
    return clean_up(Table(data, "demo.toml: clean_up."))


def test_empty_table_is_no_clean_up():
    assert read().cases == ()


def test_cases_stand_in_their_own_order():
    rules = read(
        opted_in="in",
        tracked=["t"],
        cases={
            "others": {"title": "Others", "milestone": "clear"},
            "closed": {
                "title": "Closed",
                "remove": ["opted-in"],
                "comment": "\n{{title}} ",
            },
        },
    )
    assert [one.key for one in rules.cases] == ["closed", "others"]
    closed = rules.case("closed")
    assert closed is not None
    assert closed.comment is not None
    assert closed.comment.fill({"title": "A  title"}, Form.MARKDOWN) == "A title"
    assert rules.case("done") is None


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ({"nope": {"title": "x"}}, "cases.nope: write cases among closed, recent"),
        ({"done": {}}, "cases.done.title: the key is missing"),
        ({"done": {"title": "x", "remove": ["all"]}}, "cases.done.remove: write words"),
        ({"done": {"title": "x", "milestone": "v1"}}, "milestone: write next, clear"),
        (
            {"done": {"title": "x", "comment": "a\n{{autor}}"}},
            "demo.toml: clean_up.cases.done.comment: line 2: there is no name 'autor'",
        ),
        ({"done": {"title": "x", "comment": "{{#next}}"}}, "comment: line 1: {{#next"),
        ({"done": {"title": "x", "shut": True}}, "shut: no profile has this key"),
    ],
)
def test_what_it_cannot_hold(case, says):
    with pytest.raises(ProfileInvalid) as refused:
        read(cases=case)
    assert says in str(refused.value)


def test_words_of_other_languages_are_no_names():
    rules = read(cases={"done": {"title": "x", "comment": "{title} {0.__class__}"}})
    case = rules.case("done")
    assert case is not None
    assert case.comment is not None
    assert case.comment.fill({}, Form.MARKDOWN) == "{title} {0.__class__}"
