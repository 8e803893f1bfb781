"""GraphQL over HTTP: who asks, what it costs, and what is left of the budget."""

from __future__ import annotations

from typing import Any

from enhancements.fakehub.access import App, Token, Unauthorised
from enhancements.fakehub.calls import Answer, Refusal, Request
from enhancements.fakehub.graphql import Viewer, execute
from enhancements.fakehub.rest import Rest

Asked = tuple[Answer, Token | App | None, int]


class Points:
    """Answers ``POST /api/graphql``."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    def handle(self, request: Request) -> Asked:
        """The answer, who asked, and the points it cost."""
        if request.method != "POST":
            return Refusal(404, "Not Found").answer, None, 0
        access, limits = self._rest.access, self._rest.limits
        try:
            asker = access.authenticate(request.headers.get("authorization"))
        except Unauthorised as error:
            return Refusal(401, str(error)).answer, None, 0
        if not isinstance(asker, Token):
            message = "This endpoint requires you to be authenticated."
            return Refusal(401, message).answer, asker, 0
        budget = limits.budget(asker, "graphql")
        if limits.is_on and budget.remaining == 0:
            wrong = {"type": "RATE_LIMITED", "message": "API rate limit exceeded"}
            headers = limits.headers(asker, "graphql")
            return Answer({"errors": [wrong]}, 200, headers), asker, 0
        body, cost = self._execute(request, asker)
        if limits.is_on:
            budget.used += cost
        return Answer(body, 200, limits.headers(asker, "graphql")), asker, cost

    def _execute(self, request: Request, asker: Token) -> tuple[dict[str, Any], int]:
        told = request.json()
        if not isinstance(told, dict) or not isinstance(told.get("query"), str):
            raise Refusal(
                400, "A query attribute must be specified and must be a string."
            )
        if not isinstance(told.get("variables") or {}, dict):
            raise Refusal(400, "Variables must be an object.")
        rest = self._rest
        world = rest.read_world()
        budget = rest.limits.budget(asker, "graphql")
        viewer = Viewer(
            asker.account,
            lambda repo: not repo.is_private or asker.sees(repo),
            rest.html,
            budget.limit if rest.limits.is_on else None,
            budget.used,
            budget.resets_at,
        )
        answer = execute(world, told["query"], told.get("variables") or {}, viewer)
        body: dict[str, Any] = {"data": answer.data}
        if answer.errors:
            body["errors"] = answer.errors
        return body, answer.cost
