"""The form that asks for an exception, and the one that corrects what it says."""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from enhancements.actions import exceptions as acts
from enhancements.actions.exception_rows import About
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Project
from enhancements.policy import exceptions as policy
from enhancements.policy.exceptions import (
    Case,
    ExceptionClashed,
    ExceptionRefused,
    Wanted,
)
from enhancements.policy.permissions import Deed
from enhancements.queries import exception_form, exceptions
from enhancements.queries.deadlines import Dates
from enhancements.queries.exception_form import Reader, Typed
from enhancements.queries.exceptions import ExceptionUnknown
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.exceptions import Entry, ExceptionRow
from enhancements.views import asked, errors, pages
from enhancements.views.deciding import redirect
from enhancements.views.exceptions import PAST, address, unknown
from enhancements.views.pages import in_project
from enhancements.views.policies import decides
from enhancements.views.who import Who, thing, who

_PARTS = {"": "exceptions/new", "checked": "exceptions/checked"}
_DIGITS = 4
_CLASHED = gettext_noop(
    "Somebody corrected it since. What stands is shown; send yours again."
)


@dataclasses.dataclass(frozen=True, slots=True)
class _Asking:
    """Somebody at the form."""

    request: HttpRequest
    setting: Setting
    release: Dates
    about: Entry | None
    reader: Reader
    by: str
    editing: ExceptionRow | None = None

    @property
    def project(self) -> Project:
        """The project; one SQL statement."""
        return Project.objects.get(pk=self.setting.id)

    def case(self, about: Entry) -> Case:
        """What the rules look at; two SQL statements."""
        known = exceptions.freezes(self.setting, self.release)
        return exception_form.case(
            self.setting,
            self.release,
            known,
            about,
            may_late=self.reader.may_late,
        )

    def show(self, typed: Typed, *, status: int = 200, error: str = "") -> HttpResponse:
        """The form with what was typed, and what there is to say about it."""
        page = exception_form.page(
            self.setting,
            self.release,
            self.about,
            dataclasses.replace(typed, error=error),
            self.reader,
            editing=self.editing,
        )
        template = _PARTS.get(self.request.GET.get("part", ""), _PARTS[""])
        return asked.page(
            self.request, template, "releases", page, status=status, is_private=True
        )


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
        message = gettext(
            "“%(name)s” has no entry in %(release)s.",
            name=f"{key} {track}".strip(),
            release=name,
        )
        return errors.not_found(request, message, setting.frame)
    somebody = who(request, setting)
    reader = _reader(somebody, setting, name, about)
    asking = _Asking(request, setting, release, about, reader, somebody.by)
    typed = _typed(setting, form, is_tried=request.method == "POST")
    if request.method != "POST":
        return asking.show(typed)
    return _posted(asking, typed)


def _posted(asking: _Asking, typed: Typed) -> HttpResponse:
    """Who may not is told why, and keeps what they typed."""
    about = asking.about
    if asking.reader.why_not:
        return asking.show(typed, status=403)
    if about is None:
        error = gettext("Choose what it is for first.")
        return asking.show(typed, status=400, error=error)
    if asking.request.POST.get("do") == "check":
        return asking.show(typed)
    try:
        made = acts.ask(
            project=asking.project,
            about=About(asking.release.id, about.enhancement, about.track),
            wanted=typed.wanted,
            case=asking.case(about),
            by=asking.by,
        )
    except ExceptionRefused as refused:
        return asking.show(typed, status=400, error=str(refused))
    return redirect(f"{address(asking.setting, asking.release.name, made.pk)}?asked")


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
        return unknown(request, setting, name, pk)
    about = _entry_of(row)
    somebody = who(request, setting)
    reader = _reader(somebody, setting, name, about)
    if row.state != policy.PENDING and not reader.why_not:
        message = gettext("It is decided, so what it says stays as it is.")
        reader = Reader(why_not=message)
    asking = _Asking(request, setting, release, about, reader, somebody.by, row)
    if request.method != "POST":
        return asking.show(_said(row))
    typed = _typed(setting, request.POST, is_tried=True, row=row)
    if reader.why_not:
        return asking.show(typed, status=403)
    return _corrected(asking, about, row, typed)


def _corrected(
    asking: _Asking, about: Entry, row: ExceptionRow, typed: Typed
) -> HttpResponse:
    try:
        acts.correct(
            project=asking.project,
            request=row.id,
            seen=asked.row_id(asking.request.POST.get("seen", "")),
            wanted=typed.wanted,
            case=asking.case(about),
            by=asking.by,
        )
    except ExceptionRefused as refused:
        return asking.show(typed, status=400, error=str(refused))
    except ExceptionClashed:
        return asking.show(typed, status=409, error=gettext(_CLASHED))
    return redirect(address(asking.setting, asking.release.name, row.id))


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
        return Reader(why_not=gettext(PAST))
    if not setting.profile.exceptions.is_offered:
        title = setting.frame.project.title
        message = gettext("The profile of %(title)s knows no exceptions.", title=title)
        return Reader(why_not=message)
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


def _word(form: QueryDict, name: str) -> str:
    return form.get(name, "").replace("\x00", "").strip()[: policy.LONGEST + 1]


def _typed(
    setting: Setting,
    form: QueryDict,
    *,
    is_tried: bool,
    row: ExceptionRow | None = None,
) -> Typed:
    """What stands in the fields; the freezes of a request that is corrected stay."""
    questions = setting.profile.exceptions.questions
    answers = {one.key: _word(form, f"q-{one.key}") for one in questions if one.is_text}
    days = _word(form, "days")
    chosen = [one.key for one in row.freezes] if row else form.getlist("freezes")
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
