"""What a report is asked about: the releases, SIGs and stages of its address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from enhancements.policy.reports import Report
from enhancements.queries import paging, words
from enhancements.queries.deadlines import PREFIX, Dates
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.reports.facts import Asked, freeze_keys
from enhancements.queries.shapes import Page
from enhancements.queries.shapes.reports import Choice, Field

NAMES = ("from", "to", "release", "sig", "stage", "freeze")
"""Parameters that a report takes."""
NO_SIG = "none"
SIZE = 50
EVERY = 1_000_000
"""The size of a page for who wants all rows: a file."""
Given = Mapping[str, Sequence[str]]


def read(
    setting: Setting, report: Report, given: Given, *, number: int, is_file: bool
) -> Asked:
    """What is asked for. Raises FilterRefused for what there is not."""
    return Asked(
        releases=_releases(setting, report, given),
        sigs=tuple(given.get("sig", ())),
        stages=tuple(_stages(setting, given.get("stage", ()))),
        freeze=_freeze(setting, report, _last(given, "freeze")),
        number=1 if is_file else number,
        size=EVERY if is_file else SIZE,
    )


def _last(given: Given, name: str) -> str:
    values = given.get(name, ())
    return values[-1] if values else ""


def _releases(setting: Setting, report: Report, given: Given) -> tuple[Dates, ...]:
    every = setting.releases
    if not every:
        return ()
    if report.is_of_one:
        name = _last(given, "release")
        return (_named(setting, "release", name) if name else _usual(setting),)
    start, end = _last(given, "from"), _last(given, "to")
    last = _named(setting, "to", end) if end else every[-1]
    if not start and not end and report.recent:
        return (_usual(setting),)
    if start:
        first = _named(setting, "from", start)
    else:
        first = last if report.recent else every[0]
    one, other = every.index(first), every.index(last)
    return every[min(one, other) : max(one, other) + 1]


def _usual(setting: Setting) -> Dates:
    """The latest release whose enhancements freeze is over; else the current one."""
    frozen = [one for one in setting.releases if one.frozen_at is not None]
    if frozen:
        return frozen[-1]
    return setting.release(setting.frame.current) or setting.releases[-1]


def _named(setting: Setting, parameter: str, name: str) -> Dates:
    found = setting.release(name)
    if found is None:
        known = ", ".join(setting.frame.releases[:6]) or "none yet"
        message = f"No source names a release “{name[:40]}”. Known releases: {known}."
        raise FilterRefused(parameter, message)
    return found


def _stages(setting: Setting, given: Iterable[str]) -> Iterable[str]:
    for word in given:
        known = setting.profile.stage(word)
        if known is None:
            named = ", ".join(one.key for one in setting.profile.stages)
            message = f"“{word[:40]}” is no stage here. Stages: {named}."
            raise FilterRefused("stage", message)
        yield known.key


def _freeze(setting: Setting, report: Report, key: str) -> str:
    keys = freeze_keys(setting)
    if not report.has_freeze:
        return ""
    if key and key not in keys:
        message = f"“{key[:40]}” is no freeze here. Freezes: {', '.join(keys)}."
        raise FilterRefused("freeze", message)
    return key or "enhancements-freeze"


def fields(
    setting: Setting, report: Report, asked: Asked, sigs: Iterable[str]
) -> tuple[Field, ...]:
    """The fields of the form that narrows a report; `sigs` are those there are."""
    names = setting.frame.releases
    chosen = [one.name for one in asked.releases]
    found = []
    if report.is_of_one:
        found.append(_field("release", "Release", names, chosen[:1]))
    else:
        found.append(_field("from", "From", names, chosen[:1]))
        found.append(_field("to", "to", names, chosen[-1:]))
    if report.has_freeze:
        labels = {key: freeze_label(setting, key) for key in freeze_keys(setting)}
        found.append(_field("freeze", "Freeze", labels, [asked.freeze], labels))
    known = sorted({*sigs, *asked.sigs} - {NO_SIG})
    found.append(_field("sig", "SIG", ["", *known, NO_SIG], asked.sigs, _SIGS))
    if report.by_stage:
        stages = {"": "All stages"} | {
            one.key: one.label for one in setting.profile.stages
        }
        found.append(_field("stage", "Stage", stages, asked.stages, stages))
    return tuple(found)


_SIGS = {"": "All SIGs", NO_SIG: "No SIG"}


def _field(
    name: str,
    label: str,
    values: Iterable[str],
    chosen: Sequence[str],
    labels: Mapping[str, str] | None = None,
) -> Field:
    said = labels or {}
    choices = tuple(Choice(one, said.get(one, one), one in chosen) for one in values)
    return Field(name, label, choices)


def scope(setting: Setting, asked: Asked) -> str:
    """What the report is about: "v1.8 to v1.10, SIG compute, Beta"."""
    names = [one.name for one in asked.releases]
    if not names:
        return "no release"
    said = [names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"]
    if asked.sigs:
        known = ["no SIG" if one == NO_SIG else one for one in asked.sigs]
        said.append(f"SIG {', '.join(known)}" if known != ["no SIG"] else "no SIG")
    if asked.stages:
        said.append(", ".join(stage_label(setting, one) for one in asked.stages))
    return ", ".join(said)


def stage_label(setting: Setting, key: str) -> str:
    """The label of a stage."""
    return words.stage_of(setting.profile, key).label


def freeze_label(setting: Setting, key: str) -> str:
    """The label of a freeze in the project's words."""
    known = setting.profile.deadline(key)
    return known.label if known else key


def lost_label(setting: Setting, place: int | None) -> str:
    """By which freeze something was lost, from its place in `facts.FACTS`."""
    keys = freeze_keys(setting)
    if place is None:
        return ""
    return freeze_label(setting, keys[place - 1]) if place <= len(keys) else "Release"


def is_narrowed(given: Given) -> bool:
    """Whether anything else is asked for than what a report shows by itself."""
    return any(value for name in NAMES for value in given.get(name, ()))


def pages(asked: Asked, total: int, given: Given) -> Page | None:
    """Where in a list we are; None when it stands on one page."""
    if total <= asked.size:
        return None
    return paging.paged(given, number=asked.number, total=total, size=asked.size)


def ends_at(release: Dates, freeze: str) -> dt.datetime | None:
    """The moment that a freeze of a release ends, in UTC; None without one."""
    deadline = release.deadline(f"{PREFIX}{freeze}")
    return (deadline.frozen_at or deadline.ends_at) if deadline else None
