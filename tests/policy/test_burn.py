"""Pull requests day by day: what was known, what was added, what was merged."""

from __future__ import annotations

import bisect
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy import burn
from enhancements.policy.burn import Stretch

START = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
ENDS = [START + dt.timedelta(days=number) for number in range(8)]


def day(number: float) -> dt.datetime:
    return START + dt.timedelta(days=number)


def stretch(
    pull: int = 1,
    since: float = -1,
    until: float | None = None,
    *,
    opened: float = -1,
    merged: float | None = None,
    ended: float | None = None,
) -> Stretch:
    def place(*moments):
        known = [one for one in moments if one is not None]
        return bisect.bisect_left(ENDS, day(min(known))) if known else len(ENDS)

    return Stretch(pull, place(max(since, opened)), place(until, ended), place(merged))


def as_it_reads(stretches: list[Stretch]) -> list[tuple[int, int, int, int, int]]:
    """What `burn.days` says, day by day and pull request by pull request:
    (known, merged, added, came, left).
    """
    found = []
    before = first = None
    for at in range(len(ENDS)):
        held = {one.pull for one in stretches if one.first <= at < one.until}
        first = held if first is None else first
        before = held if before is None else before
        merged = {one.pull for one in stretches if one.merged <= at} & held
        came, left = held - before, before - held
        found.append(tuple(map(len, (held, merged, held - first, came, left))))
        before = held
    return found


def numbers(*stretches: Stretch) -> list[tuple[int, int, int]]:
    """(known, merged, added) of each day."""
    days = burn.days(stretches, len(ENDS))
    return [(one.known, one.merged, one.added) for one in days]


def test_merged_stays_known():
    assert numbers(stretch(merged=2.5)) == [(1, 0, 0)] * 3 + [(1, 1, 0)] * 5


def test_opened_or_named_later_is_added():
    assert numbers(stretch(opened=3)) == [(0, 0, 0)] * 3 + [(1, 0, 1)] * 5
    assert numbers(stretch(since=3)) == [(0, 0, 0)] * 3 + [(1, 0, 1)] * 5


def test_closed_or_planned_elsewhere_is_taken_out():
    for one in (stretch(ended=2), stretch(until=2)):
        days = burn.days([one], len(ENDS))
        assert [day.known for day in days] == [1, 1, 0, 0, 0, 0, 0, 0]
        assert [day.left for day in days] == [0, 0, 1, 0, 0, 0, 0, 0]


def test_counts_once_however_often_it_is_named():
    assert numbers(stretch(merged=1), stretch(since=0, merged=1))[3] == (1, 1, 0)
    # Taken out and back in again: known from the first day on.
    days = burn.days([stretch(until=2), stretch(since=4)], len(ENDS))
    assert [one.known for one in days] == [1, 1, 0, 0, 1, 1, 1, 1]
    assert [(one.came, one.left) for one in days][2:5] == [(0, 1), (0, 0), (1, 0)]
    assert days[5].added == 0


def test_no_day_has_nothing():
    assert burn.days([stretch()], 0) == []


_DAY = st.integers(-8, 36).map(lambda quarters: quarters / 4)
_MOMENT = st.none() | _DAY


@st.composite
def several(draw: st.DrawFn) -> list[Stretch]:
    """Stretches of a few pull requests, each of which is merged once or never."""
    merged = draw(st.lists(_MOMENT, min_size=4, max_size=4))
    pulls = st.integers(0, 3)
    made = st.builds(
        lambda pull, since, until, opened, ended: stretch(
            pull, since, until, opened=opened, ended=ended, merged=merged[pull]
        ),
        *(pulls, _DAY, _MOMENT, _DAY, _MOMENT),
    )
    return draw(st.lists(made, max_size=8))


@given(several())
def test_days_are_as_they_read_one_by_one(stretches):
    days = burn.days(stretches, len(ENDS))
    assert [
        (one.known, one.merged, one.added, one.came, one.left) for one in days
    ] == as_it_reads(stretches)


@given(several())
def test_each_day_follows_from_the_one_before(stretches):
    days = burn.days(stretches, len(ENDS))
    known = days[0].known
    for one in days[1:]:
        known += one.came - one.left
        assert one.known == known
    assert days[0].came == days[0].left == days[0].added == 0
    assert all(one.merged <= one.known for one in days)
