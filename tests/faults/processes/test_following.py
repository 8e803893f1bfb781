"""One thing that somebody follows, through every way on which it is told, by a real
worker, until a link in a message stops it: then nothing comes any more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import http.client
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import icalendar
import pytest
from django.test import Client

from enhancements.actions import channels, feed_addresses, subscriptions
from enhancements.actions.subscriptions import Wish
from enhancements.models import Claim, Mail, Notice, Sending
from tests.faults.processes import homes, talking
from tests.support.boards import days, fill
from tests.support.followed import account_of, follow
from tests.support.listeners import Listener, listening
from tests.support.mail_server import MailServer
from tests.support.tracked import Tracked, schedule

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from enhancements.models import Account, Channel, Subscription
    from tests.faults.processes.house import House

pytestmark = [pytest.mark.long, pytest.mark.slow]
NS = "{http://www.w3.org/2005/Atom}"
WHY = "You follow release v1.9."
LONG = 900.0
"""Seconds; longer than all of it takes on a busy machine."""


class Story:
    """Somebody who follows a release, all that they are told by, and what happens."""

    def __init__(self, house: House, folder: Path, server: MailServer) -> None:
        self.house, self.server = house, server
        self.address = f"http://127.0.0.1:{house.port}"
        house.extra = {
            "TRACKER_ADDRESS": self.address,
            "TRACKER_MAIL_URL": f"smtp+plain://127.0.0.1:{server.port}",
            "TRACKER_MAIL_FROM": "Tracker <tracker@example.org>",
            "TRACKER_LOCAL_CHANNELS": "1",
            "TRACKER_LOCAL_SOURCES": "1",
            "TRACKER_STATEMENT_TIMEOUT": "20000",
        }
        self.demo = fill(Tracked(folder, "plans"), 3)
        self.olga: Account = account_of("olga", mail=True)
        self.row: Subscription
        self.feeds = {
            one: feed_addresses.make(account=self.olga, what=one, by="x", now=days(0))
            for one in ("inbox", "calendar")
        }

    def channel(self, kind: str, listener: Listener) -> Channel:
        """A channel of hers to a listener."""
        return channels.make(
            account=self.olga,
            project=self.demo.project,
            sig=None,
            kind=kind,
            name=f"#{kind}",
            address=f"http://127.0.0.1:{listener.port}/in",
            by="olga",
            now=days(0),
        ).channel

    def wish(self, rhythm: str, channel: Channel) -> Wish:
        return Wish(rhythm=rhythm, triggers=["dates"], channel=channel.pk)

    def follow(self, wish: Wish) -> None:
        """Ann does, too, by whom one sees that there was something to tell."""
        self.row = follow(
            self.demo,
            self.olga,
            "release",
            "v1.9",
            rhythm=wish.rhythm,
            triggers=wish.triggers,
            channel=wish.channel,
        )
        follow(self.demo, account_of("ann"), "release", "v1.9", triggers=["dates"])

    def move(self, to: int) -> None:
        """Move the code freeze, have the worker read that and tell it."""
        dates = {"freeze": -20, "code": to, "out": 60}
        said = {one: f"{days(at):%Y-%m-%d}" for one, at in dates.items()}
        files = {"releases/v1.9/schedule.yaml": schedule(**said)}
        self.demo.commit(files, days(-1 + to / 100), kind="schedules")
        stands = Claim.objects.filter(
            series__field="deadline:code-freeze",
            value__date=said["code"],
            until=None,
        )
        self.run("sync_projects", stands.exists)
        before = self.told("ann")
        self.run("tell", lambda: self.told("ann") > before)

    def told(self, login: str) -> int:
        """How many lines their inbox has."""
        return Notice.objects.filter(account__login=login).count()

    def run(self, task: str, is_done: Callable[[], bool]) -> None:
        """Have the worker do something, as beat would."""
        talking.send(self.house.servers, f"enhancements.{task}")
        self.house.wait(is_done, task)

    def mail(self, ago: dt.timedelta) -> EmailMessage:
        """The message of what was told, once so much time has passed."""
        before = len(self.server.taken)
        fresh = Notice.objects.filter(account=self.olga, mail=None)
        assert fresh.update(made_at=days(0) - ago) == 1
        self.run("tell", lambda: Mail.objects.filter(sent_at=None).count() == 0)
        self.house.wait(lambda: len(self.server.taken) > before, "a message")
        [*_, last] = self.server.read()
        assert len(self.server.taken) == before + 1
        return last

    def ask(self, method: str, address: str, body: str = "") -> tuple[int, bytes]:
        """As a program that knows nothing but an address."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}" == self.address
        connection = http.client.HTTPConnection("127.0.0.1", self.house.port)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, parts.path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def feed(self, what: str, file: str) -> tuple[int, bytes]:
        return self.ask("GET", f"{self.address}/feeds/{self.feeds[what].token}/{file}")

    def atom(self) -> list[ET.Element]:
        """Her inbox as a feed."""
        status, body = self.feed("inbox", "inbox.atom")
        assert status == 200
        assert f"revoke its address: {self.address}/me/feeds/" in body.decode()
        return ET.fromstring(body).findall(f"{NS}entry")  # noqa: S314 - our own

    def freeze(self) -> Any:
        """The code freeze in her calendar."""
        status, body = self.feed("calendar", "mine.ics")
        assert status == 200
        calendar = icalendar.Calendar.from_ical(body)
        assert f"revoke its address: {self.address}/me/feeds/" in str(
            calendar["DESCRIPTION"]
        )
        [found] = [
            one for one in calendar.walk("VEVENT") if "code-freeze" in str(one["UID"])
        ]
        return found

    def inbox(self) -> str:
        """Her inbox, as a page."""
        client = Client()
        client.force_login(self.olga)
        page = client.get("/me/inbox/").content.decode()
        assert 'href="/me/following/"' in page
        return page


