"""A channel gets one message for a round, and only from who keeps it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from enhancements.actions import channels, subscriptions
from enhancements.actions.subscriptions import FollowingRefused, Wish
from enhancements.models import Sending
from enhancements.policy import following as policy
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
    assert row.text.endswith(
        "\n\n@zoe follows release v1.9 and SIG compute and has it told here.\n"
        "Stop it, as @zoe: https://tracker.example.org/me/following/\n"
        "Stop this channel: https://tracker.example.org/demo/channels/"
    )
    assert row.data["kind"] == "changes"
    assert row.data["by"] == "zoe"
    assert row.data["follows"] == ["release v1.9", "SIG compute"]
    assert row.data["stop"] == "https://tracker.example.org/me/following/"
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


def test_links_lead_to_the_pages_where_it_is_stopped(three, settings):
    assert reverse("enhancements:following") == policy.OWN_PAGE
    assert reverse("enhancements:channels", args=["demo"]) == policy.channels_path(
        "demo"
    )
    # Where this installation's own address is not known, it is said without one.
    settings.ADDRESS = ""
    zoe = account_of("zoe")
    follow(three, zoe, "sig", "compute", channel=made(three, zoe).pk)
    retarget(three, 1, "v1.10")
    prepare(three)
    row = Sending.objects.get()
    assert "They can stop it, and so can who keeps the channels." in row.text
    assert (row.data["stop"], "http" in row.text) == ("", False)
