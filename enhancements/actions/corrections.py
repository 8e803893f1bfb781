"""What people say of an enhancement against its sources: all of a step, or nothing.

A correction is a claim whose source is a person: it begins and ends, and is never
changed. A step knows what those who made it saw, and writes nothing where something
else stands by then. What follows, records and verdicts, is written with it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction

from enhancements import profiles
from enhancements.actions import claims, events, records, verdicts
from enhancements.actions.claims import Subject
from enhancements.languages import SOURCE, gettext, speaking
from enhancements.models import Claim, Enhancement, Event, Project, Record, Sig
from enhancements.policy import corrections as policy
from enhancements.policy.corrections import (
    FIELDS,
    MOST,
    Clash,
    Clashed,
    CorrectionRefused,
    Stands,
    Wish,
)
from enhancements.policy.spans import Span
from enhancements.queries import corrected, correcting, decided
from enhancements.queries.corrected import Did
from enhancements.queries.correcting import Known, Place

_BY_US = "sync"


class StepUnknown(LookupError):
    """No corrections were made in the project under that number."""


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """What was corrected at once, and can be undone at once."""

    batch: UUID
    changed: tuple[Wish, ...]
    """What was said; None as its value withdrew what had been said."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Turn:
    """A field, from what stood to what is to stand."""

    wish: Wish
    stands: Stands


@dataclasses.dataclass(frozen=True, slots=True)
class _Act:
    """A step while it is written."""

    project: Project
    by: str
    at: dt.datetime
    batch: UUID = dataclasses.field(default_factory=uuid.uuid4)


@transaction.atomic
def correct(
    *, project: Project, wishes: Iterable[Wish], by: str, now: dt.datetime
) -> Step:
    """Say all of this by hand, in a number of SQL statements that grows only with the
    corrections themselves.

    A wish for what stands already changes nothing; one for what the source says
    withdraws a correction. Raises CorrectionRefused, and Clashed when any field says
    something else than was seen; then nothing is written.
    """
    asked = [policy.checked(wish) for wish in wishes]
    if len(asked) > MOST:
        text = gettext("At most %(most)s corrections are made in one step.", most=MOST)
        raise CorrectionRefused(text)
    _check_sigs(project, asked)
    asked = _of_today(project, asked)
    known = _lock(project, {wish.enhancement for wish in asked}, now)
    turns = [_Turn(wish, _stands(known, wish)) for wish in asked]
    return _turn(project, known, turns, by=by, now=now)


def withdraw(
    *,
    project: Project,
    enhancement: int,
    field: str,
    seen: tuple[str, ...],
    by: str,
    now: dt.datetime,
    reason: str = "",
) -> Step:
    """Take a correction back; the source's word stands again. Raises as `correct`."""
    wish = Wish(enhancement, field, None, seen, reason)
    return correct(project=project, wishes=[wish], by=by, now=now)


@transaction.atomic
def undo(*, project: Project, batch: UUID, by: str, now: dt.datetime) -> Step:
    """Put back what was said by hand before a step; a step of its own.

    Undoing twice changes nothing. Raises StepUnknown, and Clashed when somebody has
    said something else since; then nothing is written.
    """
    rows = _did(project, batch)
    known = _lock(project, {one.enhancement for one in rows}, now)
    turns, clashes = [], []
    for one in rows:
        wish = _former(one)
        stands = _stands(known, wish)
        if stands.correction == one.correction:
            # Who undoes has seen the step, whatever its source says by now.
            seen = dataclasses.replace(wish, seen=stands.value)
            turns.append(_Turn(seen, stands))
        elif policy.changes(wish, stands):
            clashes.append(Clash(wish, stands))
    if clashes:
        raise Clashed(clashes)
    return _turn(project, known, turns, by=by, now=now)


def former(*, project: Project, batch: UUID) -> list[Wish]:
    """What undoing a step would ask for. Raises StepUnknown."""
    return [_former(one) for one in _did(project, batch)]


def made_by(*, project: Project, batch: UUID) -> str:
    """Who made a step. Raises StepUnknown."""
    return _did(project, batch)[0].by


def settle(
    *,
    project: Project,
    told: Mapping[int, Sequence[Span]],
    now: dt.datetime,
) -> None:
    """End the corrections that their sources have come to agree with.

    `told` is what the sources of these enhancements claim over all time. Must run
    inside the transaction that wrote it, before the records are rebuilt.
    """
    standing = claims.by_people(ids=told, fields=FIELDS)
    found = [one for one in standing if one.since < now]
    if not found:
        return
    profile = profiles.load(project.profile)
    for claim in found:
        id_, field = claim.series.enhancement_id or 0, claim.series.field
        source = policy.said(told[id_], field, now, profile)
        if not policy.agrees(claim.value, source):
            continue
        claims.end(claim=claim, now=now)
        events.record(
            project=project,
            enhancement=id_,
            kind=Event.Kind.CORRECTION_AGREED,
            subject=field,
            old={
                "field": field,
                "value": list(policy.names(claim.value)),
                "by": claim.by,
            },
            new={"field": field, "value": list(source or ())},
            reason=policy.AGREES,
            by=_BY_US,
            happened_at=now,
        )


# --- What stands ----------------------------------------------------------------------


def _of_today(project: Project, asked: Sequence[Wish]) -> list[Wish]:
    """The wishes with the enhancements that count now. Raises CorrectionRefused."""
    ids = {wish.enhancement for wish in asked}
    known = decided.winners(project=project.pk, ids=ids)
    if ids != set(known):
        text = gettext("All of a step must be of %(project)s.", project=project.name)
        raise CorrectionRefused(text)
    found = [
        dataclasses.replace(wish, enhancement=known[wish.enhancement]) for wish in asked
    ]
    if len({(one.enhancement, one.field) for one in found}) < len(found):
        text = gettext("The same thing is asked for twice; say it once.")
        raise CorrectionRefused(text)
    return sorted(found, key=lambda one: (one.enhancement, one.field))


