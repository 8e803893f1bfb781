"""The address for mail, where this installation sends none."""

from __future__ import annotations

import pytest

from enhancements.actions import accounts
from enhancements.models import Mail, Mailbox
from tests.support.deciding import text

pytestmark = pytest.mark.django_db
PAGE = "/me/mail/"


@pytest.fixture
def olga(client, settings):
    settings.EMAIL_HOST = ""
    client.force_login(accounts.sign_in(github_id=7, login="olga", name="Olga"))
    return client


def test_address_is_kept_where_no_mail_is_sent_and_no_message_is_spoken_of(olga):
    assert "Keep the address" in text(olga.get(PAGE))
    answer = olga.post(PAGE, {"do": "give", "address": "olga@example.org"})
    assert answer.status_code == 303, text(answer)
    assert Mailbox.objects.get().address == "olga@example.org"
    assert not Mail.objects.exists()
    page = text(olga.get(PAGE))
    assert "It is kept. Once mail is sent here" in page
    assert "Open the link in the message" not in page
    assert "Send the message again" not in page


def test_message_that_cannot_be_sent_again_is_no_error_of_theirs(olga):
    olga.post(PAGE, {"do": "give", "address": "olga@example.org"})
    answer = olga.post(PAGE, {"do": "again"})
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
