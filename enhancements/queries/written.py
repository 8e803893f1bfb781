"""Rows of lists as JSON text, kept for as long as the row is the same.

A page shows hundreds of records, most of which have not changed since somebody last
asked. Building and writing them takes longer than reading them, so their text is kept
in the process, under the version of the row that PostgreSQL itself goes by: a changed
row is another version.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import connection

VERSION = "record.id, record.ctid::text AS place, record.xmin::text AS written"
"""Columns that name the version of a row: its id, where it lies, who wrote it."""

Thing = TypeVar("Thing")

_MOST = 20_000
_known: dict[Hashable, str] = {}


class Written(str):
    """JSON that is written already."""

    __slots__ = ()


def dumped(value: Any) -> str:
    """JSON without blanks."""
    if isinstance(value, Written):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def rows(
    found: Sequence[dict[str, Any]],
    form: Hashable,
    shape: Callable[[Sequence[dict[str, Any]]], Sequence[dict[str, Any]]],
    beside: Sequence[Mapping[str, Any]] = (),
) -> Written:
    """The rows as a JSON list.

    `found` have the columns of VERSION. `shape` makes the objects of those that are
    not known; `form` stands for all else that they depend on. `beside` has what each
    of them says besides, which is not kept.
    """
    versions = [(one["id"], one["place"], one["written"]) for one in found]
    texts = _texts(found, versions, form, shape)
    if beside:
        pairs = zip(texts, beside, strict=True)
        texts = [f"{text[:-1]},{dumped(more)[1:]}" for text, more in pairs]
    return Written(f"[{','.join(texts)}]")


def things(
    found: Sequence[Thing],
    versions: Sequence[Hashable],
    form: Hashable,
    shape: Callable[[Sequence[Thing]], Sequence[dict[str, Any]]],
) -> Written:
    """As `rows`, of anything that is the same for as long as its version is."""
    return Written(f"[{','.join(_texts(found, versions, form, shape))}]")


def _texts(
    found: Sequence[Thing],
    versions: Sequence[Hashable],
    form: Hashable,
    shape: Callable[[Sequence[Thing]], Sequence[dict[str, Any]]],
) -> list[str]:
    start = (connection.settings_dict["NAME"], form)
    keys: list[Hashable] = [(start, one) for one in versions]
    texts = {key: _known[key] for key in keys if key in _known}
    missing = [n for n, key in enumerate(keys) if key not in texts]
    made = shape([found[n] for n in missing])
    for n, one in zip(missing, made, strict=True):
        texts[keys[n]] = dumped(one)
    if len(_known) + len(missing) > _MOST:
        _known.clear()
    _known.update(texts)
    return [texts[key] for key in keys]
