"""The page of the roadmap."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from enhancements.exports import lists
from enhancements.queries import filters, roadmap
from enhancements.queries.frame import Setting
from enhancements.queries.search import narrowing
from enhancements.views import asked, exports, policies, signing
from enhancements.views.pages import project_page


@policies.public
@project_page
def roadmap_page(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Enhancements by releases."""
    is_file = exports.wanted(request)
    given = {name: asked.values(request, name) for name in filters.NAMES}
    page = roadmap.page(
        setting,
        narrowing.read(setting, given, me=signing.me(request)),
        states=asked.values(request, "state"),
        start=asked.value(request, "from"),
        end=asked.value(request, "to"),
        number=1 if is_file else asked.number(request),
        size=roadmap.EVERY if is_file else roadmap.PAGE_SIZE,
    )
    if is_file:
        sheet = lists.roadmap([column.name for column in page.columns])
        return exports.answer(request, setting, sheet, page.rows)
    return asked.page(request, "roadmap", "roadmap", page)
