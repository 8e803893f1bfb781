"""What a SIG works through in a meeting: what waits, ages, and who reviews how much."""

from __future__ import annotations

from collections.abc import Sequence

from enhancements.queries import sig_record, waiting, waiting_page
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.shapes.sig_desk import Load, SigDesk
from enhancements.queries.shapes.waiting import QueueEntry


def desk(
    setting: Setting, sig: str, shown: Sequence[Dates], ids: Sequence[int]
) -> SigDesk:
    """The desk of a SIG for these releases, the one shown first, in two SQL statements.

    `ids` are the enhancements that the SIG owns or takes part in.
    """
    found = waiting.queue(setting, sigs=[sig], releases=shown)
    ours, people, others = waiting_page.split(found.rows, sig)
    release = shown[0].name if shown else ""
    mine = [one for one in found.entries if one.sig == sig and one.release == release]
    return SigDesk(
        ours=ours,
        people=people,
        others=others,
        record=sig_record.read(setting, ids),
        loads=loads(mine),
        nobody=sum(not one.facts.owners for one in mine),
        unreviewed=sum(not one.facts.reviewers + one.facts.approvers for one in mine),
    )


def loads(entries: Sequence[QueueEntry]) -> tuple[Load, ...]:
    """Who is asked to review and approve how many of these entries, most first."""
    names: dict[str, str] = {}
    reviews: dict[str, int] = {}
    approves: dict[str, int] = {}
    for entry in entries:
        for counts, people in (
            (reviews, entry.facts.reviewers),
            (approves, entry.facts.approvers),
        ):
            for login in people:
                key = plain(login)
                names.setdefault(key, login.removeprefix("@"))
                counts[key] = counts.get(key, 0) + 1
    found = [
        Load(names[key], reviews.get(key, 0), approves.get(key, 0)) for key in names
    ]
    return tuple(sorted(found, key=lambda one: (-one.asked, one.login.casefold())))
