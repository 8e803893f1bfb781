"""What may be decided at a place, and what one must be allowed to do for it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from enhancements.policy import decisions
from enhancements.policy.decisions import DecisionRefused, Place, Standing, Wish
from enhancements.policy.permissions import Deed
from enhancements.policy.sharing import shares

AT = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)


def place(kind="standing", freeze="code-freeze", criterion=""):
    return Place(1, 2, "", kind, freeze, criterion)


def standing(value="tracked", reason="", pk=7):
    return Standing(pk, place(), value, reason, "ann", AT, uuid.uuid4())


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (Wish(place("vote"), "yes"), "Nothing of the kind “vote”"),
        (Wish(place(freeze=""), "tracked"), "which freeze"),
        (Wish(place("note"), "x"), "which freeze"),
        (Wish(place("waiver"), "yes", "x"), "which check"),
        (Wish(place(criterion="owner"), "tracked"), "which check"),
        (Wish(place(), "met"), "tracked, deferred or removed"),
        (Wish(place("opt-in", ""), "no"), "“yes”, or taken back"),
        (Wish(place("waiver", criterion="owner"), "yes", " \n"), "why the check"),
        (Wish(place("contact", ""), "ann bob"), "one login"),
        (Wish(place("note", ""), "x" * 4001), "at most 4000"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_words(wish, sentence):
    with pytest.raises(DecisionRefused, match=sentence):
        decisions.checked(wish)


def test_texts_are_kept_without_what_is_around_them():
    kept = decisions.checked(Wish(place("note", ""), " one\r\ntwo\x00 ", " why "))
    assert (kept.value, kept.reason) == ("one\ntwo", "why")
    waiver = Wish(place("waiver", criterion="owner"), "")
    assert decisions.checked(waiver) == waiver  # Taking back needs no reason.


def test_same_value_changes_nothing_and_clashes_with_nothing():
    stands = standing(reason="because")
    for reason in ("", "because"):
        wish = Wish(place(), "tracked", reason, seen=None)
        assert not decisions.changes(wish, stands)
        assert not decisions.clashes(wish, stands)
    assert decisions.changes(Wish(place(), "tracked", "another"), stands)
    assert not decisions.changes(Wish(place(), ""), None)


@pytest.mark.parametrize(
    ("seen", "stands", "expected"),
    [
        (None, None, False),
        (7, standing(), False),
        (None, standing(), True),
        (7, None, True),
        (6, standing(), True),
    ],
)
def test_wish_clashes_with_what_was_not_seen(seen, stands, expected):
    assert decisions.clashes(Wish(place(), "removed", "", seen), stands) is expected


@pytest.mark.parametrize(
    ("kind", "value", "stands", "expected"),
    [
        ("standing", "tracked", "", (Deed.TRACK,)),
        ("standing", "deferred", "tracked", (Deed.DEFER,)),
        ("standing", "", "deferred", (Deed.DEFER,)),
        ("standing", "", "removed", (Deed.REMOVE,)),
        ("standing", "deferred", "removed", (Deed.DEFER, Deed.REMOVE)),
        ("standing", "tracked", "removed", (Deed.TRACK, Deed.REMOVE)),
        ("opt-in", "yes", "", (Deed.OPT_IN,)),
        ("waiver", "", "yes", (Deed.WAIVE,)),
        ("contact", "ann", "", (Deed.SET_CONTACT,)),
        ("note", "x", "", (Deed.NOTE,)),
    ],
)
def test_deeds_of_a_change(kind, value, stands, expected):
    assert decisions.deeds(kind, value, stands) == expected


def test_only_tracking_contradicts_checks():
    assert decisions.contradicts("tracked", "at-risk")
    assert decisions.contradicts("tracked", "unknown")
    assert not decisions.contradicts("tracked", "met")
    assert not decisions.contradicts("tracked", "")
    assert not decisions.contradicts("removed", "met")


# --- Shares ---------------------------------------------------------------------------


def moved(entries, given):
    return [key for key, login in entries if given[key] != login]


def test_shares_are_even_and_keep_what_they_can():
    entries = [("a", "ann"), ("b", "ann"), ("c", "ann"), ("d", ""), ("e", "bob")]
    given = shares(entries, ["ann", "bob"])
    assert sorted(given.values()) == ["ann", "ann", "ann", "bob", "bob"]
    assert moved(entries, given) == ["d"]


def test_who_left_the_team_gives_everything_away():
    entries = [(n, "carl") for n in range(4)] + [(n, "Ann") for n in range(4, 6)]
    given = shares(entries, ["ann", "bob"])
    assert [n for n, login in given.items() if login == "bob"] == [1, 2, 3]
    assert given[4] == given[5] == given[0] == "ann"


@pytest.mark.parametrize("people", [1, 2, 3, 7])
@pytest.mark.parametrize("count", [0, 1, 5, 20])
def test_shares_differ_by_at_most_one_and_again_change_nothing(people, count):
    team = [f"p{n}" for n in range(people)]
    entries = [(n, team[n * n % people] if n % 3 else "") for n in range(count)]
    given = shares(entries, team)
    numbers = [list(given.values()).count(login) for login in team]
    assert max(numbers) - min(numbers) <= 1
    again = list(given.items())
    assert shares(again, team) == given == shares(entries, team)


def test_nobody_to_share_among():
    assert shares([("a", "ann"), ("b", "")], []) == {"a": "ann", "b": ""}
