"""Verdicts of a release's freezes at the setting's moment, judged when asked for.

What `actions.verdicts` keeps is the same; only here is said what cannot be read for the
moment.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from enhancements.models import Project
from enhancements.policy.checks.criteria import Criteria, FreezeCriteria
from enhancements.policy.checks.judge import Verdict, judge
from enhancements.policy.checks.outcome import Waiver
from enhancements.policy.checks.seen import FreezeAt
from enhancements.policy.gathering.look import View
from enhancements.policy.gathering.told import EntryOf
from enhancements.policy.verdict_stretches import Waived, freezes
from enhancements.queries import entries, rules, told
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.release import named
from enhancements.queries.shapes import EntryRow


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
    release = named(setting, name)
    [found] = _judged(setting, release, [freezes_of(setting, release)], only=only)
    return found


def under(setting: Setting, name: str, *copies: Criteria) -> list[list[Judged]]:
    """The entries of a release as each of these criteria would judge them.

    What is known of them is read once, in a fixed number of SQL statements. Raises
    ReleaseUnknown.
    """
    release = named(setting, name)
    dated = rules.dated(release)
    return _judged(setting, release, [freezes(one, dated) for one in copies])


def _judged(
    setting: Setting,
    release: Dates,
    asked: Sequence[Sequence[tuple[FreezeCriteria, FreezeAt]]],
    *,
    only: int | None = None,
) -> list[list[Judged]]:
    """The entries, judged by each of these lists of freezes."""
    rows = entries.of_releases(setting, [release], only=only)[release.id]
    known = told.of_enhancements(
        project=Project.objects.get(pk=setting.id),
        profile=setting.profile,
        evidence=setting.evidence,
        ids=sorted({row.enhancement for row in rows}),
    )
    decided = rules.decided(sorted(known), release=release.id)
    views = {
        id_: View(one, setting.profile, setting.at)
        for id_, one in decided.told(known).items()
    }
    starts_at = rules.dated(release).starts_at
    found: list[list[Judged]] = [[] for _ in asked]
    for row in rows:
        entry = EntryOf(release.name, row.track, row.stage.key, row.kind, starts_at)
        view = views[row.enhancement]
        waived = [
            one.value
            for one in decided.waivers.get((release.id, row.enhancement, row.track), ())
            if one.holds(setting.at)
        ]
        for listed, those in zip(found, asked, strict=True):
            verdicts = tuple(
                (at, judge(view.see(entry, at), criteria, of_freeze(waived, at.key)))
                for criteria, at in those
            )
            listed.append(Judged(row, verdicts))
    return found


def of_freeze(waived: Sequence[Waived], freeze: str) -> tuple[Waiver, ...]:
    """The waivers of one freeze."""
    return tuple(one.waiver for one in waived if one.freeze == freeze)


def freezes_of(
    setting: Setting, release: Dates
) -> list[tuple[FreezeCriteria, FreezeAt]]:
    """The freezes of a release with their moments; those that it has no date for too.

    As the release's own criteria had them at the setting's moment, in one SQL
    statement. One that a release of the past never had is not judged there.
    """
    criteria = rules.criteria_at(
        release=release.id, profile=setting.profile, at=setting.at
    )
    return freezes(criteria, rules.dated(release))
