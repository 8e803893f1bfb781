"""Before a freeze one reads what fails, why, and what to do; never that it is near."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from enhancements.actions import telling
from enhancements.models import Headline, Notice, Verdict
from tests.support.boards import CODE, VEP, decide, fill, judged
from tests.support.followed import account_of, follow, retarget, told
from tests.views.conftest import demo

__all__ = ["demo"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def three(demo):
    """The code freeze is in ten days."""
    return fill(demo, 3)


def morning(left):
    """A working day, so many days or a few more before the freeze ends, after seven."""
    freeze = (timezone.now() + dt.timedelta(days=11)).replace(hour=12, minute=0)
    at = freeze - dt.timedelta(days=left)
    while at.weekday() > 4:
        at -= dt.timedelta(days=1)
    return at


def remind(demo, at):
    return telling.prepare(project=demo.project, now=at)


def test_failing_check_is_told_with_reason_and_remedy_once_a_rung(three):
    zoe = account_of("zoe")
    follow(three, zoe, "enhancement", 1)
    follow(three, zoe, "release", "v1.9")
    judged(three, 1, CODE, "at-risk", asked=3, failed=2)
    judged(three, 2, CODE, "met", asked=3)
    at = morning(8)
    assert remind(three, at) == 1
    [row] = Headline.objects.all()
    assert row.text.startswith("Code freeze of v1.9 in ")
    assert row.text.endswith("days: Check 1 and 1 more still fail")
    assert (row.subject, row.new, row.trigger) == ("It is so.", "Do it.", "reminders")
    assert len(Notice.objects.get().subscriptions) == 2
    assert remind(three, at + dt.timedelta(hours=1)) == 0
    # The next rungs: five days and two days before.
    assert remind(three, morning(4)) == 1
    assert remind(three, morning(4)) == 0


def test_nothing_is_told_of_what_was_decided_or_moved_or_is_another_freezes(three):
    zoe = account_of("zoe")
    follow(three, zoe, "release", "v1.9")
    follow(three, zoe, "sig", "compute")
    retarget(three, 1, "v1.10")
    telling.prepare(project=three.project, now=timezone.now())
    Notice.objects.all().delete()
    Verdict.objects.all().delete()
    judged(three, 1, CODE, "at-risk", failed=1)
    judged(three, 2, CODE, "at-risk", failed=1)
    decide(three, 2, "standing", "removed", timezone.now(), freeze=CODE)
    judged(three, 3, VEP, "at-risk", failed=1)
    remind(three, morning(8))
    assert told(zoe) == []


@pytest.mark.parametrize("hour", [3, 6])
def test_nobody_is_reminded_at_night_or_on_a_weekend(three, hour):
    follow(three, account_of("zoe"), "enhancement", 1)
    judged(three, 1, CODE, "at-risk", failed=1)
    at = morning(8)
    assert remind(three, at.replace(hour=hour)) == 0
    while at.weekday() != 5:
        at -= dt.timedelta(days=1)
    assert remind(three, at) == 0


def test_who_does_not_want_it_and_who_follows_nothing_of_it_is_not_reminded(three):
    zoe, ann = account_of("zoe"), account_of("ann")
    follow(three, zoe, "enhancement", 1, triggers=["plan"])
    follow(three, ann, "sig", "network")
    judged(three, 1, CODE, "at-risk", failed=1)
    assert remind(three, morning(8)) == 0
