"""Opening a release, its dates and criteria proposed from the last one; and taking
that back while nobody has worked on it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from enhancements.actions import release_life
from enhancements.actions.release_life import Given, LifeRefused
from enhancements.actions.releases import CorrectionRefused
from enhancements.languages import gettext
from enhancements.models import Project, Release
from enhancements.policy.permissions import Answer, Deed, Thing
from enhancements.policy.planning import Length
from enhancements.queries import opening
from enhancements.queries.frame import Setting
from enhancements.queries.opening import Opening
from enhancements.queries.shapes import Frame
from enhancements.views import asked, deciding, policies
from enhancements.views.pages import in_project
from enhancements.views.who import Who, thing, who

SHOWN = 30
"""Entries that are listed; of more the number is said."""


@dataclasses.dataclass(frozen=True, slots=True)
class OpeningPage:
    """Everything the page shows."""

    frame: Frame
    opening: Opening
    asked: str
    """The name as it was typed."""
    answer: Answer
    typed: dict[str, str]
    """The dates of the form by kind, as ISO text."""
    lengths: tuple[Length, ...]
    reason: str = ""
    errors: tuple[str, ...] = ()
    shown: int = SHOWN
    is_taken_back: bool = False
    """Whether its opening was taken back just now."""


@policies.decides(Deed.OPEN_RELEASE)
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def open_release(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """The form with what is proposed; with POST the release is opened, or its opening
    taken back.
    """
    person = who(request, setting)
    given = request.POST if request.method == "POST" else request.GET
    text = str(given.get("name", ""))[:40].replace("\x00", "")
    wrong: tuple[str, ...] = ()
    try:
        name = release_life.name_of(text) if text else opening.following(setting)
    except LifeRefused as refused:
        name, wrong = opening.following(setting), (str(refused),)
    if request.method == "POST" and given.get("do") == "unopen":
        return _taken_back(request, setting, person, name)
    if request.method == "POST":
        return _posted(request, setting, person, name, wrong)
    found = opening.load(setting, name)
    page = _page(setting, person, found, text or name, errors_=wrong)
    if given.get("done") and found.life.opened is None:
        page = dataclasses.replace(page, is_taken_back=True)
    return _show(request, page, 400 if wrong else 200)


def _page(
    setting: Setting,
    person: Who,
    found: Opening,
    text: str,
    *,
    days: dict[str, dt.date] | None = None,
    errors_: tuple[str, ...] = (),
) -> OpeningPage:
    chosen = found.days if days is None else days
    return OpeningPage(
        frame=setting.frame,
        opening=found,
        asked=text,
        # A release that does not exist yet is nobody else's.
        answer=person.may(Deed.OPEN_RELEASE, Thing(release=found.name)),
        typed={kind: date.isoformat() for kind, date in chosen.items()},
        lengths=opening.lengths(setting, found.name, chosen),
        errors=errors_,
    )


def _show(request: HttpRequest, page: OpeningPage, status: int) -> HttpResponse:
    return asked.page(
        request, "life/open", "releases", page, status=status, is_private=True
    )


def _posted(
    request: HttpRequest,
    setting: Setting,
    person: Who,
    name: str,
    wrong: tuple[str, ...],
) -> HttpResponseBase:
    form = request.POST
    found = opening.load(setting, name)
    typed = {one.kind: form.get(f"date-{one.kind}", "") for one in found.proposals}
    days, unread = _days(found, typed)
    wrong = (*wrong, *unread, *((found.why_not,) if found.why_not else ()))
    reason = asked.text(form.get("reason", ""), release_life.LONGEST)
    # Who is not signed in, or may not, loses nothing of what was typed.
    answer = person.may(Deed.OPEN_RELEASE, Thing(release=name))
    if answer and not wrong and form.get("do") == "open":
        try:
            release_life.open_release(
                project=Project.objects.get(pk=setting.id),
                name=name,
                given=_given(found, days),
                last=found.last,
                reason=reason,
                by=person.by,
                now=timezone.now(),
            )
        except (LifeRefused, CorrectionRefused) as refused:
            wrong = (str(refused),)
        else:
            project = setting.frame.project.name
            address = reverse("enhancements:schedule", args=[project, name])
            return deciding.redirect(f"{address}?opened=1")
    page = _page(setting, person, found, name, days=days, errors_=wrong)
    page = dataclasses.replace(page, reason=reason, typed={**page.typed, **typed})
    return _show(request, page, 403 if not answer else 400 if wrong else 200)


def _taken_back(
    request: HttpRequest, setting: Setting, person: Who, name: str
) -> HttpResponseBase:
    found = opening.load(setting, name)
    page = _page(setting, person, found, name)
    row = Release.objects.select_related("project").filter(
        project=setting.id, name=name
    )
    if found.is_known:
        about = thing(setting, release=name)
        answer = person.may(Deed.OPEN_RELEASE, about)
        page = dataclasses.replace(page, answer=answer)
    if not page.answer:
        return _show(
            request, dataclasses.replace(page, errors=(page.answer.reason,)), 403
        )
    reason = asked.text(request.POST.get("reason", ""), release_life.LONGEST)
    try:
        release_life.unopen_release(
            release=row.get(), by=person.by, reason=reason, now=timezone.now()
        )
    except Release.DoesNotExist:
        wrong = gettext("Nobody has opened %(release)s.", release=name)
    except LifeRefused as refused:
        wrong = str(refused)
    else:
        address = reverse(
            "enhancements:open-release", args=[setting.frame.project.name]
        )
        return deciding.redirect(f"{address}?{urlencode({'name': name, 'done': '1'})}")
    return _show(
        request, dataclasses.replace(page, errors=(wrong,), reason=reason), 400
    )


def _days(
    found: Opening, typed: dict[str, str]
) -> tuple[dict[str, dt.date], tuple[str, ...]]:
    """The dates that can be read, and a sentence for each that cannot."""
    days, wrong = {}, []
    for one in found.proposals:
        text = typed[one.kind].strip()
        if not text:
            continue
        try:
            days[one.kind] = dt.date.fromisoformat(text)
        except ValueError:
            wrong.append(
                gettext("%(label)s: write the date as 2027-03-31.", label=one.label)
            )
    return days, tuple(wrong)


def _given(found: Opening, days: dict[str, dt.date]) -> dict[str, Given]:
    """What the form gives; a date left empty is nobody's, and a schedule's stands."""
    return {
        one.kind: Given(one.kind, days[one.kind], one.stands_day)
        for one in found.proposals
        if one.kind in days
    }
