"""What the freezes of a release ask: for everybody to read, for its lead to change."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from enhancements.actions import criteria as acts
from enhancements.actions.criteria import CriteriaClashed, CriteriaRefused
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Release
from enhancements.policy.checks import criteria_edits, criteria_reader, criteria_words
from enhancements.policy.checks.catalogue import CHECKS
from enhancements.policy.checks.criteria import Criteria
from enhancements.policy.checks.criteria_edits import Edit, PlaceUnknown
from enhancements.policy.checks.criteria_reader import CriteriaInvalid
from enhancements.policy.checks.criteria_words import Difference
from enhancements.policy.permissions import Answer, Deed
from enhancements.profiles.freeze_loader import known
from enhancements.queries import criteria_page, criteria_preview, weeks
from enhancements.queries.criteria_page import Copy
from enhancements.queries.criteria_preview import Preview
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Frame, Week
from enhancements.views import asked, criteria_form, deciding, errors, policies
from enhancements.views.criteria_form import Form
from enhancements.views.deciding import Desk
from enhancements.views.pages import in_project, release_unknown
from enhancements.views.who import Who, thing, who

_NO_REASON = gettext_noop(
    "Say why: whoever looks at a verdict later will want to know."
)


@dataclasses.dataclass(frozen=True, slots=True)
class Clash:
    """Somebody changed the criteria since the form was opened."""

    by: str
    theirs: tuple[Difference, ...]
    """What they changed."""


@dataclasses.dataclass(frozen=True, slots=True)
class CriteriaPage:
    """Everything the page shows."""

    frame: Frame
    week: Week
    copy: Copy
    answer: Answer
    """Whether who asks may change them, and why not."""
    checks: tuple[tuple[str, str], ...]
    """Every check that there is: (key, title)."""
    is_saved: bool = False
    form: Form | None = None
    preview: Preview | None = None
    mine: tuple[Difference, ...] = ()
    """What the form would change."""
    clash: Clash | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Where an edit is made, and by whom."""

    request: HttpRequest
    setting: Setting
    release: Dates
    who: Who

    @property
    def address(self) -> str:
        """Of the page."""
        given = (self.setting.frame.project.name, self.release.name)
        return reverse("enhancements:criteria", args=given)

    @property
    def answer(self) -> Answer:
        """Whether who asks may change what the release's freezes ask."""
        about = thing(self.setting, release=self.release.name)
        return self.who.may(Deed.EDIT_CRITERIA, about)

    def page(self, copy: Copy) -> CriteriaPage:
        """The page as it is for reading."""
        return CriteriaPage(
            frame=self.setting.frame,
            week=weeks.of_release(self.setting, self.release),
            copy=copy,
            answer=self.answer,
            checks=tuple((one.key, one.title) for one in CHECKS.values()),
            is_saved="saved" in self.request.GET,
        )

    def show(self, page: CriteriaPage, status: int = 200) -> HttpResponse:
        """The page; with a form in it none that a cache may keep."""
        has_form = page.form is not None or bool(page.answer)
        return asked.page(
            self.request,
            "criteria",
            "releases",
            page,
            status=status,
            is_private=has_form,
        )

    @property
    def statuses(self) -> Sequence[tuple[str, str]]:
        """The profile's, for parameters that name them."""
        return [(one.key, one.label) for one in self.setting.profile.statuses]


