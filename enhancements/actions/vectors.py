"""How spelled texts become `tsvector`s.

English words, with their place, and code words in one piece as they are. Letters from
A to D say how much a word counts: A of titles, which the record itself has, B where a
text begins and of code words, C further down, D in comments.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from enhancements.policy.search.spelling import Spelled

COLUMNS = "lead text, rest text, codes text"
"""Columns of a recordset with a spelled text, beside those of its own."""


def of(lead: str = "B", rest: str = "C") -> str:
    """SQL of the words of COLUMNS, with the letters of the two; NULL without a text."""
    return (
        f"setweight(to_tsvector('english', lead), '{lead}')"
        f" || setweight(to_tsvector('english', rest), '{rest}')"
        " || setweight(to_tsvector('simple', codes), 'B')"
    )


def columns(text: Spelled | None) -> dict[str, str | None]:
    """The values of COLUMNS."""
    if text is None:
        return dict.fromkeys(("lead", "rest", "codes"))
    return {"lead": text.lead, "rest": text.rest, "codes": text.codes}


def as_json(rows: Iterable[Mapping[str, object]]) -> str:
    """Rows for `json_to_recordset`."""
    return json.dumps(list(rows))
