"""Offers to take over an enhancement, or its entry in one release, and the answers.

Whoever accepts writes the owners as everybody does: as a correction of the enhancement,
or as a decision about the entry. The offer keeps who owned it before and which step it
was, so that the answer can be taken back.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from enhancements.actions import corrections, decisions, events, help_wanted
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Enhancement, Event, HelpWanted, Project, TakeOver
from enhancements.policy import corrections as correcting
from enhancements.policy import decisions as deciding
from enhancements.policy import take_overs as policy
from enhancements.policy.help_wanted import OWNER
from enhancements.policy.people import OWNERS
from enhancements.policy.take_overs import (
    ACCEPTED,
    DECLINED,
    WITHDRAWN,
    TakeOverRefused,
)

_BACK = "taken-back"
"""What an event says of an answer that was taken back."""
_MEANWHILE = {
    ACCEPTED: gettext_noop("@%(login)s has accepted it meanwhile."),
    DECLINED: gettext_noop("@%(login)s has declined it meanwhile."),
    WITHDRAWN: gettext_noop("@%(login)s has withdrawn it meanwhile."),
}


class TakeOverClashed(RuntimeError):
    """Somebody was faster, so nothing was changed; the message says what stands."""


@dataclasses.dataclass(frozen=True, slots=True)
class Offering:
    """What somebody offers to take over."""

    enhancement: int
    text: str
    ground: str
    """A word of `policy.take_overs.GROUNDS`."""
    release: int | None = None
    """Id of the release for which alone; None for the enhancement."""
    track: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Owning:
    """Who owned it as whoever accepts has seen it, and who is to."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    stood: tuple[str, ...] = ()
    """What the record names as owners, without authors; for an enhancement."""
    decision: int | None = None
    """Id of the decision that names them; for an entry of one release."""


@transaction.atomic
def offer(
    *,
    project: Project,
    offering: Offering,
    by: str,
    number: int | None = None,
    now: dt.datetime,
) -> TakeOver:
    """Offer to take it over; `number` is GitHub's of who offers.

    Who has an open offer for the enhancement gets that one back. Raises
    TakeOverRefused.
    """
    text = policy.said(offering.text)
    if offering.ground not in policy.GROUNDS:
        raise TakeOverRefused(gettext(policy.NO_GROUND))
    _lock(project, offering.enhancement)
    mine = Q(login=by.casefold(), github_id=None)
    if number is not None:
        mine = Q(github_id=number)
    ours = Q(enhancement=offering.enhancement)
    ours |= Q(enhancement__merged_into=offering.enhancement)
    before = TakeOver.objects.filter(ours, mine, until__isnull=True).first()
    if before is not None:
        return before
    row = TakeOver.objects.create(
        enhancement_id=offering.enhancement,
        release_id=offering.release,
        track=offering.track,
        login=by.casefold(),
        github_id=number,
        by=by,
        text=text,
        ground=offering.ground,
        offered_at=now,
        since=now,
    )
    _tell(row, Event.Kind.TAKE_OVER_OFFERED, by=by, reason=text, at=now)
    return row


@transaction.atomic
def withdraw(*, project: Project, offer: int, by: str, now: dt.datetime) -> TakeOver:
    """Take an offer back; done once, nothing more is changed.

    Undone by offering again. Raises TakeOverRefused, and TakeOverClashed for one that
    was answered meanwhile.
    """
    row = _row(project, offer)
    if row.answer == WITHDRAWN:
        return row
    _check_open(row)
    return _end(row, WITHDRAWN, by=by, now=now)


@transaction.atomic
def decline(
    *, project: Project, offer: int, reason: str, by: str, now: dt.datetime
) -> TakeOver:
    """Say no, with the reason. Raises as `withdraw` does."""
    said = policy.said(reason)
    if not said:
        raise TakeOverRefused(gettext("Say why; whoever offered it reads the reason."))
    row = _row(project, offer)
    _check_open(row)
    return _end(row, DECLINED, by=by, now=now, reason=said)


