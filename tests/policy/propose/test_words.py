"""Words as they are compared, and the passage that is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.policy.propose import words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("migration", "Migrating"),
        ("volumes", "volume"),
        ("policies", "policy"),
        ("limited", "limits"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str):
    assert words.stem(one) == words.stem(other)


def test_passage_is_prose_and_has_most_words():
    text = (
        "---\ntitle: disk disk\n---\n# VEP 1: Disk copies\n\n"
        "<!-- disk copies fast -->\n## Overview\n\n"
        "All are slow. Disk [copies](https://x.example) are `fast` now.\n"
    )
    wanted = words.stems("fast disk copies").keys()
    assert words.snippet(text, wanted) == "Disk copies are fast now."
    assert words.snippet(text, {"zebra"}) == ""


def test_long_passage_is_cut_around_its_first_word():
    text = f"{'before ' * 60}disk {'after ' * 60}"
    cut = words.snippet(text, {"disk"})
    assert len(cut) <= words.WINDOW + 4
    assert "disk" in cut
    assert cut.startswith("… ")
    assert cut.endswith(" …")


@given(st.text(max_size=400), st.text(max_size=40))
def test_pieces_are_the_text(text: str, typed: str):
    wanted = words.stems(typed).keys()
    assert "".join(one.text for one in words.pieces(text, wanted)) == text
    words.snippet(text, wanted)
