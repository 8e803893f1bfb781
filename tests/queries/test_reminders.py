"""Before a freeze one reads what fails, why, and what to do; never that it is near."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from enhancements.actions import ladders, telling
from enhancements.models import AskingLadder, Headline, Notice, Sig, Verdict
from enhancements.policy.asking import OWNERS, Ladder, Rung
from enhancements.queries import frame, moments, reminders
from tests.support.boards import CODE, VEP, days, decide, fill, judged
from tests.support.followed import account_of, follow, retarget, told
from tests.support.tracked import schedule
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


# --- A SIG's own ladder ---------------------------------------------------------------


def climb(demo, *steps, sig="compute"):
    """Give a SIG a ladder with rungs on these days; None gives it the project's."""
    ladder = Ladder(tuple(Rung(one, (OWNERS,)) for one in steps if one is not None))
    row = Sig.objects.get(project=demo.project, name=sig)
    stands = AskingLadder.objects.filter(sig=row, until=None).first()
    ladders.set_ladder(
        sig=row,
        ladder=None if None in steps else ladder,
        by="ann",
        reason="",
        seen=stands.pk if stands else 0,
        now=days(-9),
    )


def reminded():
    """Keys of the enhancements of which somebody was reminded, in that order."""
    rows = Headline.objects.filter(kind="reminder").order_by("pk")
    return list(rows.values_list("name", flat=True))


@pytest.fixture
def both(three):
    """#1 is of a SIG with a ladder of its own, #2 of one without."""
    follow(three, account_of("zoe"), "release", "v1.9")
    judged(three, 1, CODE, "at-risk", failed=1)
    judged(three, 2, CODE, "at-risk", failed=1)
    climb(three, 6)
    return three


def test_sig_with_a_ladder_of_its_own_is_reminded_on_its_days(both):
    remind(both, morning(8))
    assert reminded() == ["2"]
    remind(both, morning(3))
    # The sixth day before of the one, the fifth of the other.
    assert reminded() == ["2", "1", "2"]
    remind(both, morning(3) + dt.timedelta(hours=2))
    assert len(reminded()) == 3
    assert Headline.objects.filter(subject="It is so.", new="Do it.").count() == 3


def test_sig_that_wants_nobody_asked_is_not_reminded(both):
    climb(both)
    for left in (8, 4, 1):
        remind(both, morning(left))
    assert set(reminded()) == {"2"}


def test_ladder_that_changes_meanwhile_repeats_nothing(both):
    climb(both, None)
    remind(both, morning(8))
    assert sorted(reminded()) == ["1", "2"]
    # Fourteen days before were over by then, and are told of.
    climb(both, 14, 5)
    remind(both, morning(7))
    climb(both, 12, 5)
    remind(both, morning(7) + dt.timedelta(hours=1))
    assert sorted(reminded()) == ["1", "2"]
    remind(both, morning(3))
    assert sorted(reminded()) == ["1", "1", "2", "2"]


def test_freeze_that_is_put_off_is_told_of_again(both):
    remind(both, morning(1))
    assert sorted(reminded()) == ["1", "2"]
    dates = {"freeze": -20, "code": 40, "out": 60}
    moved = schedule(**{key: f"{days(to):%Y-%m-%d}" for key, to in dates.items()})
    both.commit({"releases/v1.9/schedule.yaml": moved}, days(-1), kind="schedules")
    both.sync()
    Verdict.objects.all().delete()
    judged(both, 2, CODE, "at-risk", failed=1)
    remind(both, morning(1))
    assert len(reminded()) == 2
    remind(both, morning(1) + dt.timedelta(days=28))
    assert len(reminded()) == 3


@pytest.mark.usefixtures("both")
def test_ladders_are_read_in_one_statement_and_reminders_in_another(
    django_assert_num_queries,
):
    at = morning(3)
    setting = frame.load("demo", moments.parse(None, now=at), now=at)
    with django_assert_num_queries(2):
        found = list(reminders.untold(setting, at))
    assert sorted(one.change.key for one in found) == ["1", "2"]
