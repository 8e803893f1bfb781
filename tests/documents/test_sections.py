"""Headings with and without words below them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.sections import read

TEXT = b"""# KEP-1: Warm standby

Front words.

## Test Plan

<!-- Say how it is tested.
Over two lines. -->

## Graduation Criteria

### Alpha

- Done.

### Beta

TBD

## **Monitoring** Requirements
```yaml
metric: x
```

## Scalability

- [ ]
> n/a
---

## Last
~~Gone.~~
"""


def test_words_are_told_from_what_is_left_open():
    assert [tuple(part) for part in read(TEXT)] == [
        ("KEP-1: Warm standby", 1, True),
        ("Test Plan", 2, False),
        ("Graduation Criteria", 2, False),
        ("Alpha", 3, True),
        ("Beta", 3, False),
        ("Monitoring Requirements", 2, True),
        ("Scalability", 2, False),
        ("Last", 2, False),
    ]


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        (b"", False),
        (b"TODO:", False),
        (b"to be determined.", False),
        (b"...", False),
        (b"* TBD", False),
        (b"None", False),
        (b"None of it scales.", True),
        (b"No.", True),
        (b"| a | b |", True),
        (b"![picture](x.png)", True),
    ],
)
def test_what_counts_as_words(below, expected):
    (part,) = read(b"# Scalability\n\n" + below + b"\n")
    assert part.is_filled is expected


@given(st.binary(max_size=300))
def test_anything_is_read(data):
    for part in read(data):
        assert 1 <= part.level <= 6
