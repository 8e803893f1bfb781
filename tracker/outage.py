"""While the database does not answer, say so: 503 and when to come again.

A webhook's sender learns from it that the delivery was not taken, and keeps it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from psycopg_pool import PoolTimeout

from enhancements.views import errors

_AWAY = (OperationalError, InterfaceError, PoolTimeout)


class Outage:
    """Middleware that turns errors of the connection into 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as whoever comes next does."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Answer 503 when it was the database that did not answer."""
        return errors.unavailable(request) if isinstance(exception, _AWAY) else None
