"""What holds for every address of the API: methods, parameters, other origins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path
from django.views.decorators.csrf import csrf_exempt

from enhancements.api import bearer, mistakes
from enhancements.api.answers import problem
from enhancements.views import policies

View = Callable[..., HttpResponse]

ALLOWED = "GET, HEAD, OPTIONS"
_READING = frozenset({"GET", "HEAD"})
_METHODS = {
    ("get",): ("GET", "HEAD", "OPTIONS"),
    ("post",): ("OPTIONS", "POST"),
    ("get", "post"): ("GET", "HEAD", "OPTIONS", "POST"),
}
_JSON = "application/json"
_WRITES = "a token of an account with the scope write; cookies are not read"


def guarded(view: View, known: Mapping[str, Mapping[str, bool]]) -> View:
    """A view that answers these methods, and refuses parameters it does not know.

    `known` maps `get` and `post` to the names of their query, and those to whether they
    may be repeated. Reading is for everybody: a token tells who asks, and opens nothing
    more. Writing is for who sends a token that may.
    """
    reading, writing = known.get("get"), known.get("post")
    allowed = ", ".join(_METHODS[tuple(sorted(known))])

    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method == "POST" and writing is not None:
            return _write(request, view, writing, named)
        if reading is None and request.method in _READING:
            return problem(405, "Send this with POST.", Allow=allowed)
        response = _shared(_answer(request, view, reading or {}, named))
        if "Allow" in response:
            response["Allow"] = allowed
        return response

    # No cookie counts here, so nothing has to be proved about the page it came from.
    declare = policies.public if writing is None else policies.program(_WRITES)
    return declare(csrf_exempt(answer))


def _write(
    request: HttpRequest,
    view: View,
    parameters: Mapping[str, bool],
    named: Mapping[str, Any],
) -> HttpResponse:
    """The view's answer for a token that may write; who makes mistakes is noted."""
    try:
        refused = bearer.admit_writer(request) or _refused(request, parameters)
        if refused is None and request.body and request.content_type != _JSON:
            sentence = f"Send JSON, with “Content-Type: {_JSON}”."
            refused = problem(415, sentence, Accept=_JSON)
        response = refused or view(request, **named)
    except RequestDataTooBig:
        response = problem(413, "This is too much at once. Send it in parts.")
    except SuspiciousOperation:
        response = problem(400, "There are too many parameters.")
    mistakes.note(request, response, bearer.of(request))
    return response


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
    if request.method not in _READING:
        message = f"{request.method} is not answered here: there is nothing to change."
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
    if request.method in _READING and not request.path.endswith("/"):
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
    if request.method in _READING:
        return _shared(bearer.admit(request) or nothing(request, **named))
    return _shared(_answer(request, nothing, {}, named))


answer_nothing = policies.public(csrf_exempt(_nothing))
"""The view behind every other address below /api/."""
