"""Exceptions: the desk of a release, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from enhancements.exports.exceptions import EXCEPTIONS
from enhancements.languages import gettext, gettext_noop
from enhancements.policy.permissions import Answer, Deed
from enhancements.queries import exception_pages
from enhancements.queries.exceptions import ExceptionUnknown
from enhancements.queries.frame import Setting
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.shapes.exceptions import ExceptionRow, VoteRow
from enhancements.views import asked, errors, exports, pages
from enhancements.views.deciding import step_shown
from enhancements.views.pages import project_page
from enhancements.views.policies import public
from enhancements.views.who import Who, thing, who

_NAV = "releases"
PAST = gettext_noop("A moment of the past is shown. Go back to now to ask.")


@public
@project_page
def desk(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """Every request of a release, those with the least time left first."""
    chosen = {one: asked.values(request, one) for one in exception_pages.FILTERS}
    try:
        page = exception_pages.desk(setting, name, chosen)
    except ReleaseUnknown:
        return pages.release_unknown(request, setting, name)
    if exports.wanted(request):
        return exports.answer(request, setting, EXCEPTIONS, page.rows, about=name)
    somebody = who(request, setting)
    may = {one.row.id: _may(somebody, setting, name, one.row) for one in page.due}
    values = {
        "page": page,
        "nav": _NAV,
        "may": may,
        "step": step_shown(request, setting, name),
    }
    return rendered(request, "exceptions/index", values)


@public
@project_page
def one(request: HttpRequest, setting: Setting, name: str, pk: int) -> HttpResponseBase:
    """A request in full, with what may be done about it."""
    try:
        page = exception_pages.page(
            setting, name, pk, lambda id_: _whole(request, setting, name, int(id_))
        )
    except ReleaseUnknown:
        return pages.release_unknown(request, setting, name)
    except ExceptionUnknown:
        return unknown(request, setting, name, pk)
    somebody = who(request, setting)
    values = {
        "page": page,
        "nav": _NAV,
        "may": _may(somebody, setting, name, page.row),
        "own": _own(somebody, page.row.votes),
        "step": step_shown(request, setting, name),
    }
    return rendered(request, "exceptions/one", values)


def _own(somebody: Who, votes: Sequence[VoteRow]) -> VoteRow | None:
    """Their vote: by number, else by a login that was theirs when it was given."""
    if somebody.account is None:
        return None
    number = somebody.account.github_id
    by_number = (one for one in votes if one.github_id == number)
    named = (one for one in votes if one.github_id is None)
    by_login = (one for one in named if somebody.did(one.by, one.since))
    return next(by_number, None) or next(by_login, None)


def rendered(
    request: HttpRequest, template: str, values: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page that says what its reader may do, so that no cache may mix them up."""
    response = render(request, f"{template}.html", dict(values), status=status)
    response["Cache-Control"] = "private, no-cache"
    return response


def _may(
    somebody: Who, setting: Setting, release: str, row: ExceptionRow
) -> dict[str, Answer]:
    """By deed whether they may do it about this request: at each of its freezes."""
    deeds = (
        *(Deed.ASK_EXCEPTION, Deed.WITHDRAW_EXCEPTION),
        *(Deed.VOTE, Deed.DECIDE_EXCEPTION),
    )
    if setting.frame.moment.is_past:
        return {one.value: Answer(allowed=False, reason=gettext(PAST)) for one in deeds}
    return {deed.value: may(somebody, setting, release, row, deed) for deed in deeds}


def may(
    somebody: Who, setting: Setting, release: str, row: ExceptionRow, deed: Deed
) -> Answer:
    """Whether they may do this about a request, at every freeze that it is about."""
    answers = [
        somebody.may(
            deed,
            thing(
                setting,
                release=release,
                sig=row.sig,
                key=row.key,
                freeze=freeze,
                asked_by="" if row.origin else row.by,
                asked_at=row.at,
            ),
        )
        for freeze in [one.key for one in row.freezes] or [""]
    ]
    return next((one for one in answers if not one), answers[0])


def unknown(request: HttpRequest, setting: Setting, name: str, pk: int) -> HttpResponse:
    """404 for a request that there is not."""
    message = gettext(
        "%(release)s has no exception %(number)s. Its desk lists those that there are.",
        release=name,
        number=pk,
    )
    return errors.not_found(request, message, setting.frame)


def address(setting: Setting, name: str, pk: int) -> str:
    """Of the page of a request."""
    given = [setting.frame.project.name, name, pk]
    return reverse("enhancements:exception", args=given)


def _whole(request: HttpRequest, setting: Setting, name: str, pk: int) -> str:
    return request.build_absolute_uri(address(setting, name, pk))
