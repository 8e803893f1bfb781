"""Who is gone and who is silent: told by cases."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements.policy import absence
from enhancements.policy.absence import GONE, SILENT, Known, Left, Sight

AT = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)
LIMIT = 42


def ago(days: float) -> dt.datetime:
    return AT - dt.timedelta(days=days)


def judge(known: Known, *, asked: float | None = 100, days: int = LIMIT):
    since = None if asked is None else ago(asked)
    return absence.judge(known, asked_since=since, at=AT, days=days)


def seen(days: float) -> Sight:
    return Sight(ago(days), "with a comment on plans#10", "https://github.com/x")


@pytest.mark.parametrize(
    ("last", "asked", "is_silent"),
    [
        (seen(1), 100, False),
        (seen(41.9), 100, False),
        (seen(42), 100, True),
        (seen(80), 100, True),
        # Nobody is silent about what they were given a short while ago.
        (seen(80), 41, False),
        (seen(80), 42, True),
        (None, 41, False),
        (None, 43, True),
        # Of what is not waited for, nobody has to say anything.
        (seen(400), None, False),
        (None, None, False),
    ],
)
def test_silent_is_who_is_missed_for_as_long_as_the_profile_says(
    last, asked, is_silent
):
    found = judge(Known("ann", "user", last=last), asked=asked)
    assert (found is not None) is is_silent
    if found is not None:
        assert (found.word, found.login, found.last) == (SILENT, "ann", last)
        missed = min(asked, (AT - last.at).days if last else asked)
        assert found.days(AT) == missed
        assert f"{missed} days" in found.why
        assert ("Never seen" in found.why) is (last is None)


def test_without_a_rule_nobody_is_silent():
    assert judge(Known("ann"), asked=4000, days=0) is None


@pytest.mark.parametrize(
    ("login", "kind"), [("ghost", "user"), ("Ghost", ""), ("ann", "mannequin")]
)
def test_gone_is_whose_account_is_no_more(login, kind):
    found = judge(Known(login, kind), asked=None)
    assert found is not None
    assert (found.word, found.why) == (GONE, "The account is no more.")


def test_gone_is_who_left_every_list_and_was_not_seen_since():
    left = Left(ago(50), "OWNERS_ALIASES")
    found = judge(Known("ann", "user", last=seen(60), left=left), asked=None)
    assert found is not None
    assert (found.word, found.since) == (GONE, left.at)
    assert found.why == "No longer in OWNERS_ALIASES, and not seen since."
    # Who went on is there, whatever lists say; who fell silent later is silent.
    assert judge(Known("ann", "user", last=seen(3), left=left)) is None
    later = judge(Known("ann", "user", last=seen(45), left=left))
    assert later is not None
    assert later.word == SILENT


def test_team_is_never_absent():
    assert judge(Known("acme/sig-compute-leads")) is None
