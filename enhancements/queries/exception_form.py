"""The form that asks for an exception, with what to say about what is typed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from enhancements.actions.exception_rows import About, taken
from enhancements.policy import exceptions as policy
from enhancements.policy.exceptions import Case, FreezeFacts, Wanted
from enhancements.queries import exceptions, sql, weeks, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.exceptions import (
    AskPage,
    Entry,
    ExceptionRow,
    FreezeChoice,
)

# Entries that a source ever planned for the release, by what they were last.
_ENTRIES = """
SELECT record.enhancement_id, record.key, record.number, record.title,
       coalesce(record.sig, '') AS sig, entry.track, entry.stage,
       coalesce(record.issue_url, '') AS issue_url,
       CASE WHEN cardinality(record.owners) > 0 THEN record.owners
            ELSE record.authors END AS owners
  FROM (SELECT DISTINCT ON (enhancement_id, track) enhancement_id, track, stage
          FROM enhancements_entry WHERE release_id = %(release)s
         ORDER BY enhancement_id, track, since DESC) entry
  JOIN enhancements_record record
    ON record.enhancement_id = entry.enhancement_id AND record.until IS NULL
 WHERE record.project_id = %(project)s
   AND (%(key)s::text IS NULL OR record.key = %(key)s)
   AND (%(track)s::text IS NULL OR entry.track = %(track)s)
 ORDER BY record.number NULLS LAST, record.key, entry.track
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """Whoever looks at the form."""

    why_not: str = ""
    """Why they may not ask; empty for who may."""
    may_late: bool = False
    """Whether they decide about exceptions themselves."""


@dataclasses.dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, and what became of it."""

    wanted: Wanted
    fields: Mapping[str, Any]
    """As it stands in the form."""
    is_empty: bool = False
    """Whether nothing was typed yet, so that nothing is said about it."""
    is_tried: bool = False
    error: str = ""
    """What the action refused, of what cannot be seen before."""


def entries(setting: Setting, release: Dates) -> tuple[tuple[str, str, str], ...]:
    """(key, track, title) of every entry; one SQL statement."""
    given = {"release": release.id, "project": setting.id, "key": None, "track": None}
    return tuple(
        (row["key"], row["track"], row["title"]) for row in sql.rows(_ENTRIES, given)
    )


def entry(setting: Setting, release: Dates, key: str, track: str) -> Entry | None:
    """The entry of that key and track now; one SQL statement."""
    given = {
        "release": release.id,
        "project": setting.id,
        "key": key,
        "track": track,
    }
    row = next(iter(sql.rows(_ENTRIES, given)), None)
    if row is None:
        return None
    return Entry(
        enhancement=row["enhancement_id"],
        key=row["key"],
        number=row["number"],
        title=row["title"],
        sig=row["sig"],
        track=row["track"],
        stage=words.stage(setting.profile, row["stage"]),
        issue_url=row["issue_url"],
        owners=tuple(row["owners"]),
    )


def case(
    setting: Setting,
    release: Dates,
    known: Mapping[str, FreezeFacts],
    about: Entry,
    *,
    may_late: bool,
) -> Case:
    """What the rules look at; one SQL statement."""
    place = About(release.id, about.enhancement, about.track)
    return Case(
        rules=setting.profile.exceptions,
        freezes=known,
        taken=taken(place),
        now=setting.at,
        out_at=release.out_at,
        may_late=may_late,
    )


def page(
    setting: Setting,
    release: Dates,
    about: Entry | None,
    typed: Typed,
    reader: Reader,
    *,
    editing: ExceptionRow | None = None,
) -> AskPage:
    """The form, in two SQL statements beside the setting's two, or in one more where
    the entry is still to be chosen.
    """
    known = exceptions.freezes(setting, release)
    its = (
        case(setting, release, known, about, may_late=reader.may_late)
        if about
        else None
    )
    wanted = typed.wanted
    findings = list(policy.findings(wanted, its)) if its else []
    if editing is not None:
        findings = [one for one in findings if one.field not in ("freezes", "late")]
    if typed.is_empty:
        findings = []
    if typed.error and not any(one.stops for one in findings):
        findings.append(policy.Finding("freezes", typed.error))
    chosen = [known[key] for key in wanted.freezes if key in known]
    until = None
    if wanted.days is not None and 1 <= wanted.days <= policy.MOST_DAYS:
        asked_at = editing.at if editing is not None else setting.at
        until = policy.last_day(chosen, wanted.days, asked_at)
    return AskPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        release=release.name,
        rules=setting.profile.exceptions,
        entry=about,
        entries=() if about else entries(setting, release),
        choices=tuple(
            _choice(setting, known, key, wanted, its) for key in known if its
        ),
        typed=typed.fields,
        findings=tuple(findings),
        until=until,
        ends_at=policy.ends_with(until) if until else None,
        is_tried=typed.is_tried,
        why_not=reader.why_not,
        may_late=reader.may_late,
        editing=editing,
    )


def _choice(
    setting: Setting,
    known: Mapping[str, FreezeFacts],
    key: str,
    wanted: Wanted,
    its: Case,
) -> FreezeChoice:
    alone = dataclasses.replace(wanted, freezes=(key,))
    against = [
        one.sentence
        for one in policy.findings(alone, its)
        if one.field == "freezes" and one.stops
    ]
    shown = exceptions.ref(setting, known, key)
    return FreezeChoice(
        ref=shown,
        is_on=key in wanted.freezes,
        why_not=" ".join(against),
        is_over=shown.ends_at is not None and shown.ends_at <= setting.at,
    )
