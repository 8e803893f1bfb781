"""Requests to go past a freeze: asked for, corrected, voted on, decided, taken back.

Each act is one transaction with its event. Whoever changes a request says what they saw
of it; where something else stands by then, nothing is written (`ExceptionClashed`).
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import transaction

from enhancements.actions import exception_rows as rows
from enhancements.actions.exception_rows import About
from enhancements.languages import gettext
from enhancements.models import (
    Event,
    ExceptionRequest,
    ExceptionState,
    ExceptionText,
    ExceptionVote,
    Project,
)
from enhancements.policy import exceptions as policy
from enhancements.policy.exceptions import (
    APPROVED,
    PENDING,
    REJECTED,
    VOTES,
    WITHDRAWN,
    Case,
    ExceptionClashed,
    ExceptionRefused,
    Wanted,
)
from enhancements.queries import roles


@transaction.atomic
def ask(
    *, project: Project, about: About, wanted: Wanted, case: Case, by: str
) -> ExceptionRequest:
    """Ask for more time, at the moment of `case`.

    What holds the entry's freezes is looked up anew: `case.taken` counts for nothing.
    Raises ExceptionRefused, with all that the rules say against it.
    """
    about = rows.of_today(project, about)
    rows.lock(about.release)
    policy.check(wanted, dataclasses.replace(case, taken=rows.taken(about)))
    request = ExceptionRequest.objects.create(
        release_id=about.release,
        enhancement_id=about.enhancement,
        track=about.track,
        by=by,
        at=case.now,
    )
    rows.hold(request, wanted.freezes, case.now)
    rows.say(request, wanted, by, case.now)
    rows.stand(
        request,
        ExceptionState(state=PENDING, by=by, reason=rows.clean(wanted.late)),
        case.now,
    )
    rows.record(
        Event.Kind.EXCEPTION_ASKED, request, by, case.now, new=rows.told(wanted)
    )
    return request


@transaction.atomic
def correct(
    *,
    project: Project,
    request: int,
    seen: int,
    wanted: Wanted,
    case: Case,
    by: str,
) -> ExceptionText:
    """Say something else in a request that waits; its freezes stay.

    `seen` is the id of the text that was corrected. Raises ExceptionRefused and
    ExceptionClashed.
    """
    row = rows.locked(project, request)
    if rows.state_of(row).state != PENDING:
        raise ExceptionRefused(
            gettext("It is decided, so what it says stays as it is.")
        )
    found = [
        one
        for one in policy.findings(wanted, case)
        if one.stops and one.field not in ("freezes", "late")
    ]
    if found:
        raise ExceptionRefused(" ".join(one.sentence for one in found))
    stood = ExceptionText.objects.get(request=row, until=None)
    if stood.pk != seen:
        raise ExceptionClashed
    at = max(case.now, stood.since)
    ExceptionText.objects.filter(pk=stood.pk).update(until=at)
    said = rows.say(row, wanted, by, at)
    rows.record(
        Event.Kind.EXCEPTION_CHANGED,
        row,
        by,
        at,
        old={"answers": stood.answers, "days": stood.days, "links": stood.links},
        new=rows.told(wanted),
    )
    return said


@transaction.atomic
def vote(
    *,
    project: Project,
    request: int,
    value: str,
    word: str,
    by: str,
    github_id: int | None = None,
    now: dt.datetime,
) -> ExceptionVote | None:
    """Vote, or change one's vote; an empty value takes it back.

    `github_id` is their number, by which they are known whatever they are called.
    Raises ExceptionRefused once it is decided.
    """
    if value and value not in VOTES:
        raise ExceptionRefused(gettext("One votes for it, against it, or abstains."))
    row = rows.locked(project, request)
    if rows.state_of(row).state != PENDING:
        raise ExceptionRefused(gettext("It is decided, so nobody votes any more."))
    stood = _vote_of(row, by, github_id)
    word = rows.clean(word)
    if (stood.vote, stood.word) == (value, word) if stood else not value:
        return stood
    at = max(now, stood.since) if stood else now
    if stood:
        ExceptionVote.objects.filter(pk=stood.pk).update(until=at)
    made = None
    if value:
        made = ExceptionVote.objects.create(
            request=row, vote=value, word=word, by=by, github_id=github_id, since=at
        )
    rows.record(
        Event.Kind.EXCEPTION_VOTED,
        row,
        by,
        at,
        old={"vote": stood.vote, "word": stood.word} if stood else None,
        new={"vote": value, "word": word},
    )
    return made


def _vote_of(
    row: ExceptionRequest, by: str, github_id: int | None
) -> ExceptionVote | None:
    """Somebody's vote that stands: under their number, else under their login where
    nobody's number was known, unless the login was somebody else's then.
    """
    standing = ExceptionVote.objects.filter(request=row, until=None)
    named = standing.filter(github_id=None, by__iexact=by).first()
    if github_id is None:
        return named
    own = standing.filter(github_id=github_id).first()
    if own is not None or named is None:
        return own
    passed = roles.passed_at(login=by, github_id=github_id)
    return named if passed is None or named.since > passed else None


@transaction.atomic
def decide(
    *,
    project: Project,
    request: int,
    seen: int,
    state: str,
    reason: str,
    until: dt.datetime | None,
    by: str,
    now: dt.datetime,
) -> ExceptionState:
    """Approve a request that waits, until a moment, or reject it.

    `seen` is the id of the state that whoever decides saw. Raises ExceptionRefused and
    ExceptionClashed.
    """
    if state not in (APPROVED, REJECTED):
        raise ExceptionRefused(gettext("A request is approved or rejected."))
    if not rows.clean(reason):
        raise ExceptionRefused(
            gettext("Say why; the reason is shown with the decision.")
        )
    if state == APPROVED and (until is None or until <= now):
        raise ExceptionRefused(
            gettext("Say until which day, one that is still to come.")
        )
    row = rows.locked(project, request)
    rows.seen_as(row, seen, PENDING)
    made = ExceptionState(
        state=state,
        by=by,
        reason=rows.clean(reason),
        granted_until=until if state == APPROVED else None,
    )
    return rows.turn(Event.Kind.EXCEPTION_DECIDED, row, made, now)


@transaction.atomic
def withdraw(
    *, project: Project, request: int, seen: int, reason: str, by: str, now: dt.datetime
) -> ExceptionState:
    """Take a request back that waits. Raises ExceptionRefused and ExceptionClashed."""
    row = rows.locked(project, request)
    rows.seen_as(row, seen, PENDING)
    made = ExceptionState(state=WITHDRAWN, by=by, reason=rows.clean(reason))
    return rows.turn(Event.Kind.EXCEPTION_WITHDRAWN, row, made, now)


@transaction.atomic
def undo(
    *, project: Project, request: int, seen: int, by: str, now: dt.datetime
) -> ExceptionState:
    """Take back what was decided, or a withdrawal: the request waits again.

    As long as nothing followed. Raises ExceptionRefused, also where another request has
    taken its freeze since, and ExceptionClashed.
    """
    row = rows.locked(project, request)
    stands = rows.seen_as(row, seen, APPROVED, REJECTED, WITHDRAWN)
    if stands.evaluation:
        message = gettext("It is evaluated already; take that back first.")
        raise ExceptionRefused(message)
    made = ExceptionState(state=PENDING, by=by)
    return rows.turn(Event.Kind.EXCEPTION_DECIDED, row, made, now)
