"""What is told to whom: once, whatever happens to the worker, and nothing of old."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from enhancements.actions import (
    concerns,
    identity,
    releases,
    subscriptions,
    telling,
)
from enhancements.actions.concerns import Raising
from enhancements.models import Headline, Notice, Subscription, Verdict, Watermark
from enhancements.sources import sync
from tests.support.boards import CODE, days, enhancement, fill, judged
from tests.support.followed import account_of, follow, prepare, retarget, told
from tests.support.tracked import schedule

pytestmark = pytest.mark.django_db
MOVED = ("Thing 1", "target", "v1.9", "v1.10")


@pytest.fixture
def three(demo):
    """#1 and #3 are compute's, #2 is network's; all are planned for v1.9."""
    return fill(demo, 3)


def concern(demo, by, about=None, name="Upgrade path"):
    about = about or enhancement(demo, 1)
    concerns.raise_(
        project=demo.project,
        raising=Raising(about.pk, name, "It breaks upgrades."),
        by=by,
        now=timezone.now(),
    )


def kinds(account):
    return [kind for _, kind, _, _ in told(account)]


@pytest.mark.parametrize(
    ("kind", "subject"),
    [("enhancement", 1), ("sig", "compute"), ("release", "v1.9")],
)
def test_moved_target_is_told_to_who_follows_what_it_concerns(three, kind, subject):
    zoe = account_of("zoe")
    follow(three, zoe, kind, subject)
    retarget(three, 1, "v1.10")
    assert prepare(three) == 1
    assert told(zoe) == [MOVED]
    [row] = Headline.objects.all()
    assert (row.enhancement, row.name) == (enhancement(three, 1), "1")
    assert row.source == "document"


def test_whoever_follows_three_of_it_gets_one_notice_that_names_them(three):
    zoe = account_of("zoe")
    ids = [
        follow(three, zoe, *subject).pk
        for subject in (("enhancement", 1), ("sig", "compute"), ("release", "v1.9"))
    ]
    follow(three, zoe, "sig", "network")
    retarget(three, 1, "v1.10")
    assert prepare(three) == 1
    assert Notice.objects.get().subscriptions == ids


def test_release_it_went_to_is_told_too(three):
    retarget(three, 2, "v1.10")
    zoe = account_of("zoe")
    follow(three, zoe, "release", "v1.10")
    retarget(three, 1, "v1.10")
    prepare(three)
    assert told(zoe) == [MOVED]


def test_others_are_not_told(three):
    zoe, ann = account_of("zoe"), account_of("ann")
    follow(three, zoe, "enhancement", 2)
    row = follow(three, ann, "enhancement", 1)
    subscriptions.stop(subscription=row, now=timezone.now())
    retarget(three, 1, "v1.10")
    assert prepare(three) == 0


def test_only_chosen_changes_are_told(three):
    zoe = account_of("zoe")
    follow(three, zoe, "enhancement", 1, triggers=["decisions"])
    retarget(three, 1, "v1.10")
    concern(three, "bea")
    prepare(three)
    assert kinds(zoe) == ["concern"]


def test_own_deeds_are_not_told_and_others_are(three):
    zoe, ann = account_of("zoe"), account_of("ann")
    for one in (zoe, ann):
        follow(three, one, "enhancement", 1)
    concern(three, "Zoe")
    prepare(three)
    assert (kinds(zoe), kinds(ann)) == ([], ["concern"])


def test_preparing_again_tells_nothing_again(three):
    zoe = account_of("zoe")
    follow(three, zoe, "enhancement", 1)
    retarget(three, 1, "v1.10")
    concern(three, "bea")
    assert prepare(three) == 2
    assert prepare(three) == 0
    later = timezone.now() + dt.timedelta(hours=3)
    for hours in range(3):
        at = later + dt.timedelta(hours=hours)
        assert prepare(three, at) == 0
    assert len(told(zoe)) == 2
    mark = Watermark.objects.get()
    assert mark.claim > 0
    assert mark.from_at > mark.began_at


def test_killed_on_the_way_tells_it_the_next_time_and_once(three, monkeypatch):
    zoe = account_of("zoe")
    follow(three, zoe, "enhancement", 1)
    retarget(three, 1, "v1.10")

    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    for place in ("_notices", "_move"):
        with monkeypatch.context() as patched:
            patched.setattr(telling, place, die)
            with pytest.raises(Killed):
                prepare(three)
        assert not Headline.objects.exists()
    assert prepare(three) == 1
    assert told(zoe) == [MOVED]


def test_more_than_one_round_tells_all(three, monkeypatch):
    monkeypatch.setattr(telling, "MOST", 2)
    zoe = account_of("zoe")
    follow(three, zoe, "enhancement", 1)
    for number in range(5):
        concern(three, "bea", name=f"Concern {number}")
    assert prepare(three) == 5
    assert len(told(zoe)) == 5


def test_what_is_read_late_is_told_and_what_is_too_old_is_not(three):
    zoe = account_of("zoe")
    follow(three, zoe, "sig", "compute")
    follow(three, zoe, "sig", "network")
    retarget(three, 1, "v1.10", at=-12)
    retarget(three, 2, "v1.10", at=-11)
    prepare(three)
    assert [title for title, *_ in told(zoe)] == ["Thing 1", "Thing 2"]
    Headline.objects.all().delete()
    retarget(three, 3, "v1.10", at=-10)
    at = timezone.now() + dt.timedelta(days=40)
    assert prepare(three, at) == 0


