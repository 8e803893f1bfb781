"""Malformed and hostile answers: one bad object is unreadable, none is a crash."""

from __future__ import annotations

import copy
import datetime as dt
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enhancements.actions.told import ItemTold
from enhancements.sources.github import (
    answers,
    completing,
    failures,
    queries,
    told_graphql,
    told_rest,
)
from tests.support.fakehubs import PLANS

if TYPE_CHECKING:
    from enhancements.sources.github.client import Client

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
ACCOUNT = {"__typename": "User", "login": "carol", "id": "U_1", "databaseId": 7}
PAGE: dict[str, Any] = {
    "nodes": [],
    "totalCount": 0,
    "pageInfo": {"hasNextPage": False},
}
MOMENT = "2026-01-01T00:00:00Z"
COMMENT = {
    "id": "IC_1",
    "fullDatabaseId": "12",
    "author": ACCOUNT,
    "body": "x",
    "createdAt": MOMENT,
    "updatedAt": MOMENT,
}
EVENT = {
    "__typename": "LabeledEvent",
    "id": "LE_1",
    "createdAt": MOMENT,
    "actor": ACCOUNT,
    "label": {"id": "LA_1", "name": "x"},
}
NODE: dict[str, Any] = {
    "__typename": "Issue",
    "id": "I_1",
    "fullDatabaseId": "3000000001",
    "number": 1,
    "title": "Warm standby",
    "body": None,
    "state": "OPEN",
    "stateReason": None,
    "locked": False,
    "author": ACCOUNT,
    "createdAt": MOMENT,
    "updatedAt": MOMENT,
    "closedAt": None,
    "lastEditedAt": None,
    "milestone": {"id": "MI_1", "number": 1, "title": "v1", "state": "OPEN"},
    "labels": PAGE | {"nodes": [{"id": "LA_1", "name": "x", "color": "0052CC"}]},
    "assignees": PAGE | {"nodes": [ACCOUNT]},
    "comments": PAGE | {"nodes": [COMMENT], "totalCount": 1},
    "timelineItems": PAGE | {"nodes": [EVENT], "totalCount": 1},
}
PERSON = {"login": "carol", "id": 7, "node_id": "U_1", "type": "User"}
ROW: dict[str, Any] = {
    "id": 3_000_000_001,
    "node_id": "I_1",
    "number": 1,
    "title": "Warm standby",
    "body": None,
    "state": "open",
    "user": PERSON,
    "labels": [{"id": 1, "node_id": "LA_1", "name": "x", "color": "0052cc"}],
    "assignees": [PERSON],
    "milestone": None,
    "comments": 0,
    "created_at": MOMENT,
    "updated_at": MOMENT,
}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else []
    inner = enumerate(value) if isinstance(value, list) else inner
    return [path, *(place for key, one in inner for place in places(one, (*path, key)))]


def spoiled(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    """The value with something else at a place."""
    if not path:
        return by
    made = copy.deepcopy(value)
    place = made
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = by
    return made


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(places(NODE)[1:]), JSON)
def test_item_with_anything_anywhere_is_told_or_unreadable(path, value):
    node = spoiled(NODE, path, value)
    try:
        item = told_graphql.item(node, edits=(), is_complete=True)
    except told_graphql.Unreadable:
        return
    assert isinstance(item, ItemTold)
    assert 0 < item.number < 2**63
    assert all(isinstance(text, str) for text in (item.title, item.body, item.state))
    assert item.updated_at.utcoffset() == dt.timedelta()
    completing.complete(None, [node], {})  # type: ignore[arg-type] # asks for nothing


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(places(ROW)[1:]), JSON)
def test_row_with_anything_anywhere_is_told_or_unreadable(path, value):
    try:
        item = told_rest.item(spoiled(ROW, path, value), None, [], [], [])
    except told_graphql.Unreadable:
        return
    assert 0 < item.number < 2**63
    assert 0 < item.github_id < 2**63


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_event_of_rest_is_told_or_one_of_the_errors(value):
    row = {"event": "labeled", "created_at": MOMENT, "actor": PERSON}
    for key in ("label", "rename", "source", "node_id", "event", "actor"):
        try:
            told_rest.event("issue", row | {key: value})
        except told_graphql.ERRORS:
            continue


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_json_that_the_database_takes_or_a_bad_answer(body):
    try:
        data = answers.read_json(body)
    except failures.BadAnswer:
        return
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    text.encode()  # No lone surrogate.
    assert "\\u0000" not in text