@transaction.atomic
def accept(
    *,
    project: Project,
    offer: int,
    owning: Owning,
    reason: str = "",
    by: str,
    now: dt.datetime,
) -> TakeOver:
    """Say yes: from now on `owning.after` own it, and nobody is wanted any more.

    Raises as `withdraw` does, and TakeOverClashed where somebody else owns it by now.
    """
    said = policy.said(reason)
    row = _row(project, offer)
    _check_open(row)
    # It is stored as the reason, so it is the project's.
    why = said or f"@{row.by} takes it over."
    try:
        batch = _name(project, row, owning, why, by=by, now=now)
    except (correcting.Clashed, deciding.Clashed) as clashed:
        message = gettext(
            "Somebody else was named as owner meanwhile. Look at it again."
        )
        raise TakeOverClashed(message) from clashed
    except (correcting.CorrectionRefused, deciding.DecisionRefused) as refused:
        raise TakeOverRefused(str(refused)) from refused
    ended = _end(
        row, ACCEPTED, by=by, now=now, reason=said, before=owning.before, batch=batch
    )
    if row.release_id is None and ended.until is not None:
        _found(row, by=by, now=ended.until)
    return ended


@transaction.atomic
def undo(*, project: Project, offer: int, by: str, now: dt.datetime) -> TakeOver:
    """Take the answer of the owners or the leads back: the offer is open again, as a
    row of its own, and whoever owned it before owns it again.

    Raises TakeOverRefused, and TakeOverClashed where somebody changed the owners since
    or the offer was made again.
    """
    row = _row(project, offer)
    if row.until is None or row.answer == WITHDRAWN:
        raise TakeOverRefused(
            gettext("Nobody has answered it, so nothing is taken back.")
        )
    at = max(now, row.until)
    others = TakeOver.objects.filter(
        enhancement=row.enhancement, login=row.login, github_id=row.github_id
    )
    if others.filter(since__gte=row.until).exclude(pk=row.pk).exists():
        message = gettext(
            "@%(login)s offers it anew since, or the answer was taken back.",
            login=row.by,
        )
        raise TakeOverClashed(message)
    if row.batch is not None:
        _rename(project, row, row.batch, by=by, now=at)
    again = TakeOver.objects.create(
        enhancement=row.enhancement,
        release=row.release,
        track=row.track,
        login=row.login,
        github_id=row.github_id,
        by=row.by,
        text=row.text,
        ground=row.ground,
        offered_at=row.offered_at,
        since=at,
    )
    if row.answer == ACCEPTED and row.release_id is None:
        _seek(row, by=by, now=at)
    _tell(again, Event.Kind.TAKE_OVER_ANSWERED, by=by, answer=_BACK, at=at)
    return again


# --- Owners ---------------------------------------------------------------------------


def _name(
    project: Project,
    row: TakeOver,
    owning: Owning,
    reason: str,
    *,
    by: str,
    now: dt.datetime,
) -> UUID | None:
    """Write who owns it; the step's number, None where nothing was to be changed."""
    enhancement = row.enhancement.merged_into_id or row.enhancement_id
    if row.release_id is None:
        wish = correcting.Wish(enhancement, OWNERS, owning.after, owning.stood, reason)
        step = corrections.correct(project=project, wishes=[wish], by=by, now=now)
        return step.batch if step.changed else None
    place = deciding.Place(row.release_id, enhancement, row.track, OWNERS)
    decided = deciding.Wish(place, " ".join(owning.after), reason, owning.decision)
    made = decisions.decide(project=project, wishes=[decided], by=by, now=now)
    return None if made.is_empty else made.batch


