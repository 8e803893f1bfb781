"""The page of channels: who sees what, and who does what."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from enhancements.actions import channels
from enhancements.models import Channel, Event, Sending, Sig
from enhancements.policy.permissions import OPERATOR, OWNER
from enhancements.profiles.role_rules import RELEASE_COMMS, RELEASE_LEAD, SIG_LEAD
from tests.support.channels import ADDRESS, NOW, keeper, made, owed, project
from tests.support.parts import play

pytestmark = pytest.mark.django_db
PAGE = "/demo/channels/"


@pytest.fixture(autouse=True)
def _known():
    row = project()
    keeper()
    Sig.objects.create(project=row, name="compute")
    Sig.objects.create(project=row, name="network")


@pytest.fixture
def lead(client, monkeypatch):
    play(client, monkeypatch, RELEASE_LEAD)
    return client


@pytest.fixture
def sig_lead(client, monkeypatch):
    play(client, monkeypatch, SIG_LEAD)
    return client


def make(client, **more: str):
    given = {"do": "make", "kind": "slack", "sig": "compute", "name": "#compute"}
    return client.post(PAGE, {**given, "address": ADDRESS, **more})


def do(client, what: str, channel: Channel, **more: str):
    return client.post(PAGE, {"do": what, "channel": str(channel.pk), **more})


def text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_strangers_see_that_there_is_one_and_how_it_does(client):
    channel = made()
    channels.stop(channel=channel, by="ann", now=NOW)
    page = client.get(PAGE, {"channel": channel.pk})
    said = text(page)
    assert "#slack" in said
    assert "@ann stopped it." in said
    assert "chat.example.org" not in page.content.decode()
    assert "New channel" not in said
    assert "Sign in first" in said


def test_page_without_any_says_what_to_do(client):
    assert "No channel yet" in text(client.get(PAGE))


def test_sig_lead_makes_one_for_the_sig_and_for_nothing_else(sig_lead):
    answer = make(sig_lead)
    row = Channel.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"{PAGE}?channel={row.pk}#channel"
    assert (row.sig.name, str(row.account), row.address) == (
        "compute",
        "player",
        ADDRESS,
    )
    for sig in ("network", "", "nobody"):
        assert make(sig_lead, sig=sig, name="x").status_code == 403
    assert Channel.objects.count() == 1
    options = re.findall(
        r'<option value="([^"]*)"', sig_lead.get(PAGE).content.decode()
    )
    assert options == ["slack", "zulip", "webhook", "compute"]


def test_release_team_makes_them_for_all(client, monkeypatch):
    play(client, monkeypatch, RELEASE_COMMS)
    assert make(client, sig="").status_code == 303
    assert make(client, sig="network", name="b").status_code == 303
    assert make(client, sig="nobody", name="c").status_code == 400
    assert Channel.objects.count() == 2


@pytest.mark.parametrize("role", ["", OWNER, OPERATOR])
def test_others_do_nothing(client, monkeypatch, role):
    channel = made("webhook")
    play(client, monkeypatch, *([role] if role else []))
    assert make(client).status_code == 403
    for what in ("renew", "stop", "start", "test", "change", "retry", "nothing"):
        assert do(client, what, channel).status_code == 403
    assert Channel.objects.get().is_on
    assert ADDRESS not in client.get(PAGE).content.decode()


def test_stranger_is_told_to_sign_in(client):
    answer = do(client, "stop", made())
    assert answer.status_code == 403
    assert "Sign in first" in text(answer)


def test_form_of_another_site_does_nothing(lead):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = lead.cookies
    channel = made()
    assert do(strict, "stop", channel).status_code == 403
    assert Channel.objects.get().is_on


def test_secret_is_shown_once(lead):
    answer = make(lead, kind="webhook")
    secret = Channel.objects.get().secret
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    channel = Channel.objects.get()
    here = lead.get(PAGE, {"channel": channel.pk}).content.decode()
    assert secret not in here
    again = do(lead, "renew", channel).content.decode()
    assert secret not in again
    assert Channel.objects.get().secret in again


def test_address_is_never_shown_whole(lead):
    channel = made()
    page = lead.get(PAGE, {"channel": channel.pk}).content.decode()
    assert "chat.example.org/…abcd" in page
    assert "s3cret" not in page


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"address": "http://chat.example.org/"}, "Only addresses with https"),
        ({"address": "https://169.254.169.254/latest"}, "no address on the open"),
        ({"name": ""}, "Give it a name"),
        ({"kind": "fax"}, "Choose Slack, Zulip"),
    ],
)
def test_form_that_cannot_be_says_what_to_do_and_keeps_what_was_typed(lead, more, word):
    answer = make(lead, **{"name": "#mine", **more})
    assert answer.status_code == 400
    assert word in text(answer)
    if more.get("name") is None:
        assert 'value="#mine"' in answer.content.decode()
    assert not Channel.objects.exists()


def test_stopping_is_taken_back(lead):
    channel = made()
    assert do(lead, "stop", channel).status_code == 303
    page = text(lead.get(PAGE, {"channel": channel.pk}))
    assert "@player stopped it." in page
    assert "Start again" in page
    do(lead, "start", channel)
    assert Channel.objects.get().is_on
    assert Event.objects.get(kind="channel-started").by == "player"


def test_test_message_is_owed_and_stands_in_the_log(lead):
    channel = made()
    assert do(lead, "test", channel).status_code == 303
    assert Sending.objects.get().subject == "A test from demo"
    assert "A test from demo" in text(lead.get(PAGE, {"channel": channel.pk}))
    channels.stop(channel=channel, by="ann", now=NOW)
    answer = do(lead, "test", channel)
    assert answer.status_code == 400
    assert "The channel is off" in text(answer)


def test_log_says_why_and_offers_to_try_again(lead):
    channel = made()
    sending = owed(channel)
    taken = channels.take(now=NOW)
    channels.failed(sending=taken, error="It answered 404: wrong.", now=NOW)
    page = text(lead.get(PAGE, {"channel": channel.pk}))
    assert "It answered 404: wrong." in page
    assert "1 failure in a row" in page
    answer = do(lead, "retry", channel, sending=str(sending.pk))
    assert answer.status_code == 303
    sending.refresh_from_db()
    assert sending.attempts == 0
    assert do(lead, "retry", channel, sending="999").status_code == 400


def test_whoever_changes_it_keeps_it_from_then_on(lead):
    channel = made()
    assert do(lead, "change", channel, name="#other").status_code == 303
    row = Channel.objects.get()
    assert (row.name, str(row.account), row.address) == ("#other", "player", ADDRESS)


def test_what_there_is_not_and_what_is_not_done(lead):
    channel = made()
    assert do(lead, "dance", channel).status_code == 400
    for wrong in ("", "0", "999", "x", "9" * 30):
        assert lead.post(PAGE, {"do": "stop", "channel": wrong}).status_code == 404
        assert lead.get(PAGE, {"channel": wrong}).status_code == 200


def test_channels_of_a_sig_alone(lead):
    sig = Sig.objects.get(name="compute")
    made(name="of-sig", sig=sig)
    made(name="of-project")
    page = text(lead.get(PAGE, {"sig": "compute"}))
    assert "Channels of SIG compute" in page
    assert "of-sig" in page
    assert "of-project" not in page


@pytest.mark.parametrize("number", [1, 12])
def test_statements_do_not_grow(client, number, django_assert_num_queries):
    channel = made()
    for one in range(number):
        made(name=f"c{one}")
        owed(channel, f"k{one}")
    with django_assert_num_queries(3):
        client.get(PAGE)


def test_own_page_tells_the_keeper_what_was_switched_off(client):
    account = keeper()
    channel = made()
    owed(channel)
    taken = channels.take(now=NOW)
    channels.failed(sending=taken, error="x", now=NOW, is_gone=True)
    client.force_login(account)
    page = text(client.get("/me/"))
    assert "The other side says that this address is no more." in page
