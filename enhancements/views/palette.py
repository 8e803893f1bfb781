"""What the palette offers, for the script that shows it."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from enhancements.queries import palette as ways
from enhancements.queries import words
from enhancements.queries.frame import Setting
from enhancements.queries.palette import Group, Way
from enhancements.views import asked, policies
from enhancements.views.pages import project_page
from enhancements.views.signing import account_of


@policies.public
@project_page
def palette(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Where one may want to go from a project, for `?text=`. JSON."""
    text, is_signed_in = asked.value(request, "text"), account_of(request) is not None
    found = ways.find(setting, text, is_signed_in=is_signed_in)
    return _answer(found, setting.frame.moment.given)


@policies.public
@require_safe
def palette_of_projects(request: HttpRequest) -> HttpResponseBase:
    """The same for pages that are of no project."""
    text, is_signed_in = asked.value(request, "text"), account_of(request) is not None
    found = ways.of_projects(text, is_signed_in=is_signed_in)
    return _answer(found, asked.value(request, "as_of"))


def _answer(groups: Iterable[Group], moment: str) -> HttpResponseBase:
    told = [
        {
            "title": group.title,
            "options": [
                {"name": one.name, "about": one.about, "href": _address(one, moment)}
                for one in group.ways
            ],
        }
        for group in groups
    ]
    response = JsonResponse({"groups": told})
    # It differs by who is signed in, and follows what is read.
    response["Cache-Control"] = "private, no-cache"
    return response


def _address(way: Way, moment: str) -> str:
    address = reverse(f"enhancements:{way.route}", args=way.args)
    query = words.query({**way.query, "as_of": moment if way.has_past else ""})
    return f"{address}?{query}" if query else address
