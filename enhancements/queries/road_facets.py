"""The roadmap's filters: counts that follow the other filters, and the scope.

A stage, a release and a state are met by one mark together: "beta, v1.10" never
finds what is alpha in v1.10 and beta in v1.12.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from enhancements.documents import versions
from enhancements.languages import gettext, gettext_noop, grouped, pgettext
from enhancements.policy.records import UNSTAGED
from enhancements.queries import clauses, facets, words
from enhancements.queries.filters import NO_SIG, NO_STAGE, NO_STATUS, Filters
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import FacetGroup
from enhancements.queries.shapes.roadmap import RoadMark, RoadRow

STATES = (
    ("planned", gettext_noop("Planned")),
    ("committed", gettext_noop("Committed")),
    ("slipped", gettext_noop("Slipped")),
    ("late", gettext_noop("Planned after the freeze")),
    ("on", gettext_noop("Went on to a later release")),
    ("late-record", gettext_noop("Moved after the release was out")),
    ("dropped", gettext_noop("Dropped")),
)
NEEDS = (
    ("problem", gettext_noop("Has a problem")),
    ("drift", gettext_noop("Sources disagree")),
)
_TITLES = {
    "sig": gettext_noop("SIG"),
    "release": gettext_noop("In release"),
    "stage": gettext_noop("Target stage"),
    "state": gettext_noop("State"),
    "status": gettext_noop("Status"),
    "has": gettext_noop("Needs a look"),
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
            gettext(title),
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
        labels = {s.key: s.label for s in profile.statuses} | {
            NO_STATUS: gettext("No status")
        }
        used = {*counted, *on}
        ordered = [key for key in labels if key in used]
    elif name in ("state", "has"):
        known = STATES if name == "state" else NEEDS
        labels = {value: gettext(label) for value, label in known}
        ordered = list(labels)
    else:
        labels = {NO_SIG: gettext("No SIG")}
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
    parts = [f"{grouped(len(rows))} {frame.word if len(rows) == 1 else frame.words}"]
    parts.extend(_of_rows(setting, chosen))
    if names:
        parts.append(_of_range(names))
    parts.extend(_of_marks(setting, chosen))
    if chosen.has:
        needs = {
            "problem": gettext("have a problem"),
            "drift": gettext("have sources that disagree"),
        }
        said = clauses.either([needs[need] for need in chosen.has])
        parts.append(gettext("that %(needs)s", needs=said))
    parts.extend(_of_people(filters))
    if filters.text:
        parts.append(gettext("that say “%(text)s”", text=filters.text))
    found = " ".join(parts)
    slipped = sum(any(mark.state == "slipped" for mark in row.marks) for row in rows)
    if not slipped:
        return found
    return gettext("%(found)s; %(number)s slipped", found=found, number=slipped)


def _of_rows(setting: Setting, chosen: Chosen) -> list[str]:
    """The SIGs and statuses of rows, in words."""
    said = []
    if chosen.sig:
        named = [
            f"SIG {one}" if one != NO_SIG else gettext("no SIG") for one in chosen.sig
        ]
        said.append(pgettext("SIGs", "of %(sigs)s", sigs=clauses.either(named)))
    if chosen.status:
        labels = [
            clauses.small(words.status_label(setting.profile, key))
            if key != NO_STATUS
            else gettext("without status")
            for key in chosen.status
        ]
        said.append(gettext("that are %(statuses)s", statuses=clauses.either(labels)))
    return said


def _of_range(names: Sequence[str]) -> str:
    if len(names) == 1:
        return gettext("in %(release)s", release=names[0])
    return gettext("from %(start)s to %(end)s", start=names[0], end=names[-1])


def _of_marks(setting: Setting, chosen: Chosen) -> list[str]:
    """What one mark of each row meets, in words."""
    labels = dict(STATES)
    states = [clauses.label(labels[one]) for one in chosen.state if one in labels]
    stages = [
        words.stage_of(setting.profile, key if key != NO_STAGE else UNSTAGED).label
        for key in chosen.stage
    ]
    if not (states or stages or chosen.release):
        return []
    said = [clauses.either(stages) if stages else gettext("a stage")]
    if chosen.release:
        said.append(gettext("in %(release)s", release=clauses.either(chosen.release)))
    if states:
        said.append(f"({clauses.either(states)})")
    return [gettext("with %(said)s", said=" ".join(said))]


def _of_people(filters: Filters) -> list[str]:
    people = [gettext("author @%(who)s", who=one) for one in filters.authors]
    people += [gettext("approver @%(who)s", who=one) for one in filters.approvers]
    return [gettext("with %(said)s", said=clauses.either(people))] if people else []
