from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enhancements.policy.deadlines import Dated, day_of, ends_at, in_force, moment

# A busy machine is no failure.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def at(month, day, hour=0):
    return dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


def dated(day, since, until=None):
    return Dated(dt.date(2026, 6, day), since, until)


def hourly(day, hour, since, until=None):
    return Dated(dt.date(2026, 6, day), since, until, at(6, day, hour))


def test_bare_date_ends_at_noon_of_the_next_day_utc():
    assert ends_at(dt.date(2026, 12, 31)) == dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)


def test_hour_that_is_given_is_the_end_in_any_zone():
    pacific = dt.timezone(dt.timedelta(hours=-8))
    given = dt.datetime(2025, 2, 13, 18, tzinfo=pacific)

    end = ends_at(dt.date(2025, 2, 14), given)

    assert (end, end.tzinfo) == (dt.datetime(2025, 2, 14, 2, tzinfo=dt.UTC), dt.UTC)


def test_day_of_a_deadline_is_the_one_that_ended_on_earth_or_the_one_in_utc():
    assert day_of(at(6, 11, 12)) == dt.date(2026, 6, 10)
    assert day_of(at(6, 11, 2)) == dt.date(2026, 6, 11)


def test_moment_is_the_hour_that_is_given():
    assert moment([hourly(10, 2, at(5, 1))]) == at(6, 10, 2)


def test_moment_stays_when_the_hour_is_moved_after_it_passed():
    early = hourly(10, 2, at(5, 1), at(6, 10, 3))

    assert moment([early, hourly(10, 21, at(6, 10, 3))]) == at(6, 10, 2)


def test_moment_follows_an_hour_moved_before_it_passed():
    early = hourly(10, 2, at(5, 1), at(6, 10, 1))

    assert moment([early, hourly(10, 21, at(6, 10, 1))]) == at(6, 10, 21)


def test_in_force_tells_an_hour_from_the_bare_date():
    bare, exact = dated(10, at(5, 1), at(5, 9)), hourly(10, 2, at(5, 9))

    assert in_force([(1, bare), (1, exact)]) == [bare, exact]
    assert in_force([(1, hourly(10, 2, at(5, 1), at(5, 9))), (1, exact)]) == [
        hourly(10, 2, at(5, 1))
    ]


def test_moment_is_the_end_of_the_date_that_stands():
    assert moment([dated(10, at(5, 1))]) == at(6, 11, 12)


def test_moment_follows_a_date_that_moved_before_it_passed():
    assert moment([dated(10, at(5, 1), at(6, 1)), dated(17, at(6, 1))]) == at(6, 18, 12)


def test_moment_stays_when_the_date_is_edited_after_it_passed():
    dates = [dated(10, at(5, 1), at(6, 11, 13)), dated(17, at(6, 11, 13))]

    assert moment(dates) == at(6, 11, 12)


def test_moment_moves_with_an_edit_in_the_very_second_it_passes():
    dates = [dated(10, at(5, 1), at(6, 11, 12)), dated(17, at(6, 11, 12))]

    assert moment(dates) == at(6, 18, 12)


def test_moment_of_a_date_published_after_it_passed_is_that_date():
    assert moment([dated(10, at(7, 1))]) == at(6, 11, 12)


def test_moment_of_a_date_published_late_stays_through_later_edits():
    assert moment([dated(10, at(7, 1), at(7, 5)), dated(3, at(7, 5))]) == at(6, 11, 12)


def test_moment_of_a_date_moved_into_the_past_is_when_it_was_moved():
    assert moment([dated(20, at(5, 1), at(6, 15)), dated(10, at(6, 15))]) == at(6, 15)


def test_moment_is_none_when_the_date_was_taken_back_in_time():
    assert moment([dated(10, at(5, 1), at(6, 1))]) is None


def test_moment_is_none_without_any_date():
    assert moment([]) is None


def test_in_force_prefers_a_correction_while_it_holds():
    schedule = dated(10, at(5, 1))
    correction = dated(12, at(5, 10), at(5, 20))

    assert in_force([(1, schedule), (0, correction)]) == [
        dated(10, at(5, 1), at(5, 10)),
        dated(12, at(5, 10), at(5, 20)),
        dated(10, at(5, 20)),
    ]


def test_in_force_joins_neighbours_with_one_date():
    assert in_force([(1, dated(10, at(5, 1), at(5, 9))), (1, dated(10, at(5, 9)))]) == [
        dated(10, at(5, 1))
    ]


def test_in_force_of_equal_sources_is_the_newer_one():
    assert in_force([(2, dated(10, at(5, 1))), (2, dated(11, at(5, 5)))]) == [
        dated(10, at(5, 1), at(5, 5)),
        dated(11, at(5, 5)),
    ]


def test_in_force_leaves_a_gap_where_no_date_stands():
    assert in_force(
        [(1, dated(10, at(5, 1), at(5, 9))), (1, dated(11, at(5, 20)))]
    ) == [dated(10, at(5, 1), at(5, 9)), dated(11, at(5, 20))]


def test_in_force_is_empty_without_claims():
    assert in_force([]) == []


@st.composite
def histories(draw):
    """Dates of one schedule, each standing until the next edit; None: taken back."""
    hours = draw(st.lists(st.integers(0, 24 * 40), unique=True, max_size=6))
    edits = [at(6, 1) + dt.timedelta(hours=hour) for hour in sorted(hours)]
    days = st.integers(1, 30) | st.none()
    hours_given = st.integers(0, 23) | st.none()
    found = []
    for since, until in zip(edits, [*edits[1:], None], strict=False):
        day, hour = draw(days), draw(hours_given)
        if day is not None and hour is not None:
            found.append(hourly(day, hour, since, until))
        elif day is not None:
            found.append(dated(day, since, until))
    return found


def simulated(dates):
    """Live through the hours: the freeze happens once, and is never undone."""
    if dates and dates[0].ends_at <= dates[0].since:
        return dates[0].ends_at
    now = at(5, 31)
    while now < at(9, 1):
        for one in dates:
            stands = one.since <= now and (one.until is None or now < one.until)
            if stands and one.ends_at <= now:
                return now
        now += dt.timedelta(hours=1)
    return None


@unhurried
@given(histories())
def test_moment_equals_living_through_it(dates):
    assert moment(dates) == simulated(dates)


@unhurried
@given(histories(), st.integers(1, 30))
def test_moment_that_has_passed_is_never_moved_by_a_later_edit(dates, day):
    passed = moment(dates)
    if passed is None or not dates or dates[-1].until is not None:
        return
    edit = max(passed, dates[-1].since) + dt.timedelta(hours=1)
    edited = [
        *dates[:-1],
        dataclasses.replace(dates[-1], until=edit),
        dated(day, edit),
    ]

    assert moment(edited) == passed
