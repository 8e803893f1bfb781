"""The home page of a project, and the list of projects."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, grouped, ngettext
from enhancements.queries import changes, frame, releases, sigs, sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import (
    HomePage,
    Moment,
    ProjectRef,
    ReleaseSummary,
    SigRow,
)

_CHANGES = 12

_SIGS = """
SELECT record.sig, count(*) AS enhancements,
       count(*) FILTER (WHERE jsonb_array_length(record.drift) > 0) AS drift,
       coalesce(sum(jsonb_array_length(record.problems)), 0) AS problems
  FROM enhancements_record record
 WHERE record.project_id = %(project)s AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
 GROUP BY 1
"""
_STATEMENT = f"""
SELECT (SELECT jsonb_agg(to_jsonb(counted)) FROM ({_SIGS}) counted) AS sigs,
       (SELECT jsonb_agg(to_jsonb(changed)) FROM ({changes.LATEST}) changed) AS changes
"""


def page(setting: Setting) -> HomePage:
    """Everything the page shows, in two SQL statements beside the setting's two."""
    parameters = {**changes.latest_parameters(setting), "at": setting.at}
    row = sql.rows(_STATEMENT, parameters)[0]
    counted = sql.parsed(row["sigs"]) or []
    current, following = sigs.in_work(setting)
    by_release = releases.counts(setting, setting.releases)
    every = {
        one.name: releases.summary(setting, one, by_release[one.id])
        for one in setting.releases
    }
    in_work = [every[one.name] for one in (current, following) if one]
    past = [every[name] for name in setting.frame.releases if every[name].is_out]
    totals = {
        name: sum(int(one[name]) for one in counted)
        for name in ("enhancements", "problems", "drift")
    }
    return HomePage(
        frame=setting.frame,
        summary=_sentence(setting, in_work, totals),
        lead=_lead(setting, in_work),
        releases=tuple(in_work),
        past=tuple(past[:6]),
        sigs=_sig_rows(counted, by_release, setting),
        changes=tuple(
            changes.latest(setting, sql.parsed(row["changes"]) or [], _CHANGES)
        ),
        **totals,
    )


def _lead(setting: Setting, in_work: Sequence[ReleaseSummary]) -> str:
    """What burns: the next deadline, or what is planned when no date is known."""
    if not in_work:
        return ""
    first = in_work[0]
    deadline = first.next_deadline
    if deadline is None:
        return ngettext(
            "%(count)s %(noun)s is planned for %(release)s.",
            "%(count)s %(noun)s are planned for %(release)s.",
            first.planned,
            count=first.planned,
            noun=_noun(setting, first.planned),
            release=first.name,
        )
    days = (deadline.ends_at - setting.at).days
    named = {"deadline": words.within(deadline.label), "release": first.name}
    if not days:
        return gettext("Less than a day to the %(deadline)s of %(release)s.", **named)
    return ngettext(
        "%(num)s day to the %(deadline)s of %(release)s.",
        "%(num)s days to the %(deadline)s of %(release)s.",
        days,
        num=days,
        **named,
    )


def _noun(setting: Setting, number: int) -> str:
    """The project's own word for so many."""
    return setting.frame.word if number == 1 else setting.frame.words


def _sentence(
    setting: Setting, in_work: Sequence[ReleaseSummary], totals: Mapping[str, int]
) -> str:
    """What stands, after the lead."""
    count = totals["enhancements"]
    tracked = f"{grouped(count)} {_noun(setting, count)}"
    if not in_work:
        return ngettext(
            "%(tracked)s is tracked; no source names a release yet.",
            "%(tracked)s are tracked; no source names a release yet.",
            count,
            tracked=tracked,
        )
    first = in_work[0]
    if first.next_deadline is None:
        return _undated(first, count, tracked)
    said = [
        ngettext(
            "%(planned)s of %(tracked)s is planned for it",
            "%(planned)s of %(tracked)s are planned for it",
            count,
            planned=first.planned,
            tracked=tracked,
        )
    ]
    if first.committed is not None:
        number = first.committed
        said.append(gettext("%(number)s stood at its freeze", number=number))
        if first.out:
            said.append(
                ngettext(
                    "%(num)s is out",
                    "%(num)s of them are out",
                    first.out,
                    num=first.out,
                )
            )
    return ", ".join(said) + "."


