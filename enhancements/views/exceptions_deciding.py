"""What is done about exceptions: votes, decisions, withdrawals, and their ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from enhancements.actions import exception_ends
from enhancements.actions import exceptions as acts
from enhancements.languages import gettext, gettext_noop
from enhancements.policy import exceptions as policy
from enhancements.policy.decisions import Clashed, DecisionRefused
from enhancements.policy.exceptions import ExceptionClashed, ExceptionRefused
from enhancements.policy.permissions import Deed
from enhancements.queries import exceptions
from enhancements.queries.exceptions import ExceptionUnknown
from enhancements.queries.shapes.exceptions import ExceptionRow
from enhancements.views import errors
from enhancements.views.asked import row_id
from enhancements.views.deciding import Desk, at_desk, redirect, with_step
from enhancements.views.exceptions import address, may
from enhancements.views.policies import decides

_CLASHED = gettext_noop(
    "Somebody decided in between, so nothing was written. Look at what stands now, and"
    " decide again if it is still needed."
)


@decides(Deed.VOTE)
@require_POST
@at_desk
def vote(desk: Desk, pk: int) -> HttpResponse:
    """One's vote about a request that waits; another one replaces it."""
    form = desk.request.POST

    def act() -> None:
        acts.vote(
            project=desk.project,
            request=pk,
            value=form.get("vote", ""),
            word=form.get("word", ""),
            by=desk.who.by,
            github_id=desk.who.account.github_id if desk.who.account else None,
            now=desk.now,
        )

    return _done(desk, pk, Deed.VOTE, act)


@decides(Deed.DECIDE_EXCEPTION)
@require_POST
@at_desk
def decide(desk: Desk, pk: int) -> HttpResponse:
    """Approve a request until the end of a day, or reject it."""
    form = desk.request.POST

    def act() -> None:
        acts.decide(
            project=desk.project,
            request=pk,
            seen=row_id(form.get("seen", "")),
            state=form.get("state", ""),
            reason=form.get("reason", ""),
            until=_end(form.get("until", "")),
            by=desk.who.by,
            now=desk.now,
        )

    return _done(desk, pk, Deed.DECIDE_EXCEPTION, act)


@decides(Deed.WITHDRAW_EXCEPTION)
@require_POST
@at_desk
def withdraw(desk: Desk, pk: int) -> HttpResponse:
    """Take a request back that waits: for who asked, and for those who decide."""
    form = desk.request.POST

    def act() -> None:
        acts.withdraw(
            project=desk.project,
            request=pk,
            seen=row_id(form.get("seen", "")),
            reason=form.get("reason", ""),
            by=desk.who.by,
            now=desk.now,
        )

    return _done(desk, pk, Deed.WITHDRAW_EXCEPTION, act)


@decides(Deed.DECIDE_EXCEPTION, Deed.WITHDRAW_EXCEPTION)
@require_POST
@at_desk
def undo(desk: Desk, pk: int) -> HttpResponse:
    """Have a request wait again: its decision, or its withdrawal, is taken back."""

    def act() -> None:
        acts.undo(
            project=desk.project,
            request=pk,
            seen=row_id(desk.request.POST.get("seen", "")),
            by=desk.who.by,
            now=desk.now,
        )

    row = _row(desk, pk)
    if row is None:
        return _nothing(desk)
    is_back = row.state == policy.WITHDRAWN
    deed = Deed.WITHDRAW_EXCEPTION if is_back else Deed.DECIDE_EXCEPTION
    return _done(desk, pk, deed, act)


@decides(Deed.DECIDE_EXCEPTION, Deed.TRACK, Deed.REMOVE)
@require_POST
@at_desk
def evaluate(desk: Desk, pk: int) -> HttpResponse:
    """Say what became of an entry whose time is over: a step that can be undone."""
    form = desk.request.POST
    row = _row(desk, pk)
    if row is None:
        return _nothing(desk)
    deed = Deed.TRACK if form.get("value") == "tracked" else Deed.REMOVE
    for one in (Deed.DECIDE_EXCEPTION, deed):
        answer = may(desk.who, desk.setting, desk.release.name, row, one)
        if not answer:
            return errors.forbidden(desk.request, answer.reason, desk.setting.frame)
    try:
        step = exception_ends.evaluate(
            project=desk.project,
            requests={pk: row_id(form.get("seen", ""))},
            value=form.get("value", ""),
            standings={
                (pk, freeze.key): row_id(form.get(f"seen-{freeze.key}", "")) or None
                for freeze in row.freezes
            },
            reason=form.get("reason", ""),
            by=desk.who.by,
            now=desk.now,
        )
    except (ExceptionRefused, DecisionRefused) as refused:
        return errors.bad_request(desk.request, str(refused), desk.setting.frame)
    except (ExceptionClashed, Clashed):
        return _clashed(desk)
    return redirect(with_step(_back(desk, pk), step.batch))


def _done(desk: Desk, pk: int, deed: Deed, act: Callable[[], object]) -> HttpResponse:
    """Do it for who may, and lead back to the request."""
    row = _row(desk, pk)
    if row is None:
        return _nothing(desk)
    answer = may(desk.who, desk.setting, desk.release.name, row, deed)
    if not answer:
        return errors.forbidden(desk.request, answer.reason, desk.setting.frame)
    try:
        act()
    except ExceptionRefused as refused:
        return errors.bad_request(desk.request, str(refused), desk.setting.frame)
    except ExceptionClashed:
        return _clashed(desk)
    return redirect(_back(desk, pk))


def _row(desk: Desk, pk: int) -> ExceptionRow | None:
    known = exceptions.freezes(desk.setting, desk.release)
    try:
        return exceptions.one(desk.setting, desk.release, known, pk)
    except ExceptionUnknown:
        return None


def _nothing(desk: Desk) -> HttpResponse:
    message = gettext("%(release)s has no such exception.", release=desk.release.name)
    return errors.not_found(desk.request, message, desk.setting.frame)


def _clashed(desk: Desk) -> HttpResponse:
    """409, in a sentence that says what to do."""
    return errors.clash(desk.request, gettext(_CLASHED), desk.setting.frame)


def _back(desk: Desk, pk: int) -> str:
    given = desk.back
    return (
        address(desk.setting, desk.release.name, pk) if given == desk.board else given
    )


def _end(text: str) -> dt.datetime | None:
    """The end of a day Anywhere on Earth; None for what is no day."""
    try:
        return policy.ends_with(dt.date.fromisoformat(text))
    except (ValueError, OverflowError):
        return None
