"""A page of every kind, accessible and within the window; `make long` has them all."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.support.accessible import OF_EACH_KIND, addresses, wrong_with
from tests.support.serving import IN_A_BROWSER

pytestmark = IN_A_BROWSER


def test_a_page_of_every_kind_is_accessible_and_fits(tracker: str, browser: Browser):
    assert set(OF_EACH_KIND) <= set(addresses())
    assert wrong_with(tracker, browser, list(OF_EACH_KIND)) == {}
