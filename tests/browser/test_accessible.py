"""Half of the pages, accessible and within the window; it takes a minute."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.support.accessible import addresses, wrong_with
from tests.support.serving import IN_A_BROWSER

pytestmark = IN_A_BROWSER


def test_pages_are_accessible_and_fit(tracker: str, browser: Browser):
    assert wrong_with(tracker, browser, addresses()[::2]) == {}
