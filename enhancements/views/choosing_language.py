"""The language in which somebody wants to read pages; the browser remembers it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from enhancements.languages import gettext
from enhancements.policy.own_addresses import own_address
from enhancements.views import errors, policies

_YEAR = 365 * 24 * 3600


@policies.public
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Read on in another language, on the page where one was."""
    code = request.POST.get("language", "")
    if code not in settings.LANGUAGES_OFFERED:
        message = gettext("Choose one of the languages at the foot of the page.")
        return errors.bad_request(request, message)
    response = HttpResponseRedirect(own_address(request.POST.get("next", "")))
    response.set_cookie(
        settings.LANGUAGE_COOKIE,
        code,
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
