"""GraphQL through the pretended GitHub's door: credentials, budget, what is hidden."""

from __future__ import annotations

from typing import Any

from enhancements.fakehub.server import Fakehub
from enhancements.sources.github import queries
from enhancements.sources.github.queries import Request
from tests.support.fakehubs import Asker, Told


def post(ask: Asker, request: Request) -> Told:
    told: dict[str, Any] = {"query": request.text, "variables": request.variables}
    return ask("/api/graphql", "POST", told)


def test_page_costs_its_points_and_headers_agree(hub: Fakehub, ask: Asker):
    for number in range(3):
        hub.world.open_issue("acme/plans", f"Issue {number}", by="bob")
    answer = post(ask, queries.list_issues("acme", "plans", first=100))
    told = answer.body["data"]["rateLimit"]
    assert (told["cost"], told["used"], told["remaining"]) == (4, 4, 4996)
    assert answer.headers["x-ratelimit-remaining"] == "4996"
    assert answer.headers["x-ratelimit-resource"] == "graphql"
    page = answer.body["data"]["repository"]["issues"]
    assert [one["number"] for one in page["nodes"]] == [1, 2, 3]
    assert page["nodes"][0]["url"] == f"{hub.url}/acme/plans/issues/1"
    assert "errors" not in answer.body


def test_private_repository_shows_itself_to_those_who_may(hub: Fakehub, ask: Asker):
    hub.world.add_repo("acme/secret", private=True)
    question = queries.repository("acme", "secret")
    assert post(ask, question).body["data"]["repository"]["isPrivate"] is True
    carol = Asker(hub, hub.access.add_token("carol").text)
    told = post(carol, question)
    assert told.status == 200
    assert told.body["data"]["repository"] is None
    assert told.body["errors"][0]["type"] == "NOT_FOUND"


def test_without_limits_no_budget_is_told(world):
    with Fakehub(world, limits_on=False) as hub:
        ask = Asker(hub, hub.access.add_token("alice").text)
        answer = post(ask, queries.repository("acme", "plans"))
    assert answer.body["data"]["rateLimit"] is None
    assert "x-ratelimit-limit" not in answer.headers


def test_body_that_is_no_question_is_refused(ask: Asker):
    for told in ({}, {"query": 1}, {"query": "{ viewer { id } }", "variables": [1]}):
        assert ask("/api/graphql", "POST", told).status == 400
