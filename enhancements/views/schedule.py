"""The deadlines of a release with their history; moving one, and what that would do."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from enhancements.actions import releases as acts
from enhancements.actions.releases import CorrectionRefused
from enhancements.documents.when import FIRST_YEAR, LAST_YEAR
from enhancements.exports import life
from enhancements.languages import gettext, gettext_noop
from enhancements.policy import planning
from enhancements.policy.permissions import Answer, Deed
from enhancements.queries import weeks, what_if, words
from enhancements.queries.deadlines import OTHER, PREFIX, Dates
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Deadline, Frame, Week
from enhancements.queries.what_if import WhatIf
from enhancements.views import asked, deciding, errors, exports, policies
from enhancements.views.deciding import Desk
from enhancements.views.pages import in_project, release_unknown
from enhancements.views.who import Who, thing, who

_REASON = 500
"""Letters of a reason."""
_NO_REASON = gettext_noop("Say why: whoever planned by the old date will want to know.")
_UNREADABLE = gettext_noop(
    "Write the date to try as KIND:DATE, such as move=code-freeze:2027-03-31."
)


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """The deadline that is being moved."""

    kind: str
    date: str
    """As it was typed."""
    seen: str
    """The end of the date that stood when the form was shown, ISO; empty for none."""
    reason: str = ""
    errors: tuple[str, ...] = ()
    clash: Deadline | None = None
    """The date that somebody else has given it since."""


@dataclasses.dataclass(frozen=True, slots=True)
class SchedulePage:
    """Everything the page shows."""

    frame: Frame
    week: Week
    deadlines: tuple[Deadline, ...]
    others: tuple[Deadline, ...]
    kinds: tuple[tuple[str, str, dt.date | None], ...]
    """Deadlines that can be moved: (key, label, the day Anywhere on Earth)."""
    seen: dict[str, str]
    """By kind the end of the date that stands, as forms carry it."""
    answer: Answer
    what_if: WhatIf | None
    form: Form | None
    done: str
    """`moved`, `withdrawn` or `opened` after that was done."""


@policies.decides(Deed.MOVE_DEADLINE)
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def schedule(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """The deadlines; `move=KIND:DATE` tries a date, and POST moves one or takes a
    correction back.
    """
    release = setting.release(name)
    if release is None:
        return release_unknown(request, setting, name)
    person = who(request, setting)
    if request.method == "POST":
        return _posted(request, setting, release, person)
    if exports.wanted(request):
        rows = list(life.dates(release))
        return exports.answer(request, setting, life.DATES, rows, about=name)
    if "kind" in request.GET:
        return deciding.redirect(_scenario(request))
    page = _page(request, setting, release, person)
    text = asked.value(request, "move")
    if text:
        kind, date = _tried(setting, text)
        page = _with(setting, release, page, kind, date)
    return _show(request, page)


def _scenario(request: HttpRequest) -> str:
    """The address that holds what a form of two fields asks to try."""
    kind, date = asked.value(request, "kind"), asked.value(request, "date")
    given = {"move": f"{kind}:{date}", "as_of": asked.value(request, "as_of")}
    return f"{request.path}?{words.query(given)}#move"


def _tried(setting: Setting, text: str) -> tuple[str, dt.date]:
    """Raises FilterRefused for what is no deadline or no date."""
    kind, _, date = text.partition(":")
    if kind not in dict(_movable(setting)):
        raise FilterRefused("move", gettext(_UNREADABLE))
    try:
        return kind, _date(date)
    except ValueError:
        raise FilterRefused("move", gettext(_UNREADABLE)) from None


def _date(text: str) -> dt.date:
    """Raises ValueError for what is no date of a release."""
    date = dt.date.fromisoformat(text.strip())
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise ValueError(text)
    return date


def _movable(setting: Setting) -> list[tuple[str, str]]:
    return [
        (one.key, one.label)
        for one in setting.profile.deadlines
        if one.key in acts.KINDS
    ]


def _page(
    request: HttpRequest, setting: Setting, release: Dates, person: Who
) -> SchedulePage:
    days = {one.kind: planning.aoe_day(one.ends_at) for one in release.deadlines}
    done = ("moved", "withdrawn", "opened")
    return SchedulePage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        deadlines=tuple(one for one in release.deadlines if one.kind != OTHER),
        others=tuple(one for one in release.deadlines if one.kind == OTHER),
        kinds=tuple((k, label, days.get(k)) for k, label in _movable(setting)),
        seen={key: _stands(release, key) for key, _ in _movable(setting)},
        answer=person.may(Deed.MOVE_DEADLINE, thing(setting, release=release.name)),
        what_if=None,
        form=None,
        done=next((one for one in done if one in request.GET), ""),
    )


def _with(
    setting: Setting, release: Dates, page: SchedulePage, kind: str, date: dt.date
) -> SchedulePage:
    """The page with a date tried out."""
    found = what_if.load(setting, release, kind, date)
    form = Form(kind, date.isoformat(), seen=_stands(release, kind))
    return dataclasses.replace(page, what_if=found, form=form, done="")


def _stands(release: Dates, kind: str) -> str:
    """The end of the date that stands, as ISO text; empty without one."""
    found = release.deadline(f"{PREFIX}{kind}")
    return acts.iso(found.ends_at) if found else ""


def _show(request: HttpRequest, page: SchedulePage, status: int = 200) -> HttpResponse:
    has_form = page.form is not None or bool(page.answer)
    return asked.page(
        request,
        "life/schedule",
        "releases",
        page,
        status=status,
        is_private=has_form,
    )


def _posted(
    request: HttpRequest, setting: Setting, release: Dates, person: Who
) -> HttpResponseBase:
    desk = Desk(request, setting, release, person, timezone.now())
    answer = person.may(Deed.MOVE_DEADLINE, thing(setting, release=release.name))
    barred = deciding.barred(desk, answer)
    if barred is not None:
        return barred
    form = request.POST
    given = Form(
        kind=asked.text(form.get("kind"), 40),
        date=asked.text(form.get("date"), 40),
        seen=asked.text(form.get("seen"), 40),
        reason=asked.text(form.get("reason"), _REASON),
    )
    if given.kind not in dict(_movable(setting)):
        message = gettext("Name a deadline to move.")
        return errors.bad_request(request, message, setting.frame)
    return _tried_to(desk, given, is_move=form.get("act") != "withdraw")


def _again(desk: Desk, given: Form, date: dt.date | None, status: int) -> HttpResponse:
    """The form once more, with what was typed."""
    page = _page(desk.request, desk.setting, desk.release, desk.who)
    if date is not None:
        page = _with(desk.setting, desk.release, page, given.kind, date)
    return _show(desk.request, dataclasses.replace(page, form=given), status)


def _tried_to(desk: Desk, given: Form, *, is_move: bool) -> HttpResponseBase:
    """Do it, unless something is wrong or somebody else gave it another date."""
    release = desk.release
    wrong, date = _wrong(given, is_move=is_move)
    if given.seen != _stands(release, given.kind) and not wrong:
        stands = release.deadline(f"{PREFIX}{given.kind}")
        given = dataclasses.replace(
            given, clash=stands, seen=_stands(release, given.kind)
        )
        return _again(desk, given, date, 409)
    if wrong:
        return _again(desk, dataclasses.replace(given, errors=wrong), date, 400)
    try:
        _act(desk, given, date)
    except CorrectionRefused as refused:
        given = dataclasses.replace(given, errors=(str(refused),))
        return _again(desk, given, date, 400)
    done = "moved" if date is not None else "withdrawn"
    query = urlencode({done: given.kind})
    return deciding.redirect(f"{desk.address('schedule')}?{query}")


def _wrong(given: Form, *, is_move: bool) -> tuple[tuple[str, ...], dt.date | None]:
    """What is wrong with a form, and the date of one that moves."""
    found = []
    date = None
    if is_move:
        try:
            date = _date(given.date)
        except ValueError:
            found.append(gettext("Write the date as 2027-03-31."))
    if not given.reason:
        found.append(gettext(_NO_REASON))
    return tuple(found), date


def _act(desk: Desk, given: Form, date: dt.date | None) -> None:
    """Raises CorrectionRefused."""
    if date is None:
        acts.withdraw_correction(
            project=desk.project,
            release=desk.release.name,
            kind=given.kind,
            reason=given.reason,
            by=desk.who.by,
            now=desk.now,
        )
        return
    acts.correct_deadline(
        project=desk.project,
        release=desk.release.name,
        kind=given.kind,
        date=date,
        reason=given.reason,
        by=desk.who.by,
        now=desk.now,
    )
