"""What the installation answers about itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process is alive, without asking the database or Redis.

    A probe restarts what does not answer, and a restart of the web process cures no
    database.
    """
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
