"""The wizard that cleans up issues at the end of a cycle: comments to paste."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from enhancements.exports import life
from enhancements.queries import cleaning
from enhancements.queries.frame import Setting
from enhancements.views import asked, exports, policies
from enhancements.views.pages import project_page, release_unknown


@policies.public
@project_page
def clean_up(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """Every issue by its case, with its evidence, comment and commands."""
    release = setting.release(name)
    if release is None:
        return release_unknown(request, setting, name)
    page = cleaning.load(setting, release)
    if exports.wanted(request):
        rows = [row for one in page.cases for row in one.rows]
        return exports.answer(
            request, setting, life.CLEANED, [*rows, *page.left], about=name
        )
    return asked.page(request, "life/clean-up", "releases", page)