def test_first_reading_and_reading_anew_tell_nobody(demo):
    fill(demo, 3)
    zoe = account_of("zoe")
    follow(demo, zoe, "release", "v1.9")
    follow(demo, zoe, "sig", "compute")
    assert prepare(demo) == 0
    sync.rebuild(project=demo.project, now=timezone.now())
    assert prepare(demo) == 0
    assert not Headline.objects.exists()


def test_reading_anew_does_not_tell_again(three):
    zoe = account_of("zoe")
    follow(three, zoe, "enhancement", 1)
    retarget(three, 1, "v1.10")
    prepare(three)
    sync.rebuild(project=three.project, now=timezone.now())
    assert prepare(three) == 0


def test_moved_deadline_is_told_to_followers_of_the_release(three):
    zoe, ann = account_of("zoe"), account_of("ann")
    follow(three, zoe, "release", "v1.9")
    follow(three, ann, "sig", "compute")
    dates = {
        "freeze": f"{days(-20):%Y-%m-%d}",
        "code": f"{days(14):%Y-%m-%d}",
        "out": f"{days(60):%Y-%m-%d}",
    }
    path = "releases/v1.9/schedule.yaml"
    three.commit({path: schedule(**dates)}, days(-1), kind="schedules")
    three.sync()
    prepare(three)
    assert kinds(zoe) == ["deadline"]
    assert kinds(ann) == []
    [row] = Headline.objects.all()
    assert (row.release.name, row.enhancement, row.title) == ("v1.9", None, "v1.9")


def test_deadline_that_a_person_moves_is_not_told_to_them(three):
    zoe, ann = account_of("zoe"), account_of("ann")
    for one in (zoe, ann):
        follow(three, one, "release", "v1.9")
    releases.correct_deadline(
        project=three.project,
        release="v1.9",
        kind=CODE,
        date=days(20).date(),
        reason="More time.",
        by="zoe",
        now=timezone.now(),
    )
    prepare(three)
    assert (kinds(zoe), kinds(ann)) == ([], ["deadline"])


def test_verdict_that_turned_is_told_once_however_often_it_is_judged(three):
    zoe = account_of("zoe")
    follow(three, zoe, "enhancement", 1)
    start, turn = days(-30), timezone.now()
    old = judged(three, 1, CODE, "met", since=start)
    assert prepare(three) == 0
    Verdict.objects.filter(pk=old.pk).update(until=turn)
    new = judged(three, 1, CODE, "at-risk", since=turn, failed=1)
    assert prepare(three) == 1
    [row] = Headline.objects.all()
    assert row.text == "At risk for the code freeze of v1.9: 1 fails"
    # Judged anew, it began a second earlier.
    earlier = turn - dt.timedelta(seconds=1)
    watermark = Watermark.objects.get()
    watermark.began_at = days(-3)
    watermark.save()
    Verdict.objects.filter(pk=old.pk).update(until=earlier)
    Verdict.objects.filter(pk=new.pk).update(since=earlier)
    assert prepare(three) == 0
    over = timezone.now()
    Verdict.objects.filter(pk=new.pk).update(until=over)
    judged(three, 1, CODE, "met", since=over)
    assert prepare(three) == 1
    newest = Headline.objects.order_by("pk").last()
    assert newest.text == "Has all that the code freeze of v1.9 asks"


def test_enhancement_that_was_merged_into_another_is_followed_on(three):
    zoe = account_of("zoe")
    follow(three, zoe, "enhancement", 2)
    winner, loser = enhancement(three, 1), enhancement(three, 2)
    identity.merge(
        project=three.project, winner=winner, loser=loser, by="lead", reason="The same."
    )
    three.sync()
    prepare(three)
    Notice.objects.all().delete()
    concern(three, "bea", winner)
    prepare(three)
    assert kinds(zoe) == ["concern"]


@pytest.mark.usefixtures("three")
def test_nothing_is_looked_for_where_nobody_follows(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert telling.prepare_all(now=timezone.now()) == 0
    assert not Watermark.objects.exists()


def test_statements_do_not_grow_with_changes_or_followers(
    three, django_assert_num_queries
):
    for login in ("zoe", "ann", "olga"):
        for number in (1, 2, 3):
            follow(three, account_of(login), "enhancement", number)
    retarget(three, 1, "v1.10")
    with django_assert_num_queries(22):
        assert prepare(three) == 3
    retarget(three, 2, "v1.10")
    retarget(three, 3, "v1.10")
    concern(three, "bea")
    with django_assert_num_queries(22):
        assert prepare(three) == 9


def test_notices_are_forgotten_after_half_a_year(three):
    follow(three, account_of("zoe"), "enhancement", 1)
    retarget(three, 1, "v1.10")
    prepare(three)
    now = timezone.now()
    telling.forget(before=now - telling.KEPT)
    assert Notice.objects.count() == 1
    telling.forget(before=now + telling.KEPT)
    assert (Notice.objects.count(), Headline.objects.count()) == (0, 0)


# --- What the database holds ----------------------------------------------------------


def test_database_keeps_one_open_subscription_to_one_thing(three):
    row = follow(three, account_of("zoe"), "enhancement", 1)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    row.pk, row.release_id = None, three_release(three)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    row.enhancement_id, row.triggers = None, []
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    assert Subscription.objects.count() == 1


def three_release(demo):
    return demo.project.releases.get(name="v1.9").pk


def test_headline_is_never_changed(three):
    follow(three, account_of("zoe"), "enhancement", 1)
    retarget(three, 1, "v1.10")
    prepare(three)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Headline.objects.update(text="Other")
