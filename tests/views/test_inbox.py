"""The inbox: what is unread, why it came, read, later, and the count in every bar."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enhancements.actions import digests, mailboxes, mails
from enhancements.models import Mail, Notice
from tests.support.boards import fill
from tests.support.followed import account_of, follow, prepare, retarget

pytestmark = pytest.mark.django_db
PAGE = "/me/inbox/"


@pytest.fixture(scope="module")
def told(shared):
    """zoe follows SIG compute; #1 and #3 went to v1.10."""
    fill(shared, 3)
    follow(shared, account_of("zoe"), "sig", "compute")
    retarget(shared, 1, "v1.10")
    retarget(shared, 3, "v1.10")
    prepare(shared)
    shared.begin()
    return shared


@pytest.fixture
def hers(told, client):  # noqa: ARG001 - for its effect
    client.force_login(account_of("zoe"))
    return client


def words(answer) -> str:
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split()
    )


def ids() -> list[int]:
    return list(Notice.objects.order_by("pk").values_list("pk", flat=True))


def unread() -> list[int]:
    rows = Notice.objects.filter(read_at=None, snoozed_until=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def test_inbox_says_what_changed_and_why_it_came(hers, django_assert_num_queries):
    hers.get(PAGE)
    # Session, account, counts, the page's lines, and why they came.
    with django_assert_num_queries(5):
        page = hers.get(PAGE)
    text = words(page)
    assert "Mark all 2 read" in text
    assert text.count("v1.9 now v1.10") == 2
    assert text.count("You follow SIG compute.") == 2
    assert 'href="/demo/1/"' in page.content.decode()
    assert page["Cache-Control"] == "no-store, private"


def test_it_is_for_who_is_signed_in(told, client):  # noqa: ARG001 - for its effect
    assert client.get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"
    assert client.post(PAGE, {"do": "read", "id": ids()}).status_code == 403
    assert unread() == ids()


def test_one_is_read_and_unread_again(hers):
    first, second = ids()
    answer = hers.post(PAGE, {"do": "read", "id": first})
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert unread() == [second]
    assert "Thing 1" not in words(hers.get(PAGE))
    assert "Mark unread" in words(hers.get(f"{PAGE}?state=all"))
    hers.post(PAGE, {"do": "unread", "id": first})
    assert unread() == [first, second]


def test_all_are_read_up_to_what_was_shown(hers):
    first, second = ids()
    hers.post(PAGE, {"do": "read-all", "until": first})
    assert unread() == [second]
    hers.post(PAGE, {"do": "read-all", "until": second})
    assert unread() == []
    assert "All is read" in words(hers.get(PAGE))


def test_snoozed_comes_back_unread_when_its_time_is_over(hers):
    first, second = ids()
    hers.post(PAGE, {"do": "snooze", "id": first, "until": "tomorrow"})
    assert unread() == [second]
    assert "Comes back" in words(hers.get(f"{PAGE}?state=snoozed"))
    # What rests is not read with all others.
    hers.post(PAGE, {"do": "read-all", "until": second})
    assert Notice.objects.get(pk=first).read_at is None
    over = timezone.now() - dt.timedelta(seconds=1)
    Notice.objects.filter(pk=first).update(snoozed_until=over)
    text = words(hers.get(PAGE))
    assert "Thing 1" in text
    assert "Thing 3" not in text
    hers.post(PAGE, {"do": "snooze", "id": first, "until": "week"})
    hers.post(PAGE, {"do": "unread", "id": first})
    assert unread() == [first]


def test_snoozed_until_the_deadline_that_comes_next(hers):
    first, _ = ids()
    answer = hers.post(PAGE, {"do": "snooze", "id": first, "until": "deadline"})
    assert answer.status_code == 303
    until = Notice.objects.get(pk=first).snoozed_until
    assert dt.timedelta(days=9) < until - timezone.now() < dt.timedelta(days=12)


@pytest.mark.parametrize(
    "form",
    [{}, {"do": "dance"}, {"do": "snooze", "id": "1", "until": "never"}],
)
def test_form_that_says_nothing_is_answered_with_what_to_do(hers, form):
    answer = hers.post(PAGE, form)
    assert answer.status_code == 400
    assert unread() == ids()


def test_too_many_at_once_are_refused(hers):
    assert hers.post(PAGE, {"do": "read", "id": range(1, 300)}).status_code == 400


def test_nobody_reads_or_changes_what_is_somebody_elses(told, client):  # noqa: ARG001
    client.force_login(account_of("ann"))
    assert "You follow nothing yet" in words(client.get(PAGE))
    for form in ({"do": "read"}, {"do": "snooze", "until": "week"}, {"do": "unread"}):
        client.post(PAGE, {**form, "id": ids()})
    client.post(PAGE, {"do": "read-all", "until": max(ids())})
    assert unread() == ids()


def test_filter_and_empty_states_say_what_to_do(hers):
    assert "Nothing meets this filter" in words(hers.get(f"{PAGE}?trigger=people"))
    assert "Thing 1" in words(hers.get(f"{PAGE}?trigger=plan&project=demo"))
    assert "Nothing meets" in words(hers.get(f"{PAGE}?project=other"))
    assert "Nothing is snoozed" in words(hers.get(f"{PAGE}?state=snoozed"))
    assert "Thing 1" in words(hers.get(f"{PAGE}?state=tea&trigger=tea&page=7x"))


def test_long_list_has_pages(hers, monkeypatch):
    monkeypatch.setattr("enhancements.queries.notices.PAGE_SIZE", 1)
    text = words(hers.get(PAGE))
    assert "1 to 1 of 2" in text
    assert "Thing 3" in text
    page = hers.get(f"{PAGE}?page=2")
    assert "Thing 1" in words(page)
    assert 'rel="prev"' in page.content.decode()


def test_every_page_counts_what_is_unread_in_no_statement_of_its_own(
    hers, django_assert_num_queries
):
    assert "Inbox, 2 unread" in hers.get("/demo/sigs/").content.decode()
    with CaptureQueriesContext(connection) as strangers:
        Client().get("/demo/sigs/")
    number = len(strangers)
    hers.post(PAGE, {"do": "read-all", "until": max(ids())})
    # Session and account besides.
    with django_assert_num_queries(number + 2):
        page = hers.get("/demo/sigs/").content.decode()
    assert 'aria-label="Inbox"' in page


def test_kept_page_is_not_shown_with_an_old_count(hers):
    board = "/demo/v1.9/board"
    hers.get(board)
    tag = hers.get(board)["ETag"]
    assert hers.get(board, headers={"If-None-Match": tag}).status_code == 304
    hers.post(PAGE, {"do": "read", "id": ids()[:1]})
    answer = hers.get(board, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "Inbox, 1 unread" in answer.content.decode()


def test_mail_page_tells_what_was_sent(hers, settings):
    settings.EMAIL_HOST, settings.MAIL_FROM = "mail.example", "t@example.org"
    settings.ADDRESS = "https://tracker.example.org"
    zoe, now = account_of("zoe"), timezone.now()
    mailboxes.give(account=zoe, address="zoe@example.org", now=now)
    mailboxes.verify(account=zoe, address="zoe@example.org", now=now)
    Notice.objects.update(rhythm="at-once")
    digests.owe(now=now + dt.timedelta(minutes=6))
    owed = Mail.objects.get(kind="digest")
    text = words(hers.get("/me/mail/"))
    assert "What changed of what you follow, 2 changes waits to be sent" in text
    mails.sent(mail=owed, now=now)
    assert "2 changes sent" in words(hers.get("/me/mail/"))
