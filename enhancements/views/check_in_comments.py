"""Having a check-in written to the tracking issue as a comment, and taking it back."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from enhancements.actions import check_in_comments
from enhancements.actions.check_in_comments import (
    CheckInClashed,
    CheckInRefused,
    Issue,
)
from enhancements.languages import gettext, gettext_noop
from enhancements.policy.permissions import Deed
from enhancements.queries import check_in_comment as query
from enhancements.views import errors
from enhancements.views.deciding import Desk, at_desk, redirect
from enhancements.views.deciding_forms import FormRefused, seen_of
from enhancements.views.policies import decides
from enhancements.views.who import thing

_CLASHED = gettext_noop(
    "What was said of how it goes stands no longer, or somebody has put its comment on"
    " its way already. Nothing was done; go back and look at how it is now."
)
_NO_ISSUE = gettext_noop(
    "No tracking issue of it was read, so there is nowhere to post it."
)


@decides(Deed.POST_COMMENT)
@require_POST
@at_desk
def check_in_comment(desk: Desk) -> HttpResponse:
    """Put the comment of the check-in that was shown on its way, or take it back."""
    form = desk.request.POST
    answer = desk.who.may(
        Deed.POST_COMMENT, thing(desk.setting, release=desk.release.name)
    )
    if not answer:
        return errors.forbidden(desk.request, answer.reason, desk.setting.frame)
    decision = seen_of(form.get("decision", ""))
    if decision is None:
        raise FormRefused(gettext("The form names no check-in, so nothing was done."))
    try:
        if form.get("do") == "take-back":
            check_in_comments.take_back(
                project=desk.project, decision=decision, by=desk.who.by, now=desk.now
            )
        else:
            _post(desk, decision)
    except CheckInClashed:
        return errors.clash(desk.request, gettext(_CLASHED), desk.setting.frame)
    except CheckInRefused as refused:
        raise FormRefused(str(refused)) from refused
    return redirect(desk.back)


def _post(desk: Desk, decision: int) -> None:
    """Raises CheckInClashed and FormRefused."""
    said = query.now(desk.setting, desk.release, decision)
    if said is None:
        raise CheckInClashed(str(decision))
    if said.issue is None:
        raise FormRefused(gettext(_NO_ISSUE))
    if not said.text:
        raise FormRefused(gettext("The letters of this project have no text for it."))
    check_in_comments.post(
        project=desk.project,
        decision=decision,
        body=said.text,
        issue=Issue(said.issue.repository, said.issue.name, said.issue.number),
        by=desk.who.by,
        now=desk.now,
    )
