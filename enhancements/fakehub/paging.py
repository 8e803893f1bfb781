"""Pages as GitHub gives them: by number, or by a cursor, told in ``Link``."""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from enhancements.fakehub.calls import Answer, Call, Refusal
from enhancements.fakehub.nouns import Issue
from enhancements.fakehub.shapes import Json

T = TypeVar("T")

LARGEST_PAGE = 100
USUAL_PAGE = 30
DEEPEST = 10_000
"""Rows that page numbers reach in lists of issues."""


def page_size(call: Call) -> int:
    """Rows a page: 30 unless asked for, 100 at most."""
    try:
        asked = int(call.request.query.get("per_page", USUAL_PAGE))
    except ValueError:
        return USUAL_PAGE
    return min(asked, LARGEST_PAGE) if asked > 0 else USUAL_PAGE


def page_number(call: Call) -> int:
    """The page that is asked for, from 1."""
    try:
        return max(1, int(call.request.query.get("page", 1)))
    except ValueError:
        return 1


def paged(call: Call, rows: Sequence[T], shape: Callable[[T], Json]) -> Answer:
    """A page of rows by its number, with ``Link``."""
    size, number = page_size(call), page_number(call)
    last = max(1, -(-len(rows) // size))
    shown = rows[(number - 1) * size : number * size]
    links = {}
    if number > 1:
        links["prev"] = {"page": str(min(number - 1, last))}
    if number < last:
        links["next"] = {"page": str(number + 1)}
        links["last"] = {"page": str(last)}
    if number > 1:
        links["first"] = {"page": "1"}
    return Answer([shape(row) for row in shown], headers=link(call, links))


def link(call: Call, links: dict[str, dict[str, str]]) -> dict[str, str]:
    """The header: the address asked for, by the repository's id, with other words."""
    if not links:
        return {}
    path = call.request.path
    if call.found_repo:
        rest = path.split("/", 4)[4:] if path.startswith("/repos/") else None
        rest = rest if rest is not None else path.split("/", 3)[3:]
        path = "/".join([f"/repositories/{call.found_repo.id}", *rest])
    told = []
    for relation, words in links.items():
        query = urlencode({**call.request.query, **words})
        told.append(f'<{call.shapes.places.api}{path}?{query}>; rel="{relation}"')
    return {"Link": ", ".join(told)}


def paged_issues(call: Call, rows: list[Issue], order: str, *, falls: bool) -> Answer:
    """A page of issues, which `rows` give ascending by (`order`, id).

    ``after`` goes on behind the row that its cursor names, wherever that is by now;
    page numbers reach 10,000 rows.
    """
    size, number = page_size(call), page_number(call)
    after = call.request.query.get("after")
    if after is None:
        if number * size > DEEPEST:
            raise Refusal(
                422,
                "Pagination with the page parameter is not supported for large"
                " datasets, please use cursor based pagination (after/before)",
            )
        begin = (number - 1) * size
    else:
        begin = _behind(rows, _read_cursor(after), order, falls=falls)
    many = len(rows)
    if falls:
        shown = rows[max(0, many - begin - size) : max(0, many - begin)][::-1]
    else:
        shown = rows[begin : begin + size]
    links = {}
    if shown and begin + size < many:
        cursor = write_cursor(_place(shown[-1], order))
        links["next"] = {"after": cursor, "page": str(number + 1)}
    return Answer([call.shapes.issue(one) for one in shown], headers=link(call, links))


def _place(issue: Issue, order: str) -> tuple[int, int]:
    moments = {"updated": issue.updated_at, "comments": len(issue.comments)}
    return moments.get(order, issue.created_at), issue.id


def _behind(
    rows: list[Issue], cursor: tuple[int, int], order: str, *, falls: bool
) -> int:
    def place(issue: Issue) -> tuple[int, int]:
        return _place(issue, order)

    if falls:
        return len(rows) - bisect_left(rows, cursor, key=place)
    return bisect_right(rows, cursor, key=place)


def write_cursor(place: tuple[int, int]) -> str:
    """A cursor as opaque text."""
    packed = b"cursor:v2:" + json.dumps(place).encode()
    return base64.urlsafe_b64encode(packed).decode()


def _read_cursor(text: str) -> tuple[int, int]:
    try:
        packed = base64.urlsafe_b64decode(text.encode())
        moment, number = json.loads(packed.removeprefix(b"cursor:v2:"))
        return int(moment), int(number)
    except (binascii.Error, ValueError, TypeError):
        raise Refusal(422, "Invalid cursor") from None
