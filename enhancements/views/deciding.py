"""What all views have in common that decide: who asks, about what, and the way back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import update_wrapper
from typing import Concatenate, ParamSpec
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from enhancements.languages import gettext, gettext_noop, ngettext
from enhancements.models import Project
from enhancements.policy import decisions as policy
from enhancements.policy.decisions import DecisionRefused
from enhancements.policy.own_addresses import own_address
from enhancements.policy.permissions import Answer, Deed
from enhancements.queries import corrected, deciding, frame, moments, steps, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.deciding import EntryUnknown
from enhancements.queries.frame import ProjectUnknown, Setting
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.shapes import Frame
from enhancements.queries.shapes.deciding import (
    Asked,
    Line,
    Reviewed,
    ReviewPage,
    StepShown,
)
from enhancements.views import asked, errors
from enhancements.views.deciding_forms import FormRefused
from enhancements.views.who import Who, thing, who

P = ParamSpec("P")
STEP = "step"
"""Parameter of a page that tells which step was just made."""
_PART = "part"
_CLOSED = gettext_noop("%(release)s is closed: whoever leads it opens it again first.")
ALL_DEEDS = (
    Deed.OPT_IN,
    Deed.TRACK,
    Deed.DEFER,
    Deed.REMOVE,
    Deed.WAIVE,
    Deed.NOTE,
    Deed.SET_CONTACT,
    Deed.CLOSE_ENTRY,
    Deed.ASSIGN,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody decides: a release of a project, as they are stored now."""

    request: HttpRequest
    setting: Setting
    release: Dates
    who: Who
    now: dt.datetime

    @property
    def project(self) -> Project:
        """The project; one SQL statement."""
        return Project.objects.get(pk=self.setting.id)

    @property
    def back(self) -> str:
        """The page to go back to: where the form stood, else the board."""
        given = own_address(self.request.POST.get("next", ""), "")
        # A part of a page is no page to go back to.
        return without(given, _PART) if given else self.board

    @property
    def board(self) -> str:
        """Address of the release's board."""
        return self.address("board")

    def address(self, name: str) -> str:
        """Address of a page of the release."""
        given = (self.setting.frame.project.name, self.release.name)
        return reverse(f"enhancements:{name}", args=given)

    def may(self, line: Line) -> Answer:
        """Whether who asks may do it, by the entry as it is stored."""
        value = line.stands.value if line.stands else ""
        about = thing(
            self.setting,
            release=self.release.name,
            sig=line.sig,
            key=line.key,
            freeze=line.place.freeze,
        )
        if line.place.kind == policy.OUTCOME and self.setting.life(self.release).closed:
            reason = gettext(_CLOSED, release=self.release.name)
            return Answer(allowed=False, reason=reason)
        answers = [
            self.who.may(deed, about)
            for deed in policy.deeds(line.place.kind, line.asked.value, value)
        ]
        return next((one for one in answers if not one), answers[0])

    def lines(self, wanted: Sequence[Asked]) -> list[Line]:
        """The changes with what stands, and with the sentence for who may not.

        Raises EntryUnknown and DecisionRefused.
        """
        return self.judged(deciding.lines(self.setting, self.release, wanted))

    def judged(self, lines: Iterable[Line]) -> list[Line]:
        """The same changes with the sentence for who may not make them."""
        return [dataclasses.replace(one, why_not=self.may(one).reason) for one in lines]


Deciding = Callable[Concatenate[Desk, P], HttpResponse]


