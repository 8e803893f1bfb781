"""When a message is due, until when a notice rests, and what a headline says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from enhancements.policy import following
from enhancements.queries.changes_page import KINDS


def at(day: int, hour: int = 12, minute: int = 0) -> dt.datetime:
    """A moment of January 2025, UTC; the 6th is a Monday."""
    return dt.datetime(2025, 1, day, hour, minute, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "daily", "weekly"),
    [
        (at(8), at(8, 7), at(6, 7)),
        (at(8, 6, 59), at(7, 7), at(6, 7)),
        (at(8, 7), at(8, 7), at(6, 7)),
        (at(6, 6, 59), at(5, 7), at(6, 7) - dt.timedelta(days=7)),
        (at(6, 7), at(6, 7), at(6, 7)),
        (at(5), at(5, 7), at(6, 7) - dt.timedelta(days=7)),
    ],
)
def test_days_end_at_seven_and_weeks_on_monday(now, daily, weekly):
    assert following.ends(now) == {
        "at-once": now - dt.timedelta(minutes=5),
        "daily": daily,
        "weekly": weekly,
    }


@pytest.mark.parametrize(
    ("word", "now", "until"),
    [
        ("tomorrow", at(8), at(9, 7)),
        ("tomorrow", at(8, 3), at(9, 7)),
        ("week", at(8), at(13, 7)),
        ("week", at(6, 3), at(13, 7)),
        ("deadline", at(8), at(10, 12)),
        ("deadline", at(20), None),
        ("never", at(8), None),
    ],
)
def test_notice_rests_until_a_morning_or_the_next_deadline(word, now, until):
    deadlines = (at(15, 12), at(10, 12), at(7, 12))
    assert following.until(word, now, deadlines) == until


def test_triggers_are_kept_in_order_and_are_the_usual_ones_where_none_is_chosen():
    assert following.chosen(["texts", "plan", "tea"]) == ["plan", "texts"]
    assert following.chosen(["tea"]) == list(following.USUAL)
    assert "texts" not in following.USUAL


@pytest.mark.parametrize(
    ("kind", "route", "name"),
    [
        ("enhancement", "enhancement", "12"),
        ("enhancement", "enhancement", "warm standby-ü?x"),
        ("sig", "sig", "compute"),
        ("release", "release", "v1.9"),
        ("view", "saved-view", "3"),
    ],
)
def test_path_is_that_of_the_page(kind, route, name):
    page = reverse(f"enhancements:{route}", args=["demo", name])
    assert following.path(kind, "demo", name) == page


def test_every_kind_of_change_has_a_trigger():
    found = {kind: following.trigger_of(kind) for kind, _ in KINDS}
    assert set(found.values()) <= set(following.TRIGGERS)
    assert {kind for kind, word in found.items() if word == following.TEXTS} == {
        *("moved", "text", "problem", "drift", "asking", "letter", "other")
    }


@pytest.mark.parametrize(
    ("left", "failed", "said"),
    [
        (0, 1, "Code freeze of v1.9 today: Owner still fails"),
        (1, 3, "Code freeze of v1.9 tomorrow: Owner and 2 more still fail"),
        (10, 1, "Code freeze of v1.9 in 10 days: Owner still fails"),
    ],
)
def test_reminder_names_what_still_fails(left, failed, said):
    found = following.reminder("Code freeze", "v1.9", left, "Owner", failed)
    assert found == said


@pytest.mark.parametrize(
    ("failed", "first", "said"),
    [
        (1, "Owner", "At risk for the code freeze of v1.9: Owner fails"),
        (3, "Owner", "At risk for the code freeze of v1.9: Owner and 2 more fail"),
        (2, "", "At risk for the code freeze of v1.9: 2 fail"),
        (0, "", "At risk for the code freeze of v1.9"),
    ],
)
def test_headline_names_the_first_check_that_fails(failed, first, said):
    assert following.at_risk("code freeze", "v1.9", failed, first) == said
