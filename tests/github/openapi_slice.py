"""Cuts the routes we use out of GitHub's OpenAPI description of its REST API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_REPO = "/repos/{owner}/{repo}"
_ISSUE = f"{_REPO}/issues/{{issue_number}}"
_PULL = f"{_REPO}/pulls/{{pull_number}}"
_DELIVERY = f"{_REPO}/hooks/{{hook_id}}/deliveries/{{delivery_id}}"
ROUTES = {
    _REPO: "get",
    f"{_REPO}/issues": "get post",
    f"{_REPO}/issues/comments": "get",
    f"{_REPO}/issues/comments/{{comment_id}}": "get patch",
    f"{_REPO}/issues/events": "get",
    _ISSUE: "get patch",
    f"{_ISSUE}/assignees": "post delete",
    f"{_ISSUE}/comments": "get post",
    f"{_ISSUE}/events": "get",
    f"{_ISSUE}/labels": "get post put delete",
    f"{_ISSUE}/labels/{{name}}": "delete",
    f"{_ISSUE}/timeline": "get",
    f"{_REPO}/labels": "get",
    f"{_REPO}/milestones": "get",
    f"{_REPO}/pulls": "get",
    _PULL: "get",
    f"{_PULL}/commits": "get",
    f"{_PULL}/files": "get",
    f"{_PULL}/reviews": "get",
    f"{_REPO}/contents/{{path}}": "get",
    f"{_REPO}/collaborators/{{username}}/permission": "get",
    f"{_REPO}/installation": "get",
    f"{_REPO}/hooks": "get",
    f"{_REPO}/hooks/{{hook_id}}/deliveries": "get",
    _DELIVERY: "get",
    f"{_DELIVERY}/attempts": "post",
    "/user": "get",
    "/user/{account_id}": "get",
    "/users/{username}": "get",
    "/orgs/{org}/teams": "get",
    "/orgs/{org}/teams/{team_slug}/members": "get",
    "/orgs/{org}/members/{username}": "get",
    "/rate_limit": "get",
    "/meta": "get",
    "/app": "get",
    "/app/installations": "get",
    "/app/installations/{installation_id}/access_tokens": "post",
    "/app/hook/deliveries": "get",
    "/app/hook/deliveries/{delivery_id}": "get",
    "/app/hook/deliveries/{delivery_id}/attempts": "post",
}
# Errors that any route may answer with, though few list them.
_ERRORS = ("basic-error", "validation-error", "validation-error-simple")

# Words for people; an answer is the same with or without them.
_PROSE = {
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "operationId",
    "summary",
    "tags",
    "title",
}
_OPERATION = {"parameters", "requestBody", "responses"}
# Below these keys stand names of things, which may read like one of the words above.
_NAMED = {"properties", "responses", "headers"}


def cut(whole: dict[str, Any]) -> dict[str, Any]:
    """The routes with all that they refer to, without prose and extensions."""
    paths = {
        path: {
            method: {
                key: _bare(value)
                for key, value in whole["paths"][path][method].items()
                if key in _OPERATION
            }
            for method in methods.split()
        }
        for path, methods in ROUTES.items()
    }
    components: dict[str, dict[str, Any]] = {"schemas": {}}
    owed = [f"#/components/schemas/{name}" for name in _ERRORS] + list(_refs(paths))
    while owed:
        _, _, room, name = owed.pop().split("/")
        if name in components.setdefault(room, {}):
            continue
        found = _bare(whole["components"][room][name])
        components[room][name] = found
        owed += _refs(found)
    components.pop("examples", None)
    return {"openapi": whole["openapi"], "paths": paths, "components": components}


def text(slice_: dict[str, Any]) -> str:
    """JSON in one order, a line for each path and each component."""
    lines = ["{", f'"openapi":{json.dumps(slice_["openapi"])},', '"paths":{']
    lines += [_lines(slice_["paths"]), "},", '"components":{']
    rooms = sorted(slice_["components"].items())
    lines += [",\n".join(f'"{room}":{{\n{_lines(held)}\n}}' for room, held in rooms)]
    return "\n".join([*lines, "}", "}", ""])


def _lines(held: dict[str, Any]) -> str:
    return ",\n".join(
        f"{json.dumps(name)}:"
        + json.dumps(held[name], separators=(",", ":"), sort_keys=True)
        for name in sorted(held)
    )


def _bare(value: Any, *, is_named: bool = False) -> Any:
    """The same without prose, examples and GitHub's own ``x-`` words."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _bare(one, is_named=key in _NAMED and not is_named)
        for key, one in value.items()
        if is_named or not (key in _PROSE or key.startswith("x-"))
    }


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _refs(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key == "$ref" and isinstance(one, str):
                yield one
            else:
                yield from _refs(one)
