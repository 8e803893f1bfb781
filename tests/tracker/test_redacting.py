"""Lines of the log that name a signed link."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings

from tracker.redacting import LinksHidden

SIGNED = "eyJhIjoxfQ:1vN3xs:c2lnbmVk-_"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/demo/asked/{SIGNED}/", "/demo/asked/…/"),
        (f"/me/mail/confirm/{SIGNED}/?next=/", "/me/mail/confirm/…/?next=/"),
        (f"/me/mail/stop/{SIGNED}", "/me/mail/stop/…"),
        (f"/me/unfollow/{SIGNED}/", "/me/unfollow/…/"),
        ("/demo/asked/", "/demo/asked/"),
        ("/me/mail/", "/me/mail/"),
        (f"/feeds/{SIGNED}/mine.ics", "/feeds/…/mine.ics"),
        ("/me/feeds/", "/me/feeds/"),
        ("https://hooks.slack.com/services/T0/B0/x9y", "https://hooks.slack.com/…"),
        (
            "https://z.example/in?api_key=k3y&topic=a",
            "https://z.example/in?api_key=…&topic=a",
        ),
        ("signed with trks_abc-1_2, then trk_9", "signed with trks_…, then trk_…"),
    ],
)
def test_token_of_a_link_is_in_no_line(path, shown):
    args = ("Forbidden", path)
    record = logging.LogRecord("django.request", 30, "", 1, "%s: %s", args, None)
    assert LinksHidden().filter(record)
    assert record.getMessage() == f"Forbidden: {shown}"


def test_every_handler_hides_them():
    handlers = settings.LOGGING["handlers"].values()
    assert all("links" in handler["filters"] for handler in handlers)
