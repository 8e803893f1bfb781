"""A channel gets one message for a round, and only from who keeps it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements.actions import channels, subscriptions
from enhancements.actions.subscriptions import FollowingRefused, Wish
from enhancements.models import Sending
from tests.support.boards import days, fill
from tests.support.followed import account_of, follow, prepare, retarget

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(demo, settings):
    settings.ADDRESS = "https://tracker.example.org"
    return fill(demo, 3)


def made(demo, account, name="#team"):
    return channels.make(
        account=account,
        project=demo.project,
        sig=None,
        kind="slack",
        name=name,
        address=f"https://hooks.example.org/{account.login}",
        by=account.login,
        now=days(-1),
    ).channel


def test_one_message_for_all_that_changed(three):
    zoe = account_of("zoe")
    channel = made(three, zoe)
    for kind, subject in (("sig", "compute"), ("release", "v1.9")):
        follow(three, zoe, kind, subject, channel=channel.pk, by_mail=False)
    retarget(three, 1, "v1.10")
    retarget(three, 3, "v1.10")
    prepare(three)
    prepare(three)
    [row] = Sending.objects.all()
    assert row.subject == "2 changes: Thing 1 and 1 more"
    assert "https://tracker.example.org/demo/1/\n- Target of Alpha" in row.text
    assert "v1.9 -> v1.10" in row.text
    assert row.data["kind"] == "changes"
    said = [(one["enhancement"], one["old"], one["new"]) for one in row.data["changes"]]
    assert said == [("1", "v1.9", "v1.10"), ("3", "v1.9", "v1.10")]


def test_channel_that_is_off_or_somebody_elses_by_now_gets_nothing(three):
    zoe, ann = account_of("zoe"), account_of("ann")
    mine, taken = made(three, zoe), made(three, zoe, "#other")
    follow(three, zoe, "sig", "compute", channel=mine.pk)
    follow(three, zoe, "enhancement", 1, channel=taken.pk)
    now = timezone.now()
    channels.stop(channel=mine, by="zoe", now=now)
    channels.change(channel=taken, account=ann, name="#other", by="ann", now=now)
    retarget(three, 1, "v1.10")
    assert prepare(three) == 1
    assert not Sending.objects.exists()


def test_only_ones_own_channels_of_the_project_can_be_chosen(three):
    zoe, ann = account_of("zoe"), account_of("ann")
    channel = made(three, ann)
    with pytest.raises(FollowingRefused, match="You keep no such channel"):
        follow(three, zoe, "sig", "compute", channel=channel.pk)
    row = follow(three, zoe, "sig", "compute")
    with pytest.raises(FollowingRefused):
        subscriptions.change(subscription=row, wish=Wish(channel=channel.pk))