HEADERS = (
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "retry-after",
    "date",
    "link",
)


@given(st.dictionaries(st.sampled_from(HEADERS), st.text(max_size=40)))
def test_any_headers_are_read(headers):
    limits = answers.read_limits(headers)
    assert limits.remaining is None or 0 <= limits.remaining < 2**31
    assert limits.reset_in is None or limits.reset_in >= 0
    assert isinstance(answers.next_link(headers.get("link", "")), str)


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("", ""),
        ('<https://h/x?page=2>; rel="next", <https://h/x?page=9>; rel="last"', "2"),
        ('<https://h/x?page=1>; rel="prev", <https://h/x?page=3>; rel="next"', "3"),
        ('<https://h/x?q=a,b&page=4>; title="a, b"; rel="next"', "4"),
        ("<https://h/x?page=5>; rel=next", "5"),
        ('<https://h/x?page=6>; rel="last"', ""),
        ('<https://h/x?page=7>; rel="nextish"', ""),
        ("<<>>;;,", ""),
    ],
)
def test_next_page_is_found_in_its_header(header, address):
    assert answers.next_link(header).rpartition("page=")[2] == address


def test_limits_are_counted_from_githubs_own_clock():
    headers = {
        "date": "Thu, 01 Jan 2026 00:00:00 GMT",
        "x-ratelimit-reset": "1767225690",
        "x-ratelimit-limit": "5000",
        "x-ratelimit-remaining": "12",
        "x-ratelimit-resource": "core",
    }
    assert answers.read_limits(headers) == answers.Limits(
        5000, 12, reset_in=90, resource="core"
    )
    assert answers.read_limits(headers | {"date": "?"}).reset_in is None


def node_of(client: Client) -> dict[str, Any]:
    told = client.graphql(queries.list_issues(*PLANS.split("/")))
    return json.loads(json.dumps(told["data"]["repository"]["issues"]["nodes"][0]))


@pytest.mark.parametrize(
    "spoil",
    [
        {"number": None},
        {"number": 2**70},
        {"updatedAt": "yesterday"},
        {"updatedAt": "2026-01-01T00:00:00"},
        {"createdAt": "0001-01-01T00:00:00+23:00"},
        {"fullDatabaseId": "-5"},
        {"labels": None},
        {"labels": {"nodes": [{"id": "x"}]}},
        {"comments": {"nodes": [3], "totalCount": 1}},
        {"title": {"text": "x"}},
        {"author": "carol"},
        {"__typename": "Discussion"},
    ],
)
def test_malformed_item_is_unreadable(busy, connect, spoil):
    node = node_of(connect(busy)) | spoil

    with pytest.raises(told_graphql.Unreadable):
        told_graphql.item(node, edits=(), is_complete=True)


def test_unknown_words_and_large_numbers_are_kept(busy, connect):
    node = node_of(connect(busy))
    node |= {
        "state": "SLEEPING",
        "stateReason": "BORED",
        "fullDatabaseId": str(2**40),
        "author": {"__typename": "Ufo", "login": "x", "id": "U", "databaseId": 2**33},
        "milestone": None,
    }
    node["timelineItems"]["nodes"][0] |= {"__typename": "SubIssueAddedEvent"}

    item = told_graphql.item(node, edits=(), is_complete=True)
    assert (item.state, item.state_reason) == ("sleeping", "bored")
    assert item.github_id == 2**40
    assert (item.author.kind, item.author.github_id) == ("other", 2**33)
    assert item.timeline[0].kind == "sub_issue_added"


def test_page_of_items_is_read_in_a_few_milliseconds(busy, connect):
    node = node_of(connect(busy))
    began = time.process_time()
    for _ in range(370):
        told_graphql.item(node, edits=(), is_complete=True)
    # Ten pages of items with 17 events each: far below what asking for one takes.
    assert time.process_time() - began < 1.0
