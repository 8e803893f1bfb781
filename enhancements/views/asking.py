"""When whom a SIG's entries ask whether all is still true: for everybody to read, for
its leads to change.
"""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enhancements.actions import ladders as acts
from enhancements.actions.ladders import LadderClashed
from enhancements.exports import asking as sheets
from enhancements.languages import gettext
from enhancements.models import Sig
from enhancements.policy import asking as policy
from enhancements.policy.asking import Ladder, LadderRefused
from enhancements.policy.permissions import Answer, Deed, Thing
from enhancements.queries import asking_page, lookup
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.asking import SigAsking
from enhancements.queries.sigs import SigUnknown
from enhancements.views import asked, deciding, errors, exports, letters_form, policies
from enhancements.views.pages import in_project, sig_unknown
from enhancements.views.who import who

_DIGITS = 18
_LISTS = ("asked", "planned")


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """The ladder as the form shows it."""

    rungs: tuple[tuple[str, frozenset[str]], ...]
    """Days as they were typed and whom, a line each; empty lines for more."""
    holds: str
    holds_unmet: str
    reason: str = ""
    error: str = ""
    is_tried: bool = False
    """Whether it is tried out: the preview is its own, and nothing was saved."""


@policies.decides(Deed.EDIT_ASKING)
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def sig_asking(request: HttpRequest, setting: Setting, name: str) -> HttpResponseBase:
    """The ladder, who would be asked when, and who was; with POST, another ladder."""
    try:
        found = lookup.sig(setting, name)
    except SigUnknown:
        return sig_unknown(request, setting, name)
    asker = who(request, setting)
    answer = asker.may(Deed.EDIT_ASKING, Thing(sig=name))
    if request.method != "POST":
        page = _page(request, setting, name, answer)
        if exports.wanted(request):
            return _file(request, setting, page)
        return _shown(request, page, answer, form_of(page.ladder))
    if not answer:
        return errors.forbidden(request, answer.reason, setting.frame)
    return _posted(request, setting, found, answer, asker.by)


def _posted(
    request: HttpRequest, setting: Setting, sig: Sig, answer: Answer, by: str
) -> HttpResponse:
    """Try a ladder out, or change the one in force."""
    do, form = request.POST.get("do", ""), _typed(request.POST)
    seen = request.POST.get("seen", "")
    number = int(seen) if seen.isdecimal() and len(seen) <= _DIGITS else 0
    now = timezone.now()
    try:
        if do == "undo":
            acts.undo(sig=sig, said=number, by=by, reason=form.reason, now=now)
        elif do in ("save", "restore", "try"):
            ladder = None if do == "restore" else _read(form)
            if do == "try":
                page = _page(request, setting, sig.name, answer, ladder)
                form = dataclasses.replace(form, is_tried=True)
                return _shown(request, page, answer, form)
            acts.set_ladder(
                sig=sig, ladder=ladder, by=by, reason=form.reason, seen=number, now=now
            )
        else:
            message = gettext("The form says neither save, try, restore nor undo.")
            return errors.bad_request(request, message, setting.frame)
    except LadderRefused as refused:
        form = dataclasses.replace(form, error=str(refused))
        page = _page(request, setting, sig.name, answer)
        return _shown(request, page, answer, form, 400)
    except LadderClashed as clashed:
        nothing = gettext("Nothing of yours was saved; below is how it stands.")
        error = f"{clashed} {nothing}"
        page = _page(request, _of_now(setting), sig.name, answer)
        form = dataclasses.replace(form_of(page.ladder), error=error)
        return _shown(request, page, answer, form, 409)
    given = (setting.frame.project.name, sig.name)
    return deciding.redirect(reverse("enhancements:sig-asking", args=given))


def form_of(ladder: Ladder) -> Form:
    """A ladder as the form shows it."""
    rungs = [(str(one.days), frozenset(one.whom)) for one in ladder.rungs]
    return _filled(rungs, str(ladder.holds), str(ladder.holds_unmet))


def _filled(
    rungs: list[tuple[str, frozenset[str]]], holds: str, unmet: str, reason: str = ""
) -> Form:
    more = [("", frozenset[str]())] * (policy.MOST_RUNGS - len(rungs))
    return Form((*rungs, *more), holds, unmet, reason)


def _typed(given: QueryDict) -> Form:
    rungs = []
    for number in range(1, policy.MOST_RUNGS + 1):
        days = asked.text(given.get(f"days-{number}", ""), 10)
        rungs.append((days, frozenset(given.getlist(f"whom-{number}"))))
    return _filled(
        rungs,
        asked.text(given.get("holds", ""), 10),
        asked.text(given.get("holds_unmet", ""), 10),
        letters_form.reason_of(given),
    )


def _read(form: Form) -> Ladder:
    """Raises LadderRefused."""
    return policy.ladder_of(
        [(_days(days), whom) for days, whom in form.rungs if days],
        holds=_days(form.holds or str(policy.USUAL.holds)),
        holds_unmet=_days(form.holds_unmet or str(policy.USUAL.holds_unmet)),
    )


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise LadderRefused(gettext("“%(text)s” is no number of days.", text=text))
    return int(text)


def _page(
    request: HttpRequest,
    setting: Setting,
    name: str,
    answer: Answer,
    ladder: Ladder | None = None,
) -> SigAsking:
    project = setting.frame.project.name
    addresses = (
        request.build_absolute_uri(reverse("enhancements:asked", args=[project])),
        request.build_absolute_uri(
            reverse("enhancements:sig-asking", args=[project, name])
        ),
    )
    may_send = bool(answer) and not setting.frame.moment.is_past
    return asking_page.page(
        setting, name, ladder=ladder, addresses=addresses if may_send else None
    )


def _file(request: HttpRequest, setting: Setting, page: SigAsking) -> HttpResponseBase:
    name = asked.value(request, "list") or _LISTS[0]
    if name == "planned":
        found = sheets.planned(page.planned)
        return exports.answer(request, setting, sheets.PLANNED, found, about=page.name)
    if name not in _LISTS:
        message = gettext(
            "“%(name)s” is no list of this page. Ask for %(lists)s.",
            name=name[:40],
            lists=", ".join(_LISTS),
        )
        raise FilterRefused("list", message)
    return exports.answer(request, setting, sheets.ASKED, page.rows, about=page.name)


def _of_now(setting: Setting) -> Setting:
    """The setting a moment later: somebody was quicker."""
    moment = dataclasses.replace(setting.frame.moment, at=timezone.now())
    frame = dataclasses.replace(setting.frame, moment=moment)
    return dataclasses.replace(setting, frame=frame)


def _shown(
    request: HttpRequest,
    page: SigAsking,
    answer: Answer,
    form: Form,
    status: int = 200,
) -> HttpResponse:
    return asked.page(
        request,
        "sig/asking",
        "sigs",
        page,
        status=status,
        is_private=bool(answer),
        answer=answer,
        form=form,
        roles={role: gettext(label) for role, label in policy.LABELS.items()},
        in_words=policy.in_words,
    )
