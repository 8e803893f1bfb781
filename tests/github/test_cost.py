"""The price of a query: GitHub's documented rule and its worked example."""

from __future__ import annotations

import pytest

from enhancements.sources.github.cost import (
    Connection,
    nodes,
    page_size,
    points,
    points_of,
    requests,
)


def test_documented_example_costs_51_points():
    # 100 repositories, 50 issues of each, 60 labels of each issue.
    query = [Connection(100, (Connection(50, (Connection(60),)),))]
    assert requests(query) == 1 + 100 + 5_000
    assert points(query) == 51
    assert nodes(query) == 100 + 100 * 50 + 100 * 50 * 60


@pytest.mark.parametrize(
    ("counted", "expected"),
    [(0, 1), (1, 1), (149, 1), (150, 2), (249, 2), (250, 3), (5_101, 51)],
)
def test_points_are_rounded_to_the_nearest_and_at_least_one(counted, expected):
    assert points_of(counted) == expected


@pytest.mark.parametrize(
    ("connections", "expected"),
    [(0, 100), (1, 100), (2, 74), (3, 49), (4, 37), (6, 24), (8, 18)],
)
def test_page_size_is_the_largest_that_costs_one_point(connections, expected):
    inside = (Connection(10),) * connections
    size = page_size(connections)
    assert size == expected
    assert points([Connection(size, inside)]) == 1
    if size < 100:
        assert points([Connection(size + 1, inside)]) == 2


def test_objects_by_id_are_no_connection_themselves():
    assert points((Connection(10),) * 3, lists=page_size(3, listed=False)) == 1
    assert points((Connection(10),) * 3, lists=50) == 2
