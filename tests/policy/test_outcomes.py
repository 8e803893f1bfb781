"""What became of an entry: a person's word, the tag, the board, its document."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from enhancements.policy.outcomes import (
    ABSENT,
    LABELS,
    PROVEN,
    By,
    Known,
    Outcome,
    Word,
    outcome,
)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Known(is_out=False), Outcome(Word.OPEN)),
        (Known(is_out=True), Outcome(Word.NOT_PROVEN)),
        (Known(is_out=True, proof=PROVEN), Outcome(Word.SHIPPED, By.TAG)),
        (Known(is_out=True, proof=ABSENT), Outcome(Word.SLIPPED, By.TAG)),
        (Known(is_out=True, slipped=True), Outcome(Word.SLIPPED, By.DOCUMENT)),
        (Known(is_out=False, dropped=True), Outcome(Word.DROPPED, By.DOCUMENT)),
        (
            Known(is_out=True, standing="removed", proof=ABSENT),
            Outcome(Word.REMOVED, By.BOARD),
        ),
        (
            Known(is_out=True, standing="deferred", proof=PROVEN),
            Outcome(Word.SHIPPED, By.TAG, is_contrary=True),
        ),
        (
            Known(is_out=True, said="shipped", proof=ABSENT),
            Outcome(Word.SHIPPED, By.PERSON, is_contrary=True),
        ),
        (
            Known(is_out=True, said="deferred", proof=ABSENT, slipped=True),
            Outcome(Word.DEFERRED, By.PERSON),
        ),
        (
            Known(is_out=True, said="removed", proof=PROVEN),
            Outcome(Word.REMOVED, By.PERSON, is_contrary=True),
        ),
    ],
)
def test_outcomes(known, expected):
    assert outcome(known) == expected


def test_nothing_is_shipped_by_a_plan():
    for values in itertools.product(
        (False, True), ("", "deferred", "removed"), (False, True), (False, True)
    ):
        is_out, standing, slipped, dropped = values
        known = Known(
            is_out=is_out, standing=standing, slipped=slipped, dropped=dropped
        )
        assert outcome(known).word is not Word.SHIPPED
        assert outcome(dataclasses.replace(known, proof=ABSENT)).word != Word.SHIPPED


def test_every_word_has_its_label():
    assert set(LABELS) == set(Word)
