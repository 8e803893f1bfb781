"""What goes out to chats and programs, and what comes of it."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from enhancements import tasks
from enhancements.actions import channels
from enhancements.models import Channel, Sending, Sig
from enhancements.sources import channels as sending
from tests.support.channels import keeper, made, owed, project
from tests.support.listeners import listening, status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _known(settings):
    settings.LOCAL_CHANNELS = True
    project()
    keeper()


def to(listener, kind: str = "slack", **more) -> Channel:
    """A channel to a listener of this machine."""
    return made(kind, address=f"http://127.0.0.1:{listener.port}/in", **more)


def parts(request: bytes) -> tuple[dict[str, str], bytes]:
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:]]
    return {key.lower(): value for key, value in lines}, body


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("slack", "*Subject one*\nText &amp; more"),
        ("zulip", "*Subject one*\nText & more"),
    ],
)
def test_chat_gets_the_text_and_no_signature(kind, text):
    with listening() as listener:
        row = owed(to(listener, kind))
        assert sending.send_due(seconds=5) == 1
    headers, body = parts(listener.requests[0])
    assert json.loads(body)["text"] == text
    assert headers["content-type"].startswith("application/json")
    assert not any(name.startswith("x-tracker") for name in headers)
    row.refresh_from_db()
    assert row.sent_at is not None
    assert Channel.objects.get().last_ok_at == row.sent_at


def test_program_gets_signed_json_that_it_can_verify():
    with listening() as listener:
        channel = to(listener, "webhook")
        sig = Sig.objects.create(project=channel.project, name="compute")
        Channel.objects.update(sig=sig)
        row = owed(channel)
        assert sending.send_due(seconds=5) == 1
    headers, body = parts(listener.requests[0])
    assert json.loads(body) == {
        "version": 1,
        "delivery": f"{channel.pk}-{row.pk}",
        "made_at": "2026-11-02T09:00:00+00:00",
        "project": "demo",
        "sig": "compute",
        "channel": "#webhook",
        "subject": "Subject one",
        "text": "Text & more",
        "data": {"key": "one"},
    }
    assert headers["x-tracker-delivery"] == f"{channel.pk}-{row.pk}"
    stamp = headers["x-tracker-timestamp"]
    signed = hmac.new(
        channel.secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256
    )
    assert headers["x-tracker-signature-256"] == f"sha256={signed.hexdigest()}"


def test_each_try_has_the_same_body_and_id():
    with listening(status(500)) as listener:
        row = owed(to(listener, "webhook"))
        for _ in range(2):
            assert sending.send_due(seconds=5) == 0
            Channel.objects.update(waits_until=None)
            Sending.objects.update(due_at=row.made_at)
    (first, body), (second, again) = map(parts, listener.requests)
    assert body == again
    assert first["x-tracker-delivery"] == second["x-tracker-delivery"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (302, "It answered 302: it redirects, which is not followed."),
        (404, "It answered 404: the address is wrong, or was revoked there."),
        (429, "It answered 429: it wants fewer messages."),
        (500, "It answered 500."),
    ],
)
def test_what_did_not_arrive_says_why(number, said):
    with listening(status(number)) as listener:
        row = owed(to(listener))
        assert sending.send_due(seconds=5) == 0
    row.refresh_from_db()
    channel = Channel.objects.get()
    assert (row.error, row.state(row.due_at)) == (said, "owed")
    assert (channel.last_error, channel.failures, channel.is_on) == (said, 1, True)


def test_gone_switches_the_channel_off():
    with listening(status(410)) as listener:
        owed(to(listener))
        sending.send_due(seconds=5)
    assert not Channel.objects.get().is_on


def test_one_that_does_not_answer_holds_up_no_other():
    with listening() as listener:
        deaf = made("webhook", address="http://127.0.0.1:1/in")
        first, second = owed(deaf), owed(to(listener))
        owed(deaf, "two")
        assert sending.send_due(seconds=5) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.error, second.error) == ("It cannot be reached.", "")
    assert Sending.objects.get(key="two").attempts == 0


def test_address_within_is_refused_when_it_is_used(settings):
    with listening() as listener:
        row = owed(to(listener))
        settings.LOCAL_CHANNELS = False
        assert sending.send_due(seconds=5) == 0
    assert listener.requests == []
    row.refresh_from_db()
    assert row.error.startswith("Only addresses with https are sent to.")


def test_log_names_no_address(caplog):
    with listening(status(500)) as listener:
        owed(made("webhook", address=f"http://127.0.0.1:{listener.port}/s3cret"))
        sending.send_due(seconds=5)
    assert "It answered 500." in caplog.text
    assert "s3cret" not in caplog.text
    assert Channel.objects.get().secret not in caplog.text


def test_task_sends_what_is_due():
    with listening() as listener:
        channel = to(listener)
        assert channels.owe_test(channel=channel, by="ann", now=channel.made_at)
        tasks.send_to_channels()
    (request,) = listener.requests
    assert b"A test from demo" in request
