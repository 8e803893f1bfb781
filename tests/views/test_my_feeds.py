"""Feeds that are somebody's own, by a secret address."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import icalendar
import pytest
from django.test import Client

from enhancements.actions import accounts, feed_addresses, tokens
from enhancements.actions.feed_addresses import FeedRefused
from enhancements.models import Account, Event, FeedAddress
from enhancements.profiles.role_rules import SIG_LEAD
from tests.support.boards import CODE, days, fill, judged
from tests.support.parts import play

pytestmark = pytest.mark.django_db
PAGE = "/me/feeds/"
NS = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def told(shared):
    """Three entries, the code freeze is in ten days. #1 and #2 are olga's."""
    fill(shared, 3)
    verdict = judged(shared, 1, CODE, "at-risk", since=days(-5), asked=1, failed=1)
    verdict.checks[0] |= {"check": "code-merged", "title": "Code is merged"}
    verdict.save(update_fields=["checks"])
    shared.begin()
    return shared


@pytest.fixture
def olga(db):  # noqa: ARG001 - the tables
    return accounts.sign_in(github_id=7, login="olga", name="Olga")


@pytest.fixture
def mine(client, olga):
    client.force_login(olga)
    return client


def make(client, what: str = "calendar") -> str:
    """Have an address made; gives its path."""
    answer = client.post(PAGE, {"do": "make", "what": what})
    assert answer.status_code == 200
    (found,) = set(
        re.findall(r"http://testserver(/feeds/[^\"<]+)", answer.content.decode())
    )
    return str(found)


def read(path: str, **more):
    """As a program that knows the address and nothing else."""
    return Client().get(path, **more)


# --- Addresses ------------------------------------------------------------------------


def test_address_is_shown_once_and_only_its_hash_is_kept(mine, caplog):
    with caplog.at_level("DEBUG"):
        path = make(mine)
    token = path.split("/")[2]
    assert token.startswith("trkf_")
    row = FeedAddress.objects.get()
    assert row.digest == tokens.digest(token)
    page = mine.get(PAGE)
    assert "no-store" in page["Cache-Control"]
    told = (page.content.decode(), str(Event.objects.values()), caplog.text)
    assert not any(token in place for place in told)
    event = Event.objects.get(kind="feed-made")
    assert (event.by, event.new, event.project) == ("olga", {"feed": "calendar"}, None)


def test_new_address_ends_the_one_before(mine):
    first = make(mine)
    second = make(mine)
    assert read(first).status_code == 404
    assert read(second).status_code == 200
    assert "Make another address" in mine.get(PAGE).content.decode()


def test_revoked_address_is_good_for_nothing(mine, olga):
    path = make(mine)
    answer = mine.post(PAGE, {"do": "revoke", "what": "calendar"})
    assert answer.status_code == 303
    assert read(path).status_code == 404
    kinds = Event.objects.filter(kind__startswith="feed-").values_list(
        "kind", flat=True
    )
    assert sorted(kinds) == ["feed-made", "feed-revoked"]
    feed_addresses.revoke(account=olga, what="calendar", by="olga", now=olga.joined_at)
    assert len(kinds.all()) == 2


def test_feeds_are_apart(mine):
    calendar, waiting = make(mine), make(mine, "waiting")
    token = calendar.split("/")[2]
    assert read(f"/feeds/{token}/waiting.atom").status_code == 404
    mine.post(PAGE, {"do": "revoke", "what": "calendar"})
    assert read(waiting).status_code == 200


def test_account_that_ended_has_no_feed(mine, olga):
    path = make(mine)
    accounts.end(account=olga, by="op", reason="gone")
    assert read(path).status_code == 404
    accounts.restore(account=olga, by="op", reason="back")
    assert read(path).status_code == 200
    accounts.delete(account=Account.objects.get(), by="olga")
    assert read(path).status_code == 404
    assert not FeedAddress.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/trkf_wrong/mine.ics",
        "/feeds/wrong/mine.ics",
        "/feeds/trkf_x/nothing.txt",
        "/feeds/" + "trkf_" + "x" * 400 + "/mine.ics",
        "/feeds/%00/mine.ics",
        "/feeds/x/mine.ics/more",
        "/feeds/",
    ],
)
@pytest.mark.usefixtures("db")
def test_what_is_not_there(path):
    assert read(path).status_code == 404
    assert Client().post(path).status_code in (404, 405)


def test_forms_that_say_nothing(mine):
    for given in ({}, {"do": "make"}, {"do": "make", "what": "inbox-of-others"}):
        assert mine.post(PAGE, given).status_code == 400
    assert not FeedAddress.objects.exists()


