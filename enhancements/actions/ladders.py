"""When whom a SIG's entries ask: said by its leads, and put back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from enhancements.actions import events
from enhancements.languages import gettext
from enhancements.models import AskingLadder, Event, Sig
from enhancements.policy import asking
from enhancements.policy.asking import Ladder


class LadderClashed(RuntimeError):
    """Somebody changed it meanwhile, so nothing was written."""

    def __init__(self, by: str) -> None:
        super().__init__(gettext("%(name)s changed it meanwhile.", name=by))
        self.by = by


@transaction.atomic
def set_ladder(
    *,
    sig: Sig,
    ladder: Ladder | None,
    by: str,
    reason: str,
    seen: int,
    now: dt.datetime,
) -> AskingLadder | None:
    """Give a SIG a ladder of its own; None gives it the profile's again.

    What stands already is left alone. `seen` is the id of the row that was in force, 0
    for none. Raises LadderClashed.
    """
    before = _in_force(sig, seen)
    data = None if ladder is None else asking.as_data(ladder)
    if (before.ladder if before else None) == data:
        return before
    return _write(sig, before, data, by=by, reason=reason, now=now)


@transaction.atomic
def undo(
    *, sig: Sig, said: int, by: str, reason: str = "", now: dt.datetime
) -> AskingLadder:
    """Put back what was in force before the ladder of this id; undoing that brings it
    back. Raises LadderClashed where another is in force by now.
    """
    row = _in_force(sig, said)
    if row is None:
        raise LadderClashed(gettext("Somebody"))
    earlier = AskingLadder.objects.filter(sig=sig, since__lt=row.since)
    before = earlier.order_by("-since").first()
    data = before.ladder if before else None
    return _write(sig, row, data, by=by, reason=reason, now=now)


def _in_force(sig: Sig, seen: int) -> AskingLadder | None:
    # Two that change one SIG's ladder wait for each other.
    Sig.objects.select_for_update().get(pk=sig.pk)
    row = AskingLadder.objects.filter(sig=sig, until__isnull=True).first()
    if (row.pk if row else 0) != seen:
        raise LadderClashed(f"@{row.by}" if row else gettext("Somebody"))
    return row


def _write(
    sig: Sig,
    before: AskingLadder | None,
    data: object,
    *,
    by: str,
    reason: str,
    now: dt.datetime,
) -> AskingLadder:
    since = now
    if before is not None:
        since = max(now, before.since + dt.timedelta(microseconds=1))
        before.until = since
        before.save(update_fields=["until"])
    after = AskingLadder.objects.create(
        sig=sig, ladder=data, since=since, by=by, reason=reason.strip()
    )
    event = Event(
        project=sig.project,
        sig=sig,
        kind=Event.Kind.ASKING_CHANGED,
        subject=sig.name,
        old=None if before is None else {"ladder": before.ladder},
        new={"ladder": data},
        by=by,
        reason=reason.strip(),
        happened_at=since,
    )
    events.record_all([event])
    return after
