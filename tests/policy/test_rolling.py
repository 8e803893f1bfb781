"""What is proposed for an entry that a release leaves behind, and what it decides."""

from __future__ import annotations

import pytest

from enhancements.policy.outcomes import Word
from enhancements.policy.rolling import (
    Bucket,
    Choice,
    Left,
    bucket,
    closes,
    note,
    usual,
    usual_of,
)


def test_every_outcome_has_its_bucket():
    assert {word: str(bucket(word)) for word in Word} == {
        Word.OPEN: "open",
        Word.SLIPPED: "open",
        Word.NOT_PROVEN: "open",
        Word.DROPPED: "open",
        Word.DEFERRED: "deferred",
        Word.REMOVED: "removed",
        Word.SHIPPED: "shipped",
    }


@pytest.mark.parametrize(
    ("word", "next_stage", "choice"),
    [
        (Word.SHIPPED, "", Choice.NOTHING),
        (Word.SHIPPED, "Beta", Choice.PROPOSE),
        (Word.DEFERRED, "", Choice.PROPOSE),
        (Word.REMOVED, "", Choice.ASK),
        (Word.OPEN, "", Choice.CARRY),
        (Word.NOT_PROVEN, "", Choice.CARRY),
        (Word.SLIPPED, "", Choice.CARRY),
        (Word.DROPPED, "", Choice.NOTHING),
        (Word.DROPPED, "Beta", Choice.CARRY),
    ],
)
def test_usual_choice(word, next_stage, choice):
    assert usual(Left(word, next_stage=next_stage)) == choice


def test_buckets_have_the_choices_of_most_of_their_entries():
    assert {str(one): str(usual_of(one)) for one in Bucket} == {
        "open": "carry",
        "deferred": "propose",
        "removed": "ask",
        "shipped": "nothing",
    }


def test_only_what_is_open_is_deferred_by_carrying_it_over():
    closed = {word: closes(Left(word), Choice.CARRY) for word in Word}

    assert {word for word, outcome in closed.items() if outcome} == {Word.OPEN}
    assert closed[Word.OPEN] == Word.DEFERRED
    assert {closes(Left(Word.OPEN), one) for one in Choice if one != Choice.CARRY} == {
        ""
    }


def test_notes_say_what_became_of_it():
    removed = Left(Word.REMOVED, "No review came.")
    shipped = Left(Word.SHIPPED, "", "Alpha", "Beta")

    assert note(removed, Choice.ASK, old="v1.9", new="v1.10") == (
        "Removed from v1.9: No review came. Does its SIG want it in v1.10?"
    )
    assert note(shipped, Choice.PROPOSE, old="v1.9", new="v1.10") == (
        "Shipped in v1.9 at Alpha. Proposed for v1.10. Its sources plan Beta."
    )
    assert note(removed, Choice.CARRY, old="v1.9", new="v1.10") == ""
    assert note(removed, Choice.NOTHING, old="v1.9", new="v1.10") == ""