def test_action_refuses_what_is_no_feed(olga):
    with pytest.raises(FeedRefused):
        feed_addresses.make(account=olga, what="nothing", by="olga", now=olga.joined_at)


def test_strangers_are_led_to_signing_in(client, db):  # noqa: ARG001 - the tables
    assert client.get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"
    assert client.post(PAGE, {"do": "make", "what": "calendar"}).status_code == 403


# --- Reading --------------------------------------------------------------------------


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("what", ["calendar", "waiting", "inbox"])
def test_no_session_is_read_or_made(mine, what):
    path = make(mine, what)
    answer = read(path)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, max-age=300"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    # Somebody else who has the address reads it as it is, not as themselves.
    other = Client()
    other.force_login(accounts.sign_in(github_id=8, login="zoe", name=""))
    assert other.get(path).content == answer.content
    token = path.split("/")[2]
    assert token not in answer.content.decode()


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("what", ["calendar", "waiting", "inbox"])
def test_programs_get_english_whatever_they_ask_for(mine, what, settings):
    settings.LANGUAGES_OFFERED = ["en", "de"]
    path = make(mine, what)
    german = read(path, headers={"accept-language": "de"})
    assert german.content == read(path).content
    assert "Content-Language" not in german


@pytest.mark.usefixtures("told")
def test_use_is_noted_to_the_minute(mine):
    path = make(mine)
    assert "not read yet" in mine.get(PAGE).content.decode()
    read(path)
    first = FeedAddress.objects.get().last_used_at
    assert first is not None
    read(path)
    assert FeedAddress.objects.get().last_used_at == first
    assert "last read" in mine.get(PAGE).content.decode()


@pytest.mark.usefixtures("told")
def test_only_reading_is_answered(mine):
    path = make(mine)
    for method in ("post", "put", "delete", "options"):
        assert getattr(Client(), method)(path).status_code == 405
    assert read(path, headers={"if-none-match": read(path)["ETag"]}).status_code == 304


@pytest.mark.usefixtures("told")
def test_calendar_has_my_freezes_with_the_check_that_fails(mine):
    found = icalendar.Calendar.from_ical(read(make(mine)).content).walk("VEVENT")
    (event,) = found
    account = Account.objects.get(login="olga")
    assert str(event["UID"]) == f"me/{account.pk}/demo/v1.9/code-freeze@testserver"
    assert event["DTSTART"].dt.hour == 12
    lines = str(event["DESCRIPTION"]).split("\n")
    assert lines[2] == "2 entries of yours, 1 not ready:"
    assert "- #1 Thing 1 (Alpha): at risk" in lines
    assert "  Code is merged: It is so." in lines
    assert not any("#3" in line for line in lines)


@pytest.mark.usefixtures("told")
def test_waiting_has_what_i_have_to_do_and_goes_when_it_is_done(mine):
    path = make(mine, "waiting")
    feed = ET.fromstring(read(path).content)  # noqa: S314 - our own
    (entry, *_) = feed.findall(f"{NS}entry")
    assert entry.findtext(f"{NS}title") == "Do it: #1 Thing 1"
    assert entry.find(f"{NS}link").get("href") == "http://testserver/demo/1/"
    assert feed.findtext(f"{NS}title") == "What waits for @olga"


def test_waiting_of_a_lead_has_what_waits_for_the_sig(client, told, monkeypatch):
    verdict = judged(told, 3, CODE, "at-risk", asked=1, failed=1)
    verdict.checks[0] |= {"check": "code-merged"}
    verdict.save(update_fields=["checks"])
    play(client, monkeypatch, SIG_LEAD)
    feed = ET.fromstring(read(make(client, "waiting")).content)  # noqa: S314 - our own
    titles = [one.findtext(f"{NS}title") for one in feed.findall(f"{NS}entry")]
    assert "Do it: #3 Thing 3" in titles
    assert "Do it: #1 Thing 1" not in titles


def test_without_a_login_there_is_nothing(mine, olga):
    paths = make(mine), make(mine, "waiting")
    Account.objects.filter(pk=olga.pk).update(login="")
    assert [read(path).status_code for path in paths] == [200, 200]
    assert b"VEVENT" not in read(paths[0]).content
    assert b"<entry>" not in read(paths[1]).content


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("what", "most"), [("calendar", 7), ("waiting", 6), ("inbox", 3)]
)
def test_statements_are_few(mine, what, most, django_assert_num_queries):
    path = make(mine, what)
    with django_assert_num_queries(most):
        read(path)
