"""Who is asked when whether all is still true: by cases, and for any entries."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy import asking
from enhancements.policy.asking import (
    CONTACT,
    LEADS,
    OWNERS,
    ROLES,
    USUAL,
    Entry,
    Ladder,
    LadderRefused,
    Rung,
    due,
    preview,
)

FREEZE = dt.date(2026, 11, 20)
"""A Friday."""
ENTRY = Entry(
    release="v1.9",
    enhancement=1,
    track="",
    sig="compute",
    freeze="code-freeze",
    ends_on=FREEZE,
    owners=("olga",),
    contact="rolf",
    leads=("ann", "Zoe"),
)
LADDER = Ladder(
    (
        Rung(21, (OWNERS,)),
        Rung(10, (OWNERS,)),
        Rung(4, (OWNERS, CONTACT)),
        Rung(1, ROLES),
    )
)


def before(days):
    return FREEZE - dt.timedelta(days=days)


def asked(day, *entries, ladder=LADDER, told=()):
    return {
        one.login: [(line.entry.enhancement, line.rung) for line in one.lines]
        for one in due(day, entries, lambda _: ladder, told=told)
    }


@pytest.mark.parametrize(
    ("days", "whom"),
    [
        (30, {}),
        (22, {}),
        (21, {"olga": [(1, 21)]}),
        (15, {"olga": [(1, 21)]}),
        (10, {"olga": [(1, 10)]}),
        (4, {"olga": [(1, 4)], "rolf": [(1, 4)]}),
        (1, {name: [(1, 1)] for name in ("olga", "rolf", "ann", "Zoe")}),
        (0, {name: [(1, 1)] for name in ("olga", "rolf", "ann", "Zoe")}),
        (-3, {}),
    ],
)
def test_latest_rung_that_is_reached_asks(days, whom):
    assert asked(before(days), ENTRY) == whom


def test_what_was_asked_at_a_rung_is_not_asked_there_again():
    done = dataclasses.replace(ENTRY, asked=frozenset({21}))
    assert asked(before(18), done) == {}
    assert asked(before(10), done) == {"olga": [(1, 10)]}
    # A rung that was passed over, such as by a late entry, is not made up for.
    late = dataclasses.replace(ENTRY, asked=frozenset({4}))
    assert asked(before(4), late) == {}


@pytest.mark.parametrize(("days", "is_asked"), [(13, False), (12, False), (11, True)])
def test_weekend_is_quiet_and_the_next_working_day_asks(days, is_asked):
    """Rung of 13 days is a Saturday."""
    assert before(13).weekday() == 5
    ladder = Ladder((Rung(13, (OWNERS,)),))
    assert bool(asked(before(days), ENTRY, ladder=ladder)) is is_asked


@pytest.mark.parametrize(
    ("answered", "is_met", "is_asked"),
    [
        (None, True, True),
        (4, False, False),
        (5, False, True),
        (13, True, False),
        (14, True, True),
    ],
)
def test_answer_holds_for_days_and_longer_where_checks_are_met(
    answered, is_met, is_asked
):
    day = before(10)
    said = None if answered is None else day - dt.timedelta(days=answered)
    entry = dataclasses.replace(ENTRY, answered_on=said, is_met=is_met)
    assert bool(asked(day, entry)) is is_asked


def test_nothing_is_asked_of_what_is_over():
    assert asked(before(10), dataclasses.replace(ENTRY, is_over=True)) == {}


def test_without_an_owner_the_leads_are_asked_and_without_anybody_nobody():
    assert set(asked(before(10), dataclasses.replace(ENTRY, owners=()))) == {
        "ann",
        "Zoe",
    }
    assert asked(before(10), dataclasses.replace(ENTRY, owners=(), leads=())) == {}


def test_one_message_for_all_entries_of_a_person_the_most_urgent_first():
    other = dataclasses.replace(
        ENTRY, enhancement=2, owners=("Olga",), ends_on=before(6)
    )
    found = due(before(10), [ENTRY, other], lambda _: LADDER)
    assert [one.login for one in found] == ["olga", "rolf"]
    assert [line.entry.enhancement for line in found[0].lines] == [2, 1]


def test_whoever_had_a_message_today_waits_for_the_next_day():
    assert asked(before(4), ENTRY, told={"rolf"}) == {}
    assert set(asked(before(3), ENTRY)) == {"olga", "rolf"}


def test_somebody_with_two_roles_is_asked_as_the_first():
    entry = dataclasses.replace(ENTRY, contact="olga", leads=("OLGA",))
    (found,) = due(before(1), [entry], lambda _: LADDER)
    assert [line.role for line in found.lines] == [OWNERS]


def test_each_sig_asks_by_its_own_ladder_and_one_without_rungs_asks_nobody():
    ladders = {"compute": Ladder()}
    other = dataclasses.replace(ENTRY, enhancement=2, sig="network")
    found = due(before(10), [ENTRY, other], lambda sig: ladders.get(sig, LADDER))
    assert [line.entry.sig for one in found for line in one.lines] == ["network"]


def test_preview_walks_up_the_ladder_until_the_freeze():
    found = [(day, one.login) for day, one in preview(before(22), [ENTRY], _usual)]
    # 1 day before is a Thursday; all other rungs lie on working days, too.
    assert found == [
        (before(21), "olga"),
        (before(10), "olga"),
        (before(4), "olga"),
        (before(4), "rolf"),
        *((before(1), name) for name in ("ann", "olga", "rolf", "Zoe")),
    ]
    assert preview(before(22), [], _usual) == ()


def _usual(_sig):
    return LADDER


people = st.lists(st.sampled_from(["olga", "Olga", "ann", "rolf", "zoe"]), max_size=3)
rungs = st.dictionaries(
    st.integers(0, 40),
    st.sets(st.sampled_from(ROLES), min_size=1),
    max_size=asking.MOST_RUNGS,
)
ladders = st.builds(
    lambda found, holds, unmet: asking.ladder_of(
        found.items(), holds=holds, holds_unmet=unmet
    ),
    rungs,
    st.integers(1, 30),
    st.integers(1, 30),
)
day_of = st.dates(before(50), FREEZE)
entries = st.builds(
    Entry,
    release=st.just("v1.9"),
    enhancement=st.integers(1, 9),
    track=st.just(""),
    sig=st.sampled_from(["compute", "network"]),
    freeze=st.just("code-freeze"),
    ends_on=st.dates(before(20), FREEZE),
    is_over=st.booleans(),
    is_met=st.booleans(),
    owners=people.map(tuple),
    contact=st.sampled_from(["", "rolf", "olga"]),
    leads=people.map(tuple),
    answered_on=st.none() | day_of,
)
some = st.lists(entries, max_size=6, unique_by=lambda one: one.enhancement)


@given(some, ladders, day_of)
def test_never_twice_never_on_weekends_and_one_message_a_person_and_day(
    found, ladder, day
):
    sent = preview(day, found, lambda _: ladder)
    assert not any(asking.is_quiet(when) for when, _ in sent)
    assert not any(when < day for when, _ in sent)
    a_day = Counter((when, one.login.casefold()) for when, one in sent)
    assert all(number == 1 for number in a_day.values())
    things = Counter(
        (line.entry.place, line.entry.freeze, line.rung, one.login.casefold())
        for _, one in sent
        for line in one.lines
    )
    assert all(number == 1 for number in things.values())
    # Of one rung all are asked on one day.
    days = {
        (line.entry.place, line.rung): set() for _, one in sent for line in one.lines
    }
    for when, one in sent:
        for line in one.lines:
            days[line.entry.place, line.rung].add(when)
    assert all(len(when) == 1 for when in days.values())
    assert not any(line.entry.is_over for _, one in sent for line in one.lines)


@given(ladders)
def test_ladder_is_kept_as_it_is(ladder):
    assert asking.of_data(asking.as_data(ladder)) == ladder
    assert [one.days for one in ladder.rungs] == sorted(
        {one.days for one in ladder.rungs}, reverse=True
    )


@pytest.mark.parametrize(
    ("given_", "holds", "said"),
    [
        ([(121, [OWNERS])], 5, "between 0 and 120 days"),
        ([(-1, [OWNERS])], 5, "between 0 and 120 days"),
        ([(5, [])], 5, "Say whom to ask 5 days before"),
        ([(5, ["boss"])], 5, "Say whom to ask 5 days before"),
        ([(5, [OWNERS]), (5, [LEADS])], 5, "Two rungs have 5 days"),
        ([(n, [OWNERS]) for n in range(7)], 5, "at most 6 rungs"),
        ([], 0, "at least 1 day"),
    ],
)
def test_ladder_that_cannot_be_is_refused_with_what_would_do(given_, holds, said):
    with pytest.raises(LadderRefused, match=said):
        asking.ladder_of(given_, holds=holds, holds_unmet=5)


def test_rung_in_words():
    assert asking.in_words(USUAL.rungs[-1]) == (
        "2 days before: owners, contact and SIG leads"
    )
    assert asking.in_words(Rung(1, (OWNERS, CONTACT))) == (
        "1 day before: owners and contact"
    )
    assert asking.in_words(Rung(0, (LEADS,))) == "on the day: SIG leads"
