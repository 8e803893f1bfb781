"""What the acts about exceptions share: a request alone, and its rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from enhancements import profiles
from enhancements.actions import events
from enhancements.languages import gettext
from enhancements.models import (
    Event,
    ExceptionFreeze,
    ExceptionRequest,
    ExceptionState,
    ExceptionText,
    Project,
    Release,
)
from enhancements.policy import exceptions as policy
from enhancements.policy.exceptions import (
    APPROVED,
    LONGEST,
    ExceptionClashed,
    ExceptionRefused,
    Wanted,
)
from enhancements.profiles.exception_rules import ExceptionRules
from enhancements.queries import decided

# First key of the advisory locks of this kind; the second is the release's id.
_LOCK = 7_402_641


@dataclasses.dataclass(frozen=True, slots=True)
class About:
    """The entry that a request is about; ids are those of the rows."""

    release: int
    enhancement: int
    track: str = ""
    """Empty for the main one."""


def of_today(project: Project, about: About) -> About:
    """With the enhancement that counts now. Raises ExceptionRefused."""
    known = decided.winners(project=project.pk, ids=[about.enhancement])
    own = Release.objects.filter(project=project, pk=about.release).exists()
    if about.enhancement not in known or not own:
        raise ExceptionRefused(
            gettext("It must be of %(project)s.", project=project.name)
        )
    return dataclasses.replace(about, enhancement=known[about.enhancement])


def same(enhancement: int) -> Q:
    """Rows of an enhancement, and of those that were merged into it."""
    return Q(enhancement=enhancement) | Q(enhancement__merged_into=enhancement)


def taken(about: About) -> dict[str, policy.Taken]:
    """By freeze the request that holds it for this entry, those of enhancements that
    were merged into it too; one SQL statement.
    """
    held = ExceptionFreeze.objects.filter(
        release=about.release,
        track=about.track,
        until=None,
        request__states__until=None,
    ).filter(same(about.enhancement))
    found = held.values_list(
        *("freeze", "request", "request__states__state"),
        *("request__by", "request__at"),
    )
    return {key: policy.Taken(*values) for key, *values in found}


def lock(release: int) -> None:
    """One act at a time in a release, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, release])


def locked(project: Project, request: int) -> ExceptionRequest:
    """The request, alone. Raises ExceptionRefused."""
    row = ExceptionRequest.objects.filter(pk=request, release__project=project).first()
    if row is None:
        raise ExceptionRefused(gettext("There is no such request here."))
    lock(row.release_id)
    return row


def state_of(row: ExceptionRequest) -> ExceptionState:
    """Where it stands."""
    return ExceptionState.objects.get(request=row, until=None)


def seen_as(row: ExceptionRequest, seen: int, *states: str) -> ExceptionState:
    """Where it stands. Raises ExceptionClashed when it is not what was seen, and
    ExceptionRefused when that cannot be done from there.
    """
    stands = state_of(row)
    if stands.pk != seen:
        raise ExceptionClashed
    if stands.state not in states:
        raise ExceptionRefused(
            gettext("It is %(state)s already.", state=policy.state_word(stands.state))
        )
    return stands


def turn(
    kind: Event.Kind,
    row: ExceptionRequest,
    made: ExceptionState,
    now: dt.datetime,
    *,
    told_by: str = "",
) -> ExceptionState:
    """From where it stands to `made`; its freezes are held or let go accordingly.

    `told_by` is who brought the news, where that is somebody else.
    """
    stands = state_of(row)
    at = max(now, stands.since)
    ExceptionState.objects.filter(pk=stands.pk).update(until=at)
    stand(row, made, at)
    rules = _rules(row)
    before, after = (policy.holds(one.state, rules) for one in (stands, made))
    if before and not after:
        ExceptionFreeze.objects.filter(request=row, until=None).update(until=at)
    elif after and not before:
        hold(row, freezes_of(row), at)
    record(
        kind,
        row,
        told_by or made.by,
        at,
        old={"state": stands.state, "evaluation": stands.evaluation},
        new={
            "state": made.state,
            "evaluation": made.evaluation,
            "granted_until": made.granted_until.isoformat()
            if made.granted_until
            else None,
        },
        reason=made.reason,
    )
    return made


def _rules(row: ExceptionRequest) -> ExceptionRules:
    project = Project.objects.get(releases=row.release_id)
    return profiles.load(project.profile).exceptions


def freezes_of(row: ExceptionRequest) -> list[str]:
    """Every freeze that a request is about, whether it holds it now or not."""
    rows = ExceptionFreeze.objects.filter(request=row).order_by("freeze")
    return list(dict.fromkeys(rows.values_list("freeze", flat=True)))


def hold(row: ExceptionRequest, freezes: Iterable[str], at: dt.datetime) -> None:
    """Keep these freezes from other requests.

    Raises ExceptionRefused when another request has one of them.
    """
    try:
        with transaction.atomic():
            ExceptionFreeze.objects.bulk_create(
                ExceptionFreeze(
                    request=row,
                    release_id=row.release_id,
                    enhancement_id=row.enhancement_id,
                    track=row.track,
                    freeze=freeze,
                    since=at,
                )
                for freeze in dict.fromkeys(freezes)
            )
    except IntegrityError as error:
        message = gettext(
            "Another request for the same freeze has come since; see the desk."
        )
        raise ExceptionRefused(message) from error


def say(
    row: ExceptionRequest, wanted: Wanted, by: str, at: dt.datetime
) -> ExceptionText:
    """Write what it says from now on."""
    return ExceptionText.objects.create(
        request=row,
        answers={key: clean(text) for key, text in wanted.answers.items()},
        days=wanted.days,
        links=list(wanted.links),
        thread=wanted.thread,
        by=by,
        since=at,
    )


def stand(row: ExceptionRequest, made: ExceptionState, at: dt.datetime) -> None:
    """Write where it stands from now on."""
    made.request, made.since = row, at
    made.save(force_insert=True)


def clean(text: str) -> str:
    """Without blanks around it, and without what PostgreSQL takes in no text."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]


def told(wanted: Wanted) -> dict[str, Any]:
    """What is wanted, for the history."""
    return {
        "freezes": list(wanted.freezes),
        "days": wanted.days,
        "answers": dict(wanted.answers),
        "links": list(wanted.links),
        "thread": wanted.thread,
    }


def record(
    kind: Event.Kind,
    row: ExceptionRequest,
    by: str,
    at: dt.datetime,
    *,
    new: Any,
    old: Any = None,
    reason: str = "",
) -> None:
    """Write the event of an act."""
    release = row.release
    freezes: Sequence[str] = freezes_of(row)
    events.record(
        project=release.project,
        kind=kind,
        subject=" ".join([f"exception {row.pk}", *freezes, row.track]).strip(),
        by=by,
        old=old,
        new={"exception": row.pk, **new},
        reason=reason,
        release=release,
        enhancement=row.enhancement_id,
        happened_at=at,
    )


@transaction.atomic(savepoint=False)
def forget_evaluation(
    *, project: Project, batch: UUID, by: str, now: dt.datetime
) -> int:
    """Have requests wait for their evaluation again whose step was undone; how many.

    One SQL statement where there is none.
    """
    states = list(
        ExceptionState.objects.filter(
            batch=batch, until=None, request__release__project=project
        ).select_related("request")
    )
    for stands in states:
        made = ExceptionState(state=APPROVED, by=by, granted_until=stands.granted_until)
        turn(Event.Kind.EXCEPTION_DECIDED, stands.request, made, now)
    return len(states)
