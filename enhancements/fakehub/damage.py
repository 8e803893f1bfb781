"""Does to an answer what a fault says, short of the connection itself."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from enhancements.fakehub.calls import DOCUMENTATION, Answer, Request
from enhancements.fakehub.faults import Fault

HTML = (
    "<!DOCTYPE html><html><head><title>Unicorn! &middot; GitHub</title></head><body>"
    "<p><strong>We had issues producing the response to your request.</strong></p>"
    "</body></html>"
)

OK = 200

Path = list[str | int]


def instead(fault: Fault, now: int) -> Answer:
    """The answer of a fault that leaves the world alone."""
    params = fault.params
    if fault.kind == "rate_limited":
        reset = now + int(params.get("reset_in", 60))
        error = {"type": "RATE_LIMITED", "message": "API rate limit exceeded"}
        return Answer({"errors": [error]}, 200, _exhausted(reset))
    headers: dict[str, str] = {}
    if "retry_after" in params:
        headers["Retry-After"] = str(params["retry_after"])
    if "reset_in" in params:
        headers |= _exhausted(now + int(params["reset_in"]))
    status = int(params.get("status", 502))
    message = params.get("message")
    body = HTML if message is None else {"message": message}
    if isinstance(body, dict):
        body |= {"documentation_url": DOCUMENTATION, "status": str(status)}
    return Answer(body, status, headers)


def _exhausted(reset: int) -> dict[str, str]:
    return {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)}


def damaged(
    fault: Fault, request: Request, answer: Answer, cost: int, kept: dict[str, Any]
) -> Answer:
    """The answer with what the fault does to it. `kept` remembers pages."""
    if fault.kind == "duplicate_page":
        return Answer(kept.get(request.path, answer.body), 200, answer.headers)
    if fault.kind in {"repeated_cursor", "next_loop"}:
        return _astray(fault, request, answer)
    if fault.kind == "partial":
        return partial(answer, int(fault.params.get("every", 7)))
    if fault.kind == "resource_limits":
        return _above(fault, request, answer, cost)
    return _replaced(fault, answer)


def _replaced(fault: Fault, answer: Answer) -> Answer:
    match fault.kind:
        case "unhandled":
            return Answer(HTML, int(fault.params.get("status", 502)))
        case "no_rate_headers":
            return Answer(answer.body, answer.status, without_rates(answer.headers))
        case "html":
            return Answer(HTML, 200, answer.headers)
        case "empty" | "invalid_json" | "truncated_gzip" if answer.status != OK:
            return Answer("", 200, answer.headers)
    return answer


def without_rates(headers: dict[str, str]) -> dict[str, str]:
    """The headers without those of the rate limit."""
    return {
        name: value
        for name, value in headers.items()
        if not name.lower().startswith("x-ratelimit-")
    }


def _astray(fault: Fault, request: Request, answer: Answer) -> Answer:
    is_loop = fault.kind == "next_loop"
    if request.path.endswith("/graphql"):
        variables = request.json().get("variables") or {}
        cursors = {key: value for key, value in variables.items() if "after" in key}
        # Without a cursor it is the first page that is asked for.
        _turn_back(answer.body, None if is_loop else next(iter(cursors.values()), None))
        return answer
    query = urlencode(request.query)
    found = re.search(
        r"<([^>?]*)\??[^>]*>; rel=\"next\"", answer.headers.get("Link", "")
    )
    if found:
        told = (
            re.sub(r"(^|&)(page|after|cursor)=[^&]*", "", query) if is_loop else query
        )
        answer.headers["Link"] = f'<{found[1]}?{told}>; rel="next"'
    return answer


def _turn_back(value: Any, cursor: str | None) -> None:
    """Let every connection have a next page that begins at `cursor`."""
    if isinstance(value, dict):
        if isinstance(value.get("pageInfo"), dict):
            value["pageInfo"] |= {"endCursor": cursor, "hasNextPage": True}
        for one in value.values():
            _turn_back(one, cursor)
    elif isinstance(value, list):
        for one in value:
            _turn_back(one, cursor)


def partial(answer: Answer, every: int) -> Answer:
    """The answer with each `every`th node null, and an error that names it."""
    body = answer.body
    if not isinstance(body, dict) or not isinstance(body.get("data"), dict):
        return answer
    errors: list[dict[str, Any]] = list(body.get("errors", []))
    counted = [0]
    data = _holes(body["data"], [], every, counted, errors)
    return Answer({**body, "data": data, "errors": errors}, 200, answer.headers)


def _holes(
    value: Any, path: Path, every: int, counted: list[int], errors: list[dict[str, Any]]
) -> Any:
    if isinstance(value, dict):
        return {
            key: _holes(one, [*path, key], every, counted, errors)
            for key, one in value.items()
        }
    if not isinstance(value, list):
        return value
    told: list[Any] = []
    for index, one in enumerate(value):
        place = [*path, index]
        counted[0] += path[-1:] == ["nodes"]
        if path[-1:] == ["nodes"] and counted[0] % every == 0:
            told.append(None)
            message = "Something went wrong while executing your query."
            errors.append({"message": message, "path": place})
        else:
            told.append(_holes(one, place, every, counted, errors))
    return told


def _above(fault: Fault, request: Request, answer: Answer, cost: int) -> Answer:
    above = int(fault.params.get("above", 20))
    variables = request.json().get("variables") or {}
    sizes = [
        value
        for key, value in variables.items()
        if isinstance(value, int) and re.search("first|size|last", key.lower())
    ]
    asked = len(variables.get("ids") or [])
    if max([cost, asked, *sizes]) <= above:
        return answer
    error = {
        "type": "RESOURCE_LIMITS_EXCEEDED",
        "message": "Resource limits for this query exceeded.",
    }
    return Answer({"data": None, "errors": [error]}, 200, answer.headers)
