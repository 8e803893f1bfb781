"""Fetch what is marked: as many questions as changed objects need, and no more."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence

from django.conf import settings

from enhancements.actions import dirt, in_hand, jobs, mirror, mirror_fates
from enhancements.actions.dirt import Claimed
from enhancements.actions.told import FailedTold, GoneTold, ItemTold
from enhancements.models import Dirty, Edit, Item, Job
from enhancements.sources.github import identity, queries, reading
from enhancements.sources.github.completing import State
from enhancements.sources.github.fetching import Wanted
from enhancements.sources.github.running import Run

# Marks read at a time; a transaction has as many items as one question brings.
_AT_ONCE = 4 * queries.ISSUES_PAGE
# A comparison that a missing item asks for is made at most so often.
_BETWEEN_COMPARISONS = dt.timedelta(hours=1)


def fetch(run: Run) -> int:
    """Fetch and store all that is due. Returns how many objects were settled.

    Raises what `reading.fetch` raises; what was fetched before is stored.
    """
    done = 0
    if ended := in_hand.marks_left(repository=run.repository.pk):
        dirt.blame(ids=ended, now=run.now())
    while not run.is_over():
        claims = dirt.due(
            repository=run.repository,
            kinds=(Dirty.Kind.ITEM,),
            limit=_AT_ONCE,
            now=run.now(),
        )
        if not claims:
            break
        for batch in _batches(run, claims):
            ids = [claimed.id for claimed, _ in batch]
            with in_hand.marks(repository=run.repository.pk, ids=ids):
                done += _fetch(run, batch)
            run.tell(f"{run.name}: changed", done, 0)
    return done


def _batches(
    run: Run, claims: Sequence[Claimed]
) -> Iterator[list[tuple[Claimed, Wanted]]]:
    """Marks of one kind of item, as many as one question tells."""
    known = {
        number: (kind, node_id)
        for number, kind, node_id in Item.objects.filter(
            repository=run.repository, number__in=[one.number for one in claims]
        ).values_list("number", "kind", "node_id")
    }
    by_kind: dict[str | None, list[tuple[Claimed, Wanted]]] = {}
    alone: list[list[tuple[Claimed, Wanted]]] = []
    suspects = dirt.suspects(claims)
    for one in claims:
        kind, node_id = known.get(one.number, (None, one.node_id))
        pair = (one, (kind, one.number, node_id))
        if one.id in suspects:
            alone.append([pair])
        else:
            by_kind.setdefault(kind, []).append(pair)
    for kind, wanted in by_kind.items():
        size = queries.PULLS_PAGE if kind == Item.Kind.PULL else queries.ISSUES_PAGE
        for start in range(0, len(wanted), size):
            yield wanted[start : start + size]
    # Last, so that whatever they do, the others are stored.
    yield from alone


def _fetch(run: Run, batch: Sequence[tuple[Claimed, Wanted]]) -> int:
    claims = {claimed.number: claimed for claimed, _ in batch}
    asked, began = run.name, time.monotonic()
    told = reading.fetch(
        run.client,
        asked,
        [wanted for _, wanted in batch],
        edited=_edited(run, list(claims)),
    )
    now = run.now()
    items = [one for one in told if isinstance(one, ItemTold)]
    failed = [one for one in told if isinstance(one, FailedTold)]
    gone = [(claims[one.number], one) for one in told if isinstance(one, GoneTold)]
    if items or failed:
        tally = mirror.store(
            lease=run.lease,
            told=items,
            failed=failed,
            claims=[claims[n] for n in _numbers(items, failed)],
            asked_at=run.client.clock.at(began),
            now=now,
        )
        run.news += len(tally.changed)
        if tally.is_foreign:
            identity.doubt(run)
    if gone and not may_conclude(run, asked):
        return len(items) + len(failed)
    fates = mirror_fates.store(lease=run.lease, told=gone, again=second_look(), now=now)
    run.news += len(fates.gone)
    if fates.unproven:
        _compare_soon(run, fates.unproven)
    return len(told)


def may_conclude(run: Run, asked: str) -> bool:
    """Whether what is not there under a name is not there at all.

    The name may be another repository's by now, which has none of our items. Raises
    WrongRepository.
    """
    identity.identify(run)
    return run.name.casefold() == asked.casefold()


def _numbers(items: Sequence[ItemTold], failed: Sequence[FailedTold]) -> list[int]:
    return [one.number for one in items] + [one.number for one in failed]


def second_look() -> dt.timedelta:
    """How long after the first miss an item is looked for again.

    GitHub's copies lag behind: 404 just after an event is no deletion.
    """
    return dt.timedelta(seconds=min(60.0, settings.POLL_SECONDS))


def _edited(run: Run, numbers: Sequence[int]) -> dict[int, State]:
    """The last stored state of bodies: where it still is, no edits are read again."""
    rows = Edit.objects.filter(
        item__repository=run.repository, item__number__in=numbers
    ).order_by("item_id", "-edited_at", "-place")
    told = rows.distinct("item_id").values_list("item__number", "edited_at", "body")
    return {number: (at, body) for number, at, body in told}


def _compare_soon(run: Run, numbers: Sequence[int]) -> None:
    """Only a whole comparison proves that an item is gone; not too often."""
    lately = run.now() - _BETWEEN_COMPARISONS
    before = run.repository.reconciled_at
    if before is not None and before > lately:
        return
    name = Job.Name.RECONCILE
    if jobs.is_given_up(repository=run.repository, name=name, since=lately):
        return
    shown = ", ".join(f"#{number}" for number in numbers[:5])
    jobs.open_(
        repository=run.repository,
        name=name,
        reason=f"GitHub no longer has {shown}",
        by="sync",
    )
