"""What the search box offers while somebody types."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from enhancements.queries.frame import Setting
from enhancements.queries.search import suggestions
from enhancements.views import asked, policies, signing
from enhancements.views.pages import project_page

_DIGITS = 5


@policies.public
@project_page
def suggest(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Fields and values for `?text=` at `?cursor=`, the signs before the cursor."""
    text, cursor = request.GET.get("text", "")[:2000], asked.value(request, "cursor")
    is_number = cursor.isascii() and cursor.isdigit() and len(cursor) <= _DIGITS
    found = suggestions.at(
        setting,
        text.replace("\x00", " "),
        int(cursor) if is_number else len(text),
        me=signing.me(request),
    )
    place = found.typing.place
    return JsonResponse(
        {
            "start": place.start,
            "end": place.end,
            "title": found.title,
            "help": found.help,
            "options": [
                {"text": one.text, "meaning": one.meaning, "count": one.count}
                for one in found.options
            ],
        }
    )
