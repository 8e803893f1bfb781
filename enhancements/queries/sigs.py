"""The list of SIGs and the page of one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext
from enhancements.queries import (
    comparing,
    entries,
    entry_states,
    facets,
    releases,
    rosters,
    sig_desk,
    sql,
    words,
)
from enhancements.queries.comparing import Other
from enhancements.queries.deadlines import Dates
from enhancements.queries.facets import Filter
from enhancements.queries.frame import Setting
from enhancements.queries.release import (
    kind_filter,
    needs_filter,
    scope,
    sig_counts,
    stage_filter,
    state_choices,
)
from enhancements.queries.shapes import (
    EnhancementRow,
    EntryRow,
    FacetGroup,
    Frame,
    ReleaseSummary,
    SigPage,
    SigRow,
)
from enhancements.queries.shapes.compare import Comparison
from enhancements.queries.sig_statements import LIST, ONE

LISTED = 100
"""Enhancements that the page lists of those planned for neither release, and of those
in which the SIG takes part: who wants more asks the list of all."""


class SigUnknown(LookupError):
    """Neither a roster nor a document names such a SIG."""


@dataclasses.dataclass(frozen=True, slots=True)
class SigList:
    """Everything the list of SIGs shows."""

    frame: Frame
    rows: tuple[SigRow, ...]
    current: str
    following: str


def listing(setting: Setting) -> SigList:
    """Every SIG with its counts, in two SQL statements beside the setting's two."""
    current, following = in_work(setting)
    row = sql.rows(LIST, {"project": setting.id, "at": setting.at})[0]
    known = rosters.build(sql.parsed(row["rosters"]) or [])
    counted = {one["sig"]: one for one in sql.parsed(row["counts"]) or []}
    shown = [release for release in (current, following) if release]
    planned = releases.counts(setting, shown)
    names = sorted(
        {name for name in known if name}
        | {name for name in counted if name is not None}
    )
    rows = tuple(
        _row(
            known.get(name, rosters.Roster(name)),
            counted.get(name, {}),
            _planned(planned, current, name),
            _planned(planned, following, name),
        )
        for name in names
    )
    return SigList(
        setting.frame,
        rows,
        current.name if current else "",
        following.name if following else "",
    )


def in_work(setting: Setting) -> tuple[Dates | None, Dates | None]:
    """The release in work and the one after it."""
    names = [release.name for release in setting.releases]
    if setting.frame.current not in names:
        return None, None
    place = names.index(setting.frame.current)
    after = setting.releases[place + 1] if place + 1 < len(names) else None
    return setting.releases[place], after


def _planned(counts: releases.Counts, release: Dates | None, sig: str) -> int:
    found = counts.get(release.id, []) if release else []
    return next((count.planned for count in found if count.sig == sig), 0)


def _row(
    roster: rosters.Roster, counted: Mapping[str, Any], current: int, following: int
) -> SigRow:
    return SigRow(
        name=roster.name,
        title=roster.title or roster.name,
        chairs=roster.chairs,
        enhancements=counted.get("enhancements", 0),
        current=current,
        following=following,
        drift=counted.get("drift", 0),
        problems=counted.get("problems", 0),
        listed=roster.listed,
    )


