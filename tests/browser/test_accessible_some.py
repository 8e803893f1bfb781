"""The pages that are opened most, accessible and within the window.

`make long` looks at all.
"""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.support.accessible import SOME, addresses, wrong_with
from tests.support.serving import BRIEFLY_IN_A_BROWSER

pytestmark = BRIEFLY_IN_A_BROWSER


def test_pages_opened_most_are_accessible_and_fit(tracker: str, browser: Browser):
    assert set(SOME) <= set(addresses())
    assert wrong_with(tracker, browser, list(SOME)) == {}
