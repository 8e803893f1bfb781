from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy import deliveries
from enhancements.policy.leap_seconds import without_leap_second
from enhancements.sources.github.answers import read_date, read_moment


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("2016-12-31T23:59:60.123Z", "2016-12-31T23:59:59Z"),
        ("2017-01-01T01:59:60+02:00", "2017-01-01T01:59:59+02:00"),
        ("Sat, 31 Dec 2016 23:59:60 GMT", "Sat, 31 Dec 2016 23:59:59 GMT"),
        ("2016-12-31T23:59:59Z", "2016-12-31T23:59:59Z"),
        ("2016-12-31T23:60:00Z", "2016-12-31T23:60:00Z"),
        ("2016-12-31T23:59:61Z", "2016-12-31T23:59:61Z"),
        ("60", "60"),
        ("", ""),
    ],
)
def test_leap_second_is_the_second_before_it(text, read):
    assert without_leap_second(text) == read


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_any_other_moment_is_as_it_was(moment):
    text = moment.isoformat()
    assert without_leap_second(text) == text


def test_github_may_tell_of_a_leap_second():
    second = dt.datetime(2016, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
    assert read_moment("2016-12-31T23:59:60Z") == second
    assert read_date("Sat, 31 Dec 2016 23:59:60 GMT") == second
    body = {"issue": {"number": 7, "updated_at": "2016-12-31T23:59:60Z"}}
    [mark] = deliveries.read("issues", json.dumps(body).encode()).marks
    assert (mark.number, mark.wanted_at) == (7, second)


@pytest.mark.parametrize(
    "text", ["2016-12-31T23:59:61Z", "2016-12-31T24:59:60Z", "yesterday"]
)
def test_what_is_no_time_at_all_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        read_moment(text)
