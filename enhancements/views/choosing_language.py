"""The language in which somebody wants to read pages; the browser remembers it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from enhancements.languages import gettext
from enhancements.policy.own_addresses import own_address
from enhancements.views import errors, policies

_YEAR = 365 * 24 * 3600


# A token would need a cookie, on every page, of readers who never sign in; that no
# other site may post this is told by where the browser says that it comes from.
@csrf_exempt
@policies.public
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Read on in another language, on the page where one was."""
    if request.headers.get("Origin", _here(request)) != _here(request):
        message = gettext("Another site may not choose your language. Choose it here.")
        return errors.forbidden(request, message)
    code = request.POST.get("language", "")
    if code not in settings.LANGUAGES_OFFERED:
        message = gettext("Choose one of the languages at the foot of the page.")
        return errors.bad_request(request, message)
    response = HttpResponseRedirect(_where_one_was(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE,
        code,
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _here(request: HttpRequest) -> str:
    """Our own origin, as browsers write it."""
    return f"{request.scheme}://{request.get_host()}"


def _where_one_was(request: HttpRequest) -> str:
    """The address of the page that the form stood on, as our referrer policy lets it be
    told; the first page where nothing tells it.
    """
    try:
        told = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    if f"{told.scheme}://{told.netloc}" != _here(request):
        return "/"
    return own_address(f"{told.path}?{told.query}" if told.query else told.path)
