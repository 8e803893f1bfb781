"""The page about permissions says what the policy answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from enhancements.policy.permissions import ROLES, Deed
from enhancements.profiles.permissions_page import cell, page

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


def test_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize(
    ("deed", "role", "word"),
    [
        (Deed.TRACK, "release-lead", "yes"),
        (Deed.TRACK, "release-docs", "docs freeze"),
        (Deed.TRACK, "sig-lead", "—"),
        (Deed.DEFER, "sig-lead", "own SIG"),
        (Deed.NOTE, "owner", "own"),
        (Deed.RETRY, "operator", "yes"),
    ],
)
def test_cell_is_a_word(deed, role, word):
    assert cell(deed, role) == word


def test_every_cell_has_a_word():
    words = {cell(deed, role) for deed in Deed for role in ROLES}
    assert words == {"yes", "—", "docs freeze", "own SIG", "own"}
