"""What people answer when they are asked whether all is still true.

How an entry goes is a decision like any other, of kind `check-in`; beside it stays what
the answer was to. An answer ends when another one is given, or when it is taken back.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from enhancements.actions import decisions, events
from enhancements.actions.decisions import StepUnknown
from enhancements.languages import gettext
from enhancements.models import AskAnswer, AskItem, Event, Project
from enhancements.policy.decisions import (
    CHECK_IN,
    LONGEST,
    DecisionRefused,
    Place,
    Wish,
)
from enhancements.policy.storable import clean
from enhancements.queries.handles import plain

NOT_MINE: str = AskAnswer.Word.NOT_MINE
WORDS: tuple[str, ...] = tuple(AskAnswer.Word.values)


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of one entry."""

    release: int
    """Id of the release."""
    enhancement: int
    track: str
    word: str
    """One of WORDS."""
    reason: str = ""
    seen: int | None = None
    """Id of the check-in that they saw standing; None for none."""
    items: tuple[int, ...] = ()
    """Ids of the questions to them that this answers."""

    @property
    def wish(self) -> Wish:
        """What is decided by it."""
        place = Place(self.release, self.enhancement, self.track, CHECK_IN)
        return Wish(place, self.word, self.reason, self.seen)


@transaction.atomic
def answer(
    *, project: Project, said: Sequence[Said], by: str, now: dt.datetime
) -> UUID:
    """Answer all of this, or nothing; gives the step, which can be taken back.

    Raises DecisionRefused, and `policy.decisions.Clashed` where somebody said meanwhile
    how an entry goes.
    """
    for one in said:
        if one.word not in WORDS:
            message = gettext(
                "Say on track, at risk, off track, or that it is not yours."
            )
            raise DecisionRefused(message)
        if len(one.reason) > LONGEST:
            message = gettext("Say it in at most %(most)s letters.", most=LONGEST)
            raise DecisionRefused(message)
    wishes = [one.wish for one in said if one.word != NOT_MINE]
    batch = uuid.uuid4()
    if wishes:
        batch = decisions.decide(project=project, wishes=wishes, by=by, now=now).batch
    ids = [item for one in said for item in one.items]
    # Two answers to one question wait for each other.
    own = AskItem.objects.select_for_update(no_key=True).filter(
        pk__in=ids, ask__project=project, login=plain(by)
    )
    known = {item.pk for item in own.order_by("pk")}
    _end(AskAnswer.objects.filter(item__in=known, until=None), now)
    rows = [
        AskAnswer(
            item_id=item,
            word=one.word,
            reason=clean(one.reason).strip(),
            by=by,
            since=now,
            batch=batch,
        )
        for one in said
        for item in one.items
        if item in known
    ]
    AskAnswer.objects.bulk_create(rows)
    events.record_all([_event(project, one, batch, by, now) for one in said])
    return batch


@transaction.atomic
def take_back(*, project: Project, batch: UUID, by: str, now: dt.datetime) -> None:
    """Take back one's own answers of a step, with the check-ins that came of them.

    Doing it twice changes nothing. Raises StepUnknown for somebody else's step, and
    `policy.decisions.Clashed` when somebody has said something since.
    """
    rows = AskAnswer.objects.filter(
        batch=batch, by=by, until=None, item__ask__project=project
    ).select_related("item")
    standing = list(rows.select_for_update(of=("self",)))
    if not standing:
        if AskAnswer.objects.filter(batch=batch, by=by).exists():
            return
        raise StepUnknown(batch)
    if any(one.word != NOT_MINE for one in standing):
        # One that said the same before decided nothing.
        with contextlib.suppress(StepUnknown):
            decisions.undo(project=project, batch=batch, by=by, now=now)
    _end(AskAnswer.objects.filter(pk__in=[one.pk for one in standing]), now)
    entries = {
        (one.item.release_id, one.item.enhancement_id, one.item.track): one
        for one in standing
    }
    events.record_all([_taken_back(project, one, now) for one in entries.values()])


def _end(rows: object, now: dt.datetime) -> None:
    rows.update(until=Greatest(F("since"), Value(now)))  # type: ignore[attr-defined]  # a query set


def _event(
    project: Project, one: Said, batch: UUID, by: str, now: dt.datetime
) -> Event:
    return Event(
        project=project,
        release_id=one.release,
        enhancement_id=one.enhancement,
        kind=Event.Kind.STILL_TRUE_ANSWERED,
        subject=by,
        new={"word": one.word, "track": one.track, "batch": str(batch)},
        by=by,
        reason=one.reason,
        happened_at=now,
    )


def _taken_back(project: Project, row: AskAnswer, now: dt.datetime) -> Event:
    return Event(
        project=project,
        release_id=row.item.release_id,
        enhancement_id=row.item.enhancement_id,
        kind=Event.Kind.STILL_TRUE_ANSWERED,
        subject=row.by,
        old={"word": row.word, "track": row.item.track, "batch": str(row.batch)},
        new=None,
        by=row.by,
        happened_at=now,
    )