def page(
    setting: Setting,
    name: str,
    *,
    release: str = "",
    chosen: Mapping[str, Sequence[str]] | None = None,
    compare: str = "",
    with_desk: bool = False,
) -> SigPage:
    """Everything the page of a SIG shows, in two statements beside the setting's two,
    and in four with what it works through in a meeting.

    With that it lists the first LISTED enhancements that are planned for neither
    release; without, all. `release` chooses another than the one in work; `chosen` maps
    `stage`,
    `kind`, `state` and `has` to the values that are on, and narrows the entries of
    both releases; `compare` names another moment, which takes two statements more.
    Raises SigUnknown, and FilterRefused for a `compare` that cannot be read.
    """
    other = comparing.read(setting, compare)
    current, following = _shown(setting, release)
    shown = [one for one in (current, following) if one]
    rows = entries.of_releases(setting, shown, sig=name)
    planned = {entry.enhancement for one in rows.values() for entry in one}
    # Whoever compares wants to know of each where it is now and where it was.
    asked_for = {
        "at": setting.at,
        "then": other.moment.at if other else None,
        "planned": [] if other else list(planned),
        "entered": list(planned),
        "most": LISTED if with_desk and not other else None,
    }
    row = sql.rows(ONE, {"project": setting.id, "sig": name, **asked_for})[0]
    known = rosters.build(sql.parsed(row["rosters"]) or [])
    found = _enhancements(setting, row["enhancements"])
    before = _enhancements(setting, row["before"])
    if name not in known and not (row["own"] or row["beside"] or before or planned):
        raise SigUnknown(name)
    lists = _lists(name, shown, found, rows)
    asked = _Asked(name, release, chosen or {}, other.given if other else "")
    narrowed = _narrow(setting, shown, rows, asked)
    roster = known.get(name, rosters.Roster(name))
    page = SigPage(
        frame=setting.frame,
        name=name,
        title=roster.title or name,
        chairs=roster.chairs,
        leads=roster.leads,
        approvers=roster.approvers,
        contact=roster.contact,
        release=_summary(setting, current, lists.now),
        entries=narrowed.of(current),
        following=_summary(setting, following, lists.then),
        next_entries=narrowed.of(following),
        unplanned=lists.rest,
        participates=lists.beside,
        unlisted={
            "rest": row["own"] - len(lists.rest),
            "beside": row["beside"] - len(lists.beside),
        },
        listed=roster.listed,
        every=lists.now,
        facets=narrowed.facets,
        scope=narrowed.scope,
        total=sum(len(rows[one.id]) for one in shown),
        filtered=any((chosen or {}).values()),
        desk=sig_desk.desk(
            setting,
            name,
            shown,
            committed={one.place for one in lists.now if one.committed},
        )
        # Whoever compares looks at lists; what waits is about now.
        if with_desk and other is None
        else None,
    )
    if other is None:
        return page
    return _compared(setting, other, page, (found, before), asked)


def _shown(setting: Setting, release: str) -> tuple[Dates | None, Dates | None]:
    """The release chosen, or in work, and the one after it."""
    chosen = setting.release(release)
    if chosen is None:
        return in_work(setting)
    place = setting.releases.index(chosen)
    return chosen, next(iter(setting.releases[place + 1 : place + 2]), None)


