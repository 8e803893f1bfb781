"""Ladders of SIGs, and the entries that may be asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from enhancements.models import AskingLadder
from enhancements.policy import asking
from enhancements.policy.asking import Ladder
from enhancements.queries import still_true, waiting
from enhancements.queries.frame import Setting
from enhancements.queries.rosters import Roster
from enhancements.queries.shapes.asking import Candidates, LadderSaid
from enhancements.queries.shapes.waiting import Queue


def ladders(setting: Setting) -> dict[str, Ladder]:
    """By SIG the ladders that are not the profile's, in one SQL statement."""
    rows = AskingLadder.objects.filter(
        Q(until=None) | Q(until__gt=setting.at),
        sig__project=setting.id,
        since__lte=setting.at,
        ladder__isnull=False,
    )
    found = rows.values_list("sig__name", "ladder")
    return {name: asking.of_data(ladder) for name, ladder in found if ladder}


def history(setting: Setting, sig: str) -> list[LadderSaid]:
    """What was said of a SIG's ladder up to the moment, the newest first; one SQL
    statement.
    """
    rows = AskingLadder.objects.filter(
        sig__project=setting.id, sig__name=sig, since__lte=setting.at
    ).order_by("-since")
    return [said(row) for row in rows]


def said(row: AskingLadder) -> LadderSaid:
    """A row as pages show it."""
    ladder = None if row.ladder is None else asking.of_data(row.ladder)
    return LadderSaid(row.pk, ladder, row.by, row.reason, row.since, row.until)


def candidates(
    setting: Setting, *, sigs: Iterable[str] = (), only: Sequence[int] = ()
) -> Candidates:
    """Entries of the releases in work: those that SIGs own, or of the enhancements
    `only`; in one SQL statement.
    """
    ours = tuple(sigs)
    found = waiting.queue(setting, sigs=ours, only=only)
    return of_queue(found, ours)


def of_queue(found: Queue, sigs: Sequence[str] = ()) -> Candidates:
    """The same of a queue that was read; with SIGs, only what they own."""
    entries, rows = [], {}
    for row in found.entries:
        if sigs and row.sig not in sigs:
            continue
        roster = found.rosters.get(row.sig or "", Roster(""))
        leads = tuple(dict.fromkeys((*roster.chairs, *roster.leads)))
        entry = still_true.entry(row.facts, row.place, leads if row.sig else ())
        if entry is not None:
            entries.append(entry)
            rows[row.place] = row
    return Candidates(tuple(entries), rows)
