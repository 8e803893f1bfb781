"""What the parsers read in stored blobs; each blob is read once per revision."""

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
    """Readings by blob id; what was not read before is parsed and stored."""
    wanted = set(blobs)
    known = {
        blob: Facts.from_json(facts)
        for blob, facts in Reading.objects.filter(
            blob_id__in=wanted, reader=reader
        ).values_list("blob_id", "facts")
    }
    missing = wanted - set(known)
    contents = Blob.objects.filter(pk__in=missing).values_list("pk", "content")
    rows: list[dict[str, Any]] = []
    for blob, content in contents.iterator(chunk_size=_AT_ONCE):
        data = bytes(content)
        facts = json.loads(json.dumps(parser(data).as_json()))
        known[blob] = Facts.from_json(facts)
        words = _prose(data) if searchable else None
        rows.append({"blob": blob, "facts": facts, "words": words})
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
            "INSERT INTO enhancements_reading (blob_id, reader, facts, words)"
            " SELECT blob, %s, facts, to_tsvector('english', words)"
            " FROM json_to_recordset(%s::json)"
            "   AS new(blob bigint, facts jsonb, words text)"
            " ON CONFLICT (blob_id, reader) DO NOTHING",
            [reader, json.dumps(rows)],
        )
