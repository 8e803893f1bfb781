"""Verdicts of a release's freezes at the setting's moment, judged when asked for."""

from __future__ import annotations

import dataclasses

from enhancements.models import Project
from enhancements.policy.checks.criteria import FreezeCriteria
from enhancements.policy.checks.judge import Verdict, judge
from enhancements.policy.checks.seen import FreezeAt
from enhancements.policy.gathering.look import View
from enhancements.policy.gathering.told import EntryOf
from enhancements.queries import entries, told
from enhancements.queries.deadlines import PREFIX, Dates
from enhancements.queries.frame import Setting
from enhancements.queries.release import ReleaseUnknown
from enhancements.queries.shapes import EntryRow

_START = f"{PREFIX}start"


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """An entry with the verdict of every freeze that its release has."""

    entry: EntryRow
    verdicts: tuple[tuple[FreezeAt, Verdict], ...]
    """In the order of the freezes."""


def of_release(setting: Setting, name: str, *, only: int | None = None) -> list[Judged]:
    """The entries of a release, judged; or `only` those of one enhancement.

    A fixed number of SQL statements. Raises ReleaseUnknown.
    """
    release = setting.release(name)
    if release is None:
        raise ReleaseUnknown(name)
    rows = entries.of_releases(setting, [release], only=only)[release.id]
    known = told.of_enhancements(
        project=Project.objects.get(pk=setting.id),
        profile=setting.profile,
        evidence=setting.evidence,
        ids=sorted({row.enhancement for row in rows}),
    )
    views = {id_: View(one, setting.profile, setting.at) for id_, one in known.items()}
    start = release.deadline(_START)
    starts_at = start.ends_at if start is not None else None
    freezes = freezes_of(setting, release)
    found = []
    for row in rows:
        entry = EntryOf(name, row.track, row.stage.key, row.kind, starts_at)
        view = views[row.enhancement]
        verdicts = tuple(
            (at, judge(view.see(entry, at), criteria)) for criteria, at in freezes
        )
        found.append(Judged(row, verdicts))
    return found


def freezes_of(
    setting: Setting, release: Dates
) -> list[tuple[FreezeCriteria, FreezeAt]]:
    """The freezes of a release with their moments; those that it has no date for too.

    One that a release of the past never had is not judged there.
    """
    has_dates = bool(release.deadlines)
    found = []
    for criteria in setting.profile.criteria.freezes:
        deadline = release.deadline(f"{PREFIX}{criteria.deadline}")
        if deadline is None and has_dates and release.out_at is not None:
            continue
        ends_at = None
        if deadline is not None:
            ends_at = deadline.frozen_at or deadline.ends_at
        found.append((criteria, FreezeAt(criteria.deadline, criteria.label, ends_at)))
    return found
