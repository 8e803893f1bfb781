"""Somebody signed in at a browser, and pictures of what it shows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from enhancements.actions import accounts

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = os.environ.get("TRACKER_PICTURES", "")
"""A folder to keep pictures in, for who looks at them; empty for none."""
_TELEPHONE = 600


def session_of(login: str, github_id: int) -> str:
    """Key of a session of somebody, made before a browser's own thread reads it."""
    client = Client()
    client.force_login(accounts.sign_in(github_id=github_id, login=login, name=login))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def open_page(browser: Browser, address: str, session: str, width: int) -> Page:
    """A page of a width, by touch where that is a telephone's; see `page_of`."""
    return page_of(
        browser,
        address,
        session,
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
        has_touch=width < _TELEPHONE,
    )


def page_of(browser: Browser, address: str, session: str, **more: Any) -> Page:
    """A page in a browser of their own; whoever asks closes its context.

    `more` is what Playwright knows a browser by, such as `viewport`.
    """
    context = browser.new_context(base_url=address, **more)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    host = urlsplit(address).hostname or ""
    context.add_cookies([{**cookie, "domain": host, "path": "/"}])
    return context.new_page()


def picture(page: Page, name: str, *, full_page: bool = True) -> None:
    """Keep a picture of the whole page, where somebody wants to look at it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=full_page)
