"""The freeze party: what the call goes through, in the order of urgency."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from enhancements.languages import gettext, gettext_noop, npgettext
from enhancements.policy.boards import LEFT, Status
from enhancements.queries import board, board_checks, board_page, facets, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.facets import Filter
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.release import NO_SIG, named
from enhancements.queries.shapes.board import BoardCell, BoardRow
from enhancements.queries.shapes.board_page import Freeze
from enhancements.queries.shapes.party import (
    Figure,
    PartyEntry,
    PartyFreeze,
    PartyPage,
    PartyRow,
)

FILTERS = ("sig", "status")
"""Parameters by which the list is narrowed, as on the board."""
_EXCEPTION = "exception"
_UNKNOWN, _NOT_YET = gettext_noop("unknown"), gettext_noop("not yet")
# What the call takes first. Not judged comes before what is met: somebody has to look.
_URGENCY = (
    Status.EXCEPTION_OVER,
    Status.AT_RISK,
    Status.EXCEPTION_PENDING,
    Status.UNKNOWN,
    Status.NOT_YET,
    Status.NOT_JUDGED,
    Status.MET,
    Status.EXCEPTED,
    Status.TRACKED,
    Status.DEFERRED,
    Status.REMOVED,
    Status.OUT,
)
_RANK = {status: rank for rank, status in enumerate(_URGENCY)}
# The numbers, which come to all entries; that of exceptions only where there are any.
_FIGURES: tuple[tuple[str, frozenset[Status]], ...] = (
    (gettext_noop("at risk"), frozenset({Status.AT_RISK})),
    (
        _EXCEPTION,
        frozenset({Status.EXCEPTION_OVER, Status.EXCEPTION_PENDING, Status.EXCEPTED}),
    ),
    (_UNKNOWN, frozenset({Status.UNKNOWN, Status.NOT_YET, Status.NOT_JUDGED})),
    (gettext_noop("met"), frozenset({Status.MET})),
    (gettext_noop("tracked"), frozenset({Status.TRACKED})),
    (gettext_noop("left"), LEFT),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    freeze: str = ""
    """Key of a freeze; empty for the one that is worked for."""
    item: str = ""
    """Key of the entry shown; empty for the first."""
    track: str = ""
    only: int | None = None
    """Id of the enhancement, when only the entry shown is wanted: the rest of the page
    then tells of nothing else."""
    chosen: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    """Of FILTERS the values that are on."""

    def query(self, given: str, **changed: object) -> str:
        """The page's query string, with these parameters instead."""
        parts: dict[str, object] = {
            "as_of": given,
            "freeze": self.freeze,
            **{name: list(self.chosen.get(name, ())) for name in FILTERS},
            "item": self.item,
            "track": self.track,
        }
        return words.query(parts | changed)


def page(setting: Setting, name: str, asked: Asked) -> PartyPage:
    """Everything the page shows, in three SQL statements beside the setting's two.

    Raises ReleaseUnknown, and FilterRefused for a freeze that it does not have.
    """
    release = named(setting, name)
    only = None if asked.only is None else [asked.only]
    whole = board.find(setting, release, only=only)
    freeze = _freeze(whole.freezes, name, asked.freeze)
    # From here on the address names the freeze: a call does not go over to the next
    # one at the second in which this one ends.
    asked = dataclasses.replace(asked, freeze=freeze.key if freeze else "")
    given = setting.frame.moment.given
    found = _ordered(whole.rows, asked, given)
    listed, groups = facets.apply(
        found,
        _filters(),
        asked.chosen,
        {"as_of": given, "freeze": asked.freeze, **asked.chosen},
    )
    shown = _shown(found, listed, asked)
    return PartyPage(
        frame=setting.frame,
        release=name,
        freeze=asked.freeze,
        label=freeze.label if freeze else "",
        deadline=freeze.deadline if freeze else None,
        freezes=_choices(whole.freezes, asked, given),
        figures=_figures(found, asked, given),
        sigs=groups[0] if len(groups[0].facets) > 1 else None,
        open=tuple(one for one in listed if not one.is_decided),
        decided=tuple(one for one in listed if one.is_decided),
        shown=_in_full(setting, release, shown, listed) if shown else None,
        item=asked.item,
        total=len(found),
        undecided=sum(not one.is_decided for one in found),
        stands=stands(found),
        good_until=board_page.good_until(setting, release, whole),
        waiting=whole.waiting,
        filtered=any(asked.chosen.values()),
        everything_query=asked.query(given, sig="", status=""),
    )


