"""The style sheet of all pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from enhancements import styles
from enhancements.views import policies

_FOR_GOOD = "public, max-age=31536000, immutable"


@policies.public
@gzip_page
@require_safe
def sheet(request: HttpRequest, digest: str) -> HttpResponse:
    """All styles; kept for good when the address is that of today's."""
    del request
    found = styles.bundle()
    response = HttpResponse(found.content, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = _FOR_GOOD if digest == found.digest else "no-cache"
    return response
