"""From the bytes of a file to text that can be read and stored."""

from __future__ import annotations

import codecs

LARGEST = 1024 * 1024
"""Bytes; nobody writes a document by hand that is larger."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Unreadable(ValueError):
    """A text as a whole cannot be read; it says why and what to do."""


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, without its byte order mark, all line ends alike.

    Raises Unreadable for a file that is too large, binary or not UTF-8.
    """
    if len(data) > LARGEST:
        raise Unreadable(
            f"The file has {len(data):,} bytes; at most {LARGEST:,} are read. "
            "Move pictures and logs into files of their own."
        )
    if data.startswith(_UTF_16):
        raise Unreadable("The file is UTF-16 text; save it as UTF-8.")
    if b"\0" in data:
        raise Unreadable("The file is binary, not text; save it as UTF-8 text.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"The file is not UTF-8 text: line {line} has a byte that means nothing "
            "there; save it as UTF-8."
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
