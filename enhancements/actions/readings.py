"""What the parsers read in stored blobs; each blob is read once per revision."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from django.db import connection

from enhancements.documents.facts import Reading as Facts
from enhancements.models import Blob, Reading

Parser = Callable[[bytes], Facts]

# PostgreSQL bounds one text's word list; no enhancement's prose comes near.
_SEARCHED_CHARACTERS = 100_000


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
    rows: list[tuple[int, str, str | None]] = []
    contents = Blob.objects.filter(pk__in=missing).values_list("pk", "content")
    for blob, content in contents.iterator(chunk_size=200):
        data = json.dumps(parser(bytes(content)).as_json())
        known[blob] = Facts.from_json(json.loads(data))
        rows.append((blob, data, _prose(bytes(content)) if searchable else None))
    _store(rows, reader)
    return known


def _prose(content: bytes) -> str:
    text = content[: 4 * _SEARCHED_CHARACTERS].decode("utf-8", errors="replace")
    return text.replace("\x00", " ")[:_SEARCHED_CHARACTERS]


def _store(rows: Sequence[tuple[int, str, str | None]], reader: str) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO enhancements_reading (blob_id, reader, facts, words)"
            " SELECT blob, %s, facts::jsonb, to_tsvector('english', words)"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[])"
            "   AS new(blob, facts, words)"
            " ON CONFLICT (blob_id, reader) DO NOTHING",
            [
                reader,
                [blob for blob, _, _ in rows],
                [facts for _, facts, _ in rows],
                [words for _, _, words in rows],
            ],
        )
