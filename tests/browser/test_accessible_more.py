"""The other half of the pages, in a file of its own for another worker."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.accessible import addresses, wrong_with

# A browser that leaves a page cuts its files off; the server's generators are then
# collected with the file still open.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_pages_are_accessible_and_fit(tracker: str, browser: Browser):
    assert wrong_with(tracker, browser, addresses()[1::2]) == {}
