"""Named concerns about an enhancement: raised, resolved, opened again.

The idea of a concern with a name, which whoever raised it resolves, is rfcbot's
(rust-lang/rfcbot-rs, README). A row is never changed, only ended: one that is opened
again is a new row.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Lower

from enhancements.actions import events
from enhancements.languages import gettext
from enhancements.models import Concern, Enhancement, Event, Project, Release
from enhancements.policy.storable import clean

LONGEST_NAME, LONGEST_TEXT = 60, 4000


class ConcernRefused(ValueError):
    """What cannot be raised, resolved or opened; the text says why and what to do."""


class ConcernClashed(ConcernRefused):
    """Somebody else did something with it meanwhile."""


@dataclasses.dataclass(frozen=True, slots=True)
class Raising:
    """A concern as somebody wants to raise it."""

    enhancement: int
    name: str
    text: str
    release: str = ""
    """Name of the release that it is about; empty for the enhancement as a whole."""


@transaction.atomic
def raise_(*, project: Project, raising: Raising, by: str, now: dt.datetime) -> Concern:
    """Raise a concern.

    Raises ConcernRefused without a name or a text, for one too long, and for a release
    that there is not; ConcernClashed where one of that name is open.
    """
    name = " ".join(clean(raising.name).split())
    text = clean(raising.text).strip()
    if not name:
        message = gettext("Give it a name, so that people can say what they mean.")
        raise ConcernRefused(message)
    if len(name) > LONGEST_NAME:
        message = gettext(
            "A name has at most %(most)s characters; say the rest below.",
            most=LONGEST_NAME,
        )
        raise ConcernRefused(message)
    nothing = gettext("Say what the concern is: whoever answers it has nothing else.")
    _check(text, nothing)
    release = _release(project, raising.release)
    _lock(project, raising.enhancement)
    _check_free(raising.enhancement, name)
    row = Concern.objects.create(
        enhancement_id=raising.enhancement,
        release=release,
        name=name,
        text=text,
        raised_by=by,
        raised_at=now,
        by=by,
        since=now,
    )
    _record(project, row, Event.Kind.CONCERN_RAISED, by=by, reason=text, at=now)
    return row


@transaction.atomic
def resolve(
    *, project: Project, concern: int, how: str, by: str, now: dt.datetime
) -> Concern:
    """Resolve a concern that is open; how is kept with it.

    Raises ConcernRefused without a word on how, and for one that there is not;
    ConcernClashed for one that somebody has resolved.
    """
    how = clean(how).strip()
    nothing = gettext(
        "Say how it was resolved: whoever reads it later has nothing else."
    )
    _check(how, nothing)
    row = _row(project, concern)
    if row.until is not None:
        message = gettext(
            "@%(by)s has resolved “%(name)s” already.",
            by=row.resolved_by,
            name=row.name,
        )
        raise ConcernClashed(message)
    row.until = max(now, row.since)
    row.resolved_by = by
    row.resolution = how
    row.save(update_fields=["until", "resolved_by", "resolution"])
    _record(project, row, Event.Kind.CONCERN_RESOLVED, by=by, reason=how, at=row.until)
    return row


@transaction.atomic
def reopen(
    *, project: Project, concern: int, reason: str, by: str, now: dt.datetime
) -> Concern:
    """Open a concern again that was resolved, as a row of its own.

    Raises ConcernRefused without a reason, for one that there is not, and for one that
    is open; ConcernClashed where one of its name is open by now.
    """
    reason = clean(reason).strip()
    _check(reason, gettext("Say why it is open again."))
    row = _row(project, concern)
    if row.until is None:
        message = gettext("“%(name)s” is open: nobody has resolved it.", name=row.name)
        raise ConcernRefused(message)
    enhancement = row.enhancement.merged_into_id or row.enhancement_id
    _check_free(enhancement, row.name)
    again = Concern.objects.create(
        enhancement_id=enhancement,
        release=row.release,
        name=row.name,
        text=row.text,
        raised_by=row.raised_by,
        raised_at=row.raised_at,
        by=by,
        reason=reason,
        since=max(now, row.until),
    )
    _record(
        project,
        again,
        Event.Kind.CONCERN_REOPENED,
        by=by,
        reason=reason,
        at=again.since,
    )
    return again


def _check(text: str, message: str) -> None:
    if not text:
        raise ConcernRefused(message)
    if len(text) > LONGEST_TEXT:
        message = gettext(
            "At most %(most)s characters; link to what says the rest.",
            most=LONGEST_TEXT,
        )
        raise ConcernRefused(message)


def _release(project: Project, name: str) -> Release | None:
    if not name:
        return None
    release = Release.objects.filter(project=project, name=name).first()
    if release is None:
        message = gettext(
            "%(project)s has no release %(release)s.",
            project=project.name,
            release=name,
        )
        raise ConcernRefused(message)
    return release


def _lock(project: Project, enhancement: int) -> None:
    """Two that do something with concerns of one enhancement wait for each other."""
    rows = Enhancement.objects.select_for_update(no_key=True)
    if rows.filter(pk=enhancement, project=project).first() is None:
        message = gettext("%(project)s has no such enhancement.", project=project.name)
        raise ConcernRefused(message)


def _check_free(enhancement: int, name: str) -> None:
    """Also those of enhancements that were merged into it."""
    ours = Q(enhancement=enhancement) | Q(enhancement__merged_into=enhancement)
    # As the database compares them, which holds it too.
    rows = Concern.objects.alias(lowered=Lower("name"))
    row = rows.filter(ours, lowered=Lower(Value(name)), until__isnull=True).first()
    if row is not None:
        message = gettext(
            "“%(name)s” is open already, raised by @%(by)s. Take another name, or"
            " answer that one.",
            name=row.name,
            by=row.raised_by,
        )
        raise ConcernClashed(message)


def _row(project: Project, concern: int) -> Concern:
    """The concern, with its enhancement locked."""
    rows = Concern.objects.select_related("enhancement", "release")
    rows = rows.filter(pk=concern, enhancement__project=project)
    row = rows.first()
    if row is None:
        message = gettext("%(project)s has no such concern.", project=project.name)
        raise ConcernRefused(message)
    _lock(project, row.enhancement.merged_into_id or row.enhancement_id)
    return rows.get()  # As it is now that nobody else does anything with it.


def _record(
    project: Project,
    row: Concern,
    kind: Event.Kind,
    *,
    by: str,
    reason: str,
    at: dt.datetime,
) -> None:
    events.record(
        project=project,
        release=row.release,
        enhancement=row.enhancement_id,
        kind=kind,
        subject=row.name,
        new={"concern": row.pk, "name": row.name},
        by=by,
        reason=reason,
        happened_at=at,
    )
