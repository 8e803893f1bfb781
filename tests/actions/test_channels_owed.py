"""Messages to channels: owed once, tried again, given up."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from enhancements.actions import accounts, channels
from enhancements.actions.channels import ChannelRefused
from enhancements.models import Channel, Event, Sending
from tests.support.channels import (
    HOUR,
    MINUTE,
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


def test_owed_once_for_a_key_ever():
    channel, other = made(), made("webhook")
    owed(channel)
    given = {"key": "one", "subject": "S", "text": "", "data": {}, "now": NOW}
    assert not channels.owe(channel=channel, **given)
    assert channels.owe(channel=other, **given)
    assert Sending.objects.count() == 2


def test_nothing_is_owed_to_a_channel_that_is_off():
    channel = made()
    channels.stop(channel=channel, by="ann", now=NOW)
    given = {"key": "one", "subject": "S", "text": "", "data": {}, "now": NOW}
    assert not channels.owe(channel=channel, **given)
    assert not Sending.objects.exists()


def test_texts_are_kept_in_a_form_that_can_be():
    channels.owe(
        channel=made(),
        key="one",
        subject=" two\r\n lines\x00 ",
        text="a\x00b" + "x" * 30_000,
        data={"\x00": ["\ud800"]},
        now=NOW,
    )
    row = Sending.objects.get()
    assert row.subject == "two lines\N{REPLACEMENT CHARACTER}"
    assert row.text.startswith("a\N{REPLACEMENT CHARACTER}b")
    assert len(row.text) == channels.LONGEST_TEXT
    assert row.data == {"\N{REPLACEMENT CHARACTER}": ["\N{REPLACEMENT CHARACTER}"]}


def test_taken_by_one_and_due_again_when_it_died():
    channel = made()
    sending = owed(channel)
    assert channels.take(now=NOW) == sending
    assert channels.take(now=NOW) is None
    assert channels.take(now=NOW + channels.PAUSE - MINUTE) is None
    again = channels.take(now=NOW + channels.PAUSE)
    assert (again, again.attempts) == (sending, 2)


def test_one_try_at_a_time_goes_to_a_channel_and_others_are_not_held_up():
    first, second = made(), made("webhook")
    owed(first)
    owed(first, "two")
    owed(second)
    taken = [channels.take(now=NOW), channels.take(now=NOW), channels.take(now=NOW)]
    assert [one and (one.channel, one.key) for one in taken] == [
        (first, "one"),
        (second, "one"),
        None,
    ]
    channels.sent(sending=taken[0], now=NOW)
    assert channels.take(now=NOW).key == "two"


def test_what_arrived_is_over_and_the_channel_is_well():
    channel = made()
    owed(channel)
    fail(channel, NOW)
    sending = channels.take(now=NOW + channels.PAUSE)
    channels.sent(sending=sending, now=NOW + HOUR)
    row = Channel.objects.get()
    assert (row.failures, row.failing_since, row.waits_until) == (0, None, None)
    assert (row.last_ok_at, row.last_error) == (NOW + HOUR, "")
    sending.refresh_from_db()
    assert (sending.sent_at, sending.error) == (NOW + HOUR, "")
    assert sending.state(NOW + HOUR) == "sent"


def test_channel_that_failed_waits_twice_as_long_each_time():
    channel = made()
    now, waits = NOW, []
    for number in range(9):
        owed(channel, f"k{number}", now)
        fail(channel, now)
        row = Channel.objects.get()
        waits.append((row.waits_until - now) // MINUTE)
        now = row.waits_until
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 256]
    assert Channel.objects.get().failures == 9


def test_who_asks_to_wait_is_waited_for_but_not_for_ever():
    channel = made()
    owed(channel)
    fail(channel, NOW, wait=dt.timedelta(minutes=30))
    assert Channel.objects.get().waits_until == NOW + dt.timedelta(minutes=30)
    later = NOW + HOUR
    fail(channel, later, wait=dt.timedelta(days=30))
    assert Channel.objects.get().waits_until == later + channels.LONGEST_WAIT


def test_message_alone_switches_its_channel_off_after_a_day():
    channel = made()
    sending = owed(channel)
    now, tries = NOW, 0
    while Channel.objects.get().is_on:
        fail(channel, now)
        tries += 1
        assert tries <= channels.GIVE_UP_AFTER
        sending.refresh_from_db()
        now = max(sending.due_at, Channel.objects.get().waits_until)
    row = Channel.objects.get()
    assert row.stopped_at - NOW >= channels.OFF_TIME
    assert row.stop_reason == f"{tries} tries in a row failed: It answered 500."
    event = Event.objects.get(kind="channel-stopped")
    assert (event.by, event.reason) == ("tracker", row.stop_reason)
    assert channels.take(now=now + dt.timedelta(days=9)) is None


def test_many_failures_within_a_day_switch_nothing_off():
    channel = made()
    for number in range(channels.OFF_AFTER + 5):
        owed(channel, f"k{number}")
        fail(channel, NOW + number * HOUR * 1.5)
        Channel.objects.update(waits_until=None)
    row = Channel.objects.get()
    assert (row.failures, row.is_on) == (channels.OFF_AFTER + 5, True)


def test_address_that_is_gone_switches_off_at_once():
    channel = made()
    sending = owed(channel)
    fail(channel, NOW, is_gone=True)
    row = Channel.objects.get()
    assert row.stopped_at == NOW
    assert "no more" in row.stop_reason
    sending.refresh_from_db()
    assert sending.state(NOW) == "given-up"


def test_late_word_of_a_worker_that_was_given_up_changes_nothing():
    channel = made()
    owed(channel)
    first = channels.take(now=NOW)
    second = channels.take(now=NOW + channels.PAUSE)
    channels.failed(sending=first, error="Late.", now=NOW + channels.PAUSE)
    assert Channel.objects.get().failures == 0
    channels.sent(sending=second, now=NOW + HOUR)
    channels.failed(sending=second, error="Late.", now=NOW + HOUR)
    second.refresh_from_db()
    assert second.sent_at is not None
    assert Channel.objects.get().failures == 0


def test_start_drops_what_is_owed_for_too_long():
    channel = made()
    old, new = owed(channel, "old"), owed(channel, "new", NOW + 2 * channels.STALE)
    channels.stop(channel=channel, by="ann", now=NOW + HOUR)
    channels.start(channel=channel, by="ann", now=NOW + 2 * channels.STALE + HOUR)
    old.refresh_from_db()
    assert old.state(NOW + 9 * channels.STALE) == "given-up"
    assert channels.take(now=NOW + 3 * channels.STALE) == new


def test_nothing_goes_out_for_an_account_that_was_ended():
    channel = made()
    owed(channel)
    accounts.end(account=channel.account, by="op", reason="spam")
    assert channels.take(now=NOW) is None


def test_channel_that_goes_while_a_worker_sends_stops_no_worker():
    owed(made())
    owed(made("webhook"))
    first, second = channels.take(now=NOW), channels.take(now=NOW)
    accounts.delete(account=first.channel.account, by="ann")
    channels.sent(sending=first, now=NOW)
    channels.failed(sending=second, error="It answered 500.", now=NOW)
    assert not Sending.objects.exists()


def test_given_up_message_is_owed_again_by_hand():
    channel = made()
    sending = owed(channel)
    fail(channel, NOW, is_gone=True)
    with pytest.raises(ChannelRefused, match="off"):
        channels.retry(sending=sending, now=NOW)
    channels.start(channel=channel, by="ann", now=NOW)
    channels.retry(sending=sending, now=NOW)
    again = channels.take(now=NOW)
    assert (again, again.attempts) == (sending, 1)
    channels.sent(sending=again, now=NOW)
    with pytest.raises(ChannelRefused, match="sent already"):
        channels.retry(sending=sending, now=NOW)


def test_test_message_goes_once_a_minute():
    channel = made()
    given = {"channel": channel, "by": "bea"}
    assert channels.owe_test(now=NOW, **given)
    assert not channels.owe_test(now=NOW, **given)
    assert channels.owe_test(now=NOW + MINUTE, **given)
    assert Sending.objects.first().data == {"kind": "test", "by": "bea"}


def test_log_is_kept_for_a_while_and_what_is_owed_longer():
    channel = made()
    owed(channel, "sent")
    channels.sent(sending=channels.take(now=NOW), now=NOW)
    owed(channel, "owed")
    assert channels.forget(before=NOW) == 0
    assert channels.forget(before=NOW + MINUTE) == 1
    assert Sending.objects.get().key == "owed"


def test_database_refuses_a_message_twice_or_about_nothing():
    sending = owed(made())
    for wrong in ({"key": ""}, {"subject": ""}, {"sent_at": NOW, "ended_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sending.objects.update(**wrong)
    sending.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        sending.save(force_insert=True)


def test_owed_messages_are_found_by_an_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    rows = Sending.objects.filter(sent_at=None, ended_at=None, due_at__lte=NOW)
    assert "sending_owed" in rows.explain()