@policies.decides(Deed.EDIT_CRITERIA)
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def criteria(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """What each freeze asks; with POST, the release lead's edit of it."""
    release = setting.release(name)
    if release is None:
        return release_unknown(request, setting, name)
    place = _Place(request, setting, release, who(request, setting))
    if request.method == "POST":
        return _posted(place)
    copy = criteria_page.load(setting, release)
    page = place.page(copy)
    if page.answer and not setting.frame.moment.is_past:
        try:
            form = _opened(place, copy)
        except PlaceUnknown as unknown:
            return errors.not_found(request, str(unknown), setting.frame)
        page = dataclasses.replace(page, form=form)
    return place.show(page)


def _opened(place: _Place, copy: Copy) -> Form | None:
    """The form that the address asks for; None without one. Raises PlaceUnknown."""
    request = place.request
    act = next((one for one in criteria_form.ACTS if one in request.GET), None)
    if act is None:
        return None
    freeze, key = asked.value(request, "freeze"), asked.value(request, act)
    edit = Edit(act, freeze, "" if act in ("add", "restore") else key)
    if act == "restore":
        return _form(place, copy, edit, copy.id)
    if copy.criteria.of(freeze) is None:
        message = gettext("There is no freeze “%(name)s” in the criteria.", name=freeze)
        raise PlaceUnknown(message)
    if act == "add":
        check = CHECKS.get(key)
        if check is None:
            message = gettext("There is no check “%(name)s”.", name=key)
            raise PlaceUnknown(message)
        row = criteria_form.new_row(check)
    else:
        one = copy.criterion(freeze, key)
        if one is None or (one.check not in CHECKS and act == "change"):
            message = gettext(
                "The freeze “%(freeze)s” has no check “%(name)s” to change.",
                freeze=freeze,
                name=key,
            )
            raise PlaceUnknown(message)
        row = criteria_form.row_of(one)
    return _form(place, copy, dataclasses.replace(edit, row=row), copy.id)


def _form(place: _Place, copy: Copy, edit: Edit, seen: int, reason: str = "") -> Form:
    """The form of an edit, with what was typed in it."""
    freeze = copy.criteria.of(edit.freeze)
    stands = copy.criterion(edit.freeze, edit.key)
    check = CHECKS.get(edit.row.get("check", ""))
    named = stands.title if stands else check.title if check else ""
    label = freeze.label if freeze else edit.freeze
    has_fields = check is not None and edit.act in ("change", "add")
    return Form(
        act=edit.act,
        freeze=edit.freeze,
        key=edit.key,
        check=check.key if check else "",
        title=_title(edit.act, named, label, place.setting.profile.title),
        seen=seen,
        fields=criteria_form.fields_of(edit.row, check, place.statuses)
        if check and has_fields
        else (),
        reason=reason,
    )


def _title(act: criteria_form.Act, check: str, freeze: str, profile: str) -> str:
    """What the form is about."""
    about = {"check": check, "freeze": freeze}
    if act == "change":
        return gettext("Change “%(check)s” of the %(freeze)s", **about)
    if act == "add":
        return gettext("Add “%(check)s” to the %(freeze)s", **about)
    if act == "remove":
        return gettext("Remove “%(check)s” from the %(freeze)s", **about)
    return gettext("Ask what the profile of %(title)s asks", title=profile)


def _posted(place: _Place) -> HttpResponseBase:
    request, setting = place.request, place.setting
    desk = Desk(request, setting, place.release, place.who, timezone.now())
    barred = deciding.barred(desk, place.answer)
    if barred is not None:
        return barred
    edit = criteria_form.edit_of(request.POST)
    if edit is None:
        message = gettext("The form names no change that can be made here.")
        return errors.bad_request(request, message, setting.frame)
    return _tried(place, edit)


def _tried(place: _Place, edit: Edit) -> HttpResponseBase:
    """Show what the edit would change, or make it."""
    form = place.request.POST
    copy = criteria_page.load(place.setting, place.release)
    seen = asked.row_id(form.get("seen", ""))
    reason = criteria_form.reason_of(form)
    shown = _form(place, copy, edit, seen, reason)
    page = dataclasses.replace(place.page(copy), form=shown, is_saved=False)
    profile = place.setting.profile.criteria.as_json()
    at = 0
    try:
        after, at = criteria_edits.edited(copy.as_json, edit, profile)
        wanted = criteria_reader.read(after, known(place.setting.profile))
    except PlaceUnknown as gone:
        shown = dataclasses.replace(shown, errors=(str(gone),), seen=copy.id)
        return place.show(dataclasses.replace(page, form=shown), 409)
    except CriteriaInvalid as wrong:
        found = criteria_edits.by_field(wrong, edit.freeze, at)
        page = dataclasses.replace(page, form=shown.with_errors(found))
        return place.show(page, 400)
    mine = criteria_words.differences(copy.criteria, wanted)
    page = dataclasses.replace(page, mine=mine)
    # Before anybody changed them a release asks the same with its copy as without.
    if seen != copy.id and (seen or copy.history):
        return _clashed(place, page, copy, seen)
    if form.get("do") != "save":
        return place.show(_previewed(place, page, wanted))
    if not reason:
        shown = dataclasses.replace(shown, reason_error=gettext(_NO_REASON))
        return place.show(dataclasses.replace(page, form=shown), 400)
    return _saved(place, page, wanted)


def _previewed(place: _Place, page: CriteriaPage, wanted: Criteria) -> CriteriaPage:
    preview = criteria_preview.load(
        place.setting, place.release.name, before=page.copy.criteria, after=wanted
    )
    return dataclasses.replace(page, preview=preview)


def _saved(place: _Place, page: CriteriaPage, wanted: Criteria) -> HttpResponseBase:
    release = Release.objects.select_related("project").get(pk=place.release.id)
    form = page.form
    # Without a copy of its own a release asks what the profile does: the first copy.
    seen = page.copy.id or acts.in_force(release=release).pk
    try:
        acts.change(
            release=release,
            freezes=wanted.as_json(),
            by=place.who.by,
            reason=form.reason if form else "",
            seen=seen,
            now=timezone.now(),
        )
    except CriteriaRefused as refused:
        return errors.bad_request(place.request, str(refused), place.setting.frame)
    except CriteriaClashed:
        copy = criteria_page.load(place.setting.later(timezone.now()), place.release)
        return _clashed(place, page, copy, page.copy.id)
    where = form.freeze if form and form.freeze else "criteria"
    return deciding.redirect(f"{place.address}?{urlencode({'saved': 1})}#{where}")


def _clashed(
    place: _Place, page: CriteriaPage, copy: Copy, seen: int
) -> HttpResponseBase:
    """Show what somebody else changed meanwhile beside what was typed."""
    before = criteria_page.as_of_copy(place.setting, place.release, seen)
    theirs = criteria_words.differences(before, copy.criteria)
    by = copy.history[0].by if copy.history else acts.PROFILE
    form = dataclasses.replace(page.form, seen=copy.id) if page.form else None
    page = dataclasses.replace(page, copy=copy, form=form, clash=Clash(by, theirs))
    return place.show(page, 409)
