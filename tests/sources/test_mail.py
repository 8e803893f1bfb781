"""Mail: owed once, sent at least once, and only to who wants it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enhancements.actions import accounts, answers, asking, mailboxes, mails
from enhancements.actions.answers import Said
from enhancements.models import AskItem, Mail, Mailbox
from enhancements.policy import asking as policy
from enhancements.sources import mail
from tests.support.boards import days, fill
from tests.views.conftest import demo

__all__ = ["demo"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _set_up(settings):
    settings.EMAIL_HOST, settings.MAIL_FROM = "mail.example", "Tracker <t@example.org>"
    settings.ADDRESS = "https://tracker.example.org"


@pytest.fixture
def olga(demo):
    """She owns #1 and #2, and wants mail."""
    fill(demo, 3)
    account = accounts.sign_in(github_id=7, login="olga", name="Olga")
    now = days(-9)
    mailboxes.give(account=account, address="olga@example.org", now=now)
    mailboxes.verify(account=account, address="olga@example.org", now=now)
    Mail.objects.all().delete()
    return account


def prepare(demo):
    now = days(-2)
    while policy.is_quiet(now.date()):
        now -= dt.timedelta(days=1)
    return asking.prepare(project=demo.project, now=now)


@pytest.mark.usefixtures("olga")
def test_one_message_with_links_why_it_came_and_one_click_to_stop(demo):
    prepare(demo)
    assert mail.send_due(seconds=5) == 1
    (sent,) = outbox.outbox
    assert sent.to == ["olga@example.org"]
    assert sent.from_email == "Tracker <t@example.org>"
    assert sent.subject.startswith("Still true? 2 entries, code freeze of v1.9")
    row = Mail.objects.get()
    assert sent.extra_headers["Message-ID"] == f"<{row.message_id}>"
    assert row.message_id.endswith("@tracker.example.org")
    stop = sent.extra_headers["List-Unsubscribe"]
    assert stop.startswith("<https://tracker.example.org/me/mail/stop/")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop.strip("<>") in sent.body
    assert "https://tracker.example.org/demo/asked/" in sent.body
    assert "- #1 Thing 1" in sent.body
    assert "- #2 Thing 2" in sent.body
    # Written out as it goes over the wire: no header can be broken by a title.
    assert b"\nList-Unsubscribe-Post:" in sent.message().as_bytes()
    assert mail.send_due(seconds=5) == 0


def test_nothing_is_owed_to_who_gave_no_address_or_wants_none(demo, olga):
    mailboxes.want(account=olga, is_wanted=False, now=days(-8))
    prepare(demo)
    assert not Mail.objects.exists()


def test_who_says_no_before_it_is_sent_gets_nothing(demo, olga):
    prepare(demo)
    mailboxes.want(account=olga, is_wanted=False, now=days(0))
    assert mail.send_due(seconds=5) == 0
    assert outbox.outbox == []
    row = Mail.objects.get()
    assert row.ended_at is not None
    assert row.error == "They want no mail any more."


@pytest.mark.usefixtures("olga")
def test_what_was_answered_before_it_is_sent_is_not_sent(demo):
    prepare(demo)
    items = AskItem.objects.filter(login="olga")
    said = [
        Said(one.release_id, one.enhancement_id, "", "on-track", "So.", None, (one.pk,))
        for one in items
    ]
    answers.answer(project=demo.project, said=said, by="olga", now=days(-1))
    assert mail.send_due(seconds=5) == 0
    assert Mail.objects.get().error == "All of it was answered before it was sent."


@pytest.mark.usefixtures("olga")
def test_killed_between_sending_and_saying_so_sends_it_again_as_the_same(
    demo, monkeypatch
):
    prepare(demo)

    class Killed(BaseException):
        pass

    def die(**_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(mails, "sent", die)
        with pytest.raises(Killed):
            mail.send_due(seconds=5)
    # While the first may still be at it, nobody else is.
    assert mail.send_due(seconds=5) == 0
    Mail.objects.update(due_at=days(-1))
    assert mail.send_due(seconds=5) == 1
    first, second = outbox.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


@pytest.mark.usefixtures("olga")
def test_next_one_is_found_without_sorting_all_that_are_due(demo):
    prepare(demo)
    with CaptureQueriesContext(connection) as asked:
        mails.take(now=days(1))
    [taking] = [one["sql"] for one in asked if "SKIP LOCKED" in one["sql"]]
    with connection.cursor() as cursor:
        # What the planner does with many, of which there are none here.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {taking}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "mail_owed" in plan
    assert "Sort" not in plan


@pytest.mark.usefixtures("olga")
def test_server_that_fails_is_tried_again_and_given_up_without_the_address(
    demo, monkeypatch, caplog
):
    prepare(demo)

    def fail(*_, **__):
        raise OSError("olga@example.org is unknown here")

    monkeypatch.setattr(outbox.EmailMessage, "send", fail)
    for _ in range(mails.GIVE_UP_AFTER):
        assert Mail.objects.get().ended_at is None
        mail.send_due(seconds=5)
        Mail.objects.update(due_at=days(-1))
    row = Mail.objects.get()
    assert (row.attempts, row.error) == (mails.GIVE_UP_AFTER, "OSError")
    assert row.ended_at is not None
    assert "olga@example.org" not in caplog.text
    assert mail.send_due(seconds=5) == 0


@pytest.mark.usefixtures("demo")
def test_address_is_confirmed_by_a_message_and_not_by_the_dozen():
    account = accounts.sign_in(github_id=7, login="olga", name="Olga")
    give = mailboxes.give
    assert give(account=account, address="a@example.org", now=days(-1))
    assert not give(account=account, address="b@example.org", now=days(-1))
    assert mail.send_due(seconds=5) == 1
    (sent,) = outbox.outbox
    assert sent.to == ["b@example.org"]
    assert "https://tracker.example.org/me/mail/confirm/" in sent.body
    assert "List-Unsubscribe" not in sent.extra_headers
    assert Mailbox.objects.get().verified_at is None


@pytest.mark.usefixtures("olga")
def test_without_a_server_nothing_is_owed_or_sent(demo, settings):
    settings.EMAIL_HOST = ""
    assert len(prepare(demo)) > 0
    assert not Mail.objects.exists()
    assert mail.send_due(seconds=5) == 0
