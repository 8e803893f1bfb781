"""What a GraphQL query costs at GitHub, known before it is sent.

GitHub's rule: add up the requests needed for every connection of the query, as if
each page were full; divide by 100; round to the nearest whole number; at least 1. A
connection inside a list is needed once for each item of that list. A connection of
which only ``totalCount`` is asked is counted like the others: it may be free, but never
dearer.

Source: GitHub's documentation, "Rate limits and query limits for the GraphQL API". The
answers tell the true price in ``rateLimit { cost }``; the client compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_NODES = 500_000
"""A query that could return more items than this is refused."""

LARGEST_PAGE = 100
"""The most that ``first`` may ask for."""

_REQUESTS_A_POINT = 100
# 149 requests still round down to one point, 150 do not.
_MOST_FOR_ONE_POINT = 149


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection of a query: its page size, and the connections in each item.

    ``first`` is 0 where only the total is asked: one request, no items.
    """

    first: int
    inside: tuple[Connection, ...] = ()


def requests(connections: Sequence[Connection], *, lists: int = 1) -> int:
    """How many requests GitHub counts for what each of ``lists`` objects has."""
    return sum(
        lists + requests(one.inside, lists=lists * one.first) for one in connections
    )


def nodes(connections: Sequence[Connection], *, lists: int = 1) -> int:
    """How many items the query may return at most; over MOST_NODES it is refused."""
    return sum(
        lists * one.first + nodes(one.inside, lists=lists * one.first)
        for one in connections
    )


def points_of(count: int) -> int:
    """The points for a number of requests: hundredths rounded half up, at least 1."""
    return max(1, (count + _REQUESTS_A_POINT // 2) // _REQUESTS_A_POINT)


def points(connections: Sequence[Connection], *, lists: int = 1) -> int:
    """The predicted price of a query in points, of 5,000 or more in an hour.

    ``lists`` is how many objects have these connections: 1 below a repository, the
    number of ids below ``nodes(ids:)``.
    """
    return points_of(requests(connections, lists=lists))


def page_size(connections: int, *, listed: bool = True) -> int:
    """The largest page that costs one point, with so many connections in each item.

    ``listed`` is false where the items come from ``nodes(ids:)``, which is no
    connection itself. Never more than 100.
    """
    if connections == 0:
        return LARGEST_PAGE
    left = _MOST_FOR_ONE_POINT - (1 if listed else 0)
    return min(LARGEST_PAGE, left // connections)
