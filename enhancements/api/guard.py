"""What holds for every address of the API: methods, parameters, other origins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path
from django.views.decorators.csrf import csrf_exempt

from enhancements.api import bearer
from enhancements.api.answers import problem
from enhancements.views import policies

View = Callable[..., HttpResponse]

ALLOWED = "GET, HEAD, OPTIONS"


def guarded(view: View, parameters: Mapping[str, bool]) -> View:
    """A view that only reads, and refuses parameters it does not know.

    `parameters` maps the names of its query to whether they may be repeated. It is for
    everybody: a token tells who asks, and opens nothing more.
    """

    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        return _shared(_answer(request, view, parameters, named))

    # Nothing here changes anything: a POST gets our own 405, not a page about cookies.
    return policies.public(csrf_exempt(answer))


def _answer(
    request: HttpRequest,
    view: View,
    parameters: Mapping[str, bool],
    named: Mapping[str, Any],
) -> HttpResponse:
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        del response["Content-Type"]
        response["Allow"] = ALLOWED
        response["Access-Control-Allow-Methods"] = ALLOWED
        response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
        return response
    if request.method not in ("GET", "HEAD"):
        message = f"{request.method} is not answered here: this API is for reading."
        return problem(405, message, Allow=ALLOWED)
    try:
        refused = bearer.admit(request) or _refused(request, parameters)
    except SuspiciousOperation:
        return problem(400, "There are too many parameters.")
    return refused or _read(request, view, named)


def _read(request: HttpRequest, view: View, named: Mapping[str, Any]) -> HttpResponse:
    """The view's answer; HEAD gets that of GET, whose body the server leaves out."""
    method, request.method = request.method, "GET"
    try:
        return view(request, **named)
    finally:
        request.method = method


def _refused(
    request: HttpRequest, parameters: Mapping[str, bool]
) -> HttpResponse | None:
    for name, values in request.GET.lists():
        if name not in parameters:
            known = ", ".join(sorted(parameters)) or "none"
            message = f"There is no parameter “{name[:80]}” here. There are: {known}."
            return problem(400, message, parameter=name[:80])
        if len(values) > 1 and not parameters[name]:
            message = f"“{name}” is given {len(values)} times. Give it once."
            return problem(400, message, parameter=name)
    return None


def nothing(request: HttpRequest, path: str = "") -> HttpResponse:
    """404 for an address that leads nowhere; one that lacks its slash leads there."""
    del path
    if request.method in ("GET", "HEAD") and not request.path.endswith("/"):
        there = f"{request.path_info}/"
        match = is_valid_path(there)
        if match and match.func is not answer_nothing:
            address = request.get_full_path(force_append_slash=True)
            return moved(address)
    message = "Nothing is at this address. What there is: /api/v1/openapi.json."
    return problem(404, message)


def moved(address: str) -> HttpResponse:
    """301 to another address of ours."""
    response = HttpResponse(status=301)
    del response["Content-Type"]
    response["Location"] = address
    response["Cache-Control"] = "no-store"
    return response


def _shared(response: HttpResponse) -> HttpResponse:
    """Any site may read: everything here is public, and no cookie counts."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Link"
    return response


def _nothing(request: HttpRequest, **named: Any) -> HttpResponse:
    if request.method in ("GET", "HEAD"):
        return _shared(bearer.admit(request) or nothing(request, **named))
    return _shared(_answer(request, nothing, {}, named))


answer_nothing = policies.public(csrf_exempt(_nothing))
"""The view behind every other address below /api/."""
