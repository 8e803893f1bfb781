"""Searches that use saved views: read as if what those ask stood there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy.search import grammar, saved
from enhancements.policy.search.grammar import SearchRefused
from enhancements.policy.search.saved import View
from enhancements.policy.search.trees import tests as tests_of
from enhancements.policy.search.trees import walk
from enhancements.policy.search.writing import write

VIEWS = (
    View(1, "At risk", "release:current is:at-risk", "everybody's"),
    View(2, "Ours", "sig:network OR sig:storage", "of SIG network"),
    View(3, "Both", "saved:1 saved:2", "yours"),
    View(4, "All", "", "everybody's"),
    View(5, "Gone", "warm", "everybody's", is_retired=True),
    View(6, "Round", "cold saved:7", "everybody's"),
    View(7, "And round", "saved:6", "everybody's"),
    View(8, "Itself", "-saved:8", "yours"),
    View(9, "Twice", "one", "yours"),
    View(10, "twice", "two", "everybody's"),
    View(11, "Broken", "stage:gama", "everybody's"),
    View(12, "Unread", "(warm", "everybody's"),
    View(13, "Old and gone", "saved:5", "everybody's"),
)


def expanded(text: str, views: tuple[View, ...] = VIEWS) -> str:
    return write(saved.expand(grammar.parse(text), views))


def refused(text: str, views: tuple[View, ...] = VIEWS) -> list[tuple[str, str]]:
    """What is refused: the piece of the text, and why."""
    with pytest.raises(SearchRefused) as caught:
        saved.expand(grammar.parse(text), views)
    return [
        (text[one.place.start : one.place.end], one.message)
        for one in caught.value.troubles
    ]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("warm", "warm"),
        ("saved:1", "release:current is:at-risk"),
        ("saved:2 warm", "(sig:network OR sig:storage) warm"),
        ("-saved:1", "-(release:current is:at-risk)"),
        ("saved:1,2", "release:current is:at-risk OR (sig:network OR sig:storage)"),
        ('saved:"at RISK"', "release:current is:at-risk"),
        ('saved:"  at   risk "', "release:current is:at-risk"),
        ("saved:3", "(release:current is:at-risk) (sig:network OR sig:storage)"),
        ("warm OR saved:1", "warm OR release:current is:at-risk"),
    ],
)
def test_what_a_view_asks_stands_in_its_place(text, whole):
    found = saved.expand(grammar.parse(text), VIEWS)
    assert not saved.is_used(found)
    assert write(found) == whole


def test_view_that_asks_nothing_finds_everything():
    found = saved.expand(grammar.parse("saved:4"), VIEWS)
    assert write(found) == ""


def test_all_that_comes_of_a_view_stands_where_it_is_named():
    text = "warm saved:3"
    (warm, view) = saved.expand(grammar.parse(text), VIEWS).parts
    assert text[warm.place.start : warm.place.end] == "warm"
    places = {text[one.place.start : one.place.end] for one in walk(view)}
    assert places == {"3"}
    values = {value.place for test in tests_of(view) for value in test.values}
    assert {text[one.start : one.end] for one in values} == {"3"}


def test_only_what_was_used_is_looked_at():
    assert expanded("warm", ()) == "warm"
    assert not saved.is_used(grammar.parse("warm sig:network"))
    assert saved.is_used(grammar.parse("warm OR -(cold saved:1)"))


@pytest.mark.parametrize(
    ("text", "piece", "why"),
    [
        ("saved:99", "99", "You have no view 99: there is none, or it is somebody"),
        ("warm saved:5", "5", "View 5 “Gone” is retired. Restore it on its page"),
        ("saved:gone", "gone", "View 5 “Gone” is retired."),
        ("saved:nothing", "nothing", "You have no view called “nothing”."),
        ('saved:"at rsk"', '"at rsk"', "Did you mean “At risk”?"),
        (
            "saved:twice",
            "twice",
            "Write one of: saved:9 (yours), saved:10 (everybody's).",
        ),
        ("saved:>1", ">1", "Write the number of a view, or its name"),
        ("saved:1..3", "1..3", "Write the number of a view, or its name"),
        ("saved:1,99", "99", "You have no view 99"),
        # However deep it is, it is told at what was typed.
        ("saved:13 warm", "13", "View 5 “Gone” is retired."),
        ("saved:12", "12", "bracket is never closed"),
        (
            "warm saved:6",
            "6",
            "A view cannot use itself: view 6, which uses view 7, which uses view 6.",
        ),
        ("saved:8", "8", "A view cannot use itself: view 8, which uses view 8."),
    ],
)
def test_what_cannot_be_used_is_refused_where_it_stands(text, piece, why):
    [(bad, message)] = refused(text)
    assert bad == piece
    assert why in message


def test_every_trouble_is_told_at_once():
    assert [piece for piece, _ in refused("saved:99 OR (saved:5 -saved:8)")] == [
        *("99", "5", "8"),
    ]


def test_views_go_only_so_deep():
    chain = tuple(
        View(n, f"v{n}", f"saved:{n + 1}" if n < 9 else "warm", "yours")
        for n in range(1, 10)
    )
    assert expanded("saved:5", chain) == "warm"
    [(piece, message)] = refused("saved:4", chain)
    assert piece == "4"
    assert "5 deep at most" in message


def test_views_that_grow_are_cut_off_with_one_sentence():
    many = tuple(
        View(n, f"v{n}", " ".join([f"saved:{n + 1}"] * 50) if n < 5 else "warm", "x")
        for n in range(1, 6)
    )
    [(piece, message)] = refused("saved:1", many)
    assert piece == "1"
    assert message == "A search uses 20 views at most, with those within others."


def test_view_that_is_changed_may_not_come_to_use_itself():
    tree = grammar.parse("saved:3")
    assert saved.expand(tree, VIEWS, within=(4,))
    with pytest.raises(SearchRefused, match="view 1, which uses view 3"):
        saved.expand(grammar.parse("saved:3"), VIEWS, within=(1,))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("warm", "warm"),
        ('-saved:"At risk" warm', "-saved:1 warm"),
        ('saved:"At risk",ours,3', "saved:1,2,3"),
        ("(saved:ours OR x)  saved:both", "(saved:2 OR x)  saved:3"),
    ],
)
def test_names_are_kept_as_numbers(text, kept):
    assert saved.numbered(text, VIEWS) == kept


def test_name_of_no_view_is_not_kept():
    with pytest.raises(SearchRefused, match="no view called “nothing”"):
        saved.numbered("saved:nothing", VIEWS)


def test_trouble_within_a_view_says_so():
    typed = grammar.parse("saved:11 stage:delta")
    ends = [next(tests_of(typed)).values[0].place, typed.parts[1].place]
    before = SearchRefused(*(grammar.Trouble("It is no stage.", one) for one in ends))
    assert [one.message for one in saved.within(typed, before).troubles] == [
        "What this view asks: It is no stage.",
        "It is no stage.",
    ]


def test_which_views_a_text_uses():
    assert saved.uses("saved:1 OR -saved:2,1 saved:ours") == (1, 2)
    assert saved.uses("(warm") == ()


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_makes_it_raise_anything_else(typed, kept):
    views = (View(1, "One", kept, "yours"), View(2, "Two", "saved:1", "yours"))
    for text in (typed, f"saved:2 {typed}", f"saved:{typed}"):
        try:
            found = saved.expand(grammar.parse(text), views)
            saved.numbered(text, views)
        except SearchRefused:
            continue
        assert not saved.is_used(found)
        assert set(saved.uses(text)) <= {1, 2}
