"""Who did something is whoever had the login then."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements.policy import logins

THEN = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
LATER = THEN + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("by", "at", "passed", "is_theirs"),
    [
        ("Olga", THEN, None, True),
        ("olga", LATER, THEN, True),
        ("olga", THEN, THEN, False),
        ("olga", THEN, LATER, False),
        ("olga", None, None, False),
    ],
)
def test_login_means_whoever_had_it_then(by, at, passed, is_theirs):
    found = logins.did(by, at, login="olga", passed_at=lambda: passed)
    assert found is is_theirs


@pytest.mark.parametrize(
    ("by", "login"), [("olga", "pit"), ("olga", ""), ("", "olga"), ("", "")]
)
def test_of_another_login_nobody_asks_when_it_passed_on(by, login):
    asked = []
    found = logins.did(by, THEN, login=login, passed_at=lambda: asked.append(1))
    assert (found, asked) == (False, [])
