"""Mail of what changed: one message for a person, when it is due, once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail as outbox
from django.utils import timezone

from enhancements.actions import (
    concerns,
    digests,
    mailboxes,
    mails,
    notices,
    subscriptions,
)
from enhancements.actions.concerns import Raising
from enhancements.models import Headline, Mail, Notice
from enhancements.sources import mail
from tests.support.boards import enhancement, fill
from tests.support.followed import account_of, follow, prepare, retarget
from tests.support.mail_server import BACKEND, MailServer
from tests.views.conftest import demo

__all__ = ["demo"]
pytestmark = pytest.mark.django_db
NOON = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)


class Killed(BaseException):
    """What a worker hears last."""


@pytest.fixture(autouse=True)
def _set_up(settings):
    settings.EMAIL_HOST, settings.MAIL_FROM = "mail.example", "Tracker <t@example.org>"
    settings.ADDRESS = "https://tracker.example.org"


@pytest.fixture
def three(demo):
    return fill(demo, 3)


@pytest.fixture
def zoe():
    return account_of("zoe", mail=True)


def told_at(moment):
    """As if all had been told then."""
    Notice.objects.update(made_at=moment)


def owe_all():
    """Owe what waits for more, and have it due."""
    now = timezone.now()
    digests.owe(now=now + dt.timedelta(minutes=6))
    Mail.objects.update(due_at=now)


def monday(moment):
    """The next Monday at noon."""
    return moment + dt.timedelta(days=7 - moment.weekday())


def test_one_message_for_all_with_why_it_came_and_how_to_stop_it(three, zoe):
    first = follow(three, zoe, "sig", "compute", rhythm="at-once")
    second = follow(three, zoe, "enhancement", 1, rhythm="weekly")
    follow(three, zoe, "release", "v1.9", by_mail=False)
    retarget(three, 1, "v1.10")
    retarget(three, 3, "v1.10")
    prepare(three)
    assert digests.owe(now=timezone.now()) == 0
    told_at(timezone.now() - dt.timedelta(minutes=6))
    assert digests.owe(now=timezone.now()) == 1
    assert digests.owe(now=timezone.now()) == 0
    assert mail.send_due(seconds=5) == 1
    (sent,) = outbox.outbox
    assert sent.to == ["zoe@example.org"]
    assert sent.subject == "2 changes: Thing 1 and 1 more"
    assert "- Target of Alpha" in sent.body
    assert "v1.9 -> v1.10" in sent.body
    assert "You follow SIG compute and #1 Thing 1." in sent.body
    assert "release v1.9" not in sent.body
    assert "https://tracker.example.org/demo/1/" in sent.body
    assert sent.body.count("https://tracker.example.org/me/unfollow/") == 2
    assert f"/me/unfollow/{first.pk}:" in sent.body
    assert f"/me/unfollow/{second.pk}:" in sent.body
    stop = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert stop.startswith("https://tracker.example.org/me/mail/stop/")
    assert stop in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    row = Mail.objects.get()
    assert sent.extra_headers["Message-ID"] == f"<{row.message_id}>"
    assert row.message_id.endswith("@tracker.example.org")
    assert set(row.notices.all()) == set(Notice.objects.all())
    assert mail.send_due(seconds=5) == 0


def test_header_stops_the_one_thing_that_a_message_comes_from(three, zoe):
    row = follow(three, zoe, "sig", "compute", rhythm="at-once")
    retarget(three, 1, "v1.10")
    prepare(three)
    owe_all()
    mail.send_due(seconds=5)
    (sent,) = outbox.outbox
    stop = sent.extra_headers["List-Unsubscribe"]
    assert stop.startswith(f"<https://tracker.example.org/me/unfollow/{row.pk}:")


@pytest.mark.parametrize(
    ("rhythm", "when", "owed"),
    [
        ("daily", (NOON, NOON + dt.timedelta(hours=3)), 0),
        ("daily", (NOON, NOON + dt.timedelta(hours=18, minutes=59)), 0),
        ("daily", (NOON, NOON + dt.timedelta(hours=19)), 1),
        ("weekly", (monday(NOON), monday(NOON) + dt.timedelta(days=6)), 0),
        ("weekly", (monday(NOON), monday(NOON) + dt.timedelta(days=7)), 1),
        ("at-once", (NOON, NOON + dt.timedelta(days=15)), 0),
    ],
)
def test_message_waits_for_its_hour_and_is_not_made_when_too_old(
    three, zoe, rhythm, when, owed
):
    made, now = when
    follow(three, zoe, "enhancement", 1, rhythm=rhythm)
    retarget(three, 1, "v1.10")
    prepare(three)
    told_at(made)
    assert digests.owe(now=now) == owed
    assert Mail.objects.count() == owed


def test_rhythms_that_are_due_together_share_one_message(three, zoe):
    follow(three, zoe, "enhancement", 1, rhythm="daily")
    follow(three, zoe, "enhancement", 3, rhythm="weekly")
    retarget(three, 1, "v1.10")
    retarget(three, 3, "v1.10")
    prepare(three)
    told_at(monday(NOON) - dt.timedelta(days=1))
    assert digests.owe(now=monday(NOON)) == 1
    assert Mail.objects.get().notices.count() == 2


def test_nothing_is_owed_when_nothing_changed_or_it_was_read_or_rests(three, zoe):
    follow(three, zoe, "enhancement", 1, rhythm="at-once")
    later = timezone.now() + dt.timedelta(hours=1)
    assert digests.owe(now=later) == 0
    retarget(three, 1, "v1.10")
    prepare(three)
    ids = list(Notice.objects.values_list("pk", flat=True))
    day = later + dt.timedelta(days=1)
    notices.snooze(account=zoe, ids=ids, until=day)
    assert digests.owe(now=later) == 0
    assert digests.owe(now=day) == 1
    Mail.objects.all().delete()
    notices.read(account=zoe, ids=ids, now=later)
    assert digests.owe(now=day) == 0


def test_nothing_is_owed_without_an_address_or_a_server(three, zoe, settings):
    follow(three, account_of("ann"), "enhancement", 1, rhythm="at-once")
    follow(three, zoe, "enhancement", 1, rhythm="at-once")
    mailboxes.want(account=zoe, is_wanted=False, now=timezone.now())
    retarget(three, 1, "v1.10")
    assert prepare(three) == 2
    later = timezone.now() + dt.timedelta(hours=1)
    assert digests.owe(now=later) == 0
    mailboxes.want(account=zoe, is_wanted=True, now=timezone.now())
    settings.EMAIL_HOST = ""
    assert digests.owe(now=later) == 0
    settings.EMAIL_HOST = "mail.example"
    assert digests.owe(now=later) == 1


def owed(three, zoe):
    row = follow(three, zoe, "enhancement", 1, rhythm="at-once")
    retarget(three, 1, "v1.10")
    prepare(three)
    owe_all()
    return row


def test_who_stops_following_before_it_is_sent_gets_nothing(three, zoe):
    row = owed(three, zoe)
    subscriptions.stop(subscription=row, now=timezone.now())
    assert mail.send_due(seconds=5) == 0
    assert outbox.outbox == []
    assert Mail.objects.get().error == (
        "All of it was read before it was sent, or is followed no longer."
    )


def test_killed_anywhere_sends_it_as_one_message(three, zoe, monkeypatch):
    owed(three, zoe)

    def die(*_, **__):
        raise Killed

    # Before it was sent, and between sending and saying so.
    for place, name in ((mail.EmailMessage, "send"), (mails, "sent")):
        with monkeypatch.context() as patched:
            patched.setattr(place, name, die)
            with pytest.raises(Killed):
                mail.send_due(seconds=5)
        assert digests.owe(now=timezone.now() + dt.timedelta(days=1)) == 0
        Mail.objects.update(due_at=timezone.now() - dt.timedelta(minutes=1))
    assert mail.send_due(seconds=5) == 1
    sent = {one.extra_headers["Message-ID"] for one in outbox.outbox}
    assert sent == {f"<{Mail.objects.get().message_id}>"}
    assert mail.send_due(seconds=5) == 0


def test_hostile_texts_stay_texts(three, zoe):
    follow(three, zoe, "enhancement", 1, rhythm="at-once")
    concerns.raise_(
        project=three.project,
        raising=Raising(
            enhancement(three, 1).pk,
            "\u202eBcc: a@b.org",
            "Subject: x\r\nBcc: all@example.org\r\n\r\n<script>" + "long " * 500,
        ),
        by="bea",
        now=timezone.now(),
    )
    prepare(three)
    owe_all()
    mail.send_due(seconds=5)
    (sent,) = outbox.outbox
    wire = sent.message()
    assert wire.get_all("Bcc") is None
    assert wire.get_content_type() == "text/plain"
    assert [one for one in sent.body.splitlines() if one.startswith("Bcc")] == []
    assert "\u202e" not in sent.body + sent.subject
    assert Headline.objects.count() == 1


def test_statements_do_not_grow_with_readers(three, django_assert_num_queries):
    for login in ("zoe", "ann", "olga"):
        follow(three, account_of(login, mail=True), "sig", "compute", rhythm="at-once")
    retarget(three, 1, "v1.10")
    prepare(three)
    # Savepoint and release of the test's own transaction, lock, and all messages.
    with django_assert_num_queries(4):
        assert digests.owe(now=timezone.now() + dt.timedelta(minutes=6)) == 3


# --- Through a mail server ------------------------------------------------------------


def many(three, server, settings, *logins):
    """Everybody is owed a message, which goes to a server of ours."""
    settings.EMAIL_BACKEND = BACKEND
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    for login in logins:
        follow(three, account_of(login, mail=True), "sig", "compute", rhythm="at-once")
    retarget(three, 1, "v1.10")
    prepare(three)
    owe_all()


def test_messages_share_a_connection(three, settings):
    with MailServer() as server:
        many(three, server, settings, "zoe", "ann", "olga")
        assert mail.send_due(seconds=5) == 3
        assert mail.send_due(seconds=5) == 0
    assert sorted(reader for reader, _ in server.taken) == [
        *("ann@example.org", "olga@example.org", "zoe@example.org")
    ]
    assert server.connections == 1


def test_server_that_hangs_up_gets_the_rest_over_a_new_connection(three, settings):
    with MailServer(most=1) as server:
        many(three, server, settings, "zoe", "ann", "olga")
        assert mail.send_due(seconds=5) == 3
    assert len({one["Message-ID"] for one in server.read()}) == 3
    assert (len(server.taken), server.connections) == (3, 3)
    assert set(Mail.objects.values_list("error", flat=True)) == {""}


def test_server_that_takes_none_is_tried_later(three, settings):
    with MailServer() as server:
        many(three, server, settings, "zoe")
    assert mail.send_due(seconds=5) == 0
    assert Mail.objects.get().error == "ConnectionRefusedError"
