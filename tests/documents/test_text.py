from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.text import LARGEST, Unreadable, decode


def test_decode_drops_the_byte_order_mark_and_unifies_line_ends():
    assert decode(b"\xef\xbb\xbfone\r\ntwo\rthree\n") == "one\ntwo\nthree\n"


def test_decode_takes_a_file_of_the_largest_size():
    assert decode(b"a" * LARGEST) == "a" * LARGEST


def test_decode_names_the_line_that_is_not_utf8():
    with pytest.raises(Unreadable) as caught:
        decode(b"fine\nfine\ncaf\xe9\n")
    assert str(caught.value) == (
        "The file is not UTF-8 text: line 3 has a byte that means nothing there; "
        "save it as UTF-8."
    )


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b"a" * (LARGEST + 1), "The file has 1,048,577 bytes; at most 1,048,576"),
        (b"\xff\xfea\x00", "The file is UTF-16 text; save it as UTF-8."),
        (b"\x89PNG\x00\x01", "The file is binary, not text; save it as UTF-8 text."),
    ],
)
def test_decode_refuses_what_is_no_document(data, start):
    with pytest.raises(Unreadable) as caught:
        decode(data)
    assert str(caught.value).startswith(start)


@given(st.binary())
def test_decode_gives_text_or_says_why_not(data):
    try:
        text = decode(data)
    except Unreadable as error:
        text = str(error)
    assert "\r" not in text
    assert "\0" not in text
