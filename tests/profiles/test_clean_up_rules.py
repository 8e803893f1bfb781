"""`[clean_up]` of a profile: what it may hold, and what the errors say."""

from __future__ import annotations

import pytest

from enhancements.profiles.clean_up_rules import clean_up, filled
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
                "comment": " {title} ",
            },
        },
    )
    assert [one.key for one in rules.cases] == ["closed", "others"]
    closed = rules.case("closed")
    assert closed is not None
    assert closed.comment == "{title}"
    assert rules.case("done") is None


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ({"nope": {"title": "x"}}, "cases.nope: write cases among closed, recent"),
        ({"done": {}}, "cases.done.title: the key is missing"),
        ({"done": {"title": "x", "remove": ["all"]}}, "cases.done.remove: write words"),
        ({"done": {"title": "x", "milestone": "v1"}}, "milestone: write next, clear"),
        ({"done": {"title": "x", "comment": "{who}"}}, "between braces only author"),
        ({"done": {"title": "x", "shut": True}}, "shut: no profile has this key"),
    ],
)
def test_what_it_cannot_hold(case, says):
    with pytest.raises(ProfileInvalid) as refused:
        read(cases=case)
    assert says in str(refused.value)


def test_words_are_filled_once():
    assert filled("{a} {b} {c}", {"a": "{b}", "b": "2"}) == "{b} 2 {c}"
