"""The inbox as a feed, by a secret address."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enhancements.actions import feed_addresses, notices, subscriptions
from enhancements.models import Notice
from tests.support.boards import fill
from tests.support.followed import account_of, follow, prepare, retarget

pytestmark = pytest.mark.django_db
NS = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def told(shared):
    """#1 and #3 moved to v1.10, which zoe was told: she follows their SIG and #1."""
    fill(shared, 3)
    follow(shared, account_of("zoe"), "sig", "compute")
    follow(shared, account_of("zoe"), "enhancement", 1)
    for number in (1, 3):
        retarget(shared, number, "v1.10")
        prepare(shared)
    shared.begin()
    return shared


@pytest.fixture
def zoe(told):  # noqa: ARG001 - for its effect
    return account_of("zoe")


def address(account) -> str:
    made = feed_addresses.make(account=account, what="inbox", by="x", now=_now())
    return reverse("enhancements:secret-feed", args=[made.token, "inbox.atom"])


def _now():
    return timezone.now()


def entries(account) -> list[ET.Element]:
    answer = Client().get(address(account))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content).findall(f"{NS}entry")  # noqa: S314 - our own


def titles(account) -> list[str]:
    return [str(one.findtext(f"{NS}title")) for one in entries(account)]


def test_entry_says_what_changed_why_it_came_and_how_to_stop_it(zoe):
    newest, first = entries(zoe)
    assert newest.findtext(f"{NS}title") == "Thing 3: Target of Alpha slipped"
    assert first.findtext(f"{NS}title") == "Thing 1: Target of Alpha slipped"
    link = first.find(f"{NS}link")
    assert link is not None
    assert link.get("href") == "http://testserver/demo/1/"
    lines = str(first.findtext(f"{NS}summary")).split("<br>")
    assert lines[0] == "v1.9 -&gt; v1.10"
    assert lines[-1] == (
        "You follow SIG compute, #1 Thing 1. What you follow, and how you are told:"
        " http://testserver/me/following/"
    )
    categories = {str(one.get("term")) for one in first.findall(f"{NS}category")}
    assert categories == {"KubeVirt", "plan"}


def test_feed_says_how_to_be_rid_of_it_and_not_its_own_address(zoe):
    path = address(zoe)
    body = Client().get(path).content.decode()
    assert "To stop it, revoke its address: http://testserver/me/feeds/" in body
    assert path.split("/")[2] not in body


def test_what_was_read_stays_and_what_rests_is_left_out_until_it_comes_back(zoe):
    first, second = Notice.objects.order_by("pk").values_list("pk", flat=True)
    before = [one.findtext(f"{NS}id") for one in entries(zoe)]
    notices.read(account=zoe, ids=[first], now=_now())
    assert len(titles(zoe)) == 2
    notices.snooze(account=zoe, ids=[second], until=_now() + dt.timedelta(hours=1))
    assert titles(zoe) == ["Thing 1: Target of Alpha slipped"]
    Notice.objects.filter(pk=second).update(snoozed_until=_now())
    assert [one.findtext(f"{NS}id") for one in entries(zoe)] == before


def test_what_is_followed_no_longer_brings_nothing_more_and_keeps_what_came(told, zoe):
    for row in zoe.subscriptions.all():
        subscriptions.stop(subscription=row, now=_now())
    retarget(told, 1, "v1.9")
    prepare(told)
    assert len(titles(zoe)) == 2


def test_nobody_reads_what_somebody_else_was_told(zoe):
    assert len(titles(zoe)) == 2
    assert titles(account_of("ann")) == []