@pytest.fixture
def story(settings: Any, tmp_path: Path) -> Iterator[Story]:
    """In a house of real processes, on a database of its own."""
    settings.LOCAL_CHANNELS = settings.LOCAL_SOURCES = True
    settings.MIRRORS = tmp_path / "mirrors"
    with (
        homes.started(1, issues=4, pulls=1) as house,
        house.looking(),
        MailServer() as server,
    ):
        made = Story(house, tmp_path / "repositories", server)
        house.start("worker", "web")
        yield made


def parts(request: bytes) -> tuple[dict[str, str], bytes]:
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:]]
    return {key.lower(): value for key, value in lines}, body


def test_one_subscription_through_every_channel_until_a_link_stops_it(story: Story):
    with listening(patience=LONG) as chat, listening(patience=LONG) as program:
        first = _at_once(story, chat)
        link = _daily(story, program)
        assert link == first
        _stopped(story, link, (chat, program))


def _at_once(story: Story, chat: Listener) -> str:
    """A change in the inbox, by mail, in the feed, the calendar and a chat; gives the
    link that stops it.
    """
    story.follow(story.wish("at-once", story.channel("slack", chat)))
    before = story.freeze()
    story.move(13)
    assert story.told("olga") == 1
    assert WHY in story.inbox()
    [entry] = story.atom()
    assert WHY in str(entry.findtext(f"{NS}summary"))
    assert f"{story.address}/me/following/" in str(entry.findtext(f"{NS}summary"))
    after = story.freeze()
    assert after["UID"] == before["UID"]
    assert after["DTSTART"].dt == before["DTSTART"].dt + dt.timedelta(days=3)
    assert after["SEQUENCE"] > before["SEQUENCE"]
    story.run("send_to_channels", lambda: len(chat.requests) == 1)
    text = str(json.loads(parts(chat.requests[0])[1])["text"]).replace("\u2060", "")
    assert "@olga follows release v1.9 and has it told here." in text
    assert f"Stop it, as @olga: {story.address}/me/following/" in text
    return _link(story, story.mail(dt.timedelta(minutes=6)))


def _link(story: Story, message: EmailMessage) -> str:
    """That a message says why it came, and the link of its header."""
    assert message["To"] == "olga@example.org"
    assert WHY in message.get_content()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = str(message["List-Unsubscribe"]).strip(" <>")
    assert link in message.get_content()
    # Programs open links: that stops nothing.
    status, page = story.ask("GET", link)
    assert status == 200
    assert b"Stop following release v1.9?" in page
    story.row.refresh_from_db()
    assert story.row.ended_at is None
    return link


def _daily(story: Story, program: Listener) -> str:
    """The next change, by a signed webhook and in the digest of the day."""
    channel = story.channel("webhook", program)
    subscriptions.change(subscription=story.row, wish=story.wish("daily", channel))
    story.move(16)
    assert (story.told("olga"), len(story.atom())) == (2, 2)
    story.run("send_to_channels", lambda: len(program.requests) == 1)
    headers, body = parts(program.requests[0])
    _verified(channel, headers, body)
    said: dict[str, Any] = json.loads(body)
    assert said["data"]["follows"] == ["release v1.9"]
    assert said["data"]["stop"] == f"{story.address}/me/following/"
    assert [one["kind"] for one in said["data"]["changes"]] == ["deadline"]
    return _link(story, story.mail(dt.timedelta(days=2)))


def _verified(channel: Channel, headers: dict[str, str], body: bytes) -> None:
    """As docs/api.md has programs do it."""
    stamp = headers["x-tracker-timestamp"]
    assert abs(dt.datetime.now(dt.UTC).timestamp() - int(stamp)) < 300
    signed = stamp.encode() + b"." + body
    made = hmac.new(channel.secret.encode(), signed, hashlib.sha256).hexdigest()
    given = headers["x-tracker-signature-256"]
    assert hmac.compare_digest(f"sha256={made}", given)
    assert not hmac.compare_digest(f"sha256={made}", f"sha256={'0' * 64}")


def _stopped(story: Story, link: str, listeners: tuple[Listener, Listener]) -> None:
    """One POST, as a mail program sends it, and nothing comes any more."""
    status, page = story.ask("POST", link, "List-Unsubscribe=One-Click")
    assert status == 200
    assert b"no longer follows release v1.9" in page
    story.move(19)
    assert story.told("olga") == 2
    assert len(story.atom()) == 2
    owed = Mail.objects.filter(sent_at=None), Sending.objects.filter(sent_at=None)
    assert [one.count() for one in owed] == [0, 0]
    assert len(story.server.taken) == 2
    assert [len(one.requests) for one in listeners] == [1, 1]
    # The feeds are hers until she revokes their addresses.
    for what, file in (("inbox", "inbox.atom"), ("calendar", "mine.ics")):
        assert story.feed(what, file)[0] == 200
        feed_addresses.revoke(account=story.olga, what=what, by="olga", now=days(0))
        assert story.feed(what, file)[0] == 404
