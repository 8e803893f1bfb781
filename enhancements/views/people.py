"""The pages of people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from enhancements.queries import people, person
from enhancements.queries.frame import Setting
from enhancements.views import asked, errors
from enhancements.views.pages import project_page


@project_page
def people_list(request: HttpRequest, setting: Setting) -> HttpResponse:
    """Everybody whom documents and rosters name."""
    page = people.page(
        setting,
        {name: asked.values(request, name) for name in people.FILTERS},
        text=asked.value(request, "text"),
        sort=asked.value(request, "sort"),
        number=asked.number(request),
    )
    return asked.page(request, "people", "people", page)


@project_page
def person_page(request: HttpRequest, setting: Setting, login: str) -> HttpResponse:
    """A person or a team."""
    chosen = {name: asked.values(request, name) for name in person.FILTERS}
    try:
        page = person.page(setting, login, chosen)
    except person.PersonUnknown:
        then = " at that moment" if setting.frame.moment.is_past else ""
        message = f"Neither a document nor a roster names “@{login}”{then}."
        return errors.not_found(request, message, setting.frame)
    return asked.page(request, "person", "people", page)
