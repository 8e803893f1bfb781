"""What an enhancement depends on: named, and dropped again.

A row is never changed, only ended: one that is named again is a new row. Nobody names
what would lead back to itself: two that wait for each other never land.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction

from enhancements.actions import events
from enhancements.languages import gettext, pgettext
from enhancements.models import Dependency, Enhancement, Event, Project, Record
from enhancements.policy import dependencies
from enhancements.policy.storable import clean
from enhancements.profiles.schema import Profile

LONGEST_TEXT = 1000
# First key of the advisory locks of this kind; the second is the project's id: two that
# name dependencies wait for each other, else they could close a circle between them.
_LOCK = 0x64657065


class DependencyRefused(ValueError):
    """What cannot be named or dropped; the text says why and what to do."""


class DependencyClashed(DependencyRefused):
    """Somebody else did something with it meanwhile."""


@dataclasses.dataclass(frozen=True, slots=True)
class Naming:
    """A dependency as somebody wants to name it."""

    enhancement: int
    """Id of the one that needs."""
    needs: int
    """Id of the one that is needed."""
    stage: str = ""
    """Key of the stage that it has to have reached; empty for that of the one that
    needs it."""
    reason: str = ""


@transaction.atomic
def name(
    *, project: Project, profile: Profile, naming: Naming, by: str, now: dt.datetime
) -> Dependency:
    """Say that an enhancement needs another.

    Raises DependencyRefused for itself, for a stage that there is not, for an
    enhancement of another project, for a text that is too long, and where the other
    needs this one, also by others between; DependencyClashed where it is named already.
    """
    reason = _reason(naming.reason)
    _check_stage(profile, naming.stage)
    _lock(project)
    own = _enhancement(project, naming.enhancement)
    other = _enhancement(project, naming.needs)
    if own == other:
        message = gettext(
            "An enhancement does not depend on itself. Choose another one."
        )
        raise DependencyRefused(message)
    standing = Dependency.objects.filter(until__isnull=True, needs__project=project)
    rows = list(standing.select_related("enhancement", "needs"))
    _check_free(rows, own, other)
    _check_no_circle(rows, own, other)
    row = Dependency.objects.create(
        enhancement_id=own,
        needs_id=other,
        stage=naming.stage,
        reason=reason,
        by=by,
        since=now,
    )
    _record(project, row, Event.Kind.DEPENDENCY_NAMED, by=by, reason=reason, at=now)
    return row


@transaction.atomic
def drop(
    *, project: Project, dependency: int, reason: str, by: str, now: dt.datetime
) -> Dependency:
    """Say that an enhancement does not need another any more.

    Raises DependencyRefused for one that there is not and for a reason that is too
    long; DependencyClashed for one that somebody has dropped.
    """
    reason = _reason(reason)
    _lock(project)
    rows = Dependency.objects.select_for_update(of=("self",))
    row = rows.filter(pk=dependency, enhancement__project=project).first()
    if row is None:
        message = gettext("%(project)s has no such dependency.", project=project.name)
        raise DependencyRefused(message)
    if row.until is not None:
        message = gettext("@%(by)s has dropped it already.", by=row.dropped_by)
        raise DependencyClashed(message)
    row.until = max(now, row.since)
    row.dropped_by = by
    row.dropped_because = reason
    row.save(update_fields=["until", "dropped_by", "dropped_because"])
    kind = Event.Kind.DEPENDENCY_DROPPED
    _record(project, row, kind, by=by, reason=reason, at=row.until)
    return row


def _reason(text: str) -> str:
    found: str = clean(text).strip()
    if len(found) > LONGEST_TEXT:
        message = gettext(
            "At most %(most)s characters; link to what says the rest.",
            most=LONGEST_TEXT,
        )
        raise DependencyRefused(message)
    return found


def _check_stage(profile: Profile, stage: str) -> None:
    if stage and stage not in {one.key for one in profile.stages if one.ladder}:
        message = gettext(
            "There is no stage “%(stage)s”. Choose one of the list.", stage=stage
        )
        raise DependencyRefused(message)


def _lock(project: Project) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, project.pk])


def _enhancement(project: Project, pk: int) -> int:
    """Its id, of one that was merged the other's."""
    row = Enhancement.objects.filter(pk=pk, project=project).first()
    if row is None:
        message = gettext("%(project)s has no such enhancement.", project=project.name)
        raise DependencyRefused(message)
    return row.merged_into_id or row.pk


def _ends(row: Dependency) -> tuple[int, int]:
    """Which needs which, by who they are since the last merge."""
    own, other = row.enhancement, row.needs
    return (own.merged_into_id or own.pk, other.merged_into_id or other.pk)


def _check_free(rows: list[Dependency], own: int, other: int) -> None:
    row = next((one for one in rows if _ends(one) == (own, other)), None)
    if row is not None:
        message = gettext(
            "@%(by)s has named that already. Drop it first to change it.", by=row.by
        )
        raise DependencyClashed(message)


def _check_no_circle(rows: list[Dependency], own: int, other: int) -> None:
    edges: dict[int, set[int]] = {own: {other}}
    for row in rows:
        start, end = _ends(row)
        if start != own:
            edges.setdefault(start, set()).add(end)
    way = dependencies.circle(edges, own)
    if way:
        needs = pgettext("between two", "needs")
        message = gettext(
            "That would lead back to where it began: %(names)s. Two that wait for each"
            " other never land, so drop one of these first.",
            names=f" {needs} ".join(_names(way)),
        )
        raise DependencyRefused(message)


def _names(ids: Sequence[int]) -> list[str]:
    """What these enhancements are called: `#12`, or a key without a number."""
    known = dict(
        Record.objects.filter(enhancement__in=ids)
        .order_by("since")
        .values_list("enhancement_id", "key")
    )
    keys = (known.get(one, "") for one in ids)
    return [f"#{key}" if key.isdigit() else key for key in keys]


def _record(
    project: Project,
    row: Dependency,
    kind: Event.Kind,
    *,
    by: str,
    reason: str,
    at: dt.datetime,
) -> None:
    (called,) = _names([row.needs_id])
    new = {"dependency": row.pk, "needs": row.needs_id, "stage": row.stage}
    events.record(
        project=project,
        enhancement=row.enhancement_id,
        kind=kind,
        subject=called,
        new={**new, "name": called},
        by=by,
        reason=reason,
        happened_at=at,
    )
