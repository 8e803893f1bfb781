"""After the database was restored from a backup, or loaded from a dump: nothing that it
says of now is true.

GitHub and the repositories have gone on, and so has what we wrote there. So everything
is compared, whatever was on its way is looked for before it is written, and commands
are heard from now on only: those of the time between were done, most of them, and
people may have changed since what came of them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import transaction
from django.db.models import F

from enhancements.actions import events, gate_tags, jobs, verdicts_owed
from enhancements.models import (
    Document,
    Event,
    Job,
    Outgoing,
    Project,
    Pulse,
    Repository,
    ScheduleRun,
    Source,
    Stream,
)

REASON = "restored from a backup"
LOST = (
    "The database was {what}. What people decided, corrected and wrote here between"
    " then and now is lost."
)
KEPT_IN_MIND = dt.timedelta(days=30)
"""For so long comments that we wrote and know nothing of are looked for."""
_DOUBT = "The database was restored; perhaps it was written after the backup."


@dataclasses.dataclass(frozen=True, slots=True)
class Settled:
    """How much is to be done anew."""

    repositories: int
    """That are compared with GitHub as a whole."""
    documents: int
    """That are derived anew."""
    writings: int
    """That are looked for at GitHub before they are written."""


@transaction.atomic
def settle(
    *, taken_at: dt.datetime, by: str, now: dt.datetime, what: str = REASON
) -> Settled:
    """Doubt all that a database of `taken_at` (UTC) says of now, and say so in the
    history of each project; `what` was done to it, in a few words.
    """
    ScheduleRun.objects.all().delete()
    _count_on(now)
    compared = _compare_all(what, by, now)
    settled = Settled(compared, _derive_all(now), _doubt_writings(now))
    _hear_anew(now)
    for project in Project.objects.order_by("pk"):
        events.record(
            project=project,
            kind=Event.Kind.RESTORED,
            subject=f"{taken_at:%Y-%m-%d %H:%M} UTC",
            old={"taken_at": taken_at.isoformat()},
            new=dataclasses.asdict(settled),
            by=by,
            reason=LOST.format(what=what),
            happened_at=now,
        )
    return settled


def _count_on(now: dt.datetime) -> None:
    """Let the pulses go on from where they never were: what browsers and processes keep
    by their numbers is of what was lost, and they would come to the same ones again.
    """
    Pulse.objects.update(number=F("number") + int(now.timestamp() * 1000))


def lost(*, project: int, now: dt.datetime) -> tuple[dt.datetime, dt.datetime] | None:
    """From when to when (UTC) a project's database lost what was written, where it was
    restored lately; None where it was not.
    """
    rows = Event.objects.filter(
        project=project, kind=Event.Kind.RESTORED, happened_at__gt=now - KEPT_IN_MIND
    )
    last = rows.order_by("-pk").first()
    if last is None or last.old is None:
        return None
    return dt.datetime.fromisoformat(last.old["taken_at"]), last.happened_at


def _compare_all(what: str, by: str, now: dt.datetime) -> int:
    """Have every repository compared from the beginning; one that was read in part
    goes on with that.
    """
    Repository.objects.update(lease=F("lease") + 1)
    begun = Job.objects.filter(finished_at=None, dead_at=None)
    begun.update(not_before=None, attempts=0, error="")
    # What a comparison had seen by then may be otherwise since.
    begun.filter(name=Job.Name.RECONCILE).update(
        finished_at=now, report={"ended": what}
    )
    rows = Repository.objects.filter(removed_at=None, synced_at__isnull=False)
    for row in rows.select_related("project"):
        jobs.open_(repository=row, name=Job.Name.RECONCILE, reason=what, by=by)
    return len(rows)


def _derive_all(now: dt.datetime) -> int:
    """Have all documents and files derived anew, and all entries judged."""
    for source in Source.objects.filter(kind=Source.Kind.GATES):
        gate_tags.owe_everything(source=source)
    for project in Project.objects.order_by("pk"):
        verdicts_owed.everything(project=project, now=now)
    return Document.objects.update(owed_since=now)


def _hear_anew(now: dt.datetime) -> None:
    """Have commands heard that are said from now on."""
    Stream.objects.filter(name=Stream.Name.COMMANDS).update(since=now)


def _doubt_writings(now: dt.datetime) -> int:
    """Have what is still to be written looked for first: it counts as tried.

    Nobody has it in hand any more, and its day of patience begins anew.
    """
    owed = Outgoing.objects.filter(done_at=None, dead_at=None, is_dry=False)
    return owed.update(
        error=_DOUBT,
        attempts=0,
        lease=None,
        lease_until=None,
        not_before=None,
        created_at=now,
    )
