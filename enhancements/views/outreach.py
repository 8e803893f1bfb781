"""Whether a SIG wants the release team's outreach: for everybody to read, for its leads
to say.
"""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enhancements.actions import outreach as acts
from enhancements.actions.outreach import OutreachClashed
from enhancements.languages import gettext
from enhancements.policy.permissions import Answer, Deed, Thing
from enhancements.profiles.letters_loader import letters_of
from enhancements.queries import lookup, sig_outreach
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Frame
from enhancements.queries.shapes.letters import Outreach
from enhancements.queries.sigs import SigUnknown
from enhancements.views import asked, deciding, errors, letters_form, policies
from enhancements.views.pages import in_project, sig_unknown
from enhancements.views.who import who

_WORDS = {"yes": True, "no": False}


@dataclasses.dataclass(frozen=True, slots=True)
class OutreachPage:
    """Everything the page shows."""

    frame: Frame
    name: str
    stands: Outreach
    history: tuple[Outreach, ...]
    """What was said, the newest first."""
    source: str
    """The file of the letters, which says it while nobody did."""
    answer: Answer
    """Whether who asks may say it, and why not."""
    reason: str = ""
    error: str = ""


@policies.decides(Deed.SET_OUTREACH)
@require_http_methods(["GET", "HEAD", "POST"])
@in_project
def outreach_page(request: HttpRequest, setting: Setting, name: str) -> HttpResponse:
    """What stands and who said so; with POST, another word on it."""
    try:
        found = lookup.sig(setting, name)
    except SigUnknown:
        return sig_unknown(request, setting, name)
    asker = who(request, setting)
    answer = asker.may(Deed.SET_OUTREACH, Thing(sig=name))
    if request.method != "POST":
        return _shown(request, _page(setting, name, answer))
    if not answer:
        return errors.forbidden(request, answer.reason, setting.frame)
    wanted = _WORDS.get(request.POST.get("wanted", ""))
    if wanted is None:
        message = gettext("The form says neither yes nor no.")
        return errors.bad_request(request, message, setting.frame)
    reason = letters_form.reason_of(request.POST)
    try:
        acts.set_wanted(
            sig=found,
            is_wanted=wanted,
            by=asker.by,
            reason=reason,
            seen=asked.row_id(request.POST.get("seen", "")),
            now=timezone.now(),
        )
    except OutreachClashed as clashed:
        page = _page(setting.later(timezone.now()), name, answer)
        said = gettext("Nothing of yours was saved; here is how it stands.")
        error = f"{clashed} {said}"
        page = dataclasses.replace(page, reason=reason, error=error)
        return _shown(request, page, 409)
    place = (setting.frame.project.name, name)
    return deciding.redirect(reverse("enhancements:sig-outreach", args=place))


def _page(setting: Setting, name: str, answer: Answer) -> OutreachPage:
    letters = letters_of(setting.profile)
    history = sig_outreach.history(setting, name)
    by_profile = Outreach(name, is_wanted=name not in letters.no_outreach)
    return OutreachPage(
        frame=setting.frame,
        name=name,
        stands=history[0] if history else by_profile,
        history=tuple(history),
        source=letters.source,
        answer=answer,
    )


def _shown(request: HttpRequest, page: OutreachPage, status: int = 200) -> HttpResponse:
    return asked.page(
        request,
        "sig/outreach",
        "sigs",
        page,
        status=status,
        is_private=bool(page.answer),
    )
