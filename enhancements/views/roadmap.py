"""The page of the roadmap."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from enhancements.queries import filters, roadmap
from enhancements.queries.frame import Setting
from enhancements.views import asked
from enhancements.views.pages import project_page

FILTERS = (
    "sig",
    "participating-sig",
    "stage",
    "status",
    "release",
    "author",
    "approver",
    "number",
    "has",
    "text",
)


@project_page
def roadmap_page(request: HttpRequest, setting: Setting) -> HttpResponse:
    """Enhancements by releases."""
    given = {name: asked.values(request, name) for name in FILTERS}
    page = roadmap.page(
        setting,
        filters.read(setting.profile, given),
        states=asked.values(request, "state"),
        start=asked.value(request, "from"),
        end=asked.value(request, "to"),
        number=asked.number(request),
    )
    return asked.page(request, "roadmap", "roadmap", page)
