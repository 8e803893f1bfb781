"""Whether a release is open, by what was done to it until a moment."""

from __future__ import annotations

import datetime as dt

from enhancements.policy.lives import (
    CLOSED,
    NAMED,
    OPENED,
    REOPENED,
    Turn,
    Word,
    life,
    lives,
)

DAY = dt.timedelta(days=1)
START = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
TURNS = [
    Turn(OPENED, START, "ann"),
    Turn(CLOSED, START + 10 * DAY, "ann", "Done."),
    Turn(REOPENED, START + 12 * DAY, "bob", "One was forgotten."),
    Turn(CLOSED, START + 13 * DAY, "bob"),
]


def test_what_holds_between_the_turns():
    words = [
        (life(TURNS, START + days * DAY).word(is_out=days >= 9))
        for days in range(-1, 15)
    ]
    assert words == [
        Word.NAMED,
        *[Word.OPEN] * 9,
        Word.OUT,
        *[Word.CLOSED] * 2,
        Word.OUT,
        *[Word.CLOSED] * 2,
    ]


def test_who_closed_it_is_who_did_last():
    found = life(TURNS, START + 20 * DAY)

    assert found.is_closed
    assert found.closed is not None
    assert (found.closed.by, found.closed.reason) == ("bob", "")
    assert found.reopened is None
    assert found.opened == TURNS[0]


def test_reopened_release_says_by_whom():
    found = life(TURNS, START + 12 * DAY)

    assert not found.is_closed
    assert found.reopened == TURNS[2]


def test_release_that_nobody_opened_is_named_until_it_is_out():
    assert NAMED.word(is_out=False) == Word.NAMED
    assert NAMED.word(is_out=True) == Word.OUT


def test_rows_of_several_releases():
    rows = [
        {"release": n % 2, "kind": one.kind, "at": one.at.isoformat()}
        | {"by": one.by, "reason": one.reason}
        for n, one in enumerate(TURNS)
    ]
    found = lives(rows, START + 12 * DAY)

    assert found[0].opened == TURNS[0]
    assert found[0].reopened == TURNS[2]
    assert found[1].closed == TURNS[1]
