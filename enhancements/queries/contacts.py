"""Who of the release team looks after which entry, and what an even share would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from enhancements.policy.decisions import CONTACT
from enhancements.policy.sharing import shares
from enhancements.queries import board, release_team
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.board import BoardRow
from enhancements.queries.shapes.deciding import Asked, Share


def shared(
    setting: Setting, release: Dates
) -> tuple[tuple[Share, ...], list[Asked], int]:
    """Everybody's number of entries, the changes of an even share, and how many entries
    are shared out: those that have not left the release.

    Three SQL statements.
    """
    team = release_team.logins(project=setting.id, profile=setting.profile)
    rows = [row for row in board.rows(setting, release) if not row.is_out]
    given = shares([(row.place, row.contact) for row in rows], team)
    asked = [
        _asked(row, given[row.place])
        for row in rows
        if given[row.place].casefold() != row.contact.casefold()
    ]
    then = [given[row.place] for row in rows]
    return _counted(team, rows, then), asked, len(rows)


def _asked(row: BoardRow, login: str) -> Asked:
    decision = row.contact_decision
    return Asked(
        item=row.entry.key,
        kind=CONTACT,
        value=login,
        track=row.entry.track,
        seen=decision.id if decision else None,
    )


def _counted(
    team: Sequence[str], rows: Sequence[BoardRow], then: Sequence[str]
) -> tuple[Share, ...]:
    now = Counter(row.contact.casefold() for row in rows)
    later = Counter(login.casefold() for login in then)
    known = {login.casefold() for login in team}
    others = {row.contact for row in rows if row.contact.casefold() not in known}
    return (
        *(Share(one, now[one.casefold()], later[one.casefold()]) for one in team),
        *(
            Share(one, now[one.casefold()], later[one.casefold()], in_team=False)
            for one in sorted(others)
        ),
    )
