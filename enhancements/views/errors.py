"""Error pages that say what happened and what to do."""

from __future__ import annotations

import dataclasses

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enhancements.api import answers
from enhancements.languages import gettext, gettext_noop
from enhancements.queries.shapes import Frame

_RETRY = "10"
_AWAY = gettext_noop(
    "The database does not answer. Try again in a moment; nothing is lost."
)


@dataclasses.dataclass(frozen=True, slots=True)
class ErrorPage:
    """What an error page shows."""

    title: str
    message: str
    frame: Frame | None = None


def not_found(
    request: HttpRequest, message: str, frame: Frame | None = None
) -> HttpResponse:
    """404 with a sentence that says what was looked for."""
    return _error(request, ErrorPage(gettext("Not found"), message, frame), 404)


def bad_request(
    request: HttpRequest, message: str, frame: Frame | None = None
) -> HttpResponse:
    """400 with a sentence that says what could be asked instead."""
    page = ErrorPage(gettext("That cannot be read"), message, frame)
    return _error(request, page, 400)


def forbidden(
    request: HttpRequest, message: str, frame: Frame | None = None
) -> HttpResponse:
    """403 with a sentence that says who may."""
    return _error(request, ErrorPage(gettext("Not allowed"), message, frame), 403)


def clash(
    request: HttpRequest, message: str, frame: Frame | None = None
) -> HttpResponse:
    """409 with a sentence that says what came in between."""
    page = ErrorPage(gettext("Somebody was faster"), message, frame)
    return _error(request, page, 409)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was not sent from a page of ours, or too late."""
    del reason
    message = gettext(
        "The form could not be taken, so nothing was done. Go back, load the page anew"
        " and send it once more; your browser has to keep cookies of this site."
    )
    return forbidden(request, message)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 while the database does not answer, without touching it."""
    request.user = AnonymousUser()
    if request.path.startswith("/api/"):
        return answers.problem(503, _AWAY, **{"Retry-After": _RETRY})
    page = ErrorPage(gettext("Not available just now"), gettext(_AWAY))
    response = _error(request, page, 503)
    response["Retry-After"] = _RETRY
    return response


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for an address that leads nowhere."""
    del exception
    return not_found(request, gettext("Nothing is at this address."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without touching the database; below /api/ as problem details."""
    request.user = AnonymousUser()
    if request.path.startswith("/api/"):
        return answers.problem(500, "Something broke here. Try again in a moment.")
    page = ErrorPage(
        gettext("Something broke here"),
        gettext(
            "The page could not be made. Try again in a moment; what you did is not"
            " lost."
        ),
    )
    return _error(request, page, 500)


def _error(request: HttpRequest, page: ErrorPage, status: int) -> HttpResponse:
    return render(request, "error.html", {"page": page, "nav": ""}, status=status)
