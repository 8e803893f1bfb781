"""Where the next page of a list begins.

A cursor is opaque: what a row is sorted by and the moment of the first page, signed,
so that only our own come back and what is in them can be trusted.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.core import signing

from enhancements.queries.filters import FilterRefused
from enhancements.queries.written import Written


@dataclasses.dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page."""

    at: dt.datetime
    """The moment that all pages are of, UTC."""
    sort: str
    after: tuple[Any, ...]
    """What that row is sorted by, down to a part that is unique; JSON values."""

    def text(self, name: str) -> str:
        """The cursor in an address; `name` is that of the list."""
        return _signer(name).sign_object(
            [self.at.isoformat(), self.sort, list(self.after)], compress=True
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list in the form of the API, and the cursor of those after them."""

    items: list[dict[str, Any]] | Written
    following: Cursor | None


def read(text: str, name: str) -> Cursor:
    """The cursor of a text that `Cursor.text` made for the list of this name.

    Raises FilterRefused for anything else.
    """
    try:
        at, sort, after = _signer(name).unsign_object(text)
    except signing.BadSignature as bad:
        message = (
            "This cursor is none of ours, or of another list. Take the address in"
            " “next” as it is, or leave the cursor out to begin again."
        )
        raise FilterRefused("cursor", message) from bad
    return Cursor(dt.datetime.fromisoformat(at), sort, tuple(after))


def _signer(name: str) -> signing.Signer:
    return signing.Signer(salt=f"enhancements.cursor.{name}")