def _check_sigs(project: Project, asked: Iterable[Wish]) -> None:
    """Raises CorrectionRefused for a SIG that neither a roster nor a document names;
    two SQL statements, none where no SIG is wished for.
    """
    wanted = {
        name for one in asked if one.field in policy.SIGS for name in one.value or ()
    }
    if not wanted:
        return
    listed = Sig.objects.filter(project=project, name__in=wanted)
    named = Record.objects.filter(project=project, until=None, sig__in=wanted)
    known = {
        *listed.values_list("name", flat=True),
        *named.values_list("sig", flat=True),
    }
    strange = sorted(wanted - known)
    if strange:
        about = {"project": project.name, "sig": strange[0]}
        raise CorrectionRefused(gettext("%(project)s has no SIG “%(sig)s”.", **about))


def _lock(project: Project, ids: Iterable[int], now: dt.datetime) -> Known:
    """What stands of these enhancements, once nobody else changes them."""
    wanted = sorted(set(ids))
    mine = Enhancement.objects.filter(project=project, pk__in=wanted).order_by("pk")
    # As who derives them does: a source's news and a correction come one by one.
    list(mine.select_for_update(no_key=True).values_list("pk", flat=True))
    profile = profiles.load(project.profile)
    return correcting.known(project=project, profile=profile, ids=wanted, now=now)


def _stands(known: Known, wish: Wish) -> Stands:
    found = known.stands.get((wish.enhancement, wish.field))
    if found is None:
        text = gettext("It was taken away, so nothing of it is corrected.")
        raise CorrectionRefused(text)
    return found


# --- Writing --------------------------------------------------------------------------


def _turn(
    project: Project,
    known: Known,
    turns: Sequence[_Turn],
    *,
    by: str,
    now: dt.datetime,
) -> Step:
    """Write what is to change, with what follows from it. Raises Clashed."""
    clashes = [
        Clash(one.wish, one.stands)
        for one in turns
        if policy.clashes(one.wish, one.stands)
    ]
    if clashes:
        raise Clashed(clashes)
    wanted = [one for one in turns if policy.changes(one.wish, one.stands)]
    act = _Act(project, by, max(now, known.latest))
    if not wanted:
        return Step(act.batch, ())
    made = _write(act, wanted)
    events.record_all([_event(act, one, made) for one in wanted])
    ids = sorted({one.wish.enhancement for one in wanted})
    profile = profiles.load(project.profile)
    told = {id_: known.told[id_] for id_ in ids}
    records.rebuild(project=project, profile=profile, told=told)
    verdicts.judge(project=project, ids=ids, now=now)
    return Step(act.batch, tuple(one.wish for one in wanted))


def _write(act: _Act, turns: Sequence[_Turn]) -> dict[Place, int]:
    """End what was said, begin what is; ids of the new claims by place."""
    over = [one.stands.correction for one in turns if one.stands.correction is not None]
    for claim in Claim.objects.filter(pk__in=over):
        claims.end(claim=claim, now=act.at)
    saying = [one.wish for one in turns if _is_said(one)]
    places = {
        (Subject("enhancement", one.enhancement), "", claims.PERSON, one.field)
        for one in saying
    }
    series = claims.series_ids(project=act.project, places=places) if places else {}
    rows = Claim.objects.bulk_create(
        Claim(
            series_id=series[
                Subject("enhancement", one.enhancement), "", claims.PERSON, one.field
            ],
            value=policy.as_said(one.field, one.value or ()),
            raw=_raw(one),
            since=act.at,
            by=act.by,
            reason=one.reason,
        )
        for one in saying
    )
    return {
        (wish.enhancement, wish.field): row.pk
        for wish, row in zip(saying, rows, strict=True)
    }


def _raw(wish: Wish) -> str:
    """What was said, as it is kept: in English, whoever says it."""
    with speaking(SOURCE):
        return policy.in_words(wish.field, wish.value).replace(",", "")


def _is_said(turn: _Turn) -> bool:
    """Whether something is said by hand from now on, and nothing only withdrawn."""
    return turn.wish.value is not None and not policy.is_source(turn.wish, turn.stands)


def _event(act: _Act, turn: _Turn, made: Mapping[Place, int]) -> Event:
    """Both sides say what they are about, so that either can be read alone."""
    wish, stands = turn.wish, turn.stands
    is_said = _is_said(turn)
    kind = Event.Kind.CORRECTED if is_said else Event.Kind.CORRECTION_WITHDRAWN
    value = wish.value if is_said else stands.source
    return Event(
        project=act.project,
        enhancement_id=wish.enhancement,
        kind=kind,
        subject=wish.field,
        old={
            "field": wish.field,
            "value": list(stands.value),
            "by": stands.by,
            "reason": stands.reason,
            "is_said": stands.correction is not None,
        },
        new={
            "field": wish.field,
            "value": list(value or ()),
            "correction": made.get((wish.enhancement, wish.field)),
            "batch": str(act.batch),
        },
        by=act.by,
        reason=wish.reason,
        happened_at=act.at,
    )


# --- Steps ----------------------------------------------------------------------------


def _did(project: Project, batch: UUID) -> list[Did]:
    """What a step did, field by field. Raises StepUnknown."""
    rows = corrected.step(project=project.pk, batch=batch)
    if not rows:
        raise StepUnknown(str(batch))
    return rows


def _former(one: Did) -> Wish:
    """What was said by hand before; None where nothing was."""
    value = one.old if one.was_said else None
    return Wish(one.enhancement, one.field, value, one.new, one.reason)
