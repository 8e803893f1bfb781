"""What goes wrong on request, as a client sees it."""

from __future__ import annotations

import http.client
import time

import pytest

from enhancements.fakehub.faults import FaultRefused
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from tests.support.fakehubs import PLANS, Asker

ISSUES = f"/repos/{PLANS}/issues"
QUERY = """
query Numbers($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    issues(first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { id number }
    }
  }
}"""


@pytest.fixture
def filled(world: World) -> World:
    for number in range(20):
        world.open_issue(PLANS, f"{number}", by="bob", body="x" * 100)
    return world


@pytest.fixture
def faults(hub: Fakehub, filled: World):
    assert filled is hub.world
    return hub.faults


def graphql(ask: Asker, first: int = 20, after: str | None = None):
    variables = {"owner": "acme", "name": "plans", "first": first, "after": after}
    return ask("/api/graphql", "POST", {"query": QUERY, "variables": variables})


def test_burst_ends_after_its_count_and_hits_its_route_only(faults, ask: Asker):
    faults.add("status", r"/issues\?", count=2, skip=1, status=503)
    asked = [ask(f"{ISSUES}?page=1").status for _ in range(4)]
    assert asked == [200, 503, 503, 200]
    assert ask(f"{ISSUES}/1").status == 200
    assert faults.entries[0].told()["hits"] == 2


def test_share_and_time_bound_a_fault(faults, ask: Asker):
    faults.add("status", share=0.5)
    asked = [ask(ISSUES).status for _ in range(20)]
    assert {200, 502} == set(asked)
    faults.clear()
    fault = faults.add("status", begins_in=100, lasts=100)
    asked = []
    for seconds in (0, 150, 300):
        fault.scheduled_at = time.monotonic() - seconds
        asked.append(ask(ISSUES).status)
    assert asked == [200, 502, 200]


def test_limits_tell_when_to_come_again(faults, ask: Asker, world: World):
    faults.add("status", count=1, status=429, message="Slow down", retry_after=7)
    faults.add("status", count=1, status=403, message="No more", reset_in=30)
    told = ask(ISSUES)
    assert (told.status, told.headers["retry-after"]) == (429, "7")
    told = ask(ISSUES)
    assert (told.status, told.headers["x-ratelimit-remaining"]) == (403, "0")
    assert int(told.headers["x-ratelimit-reset"]) == world.now + 30
    assert ask(ISSUES).status == 200


def test_headers_of_limits_can_be_missing(faults, ask: Asker):
    faults.add("no_rate_headers")
    told = ask(ISSUES)
    assert (told.status, len(told.body)) == (200, 20)
    assert not [name for name in told.headers if name.startswith("x-ratelimit")]


@pytest.mark.parametrize(
    ("kind", "body"), [("empty", None), ("html", b"<!DOCTYPE html>")]
)
def test_body_can_be_something_else(faults, ask: Asker, kind: str, body):
    faults.add(kind)
    try:
        told = ask(ISSUES)
    except ValueError:
        assert kind == "empty"  # There is a type, and nothing of it.
        return
    assert told.status == 200
    assert told.body.startswith(body)


def test_body_can_be_half_of_one(faults, ask: Asker):
    faults.add("invalid_json", count=1)
    with pytest.raises(ValueError, match=r"line 1 column \d+"):
        ask(ISSUES)
    faults.add("truncated_gzip", count=1)
    with pytest.raises(EOFError):
        ask(ISSUES)


@pytest.mark.parametrize("kind", ["reset", "close"])
def test_connection_can_be_reset(faults, ask: Asker, kind: str):
    faults.add(kind, count=1)
    with pytest.raises((ConnectionError, http.client.IncompleteRead)):
        ask(ISSUES)
    assert ask(ISSUES).status == 200


def test_answer_can_take_its_time(faults, ask: Asker):
    for kind in ("slow", "slow_body"):
        faults.add(kind, count=1, seconds=0.2)
        began = time.monotonic()
        assert len(ask(ISSUES).body) == 20
        assert time.monotonic() - began >= 0.15
    faults.add("stall", count=1, seconds=0.1)
    with pytest.raises(http.client.IncompleteRead):
        ask(ISSUES)


