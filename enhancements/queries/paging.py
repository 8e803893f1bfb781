"""Long lists: which page of one is shown, and what links and forms carry along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enhancements.queries import words
from enhancements.queries.shapes import Page

COMMENTS = 20
"""Comments on a page of a discussion."""


def paged(parameters: Mapping[str, Any], *, number: int, total: int, size: int) -> Page:
    """The page of that number, counted from 1, or the nearest one that there is.

    `parameters` are all of the list's address, kept in the links to its neighbours.
    """
    last = max(1, -(-total // size))
    shown = min(max(1, number), last)

    def at(place: int) -> str:
        return words.query({**parameters, "page": place if place > 1 else ""})

    return Page(
        number=shown,
        size=size,
        total=total,
        previous_query=at(shown - 1) if shown > 1 else "",
        next_query=at(shown + 1) if shown < last else "",
    )


def carried(
    parameters: Mapping[str, Any], *without: str
) -> tuple[tuple[str, str], ...]:
    """Parameters that a form sends along hidden: (name, value), empty ones left out."""
    return tuple(
        (name, str(one))
        for name, value in parameters.items()
        if name not in without
        for one in (value if isinstance(value, list | tuple) else [value])
        if one
    )
