"""The side panel of a board: one entry with the checks of one freeze."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from enhancements.policy import permissions
from enhancements.policy.boards import EXCEPTIONS, Status
from enhancements.policy.checks.judge import MET
from enhancements.policy.permissions import Answer, Deed, Thing
from enhancements.queries import board_checks, words
from enhancements.queries.board import Found
from enhancements.queries.board_filters import Asked
from enhancements.queries.board_rows import day_of
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.board import BoardCell, BoardRow
from enhancements.queries.shapes.board_page import Doing
from enhancements.queries.shapes.board_panel import BoardPanel

DEEDS = (
    *(Deed.OPT_IN, Deed.TRACK, Deed.DEFER, Deed.REMOVE),
    *(
        Deed.WAIVE,
        Deed.NOTE,
        Deed.SET_CONTACT,
        Deed.CHECK_IN,
        Deed.ASK_EXCEPTION,
        Deed.ASSIGN,
        Deed.RAISE_CONCERN,
        Deed.POST_COMMENT,
    ),
)
"""What can be decided about an entry."""
_PAST = "A moment of the past is shown. Go back to now to decide."
Piece = tuple[str, bool]


def _nothing(_deed: Deed, _thing: Thing) -> Answer:
    return Answer(allowed=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """Whoever looks at the board."""

    may: Callable[[Deed, Thing], Answer] = _nothing
    signed_in: bool = False
    visited_at: dt.datetime | None = None
    """The end of the last visit."""


def entry(rows: Sequence[BoardRow], asked: Asked) -> BoardRow | None:
    """The entry whose panel is open: of several tracks the one asked for, else the
    first.
    """
    if not asked.item:
        return None
    ours = [row for row in rows if row.entry.key == asked.item]
    exact = [row for row in ours if row.entry.track == asked.track]
    return next(iter([*exact, *([] if asked.track else ours)]), None)


def panel(
    setting: Setting,
    release: Dates,
    found: Found,
    row: BoardRow,
    *,
    asked: Asked,
    listed: Sequence[BoardRow],
    reader: Reader,
) -> BoardPanel:
    """The panel of a row; one SQL statement. `listed` are the rows of the board in the
    order shown, where its neighbours are.
    """
    cell = _cell(found, row, asked.freeze)
    freeze = cell.freeze if cell else ""
    beside = board_checks.beside(setting, release, row, freeze)
    given = asked.parameters(setting.frame.moment.given)
    places = [one.place for one in listed]
    place = places.index(row.place) + 1 if row.place in places else 0
    kept = asked.freeze and freeze
    before = listed[place - 2] if place > 1 else None
    after = listed[place] if 0 < place < len(listed) else None
    return BoardPanel(
        row=row,
        cell=cell,
        checks=beside.checks,
        standing=standing(setting, release.name, row, cell),
        who=answers(setting, release.name, row, freeze, reader),
        signed_in=reader.signed_in,
        place=place,
        total=len(listed),
        previous=_query(given, before, kept) if before else "",
        following=_query(given, after, kept) if after else "",
        closed=words.query({**given, "item": "", "track": "", "freeze": ""}),
        freezes=tuple(
            (one.key, one.label, _query(given, row, one.key), one.key == freeze)
            for one in found.freezes
        ),
        issue_url=beside.issue_url,
        concerns=beside.concerns,
        comment=beside.comment,
    )


def _cell(found: Found, row: BoardRow, freeze: str) -> BoardCell | None:
    """The cell of the freeze asked for, else of the one that is judged now."""
    judged = next((one.key for one in found.freezes if one.is_judged), "")
    return row.cell(freeze) or row.cell(judged) or next(iter(row.cells), None)


def _query(given: Mapping[str, object], row: BoardRow, freeze: str) -> str:
    of = {"item": row.entry.key, "track": row.entry.track, "freeze": freeze}
    return words.query({**given, **of})


def answers(
    setting: Setting, release: str, row: BoardRow, freeze: str, reader: Reader
) -> Mapping[str, Answer]:
    """By deed: whether the reader may do it to this entry now, and if not, why."""
    if setting.frame.moment.is_past:
        return {deed.value: Answer(allowed=False, reason=_PAST) for deed in DEEDS}
    thing = _thing(setting, release, sig=row.entry.sig or "", key=row.entry.key)
    at_freeze = dataclasses.replace(thing, freeze=freeze)
    return {
        # The comment is that of a check-in, which is about no freeze.
        deed.value: reader.may(deed, thing if deed is Deed.POST_COMMENT else at_freeze)
        for deed in DEEDS
    }


def selectable(
    setting: Setting, release: str, rows: Sequence[BoardRow], reader: Reader
) -> frozenset[str]:
    """SIGs whose entries the reader may decide about, for bulk changes; empty text
    for entries of none.
    """
    if not reader.signed_in or setting.frame.moment.is_past:
        return frozenset()
    found = set()
    for sig in {row.entry.sig or "" for row in rows}:
        thing = _thing(setting, release, sig=sig)
        if any(reader.may(deed, thing) for deed in (Deed.TRACK, Deed.DEFER)):
            found.add(sig)
    return frozenset(found)


_BULK = (
    ("track", "track", Deed.TRACK),
    ("defer", "defer", Deed.DEFER),
    ("remove", "remove", Deed.REMOVE),
    ("undecide", "take the standing back", Deed.TRACK),
    ("opt-in", "opt in", Deed.OPT_IN),
    ("opt-out", "take the opt-in back", Deed.OPT_IN),
    ("contact", "set the contact", Deed.SET_CONTACT),
    ("people", "change the people", Deed.ASSIGN),
)


def bulk(
    setting: Setting, release: str, sigs: frozenset[str], reader: Reader
) -> tuple[Doing, ...]:
    """What may be done to several entries of these SIGs at once, each with why not.

    Who may do it to the entries of one SIG is offered it; the review leaves out the
    others', and says why.
    """
    things = [_thing(setting, release, sig=sig) for sig in sorted(sigs)]

    def doing(value: str, label: str, deed: Deed) -> Doing:
        # Whoever may defer may take a deferral back.
        deeds = (deed, Deed.DEFER) if value == "undecide" else (deed,)
        answers = [reader.may(one, thing) for one in deeds for thing in things]
        allowed = any(answers)
        return Doing(value, label, "" if allowed else answers[0].reason)

    return tuple(doing(*one) for one in _BULK) if things else ()


def _thing(setting: Setting, release: str, *, sig: str, key: str = "") -> Thing:
    names = tuple(reversed(setting.frame.releases))
    current = setting.frame.current
    served = permissions.serves(release, names=names, current=current)
    return Thing(release=release, sig=sig, key=key, is_served=served)


def standing(
    setting: Setting, release: str, row: BoardRow, cell: BoardCell | None
) -> tuple[Piece, ...]:
    """Where the entry stands, in one sentence: pieces of (text, is it bold)."""
    what = f"{row.entry.stage.label} in {release}"
    if cell is None:
        return ((f"{what} is not judged: the release has no freezes.", False),)
    freeze = words.in_sentence(cell.label)
    decision = cell.decision
    if decision is not None and cell.status not in _EXCEPTED:
        day = day_of(decision.since, setting.at)
        by = f" for the {freeze} by @{decision.by} on {day}"
        against = (_against(cell), False)
        return (
            (f"{what} was ", False),
            (cell.text.lower(), True),
            (by, False),
            against,
        )
    said = _SAID[cell.status].format(freeze=freeze)
    return ((f"{what} ", False), (said, True), (f"{_checks(cell)}.", False))


_EXCEPTED = frozenset(EXCEPTIONS.values())
_SAID: Mapping[Status, str] = {
    Status.AT_RISK: "is at risk for the {freeze}",
    Status.UNKNOWN: "cannot be judged for the {freeze}",
    Status.NOT_YET: "does not meet the {freeze} yet",
    Status.MET: "meets the {freeze}",
    Status.OUT: "left the release before the {freeze}",
    Status.EXCEPTION_PENDING: "waits for an exception for the {freeze}",
    Status.EXCEPTED: "has more time for the {freeze}",
    Status.EXCEPTION_OVER: "had more time for the {freeze}, which is over",
    Status.NOT_JUDGED: "is not judged for the {freeze}",
}


def _against(cell: BoardCell) -> str:
    if cell.is_contrary:
        return f", though{_checks(cell, start=' ')}."
    return "."


def _checks(cell: BoardCell, start: str = ": ") -> str:
    """What the checks came to, behind what is said of the entry."""
    if not cell.verdict or cell.status is Status.OUT:
        return ""
    if cell.failed:
        verb = "fails" if cell.failed == 1 else "fail"
        return f"{start}{cell.failed} of {cell.asked} checks {verb}"
    if cell.unknown:
        verb = "is" if cell.unknown == 1 else "are"
        return f"{start}{cell.unknown} of {cell.asked} checks {verb} unknown"
    if cell.verdict == MET and cell.waived:
        return f", with {cell.waived} waived"
    return ""
