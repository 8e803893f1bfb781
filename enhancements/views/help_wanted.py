"""For what somebody is wanted: a list for contributors, and what an enhancement's SIG
and owners say.
"""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enhancements.actions import help_wanted as acts
from enhancements.actions.help_wanted import HelpClashed
from enhancements.exports import help_wanted as sheets
from enhancements.exports import take_overs
from enhancements.languages import gettext
from enhancements.models import Enhancement
from enhancements.policy.help_wanted import KINDS, LABELS, LONGEST, HelpRefused
from enhancements.policy.permissions import Answer, Deed, Thing
from enhancements.queries import help_wanted as query
from enhancements.queries.enhancement import EnhancementMoved, EnhancementUnknown
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.help_wanted import HelpPage
from enhancements.views import asked, deciding, errors, exports, policies
from enhancements.views.pages import (
    enhancement_unknown,
    in_project,
    moment_query,
    project_page,
)
from enhancements.views.who import Who, who


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """What was typed and not saved, and why."""

    kind: str = ""
    text: str = ""
    error: str = ""


@policies.public
@project_page
def help_list(request: HttpRequest, setting: Setting) -> HttpResponseBase:
    """What the project's enhancements want, narrowed by `?sig=` and `?kind=`."""
    page = query.listing(
        setting, sig=asked.value(request, "sig"), kind=asked.value(request, "kind")
    )
    if exports.wanted(request):
        if asked.value(request, "list") == "offers":
            return exports.answer(request, setting, take_overs.OFFERS, page.offers)
        return exports.answer(request, setting, sheets.WANTED, page.rows)
    return asked.page(request, "help/index", "enhancements", page, labels=_labels())


@policies.decides(Deed.SEEK_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def enhancement_help(
    request: HttpRequest, setting: Setting, key: str
) -> HttpResponseBase:
    """What an enhancement wants and wanted; with POST, another word on one kind."""
    name = setting.frame.project.name
    try:
        page = query.page(setting, key)
    except EnhancementMoved as moved:
        address = reverse("enhancements:enhancement-help", args=[name, str(moved)])
        return HttpResponseRedirect(address + moment_query(setting))
    except EnhancementUnknown:
        return enhancement_unknown(request, setting, key)
    asker = who(request, setting)
    answer = asker.may(Deed.SEEK_HELP, Thing(sig=page.sig, key=page.key))
    if request.method != "POST":
        return _shown(request, page, answer)
    if not answer:
        return errors.forbidden(request, answer.reason, setting.frame)
    return _said(request, asker, page, answer)


def _labels() -> dict[str, str]:
    """Kinds of help as the reader says them."""
    return {kind: gettext(label) for kind, label in LABELS.items()}


def unsaved(refused: Exception) -> str:
    """Why something was refused, and what became of what was typed."""
    nothing = gettext("Nothing was saved.")
    return f"{refused} {nothing}"


def overtaken(clashed: Exception) -> str:
    """That somebody was faster, and what is shown now."""
    nothing = gettext("Nothing of yours was saved; here is how it stands.")
    return f"{clashed} {nothing}"


def _said(
    request: HttpRequest, asker: Who, page: HelpPage, answer: Answer
) -> HttpResponse:
    form = Form(
        kind=request.POST.get("kind", ""),
        # One more than fits, so that what is too long is said to be, not cut.
        text=asked.text(request.POST.get("text"), LONGEST + 1),
    )
    try:
        _say(request, asker, page, form)
    except HelpRefused as refused:
        form = dataclasses.replace(form, error=unsaved(refused))
        return _shown(request, page, answer, form, 400)
    except HelpClashed as clashed:
        form = dataclasses.replace(form, error=overtaken(clashed))
        return _shown(request, page, answer, form, 409)
    place = (page.frame.project.name, page.key)
    return deciding.redirect(reverse("enhancements:enhancement-help", args=place))


def _say(request: HttpRequest, asker: Who, page: HelpPage, form: Form) -> None:
    """Raises HelpRefused and HelpClashed."""
    seen = asked.row_id(request.POST.get("seen", ""))
    enhancement = Enhancement.objects.select_related("project").get(pk=page.enhancement)
    now = timezone.now()
    if "found" in request.POST:
        acts.found(
            enhancement=enhancement, kind=form.kind, by=asker.by, seen=seen, now=now
        )
        return
    acts.seek(
        enhancement=enhancement,
        kind=form.kind,
        text=form.text,
        by=asker.by,
        seen=seen,
        now=now,
    )


def _shown(
    request: HttpRequest,
    page: HelpPage,
    answer: Answer,
    form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    return asked.page(
        request,
        "help/one",
        "enhancements",
        page,
        status=status,
        is_private=bool(answer),
        answer=answer,
        form=form or Form(),
        kinds=KINDS,
        labels=_labels(),
        longest=LONGEST,
    )
