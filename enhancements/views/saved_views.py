"""Saved views: listed, opened, saved, changed, retired, restored, copied."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from enhancements.actions import saved_views
from enhancements.actions.saved_views import ViewClashed, save
from enhancements.exports import saved_views as sheets
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Account, Project, SavedView
from enhancements.policy import columns
from enhancements.policy import saved_views as policy
from enhancements.policy.permissions import Answer, Deed
from enhancements.policy.saved_views import PRIVATE, SIG, Said, ViewRefused
from enhancements.queries import browse_shown
from enhancements.queries import saved_views as queries
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.search import narrowing
from enhancements.queries.shapes import Frame
from enhancements.queries.shapes.saved_views import ViewRow
from enhancements.views import (
    asked,
    browsing,
    deciding,
    errors,
    exports,
    policies,
    view_rights,
)
from enhancements.views.me import mine
from enhancements.views.pages import in_project, project_page
from enhancements.views.view_rights import Viewing

_DEEDS = (Deed.SAVE_FOR_SIG, Deed.SAVE_FOR_EVERYBODY)
_MISSING = gettext_noop(
    "There is no such view, or it is somebody else's own. The list of views has those"
    " that you may open."
)


@dataclasses.dataclass(frozen=True, slots=True)
class ViewForm:
    """The form that saves a view, or changes its name and whom it is for."""

    frame: Frame
    said: Said
    audiences: tuple[tuple[str, str], ...]
    answer: Answer
    hidden: tuple[tuple[str, str], ...] = ()
    """What the list asks and shows, for a view that is saved: (name, value)."""
    view: ViewRow | None = None
    """The one that is changed; None of a new one."""
    error: str = ""

    @property
    def audience(self) -> str:
        """Whom it is for, as the form says it."""
        is_sig = self.said.audience == SIG
        return f"{SIG}:{self.said.sig}" if is_sig else self.said.audience

    @property
    def shows(self) -> tuple[str, ...]:
        """Labels of its columns; none for those that the list has by itself."""
        return tuple(gettext(columns.OF_NAME[name].label) for name in self.said.columns)


@policies.public
@project_page
def view_list(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """Every saved view that who asks may open."""
    viewing = view_rights.of(request, setting)
    page = queries.page(setting, viewing.views, sigs=viewing.sigs)
    if exports.wanted(request):
        return exports.answer(request, setting, sheets.VIEWS, page.rows)
    return asked.page(request, "views/list", "enhancements", page, viewing=viewing)


@policies.public
@project_page
def view_page(request: HttpRequest, setting: Setting, pk: int) -> HttpResponseBase:
    """The list of enhancements as a view has it."""
    viewing = view_rights.of(request, setting, pk)
    if viewing.opened is None:
        return errors.not_found(request, gettext(_MISSING), setting.frame)
    return browsing.answer(request, setting, viewing)


@policies.decides(*_DEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def save_view(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """The form that saves the list of its address; with POST it is saved."""
    viewing = view_rights.of(request, setting)
    is_posted = request.method == "POST"
    given = request.POST if is_posted else request.GET
    said = _of_list(_of_form(Said(""), given), setting, given, viewing)
    answer = viewing.saving(said.audience, said.sig)
    form = _form(viewing, said, answer, given=given)
    if not is_posted:
        return _show(request, form, 200)
    account = viewing.asking.account
    if account is None or not answer:
        return _show(request, dataclasses.replace(form, error=answer.reason), 403)
    project = Project.objects.get(pk=setting.id)
    return _done(
        request,
        form,
        lambda: save(account=account, project=project, said=said, now=timezone.now()),
    )


@policies.decides(*_DEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def change_view(request: HttpRequest, setting: Setting, pk: int) -> HttpResponseBase:
    """The form that changes a view's name and whom it is for; with POST that is done.
    `part=list` changes what it asks and shows instead.
    """
    viewing = view_rights.of(request, setting, pk)
    if viewing.opened is None:
        return errors.not_found(request, gettext(_MISSING), setting.frame)
    view = viewing.opened.view
    before, given = _said_by(view), request.POST
    of_list = given.get("part") == "list"
    said = before
    if of_list:
        said = _of_list(before, setting, given, viewing)
    elif request.method == "POST":
        said = _of_form(before, given)
    answer = viewing.changing(view)
    if answer:
        answer = viewing.saving(said.audience, said.sig)
    form = _form(viewing, said, answer, view=view)
    if request.method != "POST":
        return _show(request, form, 200)
    if not answer:
        return _show(request, dataclasses.replace(form, error=answer.reason), 403)
    return _done(
        request,
        form,
        lambda: saved_views.change(
            project=Project.objects.get(pk=setting.id),
            number=pk,
            said=said,
            by=viewing.asking.by,
            seen=_moment(given.get("seen", "")),
            now=timezone.now(),
        ),
    )


@policies.decides(*_DEEDS)
@require_POST
@in_project
def retire_view(request: HttpRequest, setting: Setting, pk: int) -> HttpResponseBase:
    """Take a view out of use; its page offers to take that back."""
    return _turn(request, setting, pk, saved_views.retire)


@policies.decides(*_DEEDS)
@require_POST
@in_project
def restore_view(request: HttpRequest, setting: Setting, pk: int) -> HttpResponseBase:
    """Take a view into use again."""
    return _turn(request, setting, pk, saved_views.restore)


@policies.own
@require_POST
@mine
@in_project
def copy_view(
    request: HttpRequest, setting: Setting, account: Account, pk: int
) -> HttpResponseBase:
    """A private view of one's own that says the same."""
    viewing = view_rights.of(request, setting, pk)
    if viewing.opened is None:
        return errors.not_found(request, gettext(_MISSING), setting.frame)
    view = viewing.opened.view
    said = dataclasses.replace(_said_by(view), audience=PRIVATE, sig="")
    given = QueryDict(mutable=True)
    for name, values in browsing.given_by(view).items():
        given.setlist(name, values)
    name = asked.text(request.POST.get("name"), policy.LONGEST_NAME) or view.name
    return _done(
        request,
        _form(viewing, said, viewing.saving(), given=given),
        lambda: saved_views.copy(
            project=Project.objects.get(pk=setting.id),
            number=pk,
            account=account,
            name=name,
            now=timezone.now(),
        ),
    )


