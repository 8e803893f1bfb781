"""Deciding about entries: one at once, many after a review, and taking a step back."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from enhancements.actions import decisions
from enhancements.actions.decisions import StepUnknown
from enhancements.languages import gettext, gettext_noop
from enhancements.policy.decisions import Clashed, Wish
from enhancements.policy.permissions import Deed
from enhancements.policy.storable import clean
from enhancements.queries import deciding, release_team
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.board_page import BoardPage
from enhancements.queries.shapes.deciding import Asked, Line
from enhancements.views import assigning_many, errors
from enhancements.views import deciding_forms as forms
from enhancements.views.deciding import (
    ALL_DEEDS,
    Desk,
    as_seen,
    at_desk,
    done,
    review,
    step_shown,
)
from enhancements.views.policies import decides

_NO_STEP = gettext_noop("There is no such step to undo here.")


@decides(*ALL_DEEDS)
@require_POST
@at_desk
def decide(desk: Desk) -> HttpResponse:
    """Decide one thing of one entry; what is against its checks asks why first.

    Boxes ticked on the board come here too, and lead to the review.
    """
    form = desk.request.POST
    if "do" in form:
        return _several(desk)
    [line] = desk.lines([forms.single(form)])
    if line.why_not:
        return errors.forbidden(desk.request, line.why_not, desk.setting.frame)
    return apply(desk, [line])


@decides(*ALL_DEEDS)
@require_POST
@at_desk
def review_decisions(desk: Desk) -> HttpResponse:
    """Changes that were staged, with what stands now, before they are made."""
    if "wishes" not in desk.request.POST:
        return _several(desk)
    return review(desk, desk.lines(forms.listed(desk.request.POST)))


def _several(desk: Desk) -> HttpResponse:
    form = desk.request.POST
    if form.get("do") == forms.PEOPLE:
        return assigning_many.several(desk)
    keys = clean(form.getlist("item"))
    known = deciding.entries(desk.setting, desk.release, keys)
    lines = desk.lines(forms.several(form, known))
    return review(desk, [as_seen(line) for line in lines])


@decides(*ALL_DEEDS)
@require_POST
@at_desk
def apply_decisions(desk: Desk) -> HttpResponse:
    """Make all changes of a review, or none."""
    asked = forms.listed(desk.request.POST)
    if not asked:  # Everywhere somebody else's word was taken.
        return done(desk, None)
    lines = desk.lines(asked)
    for line in lines:
        if line.why_not:
            return errors.forbidden(desk.request, line.why_not, desk.setting.frame)
    return apply(desk, lines, error=gettext("Say why, where the reason is missing."))


def apply(desk: Desk, lines: Sequence[Line], *, error: str = "") -> HttpResponse:
    """Make these changes, unless a reason lacks or somebody else decided."""
    if any(line.is_change and line.needs_reason for line in lines):
        return review(desk, lines, error=error)
    try:
        step = decisions.decide(
            project=desk.project,
            wishes=[line.wish for line in lines],
            by=desk.who.by,
            now=desk.now,
        )
    except Clashed:
        again = desk.lines([line.asked for line in lines])
        return review(desk, again, status=409)
    return done(desk, None if step.is_empty else step.batch)


@decides(*ALL_DEEDS)
@require_POST
@at_desk
def undo_decisions(desk: Desk) -> HttpResponse:
    """Take a step back; where somebody decided since, both are shown."""
    project = desk.project
    try:
        batch = UUID(desk.request.POST.get("batch", ""))
        wishes = decisions.former(project=project, batch=batch)
        maker = decisions.made_by(project=project, batch=batch)
    except (ValueError, StepUnknown):
        return errors.not_found(desk.request, gettext(_NO_STEP), desk.setting.frame)
    desks = _desks(desk, wishes)
    if desk.release.id not in desks:
        return errors.not_found(desk.request, gettext(_NO_STEP), desk.setting.frame)
    for here, mine in desks.values():
        for line in here.lines(as_asked(here, mine)):
            why_not = may_not_undo(here, line, maker)
            if why_not:
                return errors.forbidden(desk.request, why_not, desk.setting.frame)
    try:
        step = decisions.undo(
            project=project, batch=batch, by=desk.who.by, now=desk.now
        )
    except Clashed:
        asked = as_asked(desk, desks[desk.release.id][1])
        title = gettext("Somebody decided since, so nothing was undone")
        return review(desk, desk.lines(asked), title=title, status=409)
    return done(desk, None if step.is_empty else step.batch)


def _desks(desk: Desk, wishes: Sequence[Wish]) -> dict[int, tuple[Desk, list[Wish]]]:
    """By release the desk where its part of a step is undone: a roll-over decides in
    two releases at once.
    """
    known = {one.id: one for one in desk.setting.releases}
    found: dict[int, tuple[Desk, list[Wish]]] = {}
    for wish in wishes:
        here = dataclasses.replace(desk, release=known[wish.place.release])
        found.setdefault(wish.place.release, (here, []))[1].append(wish)
    return found


def as_asked(desk: Desk, wishes: Sequence[Wish]) -> list[Asked]:
    """Wishes with the keys of today instead of ids, as forms carry them."""
    ids = [wish.place.enhancement for wish in wishes]
    known = deciding.entries(desk.setting, desk.release, (), ids=ids)
    names = {one.id: key for key, one in known.items()}
    return [
        Asked(
            item=names.get(wish.place.enhancement, ""),
            kind=wish.place.kind,
            value=wish.value,
            track=wish.place.track,
            freeze=wish.place.freeze,
            criterion=wish.place.criterion,
            reason=wish.reason,
            seen=wish.seen,
        )
        for wish in wishes
    ]


def may_not_undo(desk: Desk, line: Line, maker: str) -> str:
    """Why who asks may not undo this; empty for who may.

    Their own step they may undo as long as they may do what they did in it, even where
    what comes back was somebody else's word.
    """
    if not line.why_not:
        return ""
    is_own = bool(maker) and maker == desk.who.by
    if is_own and line.stands is not None:
        did = dataclasses.replace(line.asked, value=line.stands.value)
        if desk.may(dataclasses.replace(line, asked=did, stands=None)):
            return ""
    return line.why_not


def beside(request: HttpRequest, setting: Setting, page: BoardPage) -> dict[str, Any]:
    """What a board shows for who decides: the step just made, and whom to choose as
    contact. One SQL statement for each, where it is shown.
    """
    found: dict[str, Any] = {"step": step_shown(request, setting, page.release)}
    if page.panel is not None and page.panel.who[Deed.SET_CONTACT]:
        found["team"] = release_team.logins(project=setting.id, profile=setting.profile)
    return found
