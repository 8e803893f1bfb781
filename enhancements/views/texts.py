"""Pages on which documents and discussions of an enhancement are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from enhancements.queries import discussion, texts
from enhancements.queries.enhancement import EnhancementMoved, EnhancementUnknown
from enhancements.queries.frame import Setting
from enhancements.views import asked, policies
from enhancements.views.pages import (
    enhancement_unknown,
    moment_query,
    project_page,
)


@policies.public
@project_page
def document_page(request: HttpRequest, setting: Setting, key: str) -> HttpResponseBase:
    """`?file=` in `?version=COMMIT`; with `?diff=1` against the version before."""

    def made() -> Any:
        return texts.page(
            setting,
            key,
            file=asked.value(request, "file"),
            commit=asked.value(request, "version"),
            diff=bool(asked.value(request, "diff")),
        )

    return _answer(request, setting, "document", made, key)


@policies.public
@project_page
def discussion_page(
    request: HttpRequest, setting: Setting, key: str
) -> HttpResponseBase:
    """The issue's text and its comments, `?page=` by page."""

    def made() -> Any:
        return discussion.page(setting, key, number=asked.number(request))

    return _answer(request, setting, "discussion", made, key)


def _answer(
    request: HttpRequest,
    setting: Setting,
    name: str,
    make: Callable[[], Any],
    key: str,
) -> HttpResponseBase:
    """The page; an old name of the enhancement leads to that of today."""
    try:
        page = make()
    except EnhancementMoved as moved:
        args = [setting.frame.project.name, str(moved)]
        address = reverse(f"enhancements:{name}", args=args)
        return HttpResponseRedirect(address + moment_query(setting))
    except EnhancementUnknown:
        return enhancement_unknown(request, setting, key)
    return asked.page(request, f"enhancement/{name}", "enhancements", page)
