"""What a report is asked about: the releases, SIGs and stages of its address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from enhancements.languages import gettext, gettext_noop, pgettext
from enhancements.policy.reports import Report
from enhancements.queries import paging, sql, words
from enhancements.queries.deadlines import PREFIX, Dates
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.reports.facts import Asked, freeze_keys
from enhancements.queries.shapes import Page
from enhancements.queries.shapes.reports import Choice, Field

NAMES = ("from", "to", "release", "sig", "stage", "freeze", "by")
"""Parameters that a report takes."""
NO_SIG = "none"
PULLS = "pulls"
"""Asks for pull requests to be counted instead of entries."""
SIZE = 50
EVERY = 1_000_000
"""The size of a page for who wants all rows: a file."""
Given = Mapping[str, Sequence[str]]


def read(
    setting: Setting, report: Report, given: Given, *, number: int, is_file: bool
) -> Asked:
    """What is asked for. Raises FilterRefused for what there is not.

    One SQL statement, if any, to tell which releases had entries.
    """
    by = _by(report, _last(given, "by"))
    return Asked(
        releases=_releases(setting, report, given),
        sigs=tuple(given.get("sig", ())),
        stages=tuple(_stages(setting, given.get("stage", ()))),
        freeze=_freeze(setting, report, _last(given, "freeze"), by),
        by=by,
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
    if not start and not end and report.is_of_past:
        return _past(setting) or (_usual(setting),)
    if not start and not end and report.recent:
        return (_usual(setting),)
    if start:
        first = _named(setting, "from", start)
    else:
        first = last if report.recent else every[0]
    one, other = every.index(first), every.index(last)
    return every[min(one, other) : max(one, other) + 1]


_HAVE_ENTRIES = """
SELECT asked.id FROM unnest(%(ids)s::bigint[]) AS asked(id)
 WHERE EXISTS (SELECT FROM enhancements_entry entry
                WHERE entry.release_id = asked.id AND entry.since <= %(at)s)
"""


def _past(setting: Setting) -> tuple[Dates, ...]:
    """From the first to the last release that is out and had entries."""
    out = [one for one in setting.releases if one.out_at and one.out_at <= setting.at]
    given = {"ids": [one.id for one in out], "at": setting.at}
    had = {row["id"] for row in sql.rows(_HAVE_ENTRIES, given)} if out else set()
    places = [place for place, one in enumerate(setting.releases) if one.id in had]
    return setting.releases[places[0] : places[-1] + 1] if places else ()


def _usual(setting: Setting) -> Dates:
    """The latest release whose enhancements freeze is over; else the current one."""
    frozen = [one for one in setting.releases if one.frozen_at is not None]
    if frozen:
        return frozen[-1]
    return setting.release(setting.frame.current) or setting.releases[-1]


def _named(setting: Setting, parameter: str, name: str) -> Dates:
    found = setting.release(name)
    if found is None:
        message = gettext(
            "No source names a release “%(name)s”. Known releases: %(known)s.",
            name=name[:40],
            known=", ".join(setting.frame.releases[:6]) or gettext("none yet"),
        )
        raise FilterRefused(parameter, message)
    return found


def _stages(setting: Setting, given: Iterable[str]) -> Iterable[str]:
    for word in given:
        known = setting.profile.stage(word)
        if known is None:
            named = ", ".join(one.key for one in setting.profile.stages)
            message = gettext(
                "“%(word)s” is no stage here. Stages: %(known)s.",
                word=word[:40],
                known=named,
            )
            raise FilterRefused("stage", message)
        yield known.key


def _by(report: Report, word: str) -> str:
    """What is counted. A report that counts only entries takes no other word."""
    if word and (word != PULLS or not report.by_pulls):
        message = gettext(
            "“%(word)s” cannot be counted here. Leave it out for entries.",
            word=word[:40],
        )
        raise FilterRefused("by", message)
    return word


def _freeze(setting: Setting, report: Report, key: str, by: str) -> str:
    keys = freeze_keys(setting)
    if not report.has_freeze:
        return ""
    if key and key not in keys:
        message = gettext(
            "“%(word)s” is no freeze here. Freezes: %(known)s.",
            word=key[:40],
            known=", ".join(keys),
        )
        raise FilterRefused("freeze", message)
    usual = setting.profile.merge_gate.freeze if by == PULLS else "enhancements-freeze"
    return key or usual


def fields(
    setting: Setting, report: Report, asked: Asked, sigs: Iterable[str]
) -> tuple[Field, ...]:
    """The fields of the form that narrows a report; `sigs` are those there are."""
    names = setting.frame.releases
    chosen = [one.name for one in asked.releases]
    found = []
    if report.is_of_one:
        found.append(_field("release", gettext("Release"), names, chosen[:1]))
    else:
        found.append(_field("from", pgettext("release", "From"), names, chosen[:1]))
        found.append(_field("to", pgettext("release", "to"), names, chosen[-1:]))
    if report.has_freeze:
        labels = {key: freeze_label(setting, key) for key in freeze_keys(setting)}
        found.append(
            _field("freeze", gettext("Freeze"), labels, [asked.freeze], labels)
        )
    if report.by_pulls:
        counted = {key: gettext(label) for key, label in _COUNTED.items()}
        found.insert(0, _field("by", gettext("Count"), counted, [asked.by], counted))
    known = sorted({*sigs, *asked.sigs} - {NO_SIG})
    sig_labels = {key: gettext(label) for key, label in _SIGS.items()}
    every = ["", *known, NO_SIG]
    found.append(_field("sig", gettext("SIG"), every, asked.sigs, sig_labels))
    if report.by_stage:
        stages = {"": gettext("All stages")} | {
            one.key: one.label for one in setting.profile.stages
        }
        found.append(_field("stage", gettext("Stage"), stages, asked.stages, stages))
    return tuple(found)


_COUNTED = {"": gettext_noop("Entries"), PULLS: gettext_noop("Pull requests")}
_SIGS = {"": gettext_noop("All SIGs"), NO_SIG: gettext_noop("No SIG")}


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
        return gettext("no release")
    said = [names[0]]
    if len(names) > 1:
        said = [gettext("%(first)s to %(last)s", first=names[0], last=names[-1])]
    if asked.sigs:
        none = gettext("no SIG")
        known = [none if one == NO_SIG else one for one in asked.sigs]
        said.append(f"SIG {', '.join(known)}" if known != [none] else none)
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
    if place > len(keys):
        return gettext("Release")
    return freeze_label(setting, keys[place - 1])


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
