"""Channels: made, changed, stopped and started again."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from enhancements.actions import accounts, channel_checks, channels
from enhancements.actions.channels import ChannelRefused
from enhancements.models import Account, Channel, Event, Sending, Sig
from tests.support.channels import (
    ADDRESS,
    NOW,
    fail,
    keeper,
    made,
    owed,
    project,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _known():
    project()
    keeper()


def test_channel_to_a_program_gets_a_secret_that_is_in_no_event():
    sig = Sig.objects.create(project=made().project, name="compute")
    given = channels.make(
        account=Account.objects.get(),
        project=sig.project,
        sig=sig,
        kind="webhook",
        name="  the\n robot ",
        address=f" {ADDRESS} ",
        by="ann",
        now=NOW,
    )
    row = Channel.objects.get(pk=given.channel.pk)
    assert (row.name, row.address, row.secret) == ("the robot", ADDRESS, given.secret)
    assert given.secret.startswith("trks_")
    assert len(given.secret) > 40
    assert given.secret not in repr(given)
    event = Event.objects.get(kind="channel-made", sig=sig)
    assert event.new == {
        "channel": row.pk,
        "name": "the robot",
        "host": "chat.example.org",
        "keeper": "ann",
        "kind": "webhook",
    }
    assert row.shown == "chat.example.org/…abcd"


def test_chat_has_no_secret():
    assert made("slack").secret == ""
    assert made("zulip").secret == ""


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"kind": "fax"}, "Choose"),
        ({"name": " "}, "Give it a name"),
        ({"name": "x" * 61}, "Give it a name"),
        ({"name": "a\x07b"}, "Give it a name"),
        ({"name": "#SLACK"}, "already"),
        ({"address": "http://chat.example.org/"}, "https"),
        ({"address": "https://10.0.0.1/"}, "open internet"),
        ({"address": ""}, "no address"),
    ],
)
def test_what_is_no_channel_is_refused(more, word):
    made()
    with pytest.raises(ChannelRefused, match=word):
        made(**{"name": "another", **more})
    assert Channel.objects.count() == 1


def test_project_has_so_many_that_are_on(monkeypatch):
    monkeypatch.setattr(channel_checks, "AT_MOST", 2)
    first, _ = made(name="a"), made(name="b")
    with pytest.raises(ChannelRefused, match="has 2 channels"):
        made(name="c")
    channels.stop(channel=first, by="ann", now=NOW)
    made(name="c")
    with pytest.raises(ChannelRefused, match="has 2 channels"):
        channels.start(channel=first, by="ann", now=NOW)


def test_change_keeps_the_address_unless_another_is_given():
    channel = made()
    bea = keeper("bea", 8)
    given = {"channel": channel, "account": bea, "by": "bea", "now": NOW}
    channels.change(name="#two", **given)
    row = Channel.objects.get()
    assert (row.name, row.address, row.account) == ("#two", ADDRESS, bea)

    channels.change(name="#two", address="https://other.example/x", **given)
    assert Channel.objects.get().address == "https://other.example/x"
    events = Event.objects.filter(kind="channel-changed").order_by("pk")
    assert [(e.old["host"], e.new["host"]) for e in events] == [
        ("chat.example.org", "chat.example.org"),
        ("chat.example.org", "other.example"),
    ]
    assert "hooks" not in str([(e.old, e.new) for e in events])
    channels.change(name="#two", **given)
    assert events.count() == 2


def test_another_address_forgets_what_failed_at_the_old_one():
    channel = made()
    owed(channel)
    fail(channel, NOW)
    channels.change(
        channel=channel,
        account=channel.account,
        name=channel.name,
        address="https://other.example/x",
        by="ann",
        now=NOW,
    )
    row = Channel.objects.get()
    assert (row.failures, row.failing_since, row.last_error) == (0, None, "")


def test_renewed_secret_is_another_and_chats_have_none():
    channel = made("webhook")
    given = channels.renew(channel=channel, by="ann", now=NOW)
    assert given.secret == Channel.objects.get().secret != channel.secret
    assert given.secret not in str(Event.objects.values_list("old", "new"))
    with pytest.raises(ChannelRefused, match="signed"):
        channels.renew(channel=made(), by="ann", now=NOW)


def test_stop_and_start_are_told_once_each():
    channel = made()
    for _ in range(2):
        channels.stop(channel=channel, by="bea", now=NOW)
    row = Channel.objects.get()
    assert (row.is_on, row.stop_reason) == (False, "@bea stopped it.")
    for _ in range(2):
        channels.start(channel=channel, by="bea", now=NOW)
    row = Channel.objects.get()
    assert (row.is_on, row.stop_reason) == (True, "")
    kinds = Event.objects.order_by("pk").values_list("kind", flat=True)
    assert [one for one in kinds if one.startswith("channel-")] == [
        "channel-made",
        "channel-stopped",
        "channel-started",
    ]


def test_channel_goes_with_the_account_and_history_stays():
    owed(made())
    accounts.delete(account=Account.objects.get(), by="ann")
    assert not Channel.objects.exists()
    assert not Sending.objects.exists()
    assert Event.objects.filter(kind="channel-made").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"address": ""},
        {"secret": "x"},
        {"kind": "webhook"},
        {"stop_reason": "x"},
        {"stopped_at": NOW},
        {"failures": 1},
        {"failing_since": NOW},
    ],
    ids=str,
)
def test_database_refuses_a_channel_that_cannot_be(wrong):
    made()
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.update(**wrong)