def _choices(
    freezes: Sequence[Freeze], asked: Asked, given: str
) -> tuple[PartyFreeze, ...]:
    """The freezes, each as an address of the page."""
    return tuple(
        PartyFreeze(
            key=one.key,
            label=one.label,
            query=asked.query(given, freeze=one.key),
            is_shown=one.key == asked.freeze,
        )
        for one in freezes
    )


def _freeze(freezes: Sequence[Freeze], release: str, key: str) -> Freeze | None:
    """The freeze of that key, or the one worked for; None when there is none at all."""
    if not key:
        return next((one for one in freezes if one.is_judged), None)
    found = next((one for one in freezes if one.key == key), None)
    if found is None:
        message = gettext(
            "%(release)s has no freeze “%(freeze)s” to judge. It has: %(known)s.",
            release=release,
            freeze=key,
            known=", ".join(one.key for one in freezes) or gettext("none"),
        )
        raise FilterRefused("freeze", message)
    return found


def _ordered(rows: Sequence[BoardRow], asked: Asked, given: str) -> list[PartyRow]:
    """The entries, most urgent first; of equals the one with more to do."""
    found = []
    for row in rows:
        cell = row.cell(asked.freeze)
        if cell is not None:
            one = row.entry
            query = asked.query(given, item=one.key, track=one.track)
            found.append(PartyRow(row, cell, query))
    found.sort(
        key=lambda one: (one.is_decided, _RANK[one.cell.status], *_to_do(one.cell))
    )
    return found


def _to_do(cell: BoardCell) -> tuple[int, int]:
    return -cell.failed, -cell.unknown


def _filters() -> list[Filter[PartyRow]]:
    """The filters of the list."""
    return [
        Filter(
            "sig",
            gettext("SIG"),
            lambda one: [one.row.entry.sig or NO_SIG],
            labels={NO_SIG: gettext("No SIG")},
        ),
        Filter("status", gettext("Status"), lambda one: [one.cell.status.value]),
    ]


def _figures(found: Sequence[PartyRow], asked: Asked, given: str) -> tuple[Figure, ...]:
    """The five numbers, of those whom the filter by SIG leaves."""
    sigs = set(asked.chosen.get("sig", ()))
    counted = [
        one.cell.status
        for one in found
        if not sigs or (one.row.entry.sig or NO_SIG) in sigs
    ]
    on = set(asked.chosen.get("status", ()))
    # Of a freeze that comes after the one worked for, nothing is unknown yet.
    is_later = Status.NOT_YET in counted
    figures = []
    for label, statuses in _FIGURES:
        names = sorted(status.value for status in statuses)
        is_on = on == set(names)
        number = sum(status in statuses for status in counted)
        if label == _EXCEPTION and not number and not is_on:
            continue
        figures.append(
            Figure(
                label=_label(label, number, is_later=is_later),
                number=number,
                status=Status.NOT_YET
                if is_later and Status.NOT_YET in statuses
                else min(statuses, key=_URGENCY.index),
                is_on=is_on,
                query=asked.query(given, status="" if is_on else names),
            )
        )
    return tuple(figures)


def _label(label: str, number: int, *, is_later: bool) -> str:
    """What stands beside a number; English says it of any number."""
    if label == _EXCEPTION:
        return npgettext("number", "exception", "exception", number)
    return gettext(_NOT_YET if is_later and label == _UNKNOWN else label)


def _shown(
    found: Sequence[PartyRow], listed: Sequence[PartyRow], asked: Asked
) -> PartyRow | None:
    """The entry asked for, whether filters list it or not; else the first listed."""
    if not asked.item:
        return listed[0] if listed else None
    named = [one for one in found if one.row.entry.key == asked.item]
    return next((one for one in named if one.row.entry.track == asked.track), None) or (
        named[0] if named and not asked.track else None
    )


def _in_full(
    setting: Setting, release: Dates, shown: PartyRow, listed: Sequence[PartyRow]
) -> PartyEntry:
    places = [place for place, one in enumerate(listed, 1) if one is shown]
    place = places[0] if places else 0
    before = listed[place - 2].query if place > 1 else ""
    after = listed[place].query if place and place < len(listed) else ""
    beside = board_checks.beside(setting, release, shown.row, shown.cell.freeze)
    return PartyEntry(shown, beside.checks, beside.issue_url, place, before, after)


def stands(found: Sequence[PartyRow]) -> dict[str, dict[str, object]]:
    """What stands at the places where something may be staged."""
    standing: dict[str, dict[str, object]] = {}
    for one in found:
        for decision in (one.cell.decision, one.row.note):
            if decision is not None:
                name = f"{one.row.entry.key}|{one.row.entry.track}|{decision.kind}"
                standing[name] = {
                    "id": decision.id,
                    "value": decision.value,
                    "by": decision.by,
                    "batch": str(decision.batch),
                }
    return standing
