"""The texts of a release's letters: for everybody to read, for its lead to change."""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from enhancements.actions import release_letters as acts
from enhancements.actions.release_letters import LetterClashed, LetterUnknown
from enhancements.exports.letters import TEXTS
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Release
from enhancements.policy.permissions import Answer, Deed
from enhancements.profiles import edited_letters
from enhancements.profiles.edited_letters import LetterRefused
from enhancements.profiles.letters import CommentText, LoneText, Text, comment_place
from enhancements.queries import (
    announcements,
    letter_examples,
    letters,
    letters_page,
    weeks,
)
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.letters import Example
from enhancements.queries.letters_page import Texts
from enhancements.queries.release_letters import Edition
from enhancements.queries.shapes import Frame, Week
from enhancements.queries.shapes.letters import Announcement
from enhancements.views import asked, deciding, errors, exports, letters_form, policies
from enhancements.views.deciding import Desk
from enhancements.views.letters_form import Form
from enhancements.views.pages import in_project, release_unknown
from enhancements.views.who import Who, thing, who

_NO_REASON = gettext_noop("Say why: whoever reads the text later will want to know.")
PREVIEW, SAVE, RESTORE, UNDO = "preview", "save", "restore", "undo"


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """How the text would read: of a comment an example, of an announcement that, of a
    text of one part it with invented values.
    """

    example: Example | None = None
    announcements: tuple[Announcement, ...] = ()
    text: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class LettersPage:
    """Everything the page shows."""

    frame: Frame
    week: Week
    texts: Texts
    answer: Answer
    """Whether who asks may change them, and why not."""
    freezes: tuple[tuple[str, str], ...]
    """(key, label) of those that a comment may have a text of its own for."""
    saved: str = ""
    """Name of the text that was just changed."""
    form: Form | None = None
    tags: tuple[tuple[str, str], ...] = ()
    preview: Preview | None = None
    clash: Edition | None = None
    """What somebody else made of the text meanwhile."""
    clash_by: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Where a text is worded, and by whom."""

    request: HttpRequest
    setting: Setting
    release: Dates
    who: Who

    @property
    def answer(self) -> Answer:
        """Whether who asks may change the release's texts."""
        about = thing(self.setting, release=self.release.name)
        return self.who.may(Deed.EDIT_LETTERS, about)

    def page(self, texts: Texts) -> LettersPage:
        """The page as it is for reading."""
        saved = asked.value(self.request, "saved")
        return LettersPage(
            frame=self.setting.frame,
            week=weeks.of_release(self.setting, self.release),
            texts=texts,
            answer=self.answer,
            freezes=tuple(
                (one.deadline, one.label)
                for one in self.setting.profile.criteria.freezes
            ),
            saved=saved if texts.row(saved) else "",
        )

    def show(self, page: LettersPage, status: int = 200) -> HttpResponse:
        """The page; with a form in it none that a cache may keep."""
        has_form = page.form is not None or bool(page.answer)
        return asked.page(
            self.request,
            "letters/texts",
            "releases",
            page,
            status=status,
            is_private=has_form,
        )

    def unknown(self, name: str) -> HttpResponse:
        """There is no such text."""
        message = gettext(
            "The letters of %(release)s have no text “%(name)s”.",
            release=self.release.name,
            name=name,
        )
        return errors.not_found(self.request, message, self.setting.frame)