def at_desk(view: Deciding[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Load the project and the release of now, and answer what cannot be decided.

    Whoever is not signed in is led to it, and keeps what they typed.
    """

    def answer(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        project, name = str(kwargs.pop("project")), str(kwargs.pop("name"))
        if "\x00" in request.path_info:  # PostgreSQL takes it in no text.
            return errors.not_found(request, gettext("Nothing is at this address."))
        try:
            desk = _desk(request, project, name)
        except ProjectUnknown:
            message = gettext(
                "No project named “%(name)s” is tracked here.", name=project
            )
            return errors.not_found(request, message)
        except ReleaseUnknown as unknown:
            message = gettext("No source names a release %(name)s.", name=unknown)
            return errors.not_found(request, message)
        if desk.who.account is None and request.method == "POST":
            return stranger(desk)
        try:
            return view(desk, *args, **kwargs)
        except (EntryUnknown, DecisionRefused, FormRefused) as refused:
            is_unknown = isinstance(refused, EntryUnknown)
            say = errors.not_found if is_unknown else errors.bad_request
            return say(request, str(refused), desk.setting.frame)

    update_wrapper(answer, view)
    return answer


def _desk(request: HttpRequest, project: str, name: str) -> Desk:
    """Raises ProjectUnknown and ReleaseUnknown."""
    now = timezone.now()
    setting = frame.load(project, moments.parse(None, now=now), now=now)
    release = setting.release(name)
    if release is None:
        raise ReleaseUnknown(name)
    return Desk(request, setting, release, who(request, setting), now)


@dataclasses.dataclass(frozen=True, slots=True)
class StrangerPage:
    """For who sent a form and is not signed in: nothing that was typed is lost."""

    frame: Frame
    typed: tuple[str, ...]
    back: str


def stranger(desk: Desk) -> HttpResponse:
    """Say that one has to sign in, and give back what was typed."""
    form = desk.request.POST
    typed = [
        text
        for name, many in form.lists()
        for text in many
        if name.partition("-")[0] in ("reason", "value") and len(text.split()) > 1
    ]
    page = StrangerPage(desk.setting.frame, tuple(typed), desk.back)
    return shown(desk, "stranger", page, status=403)


def barred(desk: Desk, answer: Answer) -> HttpResponse | None:
    """What is said to who may not do what they sent: whoever is not signed in keeps
    what they typed. None for who may.
    """
    if desk.who.account is None:
        return stranger(desk)
    if not answer:
        return errors.forbidden(desk.request, answer.reason, desk.setting.frame)
    return None


def shown(
    desk: Desk, template: str, page: object, *, status: int = 200
) -> HttpResponse:
    """A page of a form, which no cache may keep."""
    return asked.page(
        desk.request,
        f"board/{template}",
        "releases",
        page,
        status=status,
        is_private=True,
    )


def review(
    desk: Desk,
    lines: Iterable[Reviewed],
    *,
    title: str = "",
    status: int = 200,
    error: str = "",
    action: str = "apply-decisions",
) -> HttpResponse:
    """Show changes before they are made; what cannot be made is left out and said."""
    kept, left = [], []
    for line in lines:
        if line.why_not:
            left.append((f"{line.label}, {line.about}: {line.new}", line.why_not))
        elif not line.is_change:
            why = (
                gettext("It stands so already.")
                if line.asked.value
                else gettext("Nothing stands.")
            )
            left.append((f"{line.label}, {line.about}", why))
        else:
            kept.append(line)
    page = ReviewPage(
        frame=desk.setting.frame,
        release=desk.release.name,
        title=title or _title(kept),
        lines=tuple(kept),
        left_out=tuple(left),
        back=desk.back,
        by=desk.who.by,
        error=error,
        now=desk.now,
        action=action,
    )
    return shown(desk, "review", page, status=status)


_QUESTIONS = {
    "tracked": gettext_noop("Track %(label)s for the %(freeze)s?"),
    "deferred": gettext_noop("Defer %(label)s at the %(freeze)s?"),
    "removed": gettext_noop("Remove %(label)s at the %(freeze)s?"),
}
_QUESTION = gettext_noop("%(about)s of %(label)s?")


def _title(lines: Sequence[Reviewed]) -> str:
    if any(line.is_clash for line in lines):
        return gettext("Somebody decided in between")
    if len(lines) == 1:
        [line] = lines
        ask = _QUESTIONS.get(line.asked.value, _QUESTION)
        freeze = words.within(line.about)
        return gettext(ask, label=line.label, about=line.about, freeze=freeze)
    if not lines:
        return gettext("Nothing to change")
    number = len(lines)
    return ngettext(
        "Review %(number)s change", "Review %(number)s changes", number, number=number
    )


def as_seen(line: Line) -> Line:
    """The review shows what stands, so that is what was seen."""
    seen = line.stands.id if line.stands else None
    return dataclasses.replace(line, asked=dataclasses.replace(line.asked, seen=seen))


def done(desk: Desk, batch: UUID | None) -> HttpResponse:
    """Back to where one was, where the step is told with its undo."""
    return redirect(with_step(desk.back, batch))


def redirect(address: str) -> HttpResponse:
    """A form was taken; the page that comes is another one."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def with_step(address: str, batch: UUID | None) -> str:
    """The address of a page that tells of this step, and of no other."""
    bare = without(address, STEP)
    if batch is None:
        return bare
    return f"{bare}{'&' if '?' in bare else '?'}{urlencode({STEP: str(batch)})}"


def without(address: str, name: str) -> str:
    """The address without one of its parameters."""
    parts = urlsplit(address)
    query = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if pair[0] != name
    ]
    return parts._replace(query=urlencode(query)).geturl()


def step_shown(
    request: HttpRequest, setting: Setting, release: str
) -> StepShown | None:
    """The step that a page was led back from, to tell it with its undo.

    None where the address names none; else one SQL statement, or two for a step of
    corrections.
    """
    try:
        batch = UUID(request.GET.get(STEP, ""))
    except ValueError:
        return None
    return steps.shown(setting, release, batch) or corrected.shown(setting, batch)
