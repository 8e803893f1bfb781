"""Whether a SIG wants the release team's outreach."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from enhancements.actions import events, lasting
from enhancements.languages import gettext
from enhancements.models import Event, Sig, SigOutreach


class OutreachClashed(RuntimeError):
    """Somebody said something else meanwhile, so nothing was changed."""

    def __init__(self, by: str) -> None:
        super().__init__(gettext("%(who)s changed it meanwhile.", who=by))
        self.by = by


@transaction.atomic
def set_wanted(
    *,
    sig: Sig,
    is_wanted: bool,
    by: str,
    reason: str,
    seen: int,
    now: dt.datetime,
) -> SigOutreach:
    """Say whether a SIG wants to be written to; what stands already is left alone.

    `seen` is the id of the row that was in force, 0 for none. Raises OutreachClashed.
    """
    # Two that say something of one SIG wait for each other.
    Sig.objects.select_for_update().get(pk=sig.pk)
    before = SigOutreach.objects.filter(sig=sig, until__isnull=True).first()
    if (before.pk if before else 0) != seen:
        raise OutreachClashed(before.by if before else gettext("Somebody"))
    if before is not None and before.is_wanted == is_wanted:
        return before
    since = now if before is None else lasting.end(before, now)
    after = SigOutreach.objects.create(
        sig=sig, is_wanted=is_wanted, since=since, by=by, reason=reason.strip()
    )
    events.record(
        project=sig.project,
        sig=sig,
        kind=Event.Kind.OUTREACH_SET,
        subject=sig.name,
        old=None if before is None else {"is_wanted": before.is_wanted},
        new={"is_wanted": is_wanted},
        by=by,
        reason=reason.strip(),
        happened_at=since,
    )
    return after
