"""The side panel of a board: one entry with the checks of one freeze."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence

from enhancements.languages import gettext, gettext_noop, ngettext
from enhancements.policy import permissions
from enhancements.policy.boards import (
    DEFERRED_STANDING,
    EXCEPTIONS,
    REMOVED_STANDING,
    TRACKED_STANDING,
    Status,
)
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
_PAST = gettext_noop("A moment of the past is shown. Go back to now to decide.")
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
        answer = Answer(allowed=False, reason=gettext(_PAST))
        return {deed.value: answer for deed in DEEDS}
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
    ("track", gettext_noop("track"), Deed.TRACK),
    ("defer", gettext_noop("defer"), Deed.DEFER),
    ("remove", gettext_noop("remove"), Deed.REMOVE),
    ("undecide", gettext_noop("take the standing back"), Deed.TRACK),
    ("opt-in", gettext_noop("opt in"), Deed.OPT_IN),
    ("opt-out", gettext_noop("take the opt-in back"), Deed.OPT_IN),
    ("contact", gettext_noop("set the contact"), Deed.SET_CONTACT),
    ("people", gettext_noop("change the people"), Deed.ASSIGN),
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
        why_not = "" if allowed else answers[0].reason
        return Doing(value, gettext(label), why_not)

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
    what = {"stage": row.entry.stage.label, "release": release}
    if cell is None:
        return _pieces(
            gettext_noop(
                "%(stage)s in %(release)s is not judged: the release has no freezes."
            ),
            **what,
        )
    freeze = words.within(cell.label)
    decision = cell.decision
    if decision is not None and cell.status not in _EXCEPTED:
        return _pieces(
            _DECIDED[decision.value],
            **what,
            freeze=freeze,
            by=decision.by,
            day=day_of(decision.since, setting.at),
            though=_though(cell) if cell.is_contrary else "",
        )
    checks = _checks(cell)
    return _pieces(_SAID[cell.status], **what, freeze=freeze, checks=checks)


def _pieces(text: str, **values: str) -> tuple[Piece, ...]:
    """A marked text in the reader's language, with what stands between <b> and </b>
    of it bold. Values are put in last: whatever is in one, it marks nothing.
    """
    said = gettext(text, **{name: f"%({name})s" for name in values})
    parts = re.split("</?b>", said)
    return tuple(
        (part % values, bool(place % 2)) for place, part in enumerate(parts) if part
    )


_EXCEPTED = frozenset(EXCEPTIONS.values())
_DECIDED: Mapping[str, str] = {
    TRACKED_STANDING: gettext_noop(
        "%(stage)s in %(release)s was <b>tracked</b> for the %(freeze)s by @%(by)s on"
        " %(day)s%(though)s."
    ),
    DEFERRED_STANDING: gettext_noop(
        "%(stage)s in %(release)s was <b>deferred</b> for the %(freeze)s by @%(by)s on"
        " %(day)s%(though)s."
    ),
    REMOVED_STANDING: gettext_noop(
        "%(stage)s in %(release)s was <b>removed</b> for the %(freeze)s by @%(by)s on"
        " %(day)s%(though)s."
    ),
}
_SAID: Mapping[Status, str] = {
    Status.AT_RISK: gettext_noop(
        "%(stage)s in %(release)s <b>is at risk for the %(freeze)s</b>%(checks)s."
    ),
    Status.UNKNOWN: gettext_noop(
        "%(stage)s in %(release)s <b>cannot be judged for the %(freeze)s</b>%(checks)s."
    ),
    Status.NOT_YET: gettext_noop(
        "%(stage)s in %(release)s <b>does not meet the %(freeze)s yet</b>%(checks)s."
    ),
    Status.MET: gettext_noop(
        "%(stage)s in %(release)s <b>meets the %(freeze)s</b>%(checks)s."
    ),
    Status.OUT: gettext_noop(
        "%(stage)s in %(release)s <b>left the release before the %(freeze)s</b>"
        "%(checks)s."
    ),
    Status.EXCEPTION_PENDING: gettext_noop(
        "%(stage)s in %(release)s <b>waits for an exception for the %(freeze)s</b>"
        "%(checks)s."
    ),
    Status.EXCEPTED: gettext_noop(
        "%(stage)s in %(release)s <b>has more time for the %(freeze)s</b>%(checks)s."
    ),
    Status.EXCEPTION_OVER: gettext_noop(
        "%(stage)s in %(release)s <b>had more time for the %(freeze)s, which is over"
        "</b>%(checks)s."
    ),
    Status.NOT_JUDGED: gettext_noop(
        "%(stage)s in %(release)s <b>is not judged for the %(freeze)s</b>%(checks)s."
    ),
}


def _though(cell: BoardCell) -> str:
    """What the checks say against what was decided."""
    if cell.failed:
        return ngettext(
            ", though %(number)s of %(asked)s checks fails",
            ", though %(number)s of %(asked)s checks fail",
            cell.failed,
            number=cell.failed,
            asked=cell.asked,
        )
    if cell.unknown:
        return ngettext(
            ", though %(number)s of %(asked)s checks is unknown",
            ", though %(number)s of %(asked)s checks are unknown",
            cell.unknown,
            number=cell.unknown,
            asked=cell.asked,
        )
    return ""


def _checks(cell: BoardCell) -> str:
    """What the checks came to, behind what is said of the entry."""
    if not cell.verdict or cell.status is Status.OUT:
        return ""
    if cell.failed:
        return ngettext(
            ": %(number)s of %(asked)s checks fails",
            ": %(number)s of %(asked)s checks fail",
            cell.failed,
            number=cell.failed,
            asked=cell.asked,
        )
    if cell.unknown:
        return ngettext(
            ": %(number)s of %(asked)s checks is unknown",
            ": %(number)s of %(asked)s checks are unknown",
            cell.unknown,
            number=cell.unknown,
            asked=cell.asked,
        )
    if cell.verdict == MET and cell.waived:
        return gettext(", with %(number)s waived", number=cell.waived)
    return ""
