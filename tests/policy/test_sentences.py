"""Parts of sentences."""

from __future__ import annotations

import pytest

from enhancements.policy import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" a\r\n b\t c ", "a b c"),
        ("abcdef", "abcdef"),
        ("abcdefg", "abcde…"),
        ("a \n bcdefg", "a bcd…"),
    ],
)
def test_text_is_shortened_to_a_line(text, expected):
    assert sentences.shortened(text, 6) == expected


def test_words_are_listed_as_one_says_them():
    assert [sentences.listed(words) for words in ((), ("a",), ("a", "b", "c"))] == [
        "",
        "a",
        "a, b and c",
    ]
