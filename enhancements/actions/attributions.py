"""What people say of merged work that no enhancement claims: whose it is, or that it
needs none. Both are kept with who said so, and can be taken back.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from enhancements.actions import claims, events, tracking
from enhancements.actions.claims import Subject
from enhancements.languages import gettext
from enhancements.models import (
    Claim,
    Enhancement,
    Event,
    Exempt,
    Item,
    Project,
    Record,
    Release,
)
from enhancements.policy import addresses
from enhancements.policy.item_spans import PULL

LONGEST = 4000
"""Letters of a reason."""


class AttributionRefused(ValueError):
    """What cannot be said so; the text says what would do."""


@transaction.atomic
def attribute(
    *,
    project: Project,
    release: Release,
    item: Item,
    key: str,
    reason: str,
    by: str,
    now: dt.datetime,
) -> Claim:
    """Say by hand to which enhancement a pull request belongs.

    That counts before what its own text names. Raises AttributionRefused for an
    enhancement that there is not, or that has no number, and where a person has said so
    already.
    """
    _check_pull(project, item)
    record = Record.objects.filter(project=project, key=key.strip(), until=None).first()
    if record is None:
        message = gettext("There is no enhancement “%(key)s” now.", key=key[:40])
        raise AttributionRefused(message)
    if record.number is None:
        message = gettext(
            "%(key)s has no number yet; give it an issue.", key=record.key
        )
        raise AttributionRefused(message)
    if _standing(project, item) is not None:
        message = gettext("Somebody gave it to an enhancement; undo that first.")
        raise AttributionRefused(message)
    place = (
        Subject("enhancement", record.enhancement_id),
        "",
        claims.PERSON,
        _field(item),
    )
    series = claims.series_ids(project=project, places={place})
    claim = Claim.objects.create(
        series_id=series[place],
        value=record.number,
        raw=f"given to #{record.number} by @{by}",
        since=now,
        by=by,
        reason=_reason(reason),
        url=addresses.pull(item.repository.host, item.repository.name, item.number),
    )
    _follow(record.enhancement_id, now)
    events.record(
        project=project,
        release=release,
        enhancement=record.enhancement_id,
        kind=Event.Kind.DRIFT_MENDED,
        subject=f"{_name(item)} attributed",
        new={"key": record.key, "number": record.number, "claim": claim.pk},
        by=by,
        reason=_reason(reason),
        happened_at=now,
    )
    return claim


@transaction.atomic
def take_back(
    *, project: Project, release: Release, claim: int, by: str, now: dt.datetime
) -> None:
    """Undo an attribution. Raises AttributionRefused when it does not stand."""
    row = (
        _attributions(project)
        .select_for_update(of=("self",))
        .select_related("series")
        .filter(pk=claim)
        .first()
    )
    if row is None or row.series.enhancement_id is None:
        message = gettext("That stands no more; somebody has undone it.")
        raise AttributionRefused(message)
    claims.end(claim=row, now=now)
    _follow(row.series.enhancement_id, now)
    events.record(
        project=project,
        release=release,
        enhancement=row.series.enhancement_id,
        kind=Event.Kind.DRIFT_MENDED,
        subject=f"{row.series.field.removeprefix(PULL)} attribution undone",
        old={"number": row.value, "by": row.by, "claim": row.pk},
        by=by,
        happened_at=now,
    )


@transaction.atomic
def exempt(
    *,
    project: Project,
    release: Release,
    item: Item,
    reason: str,
    by: str,
    now: dt.datetime,
) -> Exempt:
    """Say that a pull request needs no enhancement, and why.

    Raises AttributionRefused without a reason, and where somebody has said so.
    """
    _check_pull(project, item)
    why = _reason(reason)
    if not why:
        raise AttributionRefused(gettext("Say why it needs none; the reason is shown."))
    # Two who say so at once wait for each other at the pull request.
    Item.objects.select_for_update().get(pk=item.pk)
    if Exempt.objects.filter(item=item, until=None).exists():
        raise AttributionRefused(gettext("Somebody has said so already."))
    row = Exempt.objects.create(
        item=item, release=release, reason=why, by=by, since=now
    )
    _note(row, project, release, f"{_name(item)} needs none", by, now)
    return row


@transaction.atomic
def ask_again(
    *, project: Project, release: Release, item: Item, by: str, now: dt.datetime
) -> None:
    """Undo that a pull request needs none. Raises AttributionRefused."""
    row = Exempt.objects.select_for_update().filter(item=item, until=None).first()
    if row is None or item.repository.project_id != project.pk:
        message = gettext("That stands no more; somebody has undone it.")
        raise AttributionRefused(message)
    row.until, row.ended_by = max(now, row.since), by
    row.save(update_fields=["until", "ended_by"])
    _note(row, project, release, f"{_name(item)} asks for one again", by, now)


def _note(  # noqa: PLR0917 - one event, told from two places
    row: Exempt,
    project: Project,
    release: Release,
    subject: str,
    by: str,
    now: dt.datetime,
) -> None:
    events.record(
        project=project,
        release=release,
        kind=Event.Kind.DRIFT_MENDED,
        subject=subject,
        new={"exempt": row.pk, "reason": row.reason},
        by=by,
        reason=row.reason,
        happened_at=now,
    )


def _check_pull(project: Project, item: Item) -> None:
    is_ours = item.repository.project_id == project.pk
    if not is_ours or item.kind != Item.Kind.PULL:
        raise AttributionRefused(gettext("That is no pull request of this project."))


def _attributions(project: Project) -> QuerySet[Claim]:
    return Claim.objects.filter(
        series__project=project,
        series__source=claims.PERSON,
        series__field__startswith=PULL,
        until__isnull=True,
        retracted_at__isnull=True,
    )


def _standing(project: Project, item: Item) -> Claim | None:
    found: Claim | None = (
        _attributions(project).filter(series__field=_field(item)).first()
    )
    return found


def _field(item: Item) -> str:
    return f"{PULL}{_name(item)}"


def _name(item: Item) -> str:
    return f"{item.repository.name.casefold()}#{item.number}"


def _follow(enhancement: int, now: dt.datetime) -> None:
    """Its record and verdicts are made anew: the next sweep does so."""
    tracking.owe([enhancement], now)
    Enhancement.objects.filter(pk=enhancement, unjudged_since__isnull=True).update(
        unjudged_since=now
    )


def _reason(text: str) -> str:
    clean = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(clean) > LONGEST:
        message = gettext("Say it in at most %(most)s letters.", most=LONGEST)
        raise AttributionRefused(message)
    return clean
