"""What the parsers read in stored blobs, and what is kept of it for searching."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection

from enhancements.actions import vectors
from enhancements.documents.facts import Reading as Facts
from enhancements.documents.formats import Format
from enhancements.models import Blob, Reading
from enhancements.policy.search import spelling
from enhancements.policy.search.spelling import Spelled

Parser = Callable[[bytes], Facts]

# PostgreSQL bounds one text's word list; no enhancement's prose comes near.
_SEARCHED_CHARACTERS = 100_000
# Contents fetched, and readings and characters kept in memory, before they are stored.
_FETCHED = 50
_AT_ONCE = 200
_CHARACTERS_AT_ONCE = 2_000_000
_STORE = f"""
INSERT INTO enhancements_reading (blob_id, reader, headings, words, unreadable)
SELECT blob, %s, headings, {vectors.of()}, unreadable
  FROM json_to_recordset(%s::json)
    AS new(blob bigint, headings jsonb, {vectors.COLUMNS}, unreadable text)
    ON CONFLICT (blob_id, reader) DO NOTHING
"""  # noqa: S608 - joined from constants
# Of the same profile and parser, as `readers.reader_of` names them: what an earlier
# revision found would be found for ever.
_FORGET = """
DELETE FROM enhancements_reading
 WHERE blob_id = ANY(%(blobs)s) AND reader <> %(reader)s
   AND split_part(reader, ':', 1) = split_part(%(reader)s, ':', 1)
   AND split_part(reader, ':', 3) = split_part(%(reader)s, ':', 3)
"""


def read(
    *, blobs: Iterable[int], reader: str, format_: Format, parser: Parser
) -> dict[int, Facts]:
    """Readings by blob id; headings and words of new blobs are stored.

    The facts themselves are not: parsing the versions of one enhancement again is
    quicker than keeping what every version of all of them says. Of a mere text, which
    claims nothing, only new blobs are looked at.
    """
    wanted = set(blobs)
    stored = dict(
        Reading.objects.filter(blob_id__in=wanted, reader=reader).values_list(
            "blob_id", "unreadable"
        )
    )
    known: dict[int, Facts] = {}
    if not format_.claims:
        known = {blob: Facts(unreadable=why) for blob, why in stored.items()}
        wanted -= set(known)
    shelf = _Shelf(reader)
    contents = Blob.objects.filter(pk__in=wanted).values_list("pk", "content")
    for blob, content in contents.iterator(chunk_size=_FETCHED):
        data = bytes(content)
        known[blob] = parser(data)
        if blob not in stored:
            shelf.add(blob, known[blob], _prose(data) if format_.is_text else None)
    shelf.empty()
    return known


def _prose(content: bytes) -> Spelled:
    text = content[: 4 * _SEARCHED_CHARACTERS].decode("utf-8", errors="replace")
    return spelling.spelled(spelling.document(text[:_SEARCHED_CHARACTERS]))


class _Shelf:
    """New readings until there are enough of them to be stored."""

    def __init__(self, reader: str) -> None:
        self.reader = reader
        self.rows: list[dict[str, Any]] = []
        self.characters = 0

    def add(self, blob: int, facts: Facts, words: Spelled | None) -> None:
        headings = [(one.level, one.text, one.line) for one in facts.headings]
        row = {"blob": blob, "headings": headings, **vectors.columns(words)}
        self.rows.append({**row, "unreadable": facts.unreadable})
        self.characters += len(words.lead) + len(words.rest) if words else 0
        if len(self.rows) >= _AT_ONCE or self.characters >= _CHARACTERS_AT_ONCE:
            self.empty()

    def empty(self) -> None:
        _store(self.rows, self.reader)
        self.rows.clear()
        self.characters = 0


def _store(rows: Sequence[dict[str, Any]], reader: str) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [reader, vectors.as_json(rows)])
        blobs = [row["blob"] for row in rows]
        cursor.execute(_FORGET, {"blobs": blobs, "reader": reader})