def _undated(release: ReleaseSummary, count: int, tracked: str) -> str:
    """What stands where no deadline of the release in work lies ahead."""
    if release.has_dates:
        return ngettext(
            "%(tracked)s is tracked in all.",
            "%(tracked)s are tracked in all.",
            count,
            tracked=tracked,
        )
    return ngettext(
        "%(tracked)s is tracked in all; no schedule gives its dates yet.",
        "%(tracked)s are tracked in all; no schedule gives its dates yet.",
        count,
        tracked=tracked,
    )


def _sig_rows(
    counted: Sequence[Mapping[str, Any]], by_release: releases.Counts, setting: Setting
) -> tuple[SigRow, ...]:
    current, following = sigs.in_work(setting)

    def planned(release: Any, sig: str) -> int:
        found = by_release.get(release.id, []) if release else []
        return next((count.planned for count in found if count.sig == sig), 0)

    return tuple(
        SigRow(
            name=one["sig"],
            title=one["sig"],
            chairs=(),
            enhancements=one["enhancements"],
            current=planned(current, one["sig"]),
            following=planned(following, one["sig"]),
            drift=one["drift"],
            problems=int(one["problems"]),
        )
        for one in sorted(counted, key=lambda one: str(one["sig"]))
        if one["sig"] is not None
    )


@dataclasses.dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in the list of projects, and where it stands."""

    project: ProjectRef
    words: str
    summary: str
    enhancements: int
    lead: str = ""
    """What burns, as on the project's home page."""
    standing: str = ""
    release: ReleaseSummary | None = None
    """The one in work."""
    failing: tuple[str, ...] = ()
    """Kinds of sources that failed last time or are stale."""
    word: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ProjectsPage:
    """The list of projects."""

    projects: tuple[ProjectRow, ...]
    moment: Moment | None = None


_TOTALS = """
SELECT project.id,
       count(record.id) AS enhancements,
       coalesce(sum(jsonb_array_length(record.problems)), 0) AS problems,
       count(record.id) FILTER (WHERE jsonb_array_length(record.drift) > 0) AS drift
  FROM enhancements_project project
  LEFT JOIN enhancements_record record
    ON record.project_id = project.id AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
 GROUP BY 1
"""


def projects(moment: Moment, *, now: dt.datetime) -> ProjectsPage:
    """Every project and where it stands, in four statements however many there are."""
    settings = frame.load_all(moment, now=now)
    if not settings:
        return ProjectsPage((), moment)
    totals = {row["id"]: row for row in sql.rows(_TOTALS, {"at": moment.at})}
    in_work = {setting.id: sigs.in_work(setting)[0] for setting in settings}
    pairs = ((setting, in_work[setting.id]) for setting in settings)
    counted = releases.counts_of((s, release) for s, release in pairs if release)
    return ProjectsPage(
        tuple(
            _project(setting, in_work[setting.id], totals[setting.id], counted)
            for setting in settings
        ),
        moment,
    )


def _project(
    setting: Setting,
    current: Dates | None,
    totals: Mapping[str, int],
    counted: releases.Counts,
) -> ProjectRow:
    release = (
        releases.summary(setting, current, counted[current.id]) if current else None
    )
    in_work = [release] if release else []
    return ProjectRow(
        project=setting.frame.project,
        words=setting.frame.words,
        summary=setting.profile.summary,
        enhancements=totals["enhancements"],
        lead=_lead(setting, in_work),
        standing=_sentence(setting, in_work, totals),
        release=release,
        failing=tuple(source.kind for source in setting.frame.failing),
        word=setting.frame.word,
    )
