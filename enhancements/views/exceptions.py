"""Exceptions: the desk of a release, the page of one, and the form that asks."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from enhancements.actions import exceptions as acts
from enhancements.actions.exception_rows import About
from enhancements.exports.exceptions import EXCEPTIONS
from enhancements.models import Project
from enhancements.policy import exceptions as policy
from enhancements.policy.exceptions import (
    ExceptionClashed,
    ExceptionRefused,
    Wanted,
)
from enhancements.policy.permissions import Answer, Deed
from enhancements.queries import exception_form, exception_pages, exceptions
from enhancements.queries.deadlines import Dates
from enhancements.queries.exception_form import Reader, Typed
from enhancements.queries.exceptions import ExceptionUnknown
from enhancements.queries.frame import Setting
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.shapes.exceptions import AskPage, Entry, ExceptionRow
from enhancements.views import asked, errors, exports, pages
from enhancements.views.decide import step_shown
from enhancements.views.deciding import redirect
from enhancements.views.pages import in_project, project_page
from enhancements.views.policies import decides, public
from enhancements.views.who import Who, thing, who

_NAV = "releases"
_PAST = "A moment of the past is shown. Go back to now to ask."
_PARTS = {"": "exceptions/new", "checked": "exceptions/checked"}
_DIGITS = 4
_CLASHED = "Somebody corrected it since. What stands is shown; send yours again."


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
    return _rendered(request, "exceptions/index", values)


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
        return _unknown(request, setting, name, pk)
    somebody = who(request, setting)
    own = next((v for v in page.row.votes if somebody.by and v.by == somebody.by), None)
    values = {
        "page": page,
        "nav": _NAV,
        "may": _may(somebody, setting, name, page.row),
        "own": own,
        "step": step_shown(request, setting, name),
    }
    return _rendered(request, "exceptions/one", values)


def _rendered(
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
    deeds = (Deed.ASK_EXCEPTION, Deed.VOTE, Deed.DECIDE_EXCEPTION)
    if setting.frame.moment.is_past:
        return {one.value: Answer(allowed=False, reason=_PAST) for one in deeds}
    return {deed.value: may(somebody, setting, release, row, deed) for deed in deeds}


def may(
    somebody: Who, setting: Setting, release: str, row: ExceptionRow, deed: Deed
) -> Answer:
    """Whether they may do this about a request, at every freeze that it is about."""
    answers = [
        somebody.may(
            deed,
            thing(setting, release=release, sig=row.sig, key=row.key, freeze=freeze),
        )
        for freeze in [one.key for one in row.freezes] or [""]
    ]
    return next((one for one in answers if not one), answers[0])


def _unknown(
    request: HttpRequest, setting: Setting, name: str, pk: int
) -> HttpResponse:
    message = f"{name} has no exception {pk}. Its desk lists those that there are."
    return errors.not_found(request, message, setting.frame)


def address(setting: Setting, name: str, pk: int) -> str:
    """Of the page of a request."""
    given = [setting.frame.project.name, name, pk]
    return reverse("enhancements:exception", args=given)


def _whole(request: HttpRequest, setting: Setting, name: str, pk: int) -> str:
    return request.build_absolute_uri(address(setting, name, pk))


# --- Asking ---------------------------------------------------------------------------


@decides(Deed.ASK_EXCEPTION)
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def new(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """The form; with POST what was typed is checked, or sent."""
    release = setting.release(name)
    if release is None:
        return pages.release_unknown(request, setting, name)
    form = request.POST if request.method == "POST" else request.GET
    key, track = _word(form, "item"), _word(form, "track")
    about = exception_form.entry(setting, release, key, track) if key else None
    if key and about is None:
        message = f"“{f'{key} {track}'.strip()}” has no entry in {name}."
        return errors.not_found(request, message, setting.frame)
    somebody = who(request, setting)
    reader = _reader(somebody, setting, name, about)
    typed = _typed(setting, form, is_tried=request.method == "POST")
    if request.method != "POST":
        page = exception_form.page(setting, release, about, typed, reader)
        return _form(request, page)
    if about is None:
        message = "Choose what the exception is for first."
        return errors.bad_request(request, message, setting.frame)
    if reader.why_not:
        return _refused(request, setting, release, about, typed, reader)
    if form.get("do") == "check":
        page = exception_form.page(setting, release, about, typed, reader)
        return _form(request, page)
    return _sent(request, setting, release, about, typed, reader, by=somebody.by)


def _sent(
    request: HttpRequest,
    setting: Setting,
    release: Dates,
    about: Entry,
    typed: Typed,
    reader: Reader,
    *,
    by: str,
) -> HttpResponse:
    known = exceptions.freezes(setting, release)
    its = exception_form.case(setting, release, known, about, may_late=reader.may_late)
    try:
        made = acts.ask(
            project=Project.objects.get(pk=setting.id),
            about=About(release.id, about.enhancement, about.track),
            wanted=typed.wanted,
            case=its,
            by=by,
        )
    except ExceptionRefused as refused:
        again = dataclasses.replace(typed, error=str(refused))
        page = exception_form.page(setting, release, about, again, reader)
        return _form(request, page, status=400)
    return redirect(f"{address(setting, release.name, made.pk)}?asked")


@decides(Deed.ASK_EXCEPTION)
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def correct(
    request: HttpRequest, setting: Setting, name: str, pk: int
) -> HttpResponseBase:
    """The same form for a request that waits: what it says can be corrected."""
    release = setting.release(name)
    if release is None:
        return pages.release_unknown(request, setting, name)
    known = exceptions.freezes(setting, release)
    try:
        row = exceptions.one(setting, release, known, pk)
    except ExceptionUnknown:
        return _unknown(request, setting, name, pk)
    about = _entry_of(row)
    somebody = who(request, setting)
    reader = _reader(somebody, setting, name, about)
    if row.state != policy.PENDING and not reader.why_not:
        reader = Reader(why_not="It is decided, so what it says stays as it is.")
    if request.method != "POST":
        page = exception_form.page(
            setting, release, about, _said(row), reader, editing=row
        )
        return _form(request, page)
    typed = _typed(setting, request.POST, is_tried=True, freezes=row)
    if reader.why_not:
        return _refused(request, setting, release, about, typed, reader, editing=row)
    error, status = "", 400
    try:
        acts.correct(
            project=Project.objects.get(pk=setting.id),
            request=pk,
            seen=_id(request.POST.get("seen", "")),
            wanted=typed.wanted,
            case=exception_form.case(setting, release, known, about, may_late=False),
            by=somebody.by,
        )
    except ExceptionRefused as refused:
        error = str(refused)
    except ExceptionClashed:
        error, status = _CLASHED, 409
    if not error:
        return redirect(address(setting, name, pk))
    typed = dataclasses.replace(typed, error=error)
    page = exception_form.page(setting, release, about, typed, reader, editing=row)
    return _form(request, page, status=status)


def _entry_of(row: ExceptionRow) -> Entry:
    return Entry(
        enhancement=row.enhancement,
        key=row.key,
        number=row.number,
        title=row.title,
        sig=row.sig,
        track=row.track,
        stage=row.stage,
        issue_url=row.issue_url,
        owners=(),
    )


def _reader(
    somebody: Who, setting: Setting, release: str, about: Entry | None
) -> Reader:
    if setting.frame.moment.is_past:
        return Reader(why_not=_PAST)
    if not setting.profile.exceptions.is_offered:
        title = setting.frame.project.title
        return Reader(why_not=f"The profile of {title} knows no exceptions.")
    key, sig = (about.key, about.sig) if about else ("", "")
    where = thing(setting, release=release, sig=sig, key=key)
    answer = somebody.may(Deed.ASK_EXCEPTION, where)
    # Who owns or leads something is known once it is chosen.
    if about is None and somebody.account is not None:
        return Reader()
    return Reader(
        why_not=answer.reason,
        may_late=bool(somebody.may(Deed.DECIDE_EXCEPTION, where)),
    )


def _refused(
    request: HttpRequest,
    setting: Setting,
    release: Dates,
    about: Entry,
    typed: Typed,
    reader: Reader,
    editing: ExceptionRow | None = None,
) -> HttpResponse:
    """Who may not is told why, and keeps what they typed."""
    page = exception_form.page(setting, release, about, typed, reader, editing=editing)
    return _form(request, page, status=403)


def _form(request: HttpRequest, page: AskPage, status: int = 200) -> HttpResponse:
    part = request.GET.get("part", "")
    template = _PARTS.get(part, _PARTS[""])
    response = _rendered(request, template, {"page": page, "nav": _NAV}, status)
    response["Cache-Control"] = "no-store, private"
    return response


def _word(form: QueryDict, name: str) -> str:
    return form.get(name, "").replace("\x00", "").strip()[: policy.LONGEST + 1]


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004 - more digits than any id has


def _typed(
    setting: Setting,
    form: QueryDict,
    *,
    is_tried: bool,
    freezes: ExceptionRow | None = None,
) -> Typed:
    """What stands in the fields; the freezes of a request that is corrected stay."""
    questions = setting.profile.exceptions.questions
    answers = {one.key: _word(form, f"q-{one.key}") for one in questions if one.is_text}
    days = _word(form, "days")
    chosen = (
        [one.key for one in freezes.freezes] if freezes else form.getlist("freezes")
    )
    wanted = Wanted(
        freezes=tuple(dict.fromkeys(one for one in chosen if one)),
        days=_days(days),
        answers=answers,
        links=policy.lines(_word(form, "pulls")),
        thread=_word(form, "thread"),
        late=_word(form, "late"),
    )
    fields = {
        "days": days,
        "pulls": _word(form, "pulls"),
        "thread": wanted.thread,
        "late": wanted.late,
        "freezes": wanted.freezes,
        **{f"q-{key}": text for key, text in answers.items()},
    }
    is_empty = not is_tried and not (wanted.freezes or days)
    return Typed(wanted, fields, is_empty=is_empty, is_tried=is_tried)


def _days(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text) if is_number else None


def _said(row: ExceptionRow) -> Typed:
    """What a request says, as it stands in the form."""
    wanted = Wanted(
        freezes=tuple(one.key for one in row.freezes),
        days=row.days,
        answers=row.answers,
        links=row.links,
        thread=row.thread,
    )
    fields = {
        "days": str(row.days or ""),
        "pulls": "\n".join(row.links),
        "thread": row.thread,
        "late": "",
        "freezes": wanted.freezes,
        **{f"q-{key}": text for key, text in row.answers.items()},
    }
    return Typed(wanted, fields, is_empty=True)