def _turn(
    request: HttpRequest,
    setting: Setting,
    pk: int,
    act: Callable[..., SavedView],
) -> HttpResponseBase:
    viewing = view_rights.of(request, setting, pk)
    if viewing.opened is None:
        return errors.not_found(request, gettext(_MISSING), setting.frame)
    answer = viewing.changing(viewing.opened.view)
    if not answer:
        return errors.forbidden(request, answer.reason, setting.frame)
    project = Project.objects.get(pk=setting.id)
    try:
        act(project=project, number=pk, by=viewing.asking.by, now=timezone.now())
    except ViewRefused as refused:
        return errors.clash(request, str(refused), setting.frame)
    return deciding.redirect(_address(setting.frame, pk))


def _done(
    request: HttpRequest, form: ViewForm, act: Callable[[], SavedView]
) -> HttpResponseBase:
    """The page of the view as it is now, or the form with why it is not."""
    try:
        view = act()
    except ViewClashed as clashed:
        return _show(request, dataclasses.replace(form, error=str(clashed)), 409)
    except ViewRefused as refused:
        return _show(request, dataclasses.replace(form, error=str(refused)), 400)
    return deciding.redirect(_address(form.frame, view.number))


def _address(frame: Frame, number: int) -> str:
    return reverse("enhancements:saved-view", args=[frame.project.name, number])


def _show(request: HttpRequest, form: ViewForm, status: int) -> HttpResponse:
    return asked.page(request, "views/form", "enhancements", form, status=status)


def _form(
    viewing: Viewing,
    said: Said,
    answer: Answer,
    *,
    given: QueryDict | None = None,
    view: ViewRow | None = None,
) -> ViewForm:
    hidden = browsing.given_of(given) if given is not None else {}
    return ViewForm(
        frame=viewing.setting.frame,
        said=said,
        audiences=viewing.audiences(),
        answer=answer,
        hidden=tuple((name, one) for name, many in hidden.items() for one in many),
        view=view,
    )


def _of_form(said: Said, given: QueryDict) -> Said:
    """What a form says of a view besides its list."""
    audience, _, sig = given.get("for", PRIVATE).partition(":")
    return dataclasses.replace(
        said,
        name=asked.text(given.get("name"), 2 * policy.LONGEST_NAME),
        description=asked.text(
            given.get("description"), 2 * policy.LONGEST_DESCRIPTION
        ),
        audience=audience[:20],
        sig=sig[:100].replace("\x00", ""),
    )


def _of_list(said: Said, setting: Setting, given: QueryDict, viewing: Viewing) -> Said:
    """What a form says of the list. Raises FilterRefused for what cannot be meant."""
    listed = browsing.given_of(given)
    shown = browse_shown.read(listed)
    wanted = narrowing.read(setting, listed, me=viewing.me)
    return dataclasses.replace(
        said,
        query=browsing.said_by(wanted),
        columns=shown.columns,
        sort=shown.sort,
        group=shown.group,
    )


def _said_by(view: ViewRow) -> Said:
    return Said(
        name=view.name,
        audience=view.audience,
        sig=view.sig,
        description=view.description,
        query=view.query,
        columns=view.columns,
        sort=view.sort,
        group=view.group,
    )


def _moment(text: str) -> dt.datetime:
    """The state of a view that a form saw. Raises FilterRefused."""
    message = gettext(
        "The form does not say which state of the view it saw. Load it anew."
    )
    try:
        found = dt.datetime.fromisoformat(text[:40])
    except ValueError as wrong:
        raise FilterRefused("seen", message) from wrong
    if found.tzinfo is None:
        raise FilterRefused("seen", message)
    return found
