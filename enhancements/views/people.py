"""The pages of people."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from enhancements.exports import lists
from enhancements.languages import gettext
from enhancements.queries import people, person
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.views import asked, errors, exports, policies
from enhancements.views.pages import project_page
from enhancements.views.signing import account_of


@policies.public
@project_page
def people_list(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Everybody whom documents and rosters name."""
    is_file = exports.wanted(request)
    page = people.page(
        setting,
        {name: asked.values(request, name) for name in people.FILTERS},
        text=asked.value(request, "text"),
        sort=asked.value(request, "sort"),
        number=1 if is_file else asked.number(request),
        size=people.EVERY if is_file else people.PAGE_SIZE,
    )
    if is_file:
        return exports.answer(request, setting, lists.PEOPLE, page.rows)
    return asked.page(request, "people", "people", page)


@policies.public
@project_page
def person_page(request: HttpRequest, setting: Setting, login: str) -> HttpResponseBase:
    """A person or a team."""
    chosen = {name: asked.values(request, name) for name in person.FILTERS}
    try:
        is_file = exports.wanted(request)
        page = person.page(setting, login, chosen, with_queue=not is_file)
    except person.PersonUnknown:
        if setting.frame.moment.is_past:
            message = gettext(
                "Neither a document nor a roster names “@%(login)s” at that moment.",
                login=login,
            )
        else:
            message = gettext(
                "Neither a document nor a roster names “@%(login)s”.", login=login
            )
        return errors.not_found(request, message, setting.frame)
    if is_file:
        return exports.answer(request, setting, lists.PERSON, page.rows, about=login)
    account = account_of(request)
    is_me = account is not None and plain(account.login) == plain(page.name.login)
    return asked.page(request, "person", "people", page, is_me=is_me)
