"""The sentence in which a document says what it is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.summary import MOST, sentence

VEP = """# VEP #10: Warm standby

## VEP Status Metadata

### Target releases

- This VEP targets alpha for version: v1.9

## Overview

<!-- Say what it is. -->
Guests keep a [warm copy](https://example.org), e.g. in
another zone. It takes over at once.

## Motivation

Nobody likes to wait.
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (VEP, "Guests keep a warm copy, e.g. in another zone."),
        ("# T\n\n## Motivation\n\nWhy v1.9 matters.\n", "Why v1.9 matters."),
        ("---\ntitle: T\n---\n\n# T\n\nIt is **new**.\n", "It is new."),
        ("# T\n\n## Goals\n\n- One.\n- Two.\n", ""),
        ("Only words. And more.", "Only words."),
        ("# T\n\n## Summary\n\nTold twice.\n\n## Overview\n\nNo.\n", "Told twice."),
        ("", ""),
    ],
)
def test_first_sentence_is_found(text, expected):
    assert sentence(text) == expected


def test_endless_sentence_is_cut_at_a_word():
    said = sentence("# T\n\n## Summary\n\n" + "word " * 200)
    assert len(said) <= MOST + 1
    assert said.endswith("word…")


@given(st.text())
def test_any_text_is_read(text):
    assert len(sentence(text)) <= MOST + 1
