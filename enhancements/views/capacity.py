"""How much people review in a release: for everybody to read, for each to say of
themselves.
"""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from enhancements.actions import capacity as acts
from enhancements.actions.capacity import CapacityClashed, CapacityRefused
from enhancements.exports import capacity as sheets
from enhancements.languages import gettext
from enhancements.models import Account, Release
from enhancements.queries import capacity as query
from enhancements.queries.frame import Setting
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.shapes.capacity import CapacityPage, Room
from enhancements.views import asked, deciding, errors, exports, policies
from enhancements.views.help_wanted import unsaved
from enhancements.views.me import mine
from enhancements.views.pages import in_project, project_page, release_unknown
from enhancements.views.signing import account_of

_DIGITS = 9


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """What somebody says of themselves, and what is wrong with it."""

    number: str
    note: str
    stands: Room
    """What they said before."""
    former: Room | None = None
    """What they had said before that, which one press says again."""
    error: str = ""


@policies.public
@project_page
def capacity(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """Who takes on how much, what was said before, and the form for oneself."""
    try:
        page = query.page(setting, name)
    except ReleaseUnknown:
        return release_unknown(request, setting, name)
    if exports.wanted(request):
        return exports.answer(request, setting, sheets.ROOMS, page.rows, about=name)
    account = account_of(request)
    # A name without a login is nobody whom an entry could ask.
    if account is None or not account.login or setting.frame.moment.is_past:
        return asked.page(request, "capacity", "releases", page)
    return _shown(request, page, _form(page, account))


@policies.own
@require_POST
@mine
@in_project
def say_capacity(
    request: HttpRequest, setting: Setting, account: Account, name: str
) -> HttpResponseBase:
    """Say how much one takes on oneself; without a number, nothing any more."""
    try:
        page = query.page(setting, name)
    except ReleaseUnknown:
        return release_unknown(request, setting, name)
    if page.week.is_out:
        message = gettext(
            "%(release)s is out, so nobody takes on more of it.", release=name
        )
        return errors.bad_request(request, message, setting.frame)
    if not account.login:
        message = gettext(
            "Your account has no login any more. Sign in again, then say it."
        )
        return errors.forbidden(request, message, setting.frame)
    number = request.POST.get("number", "").strip()
    # One more than fits, so that what is too long is said to be, not cut.
    note = asked.text(request.POST.get("note"), acts.LONGEST + 1)
    try:
        acts.say(
            release=Release.objects.select_related("project").get(
                project=setting.id, name=name
            ),
            number=None if "back" in request.POST else _number(number),
            note=note,
            by=account.login,
            github_id=account.github_id,
            seen=asked.row_id(request.POST.get("seen", "")),
            now=timezone.now(),
        )
    except (CapacityRefused, CapacityClashed) as refused:
        is_clash = isinstance(refused, CapacityClashed)
        error = unsaved(refused)
        form = dataclasses.replace(
            _form(page, account), number=number[:_DIGITS], note=note, error=error
        )
        return _shown(request, page, form, 409 if is_clash else 400)
    place = (setting.frame.project.name, name)
    return deciding.redirect(reverse("enhancements:capacity", args=place))


def _number(text: str) -> int:
    """What was typed. Raises CapacityRefused."""
    if text.isascii() and text.isdigit() and len(text) < _DIGITS:
        return int(text)
    raise CapacityRefused(gettext("Say a number from 0 to %(most)s.", most=acts.MOST))


def _form(page: CapacityPage, account: Account) -> Form:
    said = page.said_by(account.login, account.github_id)
    stands = said[0] if said else Room(account.login, None)
    return Form(
        number="" if stands.number is None else str(stands.number),
        note=stands.note,
        stands=stands,
        former=said[1] if len(said) > 1 else None,
    )


def _shown(
    request: HttpRequest, page: CapacityPage, form: Form, status: int = 200
) -> HttpResponse:
    return asked.page(
        request,
        "capacity",
        "releases",
        page,
        form=form,
        most=acts.MOST,
        longest=acts.LONGEST,
        status=status,
        is_private=True,
    )
