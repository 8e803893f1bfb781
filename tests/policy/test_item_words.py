"""How an item stands at GitHub, in words."""

from __future__ import annotations

import pytest

from enhancements.languages import speaking
from enhancements.policy.item_words import Standing, plain


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing("open"), "open"),
        (Standing("open", because="reopened"), "open"),
        (Standing("closed"), "closed"),
        (Standing("closed", because="completed"), "closed as completed"),
        (Standing("closed", because="NOT_PLANNED"), "closed as not planned"),
        (Standing("closed", because="duplicate"), "closed as a duplicate"),
        (Standing("closed", because="some_new-word"), "closed as some new word"),
        (Standing("open", is_locked=True), "open, locked"),
        (
            Standing("merged", is_locked=True, lock_reason="TOO_HEATED"),
            "merged, locked as too heated",
        ),
        (
            Standing(
                "closed", because="completed", is_locked=True, lock_reason="resolved"
            ),
            "closed as completed, locked as resolved",
        ),
    ],
)
def test_standing_is_said_in_words(standing, words):
    assert standing.words == words


def test_standing_is_said_in_the_language_of_who_reads():
    standing = Standing(
        "closed", because="NOT_PLANNED", is_locked=True, lock_reason="some_new-word"
    )
    with speaking("de"):
        said = standing.words
    assert said == "geschlossen als nicht geplant, gesperrt als some new word"


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ("OFF_TOPIC", "off topic"),
        ("off-topic", "off topic"),
        ("too heated", "too heated"),
        ("", ""),
    ],
)
def test_both_spellings_of_a_reason_are_one(told, word):
    assert plain(told) == word


def test_only_what_is_closed_and_locked_without_a_word_may_be_turning():
    turning = Standing("closed", because="completed", is_locked=True)
    assert turning.may_be_turning
    assert not Standing("closed", because="completed").may_be_turning
    assert not Standing("open", is_locked=True).may_be_turning
    assert not Standing("merged", is_locked=True).may_be_turning
    said = Standing("closed", is_locked=True, lock_reason="spam")
    assert not said.may_be_turning
