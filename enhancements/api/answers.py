"""Answers of the API: JSON with a validator, and problem details."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from enhancements.queries.written import dumped

PROBLEM = "application/problem+json"
# What an answer about now says differently each time, though nothing changed.
_MOVING = frozenset({"as_of", "next"})
# Seconds for which others may keep an answer: about now, and about a moment that is
# more than a day past. Sources are read every few minutes.
_SHORT = 30
_LONG = 24 * 3600
_SETTLED = dt.timedelta(days=1)


def given(
    request: HttpRequest, data: Mapping[str, Any], *, past: dt.timedelta | None
) -> HttpResponse:
    """The data as JSON, or 304 when the client has them already.

    `past` says how long ago the moment is that was asked for; None is now. About a
    fixed moment the ETag is strong. About now it is weak: it leaves out the moment,
    which alone differs from one second to the next.
    """
    parts = {name: dumped(value) for name, value in data.items()}
    digest = hashlib.blake2b(digest_size=16)
    for name, text in parts.items():
        if past is not None or name not in _MOVING:
            digest.update(f"{name}\0{text}\0".encode())
    body = ",".join(f'"{name}":{text}' for name, text in parts.items())
    response = HttpResponse(f"{{{body}}}", content_type="application/json")
    weak = "W/" if past is None else ""
    etag = f'{weak}"{digest.hexdigest()}"'
    age = _LONG if past is not None and past > _SETTLED else _SHORT
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={age}"
    if following := data.get("next"):
        response["Link"] = f'<{following}>; rel="next"'
    return get_conditional_response(request, etag=etag, response=response) or response


def problem(
    status: int, detail: str, *, parameter: str | None = None, **headers: str
) -> HttpResponse:
    """A refusal as problem details (RFC 9457) that names the parameter."""
    more = {} if parameter is None else {"parameter": parameter}
    return _problem(status, detail, more, headers)


def undecided(
    status: int,
    detail: str,
    wishes: Sequence[Mapping[str, Any]] = (),
    *,
    parameter: str | None = None,
) -> HttpResponse:
    """The same for changes: what is wrong with every one that stood in the way."""
    more: dict[str, Any] = {} if parameter is None else {"parameter": parameter}
    return _problem(status, detail, {**more, "wishes": list(wishes)}, {})


def _problem(
    status: int, detail: str, more: Mapping[str, Any], headers: Mapping[str, str]
) -> HttpResponse:
    data: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    response = HttpResponse(dumped(data), content_type=PROBLEM, status=status)
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name] = value
    return response
