from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy.own_addresses import own_address

OURS = "https://tracker.example.org"
PIECES = [
    "/",
    "\\",
    "//",
    "evil.example",
    "@",
    ":",
    "%0d%0a",
    "\t",
    "\n",
    " ",
    "?",
    "#",
]
PIECES += ["https:", "javascript:", "\u2028", "\uff0f", "..", "sample", ".", "&next="]


@pytest.mark.parametrize(
    "text",
    ["/", "/sample/", "/sample/?as_of=2026-01-01&sig=compute", "/a/b%20c/", "/me/"],
)
def test_own_pages_are_gone_back_to(text):
    assert own_address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "sample/", "//evil.example", "/\\evil.example", "/\t/evil.example",
        "https://evil.example/", "/sample/\r\nX: y", "/accounts/login/?next=/accounts/",
        "/a" * 2000, "/\u00e4/", "/a b/", "///evil.example", "/a#b",
    ],
)  # fmt: skip
def test_everything_else_is_not(text):
    assert own_address(text, "/otherwise/") == "/otherwise/"


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_no_text_leads_elsewhere(text):
    # A browser reads \ as /, and leaves tabs and line breaks out.
    seen = own_address(text).replace("\\", "/")
    for blank in "\t\r\n":
        seen = seen.replace(blank, "")
    parts = urlsplit(urljoin(OURS, seen))
    assert f"{parts.scheme}://{parts.netloc}" == OURS
