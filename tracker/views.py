"""What the installation answers about itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from enhancements.views import policies
from tracker import readiness


@policies.public
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process is alive, without asking the database or Redis.

    A probe restarts what does not answer, and a restart of the web process cures no
    database.
    """
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@policies.public
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Say whether all parts really work: 200, else 503 and which does not.

    The worker counts as working only when a task ran to its end lately.
    """
    parts = readiness.check()
    is_ready = all(part["ok"] for part in parts.values())
    answer = JsonResponse(
        {"ready": is_ready, "parts": parts}, status=200 if is_ready else 503
    )
    answer["Cache-Control"] = "no-store"
    return answer
