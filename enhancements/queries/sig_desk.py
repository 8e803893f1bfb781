"""What a SIG works through in a meeting: what waits, ages, and who reviews how much."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from enhancements.queries import sig_record, waiting, waiting_page
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.rosters import Roster
from enhancements.queries.shapes.capacity import Room
from enhancements.queries.shapes.sig_desk import Load, Missing, SigDesk
from enhancements.queries.shapes.waiting import QueueEntry


def desk(
    setting: Setting,
    sig: str,
    shown: Sequence[Dates],
    *,
    committed: Collection[tuple[int, str]] = (),
) -> SigDesk:
    """The desk of a SIG for these releases, the one shown first, in two SQL statements.

    `committed` are the id and the track of each committed entry of the release shown.
    """
    found = waiting.queue(setting, sigs=[sig], releases=shown, with_seen=True)
    ours, people, others = waiting_page.split(found.rows, sig)
    release = shown[0].name if shown else ""
    mine = [one for one in found.entries if one.sig == sig and one.release == release]
    rooms = [one for one in found.rooms if one.release == release]
    roster = found.rosters.get(sig, Roster(sig))
    listed = (*roster.chairs, *roster.leads, *roster.approvers)
    return SigDesk(
        ours=ours,
        people=people,
        others=others,
        record=sig_record.read(setting, sig),
        loads=loads(mine, rooms, listed=listed, committed=committed),
        nobody=tuple(one for one in mine if not one.facts.owners),
        unreviewed=tuple(
            one for one in mine if not one.facts.reviewers + one.facts.approvers
        ),
        wanted=found.wanted,
        offers=found.offers,
        absent=missing(mine),
    )


def missing(entries: Iterable[QueueEntry]) -> tuple[Missing, ...]:
    """Owners of these entries who are gone or silent, who is missed longest first."""
    found = [Missing(entry, one) for entry in entries for one in entry.absent]
    return tuple(sorted(found, key=lambda one: (one.absent.since, one.entry.key)))


def loads(
    entries: Sequence[QueueEntry],
    rooms: Sequence[Room] = (),
    *,
    listed: Iterable[str] = (),
    committed: Collection[tuple[int, str]] = (),
) -> tuple[Load, ...]:
    """Who is asked to review and approve how many of these entries, most first.

    Of those `listed`, who said how many they take on stands there though nobody asks.
    """
    said = {name: one for one in rooms for name in one.names or (plain(one.login),)}
    names: dict[str, str] = {}
    reviews: Counter[str] = Counter()
    approves: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for entry in entries:
        is_held = (entry.enhancement, entry.track) in committed
        for counts, people in (
            (reviews, entry.facts.reviewers),
            (approves, entry.facts.approvers),
        ):
            for login in people:
                key, name = _who(said, login)
                names.setdefault(key, name)
                counts[key] += 1
                held[key] += is_held
    for login in listed:
        if plain(login) in said:
            key, name = _who(said, login)
            names.setdefault(key, name)
    found = []
    for key, name in names.items():
        load = Load(name, reviews[key], approves[key], held[key])
        room = said.get(key)
        if room is not None:
            load = dataclasses.replace(
                load, room=room.number, note=room.note, elsewhere=room.elsewhere
            )
        found.append(load)
    return tuple(sorted(found, key=lambda one: (-one.asked, one.login.casefold())))


def _who(said: Mapping[str, Room], login: str) -> tuple[str, str]:
    """How somebody is counted and called: who was renamed is one, under their name of
    now, whichever of their names a document has.
    """
    room = said.get(plain(login))
    name = login.removeprefix("@")
    if room is not None and plain(room.login) != plain(login):
        name = room.login
    return plain(name), name
