"""The samples' people follow things and were told before anybody tries them out, and
nothing of it leaves this machine.
"""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from enhancements.actions import mails
from enhancements.fakehub.control import CHAT
from enhancements.fakehub.server import Fakehub
from enhancements.management import demo_following, demo_views
from enhancements.models import Account, Channel, Notice, Person, Sending, Subscription
from enhancements.queries import channels, notices
from enhancements.sample.cast import CHAIRS, LEADS
from enhancements.sources import channels as sending
from enhancements.sources import outward
from tests.support.boards import CODE, fill, judged
from tests.support.tracked import day
from tests.views.conftest import demo

__all__ = ["demo"]
pytestmark = pytest.mark.django_db
HOST = "https://hub.example"
LEAD, PEOPLE = LEADS["sample"], CHAIRS["sample"]


@pytest.fixture
def given(demo, settings):
    settings.LOCAL_CHANNELS = settings.DEMO_PEOPLE = True
    fill(demo, 3)
    judged(demo, 1, CODE, "at-risk", failed=1)
    return {
        "project": demo.project,
        "lead": LEAD,
        "chairs": {sig: PEOPLE[sig] for sig in ("compute", "network")},
        "host": HOST,
        "chat": f"http://127.0.0.1:1{CHAT}",
    }


@pytest.fixture
def told(given, monkeypatch):
    """What the demo has, made while nothing may be sent."""

    def refuse(*_, **__):
        pytest.fail("something was sent")

    with monkeypatch.context() as patched:
        patched.setattr(outward, "post", refuse)
        for number, login in enumerate((LEAD, *PEOPLE.values())):
            Person.objects.create(
                host=HOST, github_id=5 + number, login=login, told_at=day(1)
            )
        demo_views.save_some(project=given["project"], lead=LEAD, host=HOST)
        demo_following.follow(**given)
    return given


def account(login: str) -> Account:
    return Account.objects.get(login=login)


def test_nothing_is_done_before_the_lead_is_known_or_twice(given):
    demo_following.follow(**given)
    assert not Subscription.objects.exists()
    assert not Channel.objects.exists()


def test_doing_it_again_changes_nothing(told):
    before = (Subscription.objects.count(), Notice.objects.count())
    assert all(before)
    demo_following.follow(**told)
    assert (Subscription.objects.count(), Notice.objects.count()) == before


@pytest.mark.usefixtures("told")
def test_everybody_in_office_has_lines_that_are_read_unread_and_put_off():
    now = timezone.now()
    for login in (LEAD, PEOPLE["network"]):
        page = notices.inbox(account(login), now=now)
        counts = page.counts
        assert counts["snoozed"] == 1
        assert counts["unread"] >= 1
        assert counts["all"] == counts["unread"] + 2
    said = Notice.objects.values_list("headline__kind", flat=True)
    assert {"concern", "decision"} <= set(said)
    made = Notice.objects.values_list("made_at__date", flat=True)
    assert len(set(made)) >= 3


@pytest.mark.usefixtures("told")
def test_view_has_followers_and_everything_else_somebody():
    rows = Subscription.objects.filter(ended_at=None)
    views = rows.filter(view__number=1).values_list("account__login", flat=True)
    assert set(views) == {LEAD, PEOPLE["compute"], PEOPLE["network"]}
    assert rows.exclude(sig=None).exists()
    assert rows.exclude(release=None).exists()
    assert rows.exclude(enhancement=None).exists()


def test_one_channel_works_and_one_was_switched_off(told):
    rows = {one.name: one for one in channels.of_project(told["project"].pk)}
    good, bad = rows["#release"], rows["the old room"]
    assert (good.state, good.failures, good.owed) == ("on", 0, 0)
    assert (bad.state, bad.failures) == ("off", 8)
    assert bad.stop_reason.startswith("8 tries in a row failed: It answered 404")
    states = Counter(one.state(timezone.now()) for one in Sending.objects.all())
    assert states["sent"] >= 2
    assert states["owed"] == 1  # Of the one that is off.
    assert sending.send_due(seconds=1) == 0


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("page", ["/me/inbox/", "/me/following/"])
def test_pages_show_it(page):
    client = Client()
    client.force_login(account(LEAD))
    text = client.get(page).content.decode()
    assert "SIG compute" in text


def test_message_reaches_the_samples_github_and_no_other_machine(told, monkeypatch):
    with Fakehub() as hub:
        Channel.objects.filter(name="#release").update(address=f"{hub.url}{CHAT}")
        Sending.objects.filter(channel__name="#release").update(sent_at=None)
        assert sending.send_due(seconds=5) >= 2
    monkeypatch.setattr(
        "socket.getaddrinfo", lambda *_, **__: pytest.fail("a name was asked for")
    )
    rows = Channel.objects.filter(name="the old room")
    rows.update(stopped_at=None, stop_reason="", waits_until=None)
    Sending.objects.update(due_at=day(1))
    assert sending.send_due(seconds=5) == 0
    said = "This is a demo, which sends nothing to other machines."
    assert rows.get().last_error == said
    del told


def test_demo_sends_no_mail_whatever_is_set(settings):
    settings.EMAIL_HOST, settings.MAIL_FROM = "mail.example", "t@example.org"
    settings.ADDRESS = "https://tracker.example.org"
    assert mails.is_set_up()
    settings.DEMO_PEOPLE = True
    assert not mails.is_set_up()
