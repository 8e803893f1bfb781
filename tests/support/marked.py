"""Whether what a reader is told was stored, or went where it is not for them alone.

The reader's language is the made-up one: each letter that is translated has a mark.
"""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from django.db import connection

from enhancements import languages
from tests.support.pseudo import PSEUDO, accented

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest
    from django.test import Client

LETTERS = "".join(map(accented, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
MARKED = dataclasses.replace(PSEUDO, thousands="ˬ")
"""The made-up language, in which a grouped number is seen as well."""
_MARK = f"[{LETTERS}{MARKED.thousands}]"
_FOUND = re.compile(f".{{0,30}}{_MARK}.{{0,60}}")
_SORTS = "'text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY'"
_COLUMNS = f"""
SELECT one.table_name, array_agg(one.column_name::text ORDER BY one.ordinal_position)
  FROM information_schema.columns one
  JOIN information_schema.tables USING (table_schema, table_name)
 WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
   AND one.data_type IN ({_SORTS})
 GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - our own words


def offer(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    """Offer the made-up language to readers, beside English."""
    known = languages.find

    def find(code: str) -> languages.Language:
        return MARKED if code == MARKED.code else known(code)

    monkeypatch.setattr(languages, "find", find)
    offered = [languages.SOURCE, MARKED.code]
    monkeypatch.setattr(settings, "LANGUAGES_OFFERED", offered)


def speak(client: Client, code: str = MARKED.code) -> Client:
    """The browser of somebody who chose this language."""
    client.cookies["language"] = code
    return client


def marks(text: str) -> list[str]:
    """What of a text is in the made-up language, with some of what is around it."""
    return _FOUND.findall(text)


def columns() -> dict[str, list[str]]:
    """Every column that holds words, by table."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        return dict(cursor.fetchall())


def in_database() -> list[tuple[str, str, str]]:
    """(table, column, words) of all that is stored in the made-up language; a statement
    for each table.
    """
    found = []
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, names in columns().items():
            told = ", ".join(f"{quote(name)}::text" for name in names)
            where = f"concat_ws(' ', {told}) ~ %s"
            statement = f"SELECT {told} FROM {quote(table)} WHERE {where}"  # noqa: S608 - our own tables
            cursor.execute(statement, [_MARK])
            found += [
                (table, name, words)
                for row in cursor.fetchall()
                for name, text in zip(names, row, strict=True)
                for words in marks(text or "")
            ]
    return found


def writes() -> int:
    """How many rows of ours this transaction has written so far, kept or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
            "  FROM pg_stat_xact_user_tables WHERE relname LIKE 'enhancements%%'"
        )
        return int(cursor.fetchone()[0])


class _Carried(HTMLParser):
    """Collects what a page sends or gives along: values of fields, what is copied, and
    addresses.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_in_text = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A field, a button that copies, or a link."""
        given = {name: value or "" for name, value in attrs}
        self._is_in_text = tag == "textarea"
        if tag in ("input", "button", "option"):
            self.found.append(given.get("value", ""))
        self.found.append(given.get("data-copy", ""))
        for name in ("href", "action"):
            self.found.append(unquote_plus(given.get(name, "")))

    def handle_endtag(self, tag: str) -> None:
        """Behind a field."""
        self._is_in_text = self._is_in_text and tag != "textarea"

    def handle_data(self, data: str) -> None:
        """What a large field holds."""
        if self._is_in_text:
            self.found.append(data)


def carried(html: str) -> Iterator[str]:
    """What a page would have its reader send or paste in the made-up language."""
    reader = _Carried()
    reader.feed(html)
    reader.close()
    for text in reader.found:
        yield from marks(text)