@dataclasses.dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of the page at one moment."""

    now: tuple[EntryRow, ...]
    then: tuple[EntryRow, ...]
    rest: tuple[EnhancementRow, ...]
    beside: tuple[EnhancementRow, ...]


def _lists(
    name: str,
    shown: Sequence[Dates],
    found: Sequence[EnhancementRow],
    rows: Mapping[int, Sequence[EntryRow]],
) -> _Lists:
    ordered = [*(tuple(rows[one.id]) for one in shown), (), ()]
    planned = {entry.enhancement for entry in (*ordered[0], *ordered[1])}
    return _Lists(
        ordered[0],
        ordered[1],
        tuple(e for e in found if e.sig == name and e.enhancement not in planned),
        tuple(e for e in found if e.sig != name),
    )


def _compared(
    setting: Setting,
    other: Other,
    page: SigPage,
    known: tuple[Sequence[EnhancementRow], Sequence[EnhancementRow]],
    asked: _Asked,
) -> SigPage:
    """The page with each of its lists beside itself at the other moment.

    `known` are its enhancements now and then: one that went from list to list is still
    there, so it is neither added nor removed. Entries that were another SIG's then are
    asked for too, so that they count as changed and not as added.
    """
    past = comparing.then(setting, other)
    lists = _Lists(page.entries, page.next_entries, page.unplanned, page.participates)
    shown = [one for one in _shown(setting, asked.release) if one]
    dates = [past.release(one.name) or one for one in shown]
    ours = [entry.enhancement for entry in (*lists.now, *lists.then)]
    rows = entries.of_releases(past, dates, sig=page.name, also=ours)
    every = _lists(page.name, dates, known[1], rows)
    own = {id_: [e for e in one if e.sig == page.name] for id_, one in rows.items()}
    narrowed = _narrow(past, dates, own, asked)
    now, then = [*(narrowed.of(one) for one in dates), (), ()][:2]
    listed = dataclasses.replace(
        _lists(page.name, dates, known[1], own), now=now, then=then
    )
    found: dict[str, Comparison[Any]] = {
        name: comparing.compared(
            setting,
            other,
            (getattr(lists, name), getattr(listed, name)),
            (getattr(lists, name), getattr(every, name)),
            comparing.entry_texts,
        )
        for name in ("now", "then")
    }
    for name in ("rest", "beside"):
        pair = (getattr(lists, name), getattr(listed, name))
        found[name] = comparing.compared(
            setting, other, pair, known, comparing.enhancement_texts
        )
    differences = [d for one in found.values() for d in one.differences.values()]
    whole = dataclasses.replace(
        found["now"],
        sentence=comparing.sentence(setting, other, comparing.counted(differences)),
    )
    return dataclasses.replace(page, comparison=whole, comparisons=found)


def _enhancements(setting: Setting, said: Any) -> list[EnhancementRow]:
    return [_enhancement(setting, one) for one in sql.parsed(said) or []]


@dataclasses.dataclass(frozen=True, slots=True)
class _Asked:
    """What a reader asked for: the SIG, and what the address says besides."""

    name: str
    release: str
    chosen: Mapping[str, Sequence[str]]
    compare: str


@dataclasses.dataclass(frozen=True, slots=True)
class _Placed:
    """An entry with the release it belongs to."""

    release: Dates
    entry: EntryRow


@dataclasses.dataclass(frozen=True, slots=True)
class _Narrowed:
    """The entries that meet the filters, and the filters."""

    kept: tuple[_Placed, ...]
    facets: tuple[FacetGroup, ...]
    scope: str

    def of(self, release: Dates | None) -> tuple[EntryRow, ...]:
        return tuple(one.entry for one in self.kept if one.release is release)


def _narrow(
    setting: Setting,
    shown: Sequence[Dates],
    rows: Mapping[int, Sequence[EntryRow]],
    asked: _Asked,
) -> _Narrowed:
    chosen = asked.chosen
    placed = [_Placed(one, entry) for one in shown for entry in rows[one.id]]
    frozen = any(one.frozen_at is not None for one in shown)
    filters = [
        _of_entry(stage_filter(setting, {one.entry.stage.key for one in placed})),
        _of_entry(kind_filter(setting)),
        Filter(
            "state", gettext("State"), _states, state_choices(setting, frozen=frozen)
        ),
        _of_entry(needs_filter()),
    ]
    given = {"release": asked.release, "compare": asked.compare, **chosen}
    given["as_of"] = setting.frame.moment.given
    kept, groups = facets.apply(placed, filters, chosen, given)
    both = gettext("and")
    names = f" {both} ".join(one.name for one in shown)
    entries_kept = [one.entry for one in kept]
    said = scope(setting, names, entries_kept, {**chosen, "sig": [asked.name]})
    return _Narrowed(tuple(kept), groups, said)


def _of_entry(one: Filter[EntryRow]) -> Filter[_Placed]:
    return Filter(
        one.name,
        one.title,
        lambda row: one.values(row.entry),
        one.choices,
        one.canonical,
        one.labels,
    )


def _states(row: _Placed) -> set[str]:
    return entry_states.states_of(row.entry, frozen=row.release.frozen_at is not None)


def _enhancement(setting: Setting, row: dict[str, Any]) -> EnhancementRow:
    row["merged_at"] = words.moment(row["merged_at"])
    return words.enhancement_row(row, setting.profile, sql.parsed)


def _summary(
    setting: Setting, release: Dates | None, rows: Sequence[EntryRow]
) -> ReleaseSummary | None:
    if release is None:
        return None
    return releases.summary(setting, release, sig_counts(rows))
