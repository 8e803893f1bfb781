"""What every answer says about itself, whoever made it: the outermost middleware.

The policies of content, frames, referrers and transport are Django's and django-csp's.
Here is what neither of them says, and what holds for answers that never reach them, as
files do. An answer that says something else keeps its own word.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Nothing of ours asks for any of these, so nothing that got into a page can.
_UNUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
ALWAYS = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _UNUSED),
    # Nobody else's page may take our answers in; pictures for others say so themselves.
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# A file opened by itself, such as an icon, runs and loads nothing.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
# Kept by browsers, and asked about each time: a page is as old as what it shows.
_CACHE = "no-cache"


class Headers:
    """Middleware; costs a few words for each answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as whoever comes next does, and say the rest."""
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.setdefault(name, value)
        response.setdefault("Content-Security-Policy", FILE_POLICY)
        response.setdefault("Cache-Control", _CACHE)
        return response


def refusal() -> list[tuple[bytes, bytes]]:
    """Headers of a refusal that is sent before there is a request to speak of."""
    told = {
        **ALWAYS,
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }
    if settings.SECURE_HSTS_SECONDS:
        told["Strict-Transport-Security"] = (
            f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
        )
    return [(name.lower().encode(), value.encode()) for name, value in told.items()]
