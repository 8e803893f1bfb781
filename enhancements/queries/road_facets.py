"""The roadmap's filters: counts that follow the other filters, and the scope.

A stage, a release and a state are met by one mark together: "beta, v1.10" never
finds what is alpha in v1.10 and beta in v1.12.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from enhancements.documents import versions
from enhancements.policy.records import UNSTAGED
from enhancements.queries import facets, words
from enhancements.queries.filters import NO_SIG, NO_STAGE, NO_STATUS, Filters
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import FacetGroup
from enhancements.queries.shapes.roadmap import RoadMark, RoadRow

STATES = (
    ("planned", "Planned"),
    ("committed", "Committed"),
    ("slipped", "Slipped"),
    ("late", "Planned after the freeze"),
    ("on", "Went on to a later release"),
    ("late-record", "Moved after the release was out"),
    ("dropped", "Dropped"),
)
NEEDS = (("problem", "Has a problem"), ("drift", "Sources disagree"))
_TITLES = {
    "sig": "SIG",
    "release": "In release",
    "stage": "Target stage",
    "state": "State",
    "status": "Status",
    "has": "Needs a look",
}
_OF_MARKS = ("release", "stage", "state")
_OF_ROWS = ("sig", "status", "has")


@dataclasses.dataclass(frozen=True, slots=True)
class Chosen:
    """Values that are on, by filter; an empty one asks nothing."""

    sig: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    release: tuple[str, ...] = ()
    state: tuple[str, ...] = ()


Values = Mapping[str, Collection[str]]


def apply(
    setting: Setting,
    rows: Sequence[RoadRow],
    names: Sequence[str],
    chosen: Chosen,
    parameters: Mapping[str, Any],
) -> tuple[list[RoadRow], tuple[FacetGroup, ...]]:
    """Rows that meet every filter, and the filters with their counts."""
    on = {name: set(getattr(chosen, name)) for name in _TITLES}
    if NO_STAGE in on["stage"]:
        on["stage"] = on["stage"] - {NO_STAGE} | {UNSTAGED}
    counted: dict[str, dict[str, int]] = {name: {} for name in _TITLES}
    kept = []
    for row in rows:
        own = _of_row(row)
        marks = [_of_mark(mark) for mark in row.marks]
        missed = [name for name in _OF_ROWS if not _meets(own, on, (name,))]
        fits = any(_meets(mark, on, _OF_MARKS) for mark in marks)
        if fits and not missed:
            kept.append(row)
        for name in _OF_ROWS:
            if fits and missed in ([], [name]):
                _count(counted[name], own[name])
        if not missed:
            for name in _OF_MARKS:
                others = tuple(one for one in _OF_MARKS if one != name)
                _count(
                    counted[name],
                    {v for m in marks if _meets(m, on, others) for v in m[name]},
                )
    groups = tuple(
        facets.group(
            name,
            title,
            _choices(setting, name, names, counted[name], on[name]),
            on[name],
            parameters,
            canonical={s.key: s.canonical for s in setting.profile.stages}
            if name == "stage"
            else None,
        )
        for name, title in _TITLES.items()
    )
    return kept, groups


def _of_row(row: RoadRow) -> Values:
    return {
        "sig": (row.sig or NO_SIG,),
        "status": (row.status or NO_STATUS,),
        "has": ["problem"] * bool(row.problems) + ["drift"] * bool(row.drift),
    }


def _of_mark(mark: RoadMark) -> Values:
    return {
        "release": (mark.release,),
        "stage": (mark.stage.key,),
        "state": states_of(mark),
    }


def states_of(mark: RoadMark) -> set[str]:
    """The words of STATES that hold for a mark."""
    found = {"planned"} if mark.state in ("planned", "committed", "shipped") else set()
    if mark.was_committed:
        found.add("committed")
    if mark.is_late:
        found.add("late")
    return found | ({mark.state} & {key for key, _ in STATES})


def _meets(values: Values, on: Mapping[str, set[str]], names: Iterable[str]) -> bool:
    return all(not on[name] or not on[name].isdisjoint(values[name]) for name in names)


def _count(counted: dict[str, int], values: Iterable[str]) -> None:
    for value in values:
        counted[value] = counted.get(value, 0) + 1


def _choices(
    setting: Setting,
    name: str,
    names: Sequence[str],
    counted: Mapping[str, int],
    on: Collection[str],
) -> list[tuple[str, str, int]]:
    """Choices of a filter with labels, in their natural order."""
    profile = setting.profile
    labels: dict[str, str] = {}
    if name == "release":
        beyond = sorted(set(on) - set(names), key=versions.sort_key)
        ordered = [*names, *beyond]
    elif name == "stage":
        labels = {stage.key: stage.label for stage in profile.stages}
        used = {*counted, *on}
        ordered = [s.key for s in profile.stages if s.key in used or s.ladder]
    elif name == "status":
        labels = {s.key: s.label for s in profile.statuses} | {NO_STATUS: "No status"}
        used = {*counted, *on}
        ordered = [key for key in labels if key in used]
    elif name in ("state", "has"):
        labels = dict(STATES if name == "state" else NEEDS)
        ordered = list(labels)
    else:
        labels = {NO_SIG: "No SIG"}
        ordered = sorted({*counted, *on}, key=lambda sig: (sig == NO_SIG, sig))
    ordered += [one for one in counted if one not in ordered]
    return [
        (value, labels.get(value, value), counted.get(value, 0)) for value in ordered
    ]


def scope(
    setting: Setting,
    rows: Sequence[RoadRow],
    names: Sequence[str],
    chosen: Chosen,
    filters: Filters,
) -> str:
    """One sentence that says what the roadmap holds."""
    frame = setting.frame
    parts = [f"{len(rows):,} {frame.word if len(rows) == 1 else frame.words}"]
    if chosen.sig:
        named = [f"SIG {sig}" if sig != NO_SIG else "no SIG" for sig in chosen.sig]
        parts.append("of " + " or ".join(named))
    if chosen.status:
        labels = [
            words.status_label(setting.profile, key).lower()
            if key != NO_STATUS
            else "without status"
            for key in chosen.status
        ]
        parts.append("that are " + " or ".join(labels))
    if names:
        ends = names[:1] if len(names) == 1 else [names[0], names[-1]]
        parts.append(
            f"in {ends[0]}" if len(ends) == 1 else f"from {ends[0]} to {ends[1]}"
        )
    parts.extend(_of_marks(setting, chosen))
    if chosen.has:
        needs = {"problem": "have a problem", "drift": "have sources that disagree"}
        parts.append("that " + " or ".join(needs[need] for need in chosen.has))
    parts.extend(_of_people(filters))
    if filters.text:
        parts.append(f"that say “{filters.text}”")
    slipped = sum(any(mark.state == "slipped" for mark in row.marks) for row in rows)
    return " ".join(parts) + (f"; {slipped} slipped" if slipped else "")


def _of_marks(setting: Setting, chosen: Chosen) -> list[str]:
    """What one mark of each row meets, in words."""
    labels = dict(STATES)
    states = [labels[one].lower() for one in chosen.state if one in labels]
    stages = [
        words.stage_of(setting.profile, key if key != NO_STAGE else UNSTAGED).label
        for key in chosen.stage
    ]
    if not (states or stages or chosen.release):
        return []
    said = " ".join(
        itertools.chain(
            [" or ".join(stages)] if stages else ["a stage"],
            [f"in {' or '.join(chosen.release)}"] if chosen.release else [],
            [f"({' or '.join(states)})"] if states else [],
        )
    )
    return [f"with {said}"]


def _of_people(filters: Filters) -> list[str]:
    people = [
        f"{role} @{handle}"
        for role, handles in (
            ("author", filters.authors),
            ("approver", filters.approvers),
        )
        for handle in handles
    ]
    return ["with " + " or ".join(people)] if people else []
