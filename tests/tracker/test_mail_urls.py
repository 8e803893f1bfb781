"""Where mail is handed over, from one variable."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker.mail_urls import MailServer, address, server


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", MailServer()),
        (
            "smtp://u:p%40ss@mail.example",
            MailServer("mail.example", 587, "u", "p@ss", use_tls=True),
        ),
        ("smtps://mail.example:4650", MailServer("mail.example", 4650, use_ssl=True)),
        ("smtp+plain://localhost", MailServer("localhost", 25)),
    ],
)
def test_url_says_how_mail_is_handed_over(url, found):
    assert server(url) == found


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://", "smtp://u:secret@h:x"]
)
def test_other_urls_are_refused_without_their_password(url):
    with pytest.raises(ImproperlyConfigured, match="must look like") as told:
        server(url)
    assert "secret" not in str(told.value)
    assert "p@ss" not in repr(server("smtp://u:p%40ss@mail.example"))


def test_address_has_a_scheme_and_no_path():
    assert address("") == ""
    assert address("https://tracker.example.org/") == "https://tracker.example.org"
    for wrong in ("tracker.example.org", "https://x/y", "ftp://x"):
        with pytest.raises(ImproperlyConfigured, match="must look like"):
            address(wrong)
