"""In which language a request is answered: its reader's, else the browser's.

Only pages are: what programs read, files and pictures for other places stay in English,
as decision 72 says. Where there is but one language to choose from, nothing happens.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from enhancements import languages

_OF_PROGRAMS = ("/api/", "/webhooks/", "/feeds/", "/metrics", "/healthz", "/readyz")
_FILES = (".atom", ".css", ".csv", ".ics", ".json", ".md", ".svg", ".txt")
# Read by our own scripts, for who looks at a page.
_OF_PAGES = ("/known.json", "/palette.json", "/suggest.json", "/ways.json")
_ASKS_FOR_FILE = re.compile(r"(?:^|&)format(?:=|&|$)")
_VARIES = ("Accept-Language", "Cookie")


class Languages:
    """Middleware; stands around everything that says something to a reader."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language asked for, and say that others get another one."""
        if settings.LANGUAGES_OFFERED == [languages.SOURCE] or is_for_programs(request):
            return self.get_response(request)
        with languages.speaking(chosen(request)) as language:
            response = self.get_response(request)
        response.setdefault("Content-Language", language.code)
        patch_vary_headers(response, _VARIES)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # It depends on cookies, and one of them says who asks.
            patch_cache_control(response, private=True)
        return response


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks, or for something that is kept or shown elsewhere."""
    path = request.path_info
    if path.endswith(_OF_PAGES):
        return False
    if path.endswith(_FILES) or path.startswith(_OF_PROGRAMS):
        return True
    # Not read as a form: that one cannot be read is answered within, in a language.
    return _ASKS_FOR_FILE.search(request.META.get("QUERY_STRING", "")) is not None


def chosen(request: HttpRequest) -> str:
    """The language of the cookie, else the first of the browser's that is offered."""
    offered: list[str] = settings.LANGUAGES_OFFERED
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE, "")
    if kept in offered:
        return kept
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    for code, _ in asked:
        found = code.partition("-")[0]
        if found in offered:
            return found
    return offered[0]