def test_stall_ends_when_the_hub_does(filled: World):
    with Fakehub(filled) as hub:
        hub.faults.add("stall", seconds=60)
        connection = http.client.HTTPConnection(hub.url.removeprefix("http://"))
        connection.request("GET", f"/api/v3{ISSUES}")
        assert connection.getresponse().status == 200
        began = time.monotonic()
    assert time.monotonic() - began < 5
    connection.close()


def test_lost_answer_was_carried_out(faults, ask: Asker, world: World):
    faults.add("unhandled", "POST", count=1, status=504)
    assert ask(f"{ISSUES}/1/comments", "POST", {"body": "Once"}).status == 504
    assert [one.body for one in world.issue(PLANS, 1).comments] == ["Once"]
    faults.add("status", "POST", count=1, status=504)
    ask(f"{ISSUES}/1/comments", "POST", {"body": "Never"})
    assert len(world.issue(PLANS, 1).comments) == 1


def test_pages_can_repeat(faults, ask: Asker):
    first = ask(f"{ISSUES}?per_page=5&page=1")
    faults.add("duplicate_page", count=1)
    assert ask(f"{ISSUES}?per_page=5&page=2").body == first.body
    faults.add("next_loop", count=1)
    looped = ask(first.links["next"])
    again = ask(looped.links["next"])
    assert again.body == first.body
    faults.add("repeated_cursor", count=1)
    stuck = ask(first.links["next"])
    assert stuck.links["next"] == first.links["next"]


def test_graphql_answers_with_its_cost_and_budget(faults, ask: Asker):
    told = graphql(ask)
    assert len(told.body["data"]["repository"]["issues"]["nodes"]) == 20
    assert told.headers["x-ratelimit-resource"] == "graphql"
    assert told.headers["x-ratelimit-used"] == "1"
    entry = ask.hub.log.entries[-1]
    assert (entry.cost, entry.query, entry.asker) == (1, "Numbers", "user-1002")
    assert Asker(ask.hub)("/api/graphql", "POST", {"query": QUERY}).status == 401
    assert faults.entries == []


def test_graphql_nodes_can_be_missing(faults, ask: Asker):
    faults.add("partial", "graphql")
    told = graphql(ask)
    nodes = told.body["data"]["repository"]["issues"]["nodes"]
    assert [at for at, node in enumerate(nodes) if node is None] == [6, 13]
    places = [error["path"] for error in told.body["errors"]]
    assert places[0] == ["repository", "issues", "nodes", 6]


def test_graphql_can_refuse_large_pages_and_loop(faults, ask: Asker):
    faults.add("resource_limits", "graphql", count=2, above=10)
    large = graphql(ask)
    assert (large.status, large.body["data"]) == (200, None)
    assert large.body["errors"][0]["type"] == "RESOURCE_LIMITS_EXCEEDED"
    small = graphql(ask, 5).body["data"]["repository"]["issues"]
    cursor = small["pageInfo"]["endCursor"]
    faults.add("repeated_cursor", "graphql", count=1)
    stuck = graphql(ask, 5, cursor).body["data"]["repository"]["issues"]
    assert stuck["pageInfo"] == {"hasNextPage": True, "endCursor": cursor}
    faults.add("rate_limited", "graphql", count=1, reset_in=20)
    told = graphql(ask)
    assert told.body["errors"][0]["type"] == "RATE_LIMITED"
    assert told.headers["x-ratelimit-remaining"] == "0"


def test_schedule_is_put_by_another_process(faults, ask: Asker):
    entry = {"kind": "status", "route": "/labels", "count": 1, "status": 500}
    put = ask("/_faults", "PUT", [entry])
    assert put.body[0]["params"] == {"status": 500}
    assert ask(f"/repos/{PLANS}/labels").status == 500
    assert ask("/_faults").body[0]["hits"] == 1
    assert ask("/_faults", "PUT", [{"kind": "earthquake"}]).status == 422
    with pytest.raises(FaultRefused):
        faults.add("status", "(")