@policies.decides(Deed.EDIT_LETTERS)
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def texts(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """What the letters of a release say; with POST, the release lead's wording."""
    release = setting.release(name)
    if release is None:
        return release_unknown(request, setting, name)
    place = _Place(request, setting, release, who(request, setting))
    if request.method == "POST":
        return _posted(place)
    found = letters_page.load(setting, release)
    if exports.wanted(request):
        return exports.answer(request, setting, TEXTS, found.rows, about=name)
    page = place.page(found)
    wanted = asked.value(request, "edit")
    if wanted and page.answer and not setting.frame.moment.is_past:
        freeze = asked.value(request, "freeze")
        wanted = f"{wanted}.{freeze}" if freeze else wanted
        stands = _text(place, found, wanted)
        if stands is None:
            return place.unknown(wanted)
        form = _form(place, found, wanted, stands)
        page = _opened(page, form)
    return place.show(page)


def _text(place: _Place, found: Texts, name: str) -> Text | None:
    return edited_letters.known(name, found.letters, place.setting.profile)


def _form(place: _Place, found: Texts, name: str, stands: Text) -> Form:
    """The form of a text as it stands, or as an earlier wording had it."""
    row = found.row(name)
    parts = edited_letters.parts_of(stands)
    given = asked.value(place.request, "edition")
    earlier = [one for one in (row.history if row else ()) if str(one.id) == given]
    if earlier and earlier[0].parts is not None:
        parts |= {key: earlier[0].parts.get(key, "") for key in parts}
    return Form(
        name=name,
        title=letters_page.title_of(place.setting, name, stands),
        seen=row.seen if row else 0,
        fields=letters_form.fields_of(parts),
    )


def _opened(page: LettersPage, form: Form) -> LettersPage:
    tags = letters_page.tags(edited_letters.may_name(form.name))
    return dataclasses.replace(page, form=form, tags=tuple(tags), saved="")


def _posted(place: _Place) -> HttpResponseBase:
    request, setting = place.request, place.setting
    desk = Desk(request, setting, place.release, place.who, timezone.now())
    barred = deciding.barred(desk, place.answer)
    if barred is not None:
        return barred
    found = letters_page.load(setting, place.release)
    form = request.POST
    name, do = form.get("name", ""), form.get("do", "")
    stands = _text(place, found, name)
    if stands is None:
        return place.unknown(name)
    if do == UNDO:
        return _undone(place, name, _seen(place))
    filled = dataclasses.replace(
        _form(place, found, name, stands),
        seen=_seen(place),
        fields=letters_form.fields_of(
            letters_form.typed(form, edited_letters.parts_of(stands))
        ),
        reason=letters_form.reason_of(form),
        item=form.get("item", ""),
    )
    return _tried(place, found, filled, do)


def _seen(place: _Place) -> int:
    return asked.row_id(place.request.POST.get("seen", ""))


def _tried(place: _Place, found: Texts, form: Form, do: str) -> HttpResponseBase:
    """Show how the text would read, or put it in force."""
    page = _opened(place.page(found), form)
    stands = _text(place, found, form.name)
    if stands is None:
        return place.unknown(form.name)
    profile = place.setting.profile
    if do != RESTORE:
        try:
            parts = edited_letters.tidy(form.parts)
            read = edited_letters.read(form.name, parts, stands, profile)
        except LetterRefused as refused:
            wrong = form.with_mistakes(refused.mistakes)
            return place.show(dataclasses.replace(page, form=wrong), 400)
        preview = _preview(place, found, form, read)
        page = dataclasses.replace(page, preview=preview)
    row = found.row(form.name)
    if form.seen != (row.seen if row else 0):
        return _clashed(place, page, found)
    if do not in (SAVE, RESTORE):
        return place.show(page)
    if not form.reason:
        form = dataclasses.replace(form, reason_error=gettext(_NO_REASON))
        return place.show(dataclasses.replace(page, form=form), 400)
    return _saved(place, page, form, None if do == RESTORE else form.parts)


def _preview(place: _Place, found: Texts, form: Form, read: Text) -> Preview:
    where = comment_place(form.name)
    if where is not None and isinstance(read, CommentText):
        example = letters.example(
            place.setting, place.release, place=where, text=read, item=form.item
        )
        return Preview(example)
    if isinstance(read, LoneText):
        given = (place.setting, place.release, form.name, read.body)
        return Preview(text=letter_examples.of(*given))
    worded = found.letters.worded({form.name: read})
    page = announcements.page(place.setting, place.release, "", worded)
    every = [one for one in (*page.main, *page.outreach) if one.name == form.name]
    chosen = [one for one in every if one.id == form.item] or every
    return Preview(announcements=tuple(chosen[:1]))


def _saved(
    place: _Place, page: LettersPage, form: Form, parts: dict[str, str] | None
) -> HttpResponseBase:
    try:
        acts.change(
            release=_release(place),
            name=form.name,
            parts=parts,
            by=place.who.by,
            reason=form.reason,
            seen=form.seen,
            now=timezone.now(),
        )
    except LetterClashed:
        return _clashed(place, page, _now(place))
    return _done(place, form.name)


def _undone(place: _Place, name: str, seen: int) -> HttpResponseBase:
    try:
        acts.undo(
            release=_release(place),
            name=name,
            by=place.who.by,
            seen=seen,
            now=timezone.now(),
        )
    except LetterUnknown:
        return place.unknown(name)
    except LetterRefused as refused:
        said = gettext("What stood before cannot be read any more.")
        message = f"{said} {refused}"
        return errors.bad_request(place.request, message, place.setting.frame)
    except LetterClashed as clashed:
        page = place.page(_now(place))
        return place.show(dataclasses.replace(page, clash_by=clashed.by), 409)
    return _done(place, name)


def _release(place: _Place) -> Release:
    return Release.objects.select_related("project").get(pk=place.release.id)


def _now(place: _Place) -> Texts:
    """The texts as they stand now: somebody was quicker."""
    return letters_page.load(place.setting.later(timezone.now()), place.release)


def _done(place: _Place, name: str) -> HttpResponse:
    given = (place.setting.frame.project.name, place.release.name)
    address = reverse("enhancements:letters", args=given)
    return deciding.redirect(f"{address}?{urlencode({'saved': name})}#{name}")


def _clashed(place: _Place, page: LettersPage, found: Texts) -> HttpResponseBase:
    """Show what somebody else made of the text meanwhile beside what was typed."""
    form = page.form
    row = found.row(form.name) if form else None
    last = row.last if row else None
    page = dataclasses.replace(
        page,
        texts=found,
        form=dataclasses.replace(form, seen=last.id if last else 0) if form else None,
        clash=last,
        clash_by=last.by if last else gettext("Somebody"),
    )
    return place.show(page, 409)
