"""Checks answers and requests against the committed slice of GitHub's own description
of its REST API (`python -m tests.github.make_slices` cuts it).

    openapi.check("GET", "/repos/acme/plans/issues/1", 200, body)
    openapi.check_request("POST", "/repos/acme/plans/issues", {"title": "Standby"})
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError

SLICE = Path(__file__).with_name("openapi.json")
# Errors that every route may answer with, whether its own description says so or not.
ANY_ERROR = {"$ref": "#/components/schemas/basic-error"}
REFUSED = {
    "anyOf": [
        {"$ref": "#/components/schemas/validation-error"},
        {"$ref": "#/components/schemas/validation-error-simple"},
    ]
}


class NotDescribed(AssertionError):
    """GitHub's description has no such route, method or status."""


class NotAsDescribed(AssertionError):
    """The body is not what GitHub's description says; the text lists the places."""


def check(method: str, path: str, status: int, body: Any) -> None:
    """See that GitHub could answer so: `body` is parsed JSON, or None for no body.

    `path` may carry ``/api/v3`` before and a query behind. Raises NotDescribed or
    NotAsDescribed.
    """
    template = template_of(method, path)
    validator = _answer(method.lower(), template, status)
    if validator is None:
        if body is not None:
            raise NotAsDescribed(f"{method} {template} {status} has no body")
        return
    _raise(validator, body, f"{method} {template} {status}")


def check_request(method: str, path: str, body: Any) -> None:
    """See that GitHub would understand this body of a request."""
    template = template_of(method, path)
    validator = _request(method.lower(), template)
    if validator is None:
        raise NotDescribed(f"{method} {template} takes no body")
    _raise(validator, body, f"body of {method} {template}")


def template_of(method: str, path: str) -> str:
    """The described route of an address, as ``/repos/{owner}/{repo}``."""
    plain = path.partition("?")[0].removeprefix("/api/v3")
    # Undocumented, but where GitHub's own Link headers and redirects lead.
    plain = re.sub(r"^/repositories/\d+", "/repos/by/id", plain)
    for template, pattern in _patterns():
        if method.lower() in _slice()["paths"][template] and pattern.fullmatch(plain):
            return template
    raise NotDescribed(f"{method} {plain}")


def _raise(validator: Draft202012Validator, body: Any, what: str) -> None:
    lines = sorted(line for one in validator.iter_errors(body) for line in _told(one))
    if lines:
        raise NotAsDescribed("\n".join([what, *lines[:20]]))


def _told(error: ValidationError) -> list[str]:
    """Where and why; of several allowed forms, what is wrong with each."""
    if error.context:
        return [line for one in error.context for line in _told(one)]
    return [f"{error.json_path}: {error.message[:300]}"]


@cache
def _slice() -> dict[str, Any]:
    """The description, its schemas in the words of JSON Schema."""
    read = json.loads(SLICE.read_text(encoding="utf-8"))
    converted: dict[str, Any] = _plain(read)
    return converted


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Routes with fixed words before those with a parameter in their place."""
    paths = sorted(_slice()["paths"], key=lambda path: (path.count("{"), path))
    found = []
    for path in paths:
        pattern = re.sub(r"\\\{path\\\}", ".*", re.escape(path))
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", pattern)
        found.append((path, re.compile(pattern)))
    return found


def _plain(value: Any) -> Any:
    """OpenAPI 3.0 writes ``nullable``, JSON Schema a further type."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    made = {key: _plain(one) for key, one in value.items()}
    if made.get("nullable") is True:
        del made["nullable"]
        if "type" not in made:
            return {"anyOf": [made, {"type": "null"}]}
        made["type"] = [made["type"], "null"]
        if "enum" in made:
            made["enum"] = [*made["enum"], None]
    return made


@cache
def _answer(method: str, template: str, status: int) -> Draft202012Validator | None:
    """What checks a body of this status; None where there is none."""
    responses = _slice()["paths"][template][method]["responses"]
    if str(status) in responses:
        content = _followed(responses[str(status)]).get("content", {})
        described = _json_of(content)
        if described is not None:
            return _validator(described)
        if status < 400:
            return None
    if status == 304:
        return None
    if status < 400:
        raise NotDescribed(f"{method.upper()} {template} does not answer {status}")
    return _validator(REFUSED if status == 422 else ANY_ERROR)


@cache
def _request(method: str, template: str) -> Draft202012Validator | None:
    body = _slice()["paths"][template][method].get("requestBody")
    described = _json_of(_followed(body).get("content", {})) if body else None
    return None if described is None else _validator(described)


def _json_of(content: dict[str, Any]) -> dict[str, Any] | None:
    """The schema of plain JSON, whichever of GitHub's media types it stands under."""
    for kind, one in content.items():
        if kind == "application/json":
            schema: dict[str, Any] = one["schema"]
            return schema
    return None


def _followed(value: dict[str, Any]) -> dict[str, Any]:
    """What a reference refers to, or the thing itself."""
    while "$ref" in value:
        _, _, room, name = value["$ref"].split("/")
        value = _slice()["components"][room][name]
    return value


def _validator(schema: dict[str, Any]) -> Draft202012Validator:
    whole = {"components": _slice()["components"], "allOf": [schema]}
    return Draft202012Validator(whole, format_checker=FORMATS)


FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time")
def is_moment(value: Any) -> bool:
    """GitHub writes moments in UTC, to the second or finer."""
    if not isinstance(value, str):
        return True
    return bool(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value)
    )


@FORMATS.checks("uri")
def is_address(value: Any) -> bool:
    return not isinstance(value, str) or bool(re.match(r"[a-z][a-z0-9+.-]*:", value))
