"""Following is one row, however often one says it, and stopped by whichever row."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements.actions import accounts, following_links, subscriptions
from enhancements.actions.asking_links import LinkBad, to_stop
from enhancements.actions.subscriptions import FollowingRefused, Wish
from enhancements.models import Notice, Subscription, Watermark
from tests.support.boards import fill
from tests.support.followed import account_of, follow, prepare, retarget

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(demo):
    return fill(demo, 2)


def said():
    rows = Subscription.objects.filter(ended_at=None)
    return list(rows.values_list("rhythm", "by_mail"))


def test_following_twice_is_one_subscription_with_the_last_word(two):
    zoe = account_of("zoe")
    first = follow(two, zoe, "enhancement", 1)
    second = follow(two, zoe, "enhancement", 1, rhythm="weekly", by_mail=False)
    assert first.pk == second.pk
    assert said() == [("weekly", False)]
    assert Watermark.objects.count() == 1


def test_what_was_stopped_is_taken_up_again_as_it_was(two):
    row = follow(two, account_of("zoe"), "sig", "compute", rhythm="weekly")
    now = timezone.now()
    assert subscriptions.stop(subscription=row, now=now)
    assert said() == []
    again = subscriptions.resume(subscription=row, now=now)
    assert again.pk != row.pk
    assert said() == [("weekly", True)]
    assert subscriptions.resume(subscription=row, now=now).pk == again.pk
    # The link of a message that came before stops what is followed now.
    assert subscriptions.stop(subscription=row, now=now)
    assert not subscriptions.stop(subscription=row, now=now)
    assert said() == []


def test_rhythm_that_there_is_not_and_too_much_are_refused(two, monkeypatch):
    zoe = account_of("zoe")
    with pytest.raises(FollowingRefused, match="at once, daily, weekly"):
        follow(two, zoe, "enhancement", 1, rhythm="hourly")
    row = follow(two, zoe, "enhancement", 1)
    with pytest.raises(FollowingRefused):
        subscriptions.change(subscription=row, wish=Wish(rhythm=""))
    monkeypatch.setattr(subscriptions, "MOST", 1)
    with pytest.raises(FollowingRefused, match="Stop following another"):
        follow(two, zoe, "enhancement", 2)
    follow(two, zoe, "enhancement", 1, rhythm="weekly")
    assert said() == [("weekly", True)]


def test_link_names_one_subscription_and_is_no_link_for_anything_else(two):
    zoe = account_of("zoe")
    row = follow(two, zoe, "enhancement", 1)
    token = following_links.to_stop(row.pk)
    assert following_links.what_to_stop(token) == row
    bad = (token[:-1], to_stop(row.pk), "x", following_links.to_stop(row.pk + 1))
    for one in bad:
        with pytest.raises(LinkBad):
            following_links.what_to_stop(one)
    zoe.is_active = False
    zoe.save()
    with pytest.raises(LinkBad):
        following_links.what_to_stop(token)


def test_everything_goes_with_the_account(two):
    zoe = account_of("zoe")
    follow(two, zoe, "enhancement", 1)
    retarget(two, 1, "v1.10")
    prepare(two)
    assert Notice.objects.count() == 1
    accounts.delete(account=zoe, by="zoe")
    assert (Notice.objects.count(), Subscription.objects.count()) == (0, 0)
