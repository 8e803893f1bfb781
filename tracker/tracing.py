"""What belongs together in the log: a request, and the tasks that it woke.

Each line that is written while somebody works on a request or a task says which. Who
wakes a task sends the id of the request along, so that what a click led to is found by
one word, whichever process did it.
"""

from __future__ import annotations

import contextvars
import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from celery import signals
from django.conf import settings
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
MESSAGE = "tracker_request"
"""Name of the header of a task's message that has the request's id."""
_GOOD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,63}")
# A task that takes longer is worth a line; the others run every few seconds.
_LONG = 1.0

_about: contextvars.ContextVar[dict[str, Any] | None] = contextvars.ContextVar(
    "tracker_about", default=None
)
_access = logging.getLogger("tracker.access")
_tasks = logging.getLogger("tracker.tasks")


def about() -> dict[str, Any]:
    """What is worked on here just now: names and values for a line of the log."""
    return _about.get() or {}


@contextmanager
def working_on(**names: Any) -> Iterator[None]:
    """Have every line that is written in the block say this."""
    token = _about.set({**about(), **names})
    try:
        yield
    finally:
        _about.reset(token)


class Requests:
    """Middleware, the outermost: an id for each request, and one line for its answer.

    A proxy that is trusted may have given the id already; anybody else's word for it is
    passed over. The answer tells it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        request_finished.connect(_forget, dispatch_uid="tracing-request")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as whoever comes next does."""
        began, request_id = time.monotonic(), _id_of(request)
        # Until the request is finished: Django complains of an answer after this.
        _about.set({"request_id": request_id})
        response = self.get_response(request)
        response[HEADER] = request_id
        if _access.isEnabledFor(logging.INFO):
            _access.info(
                "%s %s %s",
                request.method,
                request.path,
                response.status_code,
                extra={"told": _told(request, response, began)},
            )
        return response


def _forget(**_: object) -> None:
    _about.set(None)


def _id_of(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
    return given if _GOOD.fullmatch(given) else uuid.uuid4().hex


def _told(
    request: HttpRequest, response: HttpResponse, began: float
) -> dict[str, object]:
    """What the line of an answer says besides; asks the database nothing."""
    match = request.resolver_match
    # Whoever was not asked for by the page is not looked up for the log.
    account = getattr(request, "_cached_user", None)
    told = {
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "duration_ms": _milliseconds(began),
        "route": match.view_name if match else None,
        "project": match.kwargs.get("project") if match else None,
        "user": getattr(account, "pk", None),
    }
    return {name: value for name, value in told.items() if value is not None}


def _milliseconds(began: float) -> float:
    return round((time.monotonic() - began) * 1000, 1)


def _sent(headers: dict[str, Any] | None = None, **_: object) -> None:
    """Send the request's id along with a task."""
    if headers is not None and (request := about().get("request_id")):
        headers[MESSAGE] = request


def _began(task_id: str = "", task: Any = None, **_: object) -> None:
    message = getattr(task, "request", None)
    woken_by = getattr(message, MESSAGE, None) or (
        getattr(message, "headers", None) or {}
    ).get(MESSAGE)
    named = {"task": getattr(task, "name", ""), "task_id": task_id}
    if isinstance(woken_by, str) and _GOOD.fullmatch(woken_by):
        named["request_id"] = woken_by
    kwargs = getattr(message, "kwargs", None) or {}
    # What a task is about are ids: of a project, of a repository.
    ids = {key: kwargs[key] for key in ("project_id", "repository_id") if key in kwargs}
    _about.set({**named, **ids, "began": time.monotonic()})


def _ended(state: str | None = None, **_: object) -> None:
    named = about()
    began = named.get("began")
    if began is not None:
        took = time.monotonic() - began
        is_worth = took >= _LONG or state != "SUCCESS" or "request_id" in named
        told = {"state": state, "duration_ms": _milliseconds(began)}
        level = logging.INFO if is_worth else logging.DEBUG
        _tasks.log(level, "%s %s", named["task"], state, extra={"told": told})
    _about.set(None)


def connect() -> None:
    """Listen to Celery; twice does it once."""
    for signal, receiver in (
        (signals.before_task_publish, _sent),
        (signals.task_prerun, _began),
        (signals.task_postrun, _ended),
    ):
        signal.connect(
            receiver, weak=False, dispatch_uid=f"tracing-{receiver.__name__}"
        )
