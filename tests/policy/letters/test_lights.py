"""Red, yellow and green by rules."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy.letters.lights import Light, Rule, standing

AT = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
RULES = (
    Rule(7, green=80, yellow=60),
    Rule(3, green=90, yellow=75),
    Rule(0, green=100, yellow=95),
    Rule(5, green=10, yellow=5, freezes=("docs-freeze",)),
)


def light(days: float, ready: int, total: int, freeze: str = "code-freeze"):
    ends_at = AT + dt.timedelta(days=days)
    return standing(
        RULES, freeze=freeze, ends_at=ends_at, at=AT, ready=ready, total=total
    )


@pytest.mark.parametrize(
    ("days", "ready", "total", "expected"),
    [
        (8, 0, 10, Light.GREEN),
        (7, 8, 10, Light.GREEN),
        (7, 7, 10, Light.YELLOW),
        (7, 6, 10, Light.YELLOW),
        (7, 5, 10, Light.RED),
        (3, 8, 10, Light.YELLOW),
        (3, 9, 10, Light.GREEN),
        (0, 9, 10, Light.RED),
        (-4, 10, 10, Light.GREEN),
        (-4, 0, 0, Light.NONE),
        (3, 4, 5, Light.YELLOW),
    ],
)
def test_light_follows_the_rule_of_the_days_left(days, ready, total, expected):
    assert light(days, ready, total).light is expected


def test_reason_says_share_and_what_is_asked():
    assert light(7, 7, 10).reason == (
        "7 of 10 (70 %) are met or tracked; green asks for 80 % in the last 7 days."
    )
    assert light(0, 1, 10).reason == (
        "1 of 10 (10 %) are met or tracked; yellow asks for 95 % once the freeze is"
        " over."
    )
    assert light(9, 1, 10).reason.endswith("; more than 7 days are left.")


def test_freeze_may_have_a_rule_of_its_own():
    assert light(5, 1, 10, "docs-freeze").light is Light.GREEN
    assert light(5, 0, 10, "docs-freeze").light is Light.RED


def test_without_a_date_nothing_is_judged():
    found = standing(RULES, freeze="x", ends_at=None, at=AT, ready=1, total=2)
    assert found.light is Light.NONE


@given(st.floats(-30, 30), st.integers(0, 50), st.integers(1, 50))
def test_more_ready_entries_never_make_it_worse(days, ready, total):
    order = [Light.RED, Light.YELLOW, Light.GREEN]
    ready = min(ready, total - 1)
    before, after = light(days, ready, total), light(days, ready + 1, total)
    assert order.index(before.light) <= order.index(after.light)
