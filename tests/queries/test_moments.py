from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enhancements.queries.moments import MomentRefused, parse
from enhancements.queries.shapes import Moment

# A busy machine is no failure.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

NOW = dt.datetime(2025, 9, 1, 9, tzinfo=dt.UTC)


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_nothing_given_is_now(text):
    assert parse(text, now=NOW) == Moment(NOW, "")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2025-05-01T12:00Z", utc(2025, 5, 1, 12)),
        ("2025-05-01T12:00:30Z", utc(2025, 5, 1, 12, 0, 30)),
        ("2025-05-01T14:00+02:00", utc(2025, 5, 1, 12)),
        ("2025-05-01T14:00 02:00", utc(2025, 5, 1, 12)),
        ("2025-05-01 14:00 0200", utc(2025, 5, 1, 12)),
        ("2025-05-01T07:00-05:00", utc(2025, 5, 1, 12)),
        ("2025-05-01 12:00Z", utc(2025, 5, 1, 12)),
        ("2025-04-30", utc(2025, 5, 1, 12)),
        (" 2025-04-30 ", utc(2025, 5, 1, 12)),
        ("2024-02-29", utc(2024, 3, 1, 12)),
        ("2025-09-01T09:00Z", NOW),
        ("0001-01-01T00:00Z", utc(1, 1, 1)),
    ],
)
def test_moment_is_read(text, at):
    assert parse(text, now=NOW) == Moment(at, text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2025-02-30",
        "2025-13-01T00:00Z",
        "2025-05-01T12:00",
        "2025-05-01 12:00",
        "12:00Z",
        "v1.9",
        "9999-12-31",
        "0001-01-01T00:00+05:00",
        "2025-05-01T12:00Z; DROP TABLE",
    ],
)
def test_nonsense_is_refused_with_what_to_write(text):
    with pytest.raises(MomentRefused) as refused:
        parse(text, now=NOW)

    assert str(refused.value) == (
        f"“{text}” is no moment we can read. Give a date such as 2026-04-30, or a"
        " time with its zone such as 2026-05-01T12:00Z."
    )


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2025-09-01T09:01Z", "2025-09-01 09:01"),
        ("2025-09-01", "2025-09-02 12:00"),
        ("2030-01-01", "2030-01-02 12:00"),
    ],
)
def test_moment_to_come_is_refused_with_when_it_is(text, end):
    with pytest.raises(MomentRefused) as refused:
        parse(text, now=NOW)

    assert str(refused.value) == (
        f"“{text}” ends at {end} UTC, which is still to come. Choose an earlier"
        " moment, or leave it out for now."
    )


@unhurried
@given(st.text())
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(MomentRefused):
        assert parse(text, now=NOW).at <= NOW


@unhurried
@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2025, 1, 1)))  # noqa: DTZ001 - made aware below
def test_moment_written_as_iso_text_is_read_back(naive):
    at = naive.replace(tzinfo=dt.UTC)

    assert parse(at.isoformat(), now=NOW).at == at