def _rename(
    project: Project, row: TakeOver, batch: UUID, *, by: str, now: dt.datetime
) -> None:
    """Put back who owned it before. Raises TakeOverClashed."""
    try:
        if row.release_id is None:
            corrections.undo(project=project, batch=batch, by=by, now=now)
        else:
            decisions.undo(project=project, batch=batch, by=by, now=now)
    except (correcting.Clashed, deciding.Clashed) as clashed:
        message = gettext(
            "Somebody named other owners since, so nothing was changed. Say who owns"
            " it among its people."
        )
        raise TakeOverClashed(message) from clashed


# --- Help wanted ----------------------------------------------------------------------


def _found(row: TakeOver, *, by: str, now: dt.datetime) -> None:
    """An owner is wanted no longer."""
    for one in _wanted(row).filter(until__isnull=True):
        help_wanted.found(
            enhancement=one.enhancement, kind=OWNER, by=by, seen=one.pk, now=now
        )


def _seek(row: TakeOver, *, by: str, now: dt.datetime) -> None:
    """What was wanted until it was taken over is wanted again."""
    if _wanted(row).filter(until__isnull=True).exists():
        return
    for one in _wanted(row).filter(until=row.until):
        help_wanted.seek(
            enhancement=one.enhancement,
            kind=OWNER,
            text=one.text,
            by=by,
            seen=0,
            now=now,
        )


def _wanted(row: TakeOver) -> QuerySet[HelpWanted]:
    """All that was said of an owner who is wanted for it."""
    own = row.enhancement.merged_into_id or row.enhancement_id
    ours = Q(enhancement=own) | Q(enhancement__merged_into=own)
    rows = HelpWanted.objects.select_related("enhancement__project")
    return rows.filter(ours, kind=OWNER)


# --- Rows -----------------------------------------------------------------------------


def _lock(project: Project, enhancement: int) -> None:
    """Two that do something about one enhancement wait for each other."""
    rows = Enhancement.objects.select_for_update(no_key=True)
    if rows.filter(pk=enhancement, project=project).first() is None:
        message = gettext("%(project)s has no such enhancement.", project=project.name)
        raise TakeOverRefused(message)


def _row(project: Project, offer: int) -> TakeOver:
    """The offer, with its enhancement locked."""
    rows = TakeOver.objects.select_related("enhancement__project", "release")
    rows = rows.filter(pk=offer, enhancement__project=project)
    row = rows.first()
    if row is None:
        message = gettext("%(project)s has no such offer.", project=project.name)
        raise TakeOverRefused(message)
    _lock(project, row.enhancement.merged_into_id or row.enhancement_id)
    return rows.get()  # As it is now that nobody else does anything with it.


def _check_open(row: TakeOver) -> None:
    if row.until is not None:
        said = gettext(_MEANWHILE[row.answer], login=row.answered_by)
        raise TakeOverClashed(said)


def _end(
    row: TakeOver,
    answer: str,
    *,
    by: str,
    now: dt.datetime,
    reason: str = "",
    before: Sequence[str] = (),
    batch: UUID | None = None,
) -> TakeOver:
    row.until = max(now, row.since)
    row.answer, row.answered_by, row.reason = answer, by, reason
    row.before, row.batch = list(before), batch
    row.save(
        update_fields=["until", "answer", "answered_by", "reason", "before", "batch"]
    )
    _tell(
        row,
        Event.Kind.TAKE_OVER_ANSWERED,
        by=by,
        answer=answer,
        reason=reason,
        at=row.until,
    )
    return row


def _tell(
    row: TakeOver,
    kind: Event.Kind,
    *,
    by: str,
    answer: str = "",
    reason: str = "",
    at: dt.datetime,
) -> None:
    events.record(
        project=row.enhancement.project,
        release=row.release,
        enhancement=row.enhancement_id,
        kind=kind,
        subject=row.by,
        old={"owners": list(row.before)} if row.before else None,
        new={
            "offer": row.pk,
            "login": row.by,
            "answer": answer,
            "track": row.track,
            "ground": row.ground,
        },
        by=by,
        reason=reason,
        happened_at=at,
    )
