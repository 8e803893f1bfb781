"""What the parsers read in stored blobs, and what is kept of it for searching."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection

from enhancements.documents.facts import Reading as Facts
from enhancements.models import Blob, Reading

Parser = Callable[[bytes], Facts]

# PostgreSQL bounds one text's word list; no enhancement's prose comes near.
_SEARCHED_CHARACTERS = 100_000
# Readings kept in memory before they are stored.
_AT_ONCE = 200


def read(
    *, blobs: Iterable[int], reader: str, parser: Parser, searchable: bool = False
) -> dict[int, Facts]:
    """Readings by blob id; headings and words of new blobs are stored.

    The facts themselves are not: parsing the versions of one enhancement again is
    quicker than keeping what every version of all of them says.
    """
    wanted = set(blobs)
    stored = set(
        Reading.objects.filter(blob_id__in=wanted, reader=reader).values_list(
            "blob_id", flat=True
        )
    )
    known: dict[int, Facts] = {}
    rows: list[dict[str, Any]] = []
    contents = Blob.objects.filter(pk__in=wanted).values_list("pk", "content")
    for blob, content in contents.iterator(chunk_size=_AT_ONCE):
        data = bytes(content)
        known[blob] = parser(data)
        if blob not in stored:
            headings = [(one.level, one.text, one.line) for one in known[blob].headings]
            words = _prose(data) if searchable else None
            rows.append(
                {
                    "blob": blob,
                    "headings": headings,
                    "words": words,
                    "unreadable": known[blob].unreadable,
                }
            )
        if len(rows) == _AT_ONCE:
            _store(rows, reader)
            rows.clear()
    _store(rows, reader)
    return known


def _prose(content: bytes) -> str:
    text = content[: 4 * _SEARCHED_CHARACTERS].decode("utf-8", errors="replace")
    return text.replace("\x00", " ")[:_SEARCHED_CHARACTERS]


def _store(rows: Sequence[dict[str, Any]], reader: str) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO enhancements_reading"
            " (blob_id, reader, headings, words, unreadable)"
            " SELECT blob, %s, headings, to_tsvector('english', words), unreadable"
            " FROM json_to_recordset(%s::json)"
            "   AS new(blob bigint, headings jsonb, words text, unreadable text)"
            " ON CONFLICT (blob_id, reader) DO NOTHING",
            [reader, json.dumps(rows)],
        )
