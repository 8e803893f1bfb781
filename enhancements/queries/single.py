"""One enhancement or one release in a few facts, for machines and for pictures."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from enhancements.documents import versions
from enhancements.queries import (
    concerns,
    contract,
    dependencies,
    dependency_statements,
    entries,
    releases,
    sql,
)
from enhancements.queries.enhancement import BY_KEY, by_key
from enhancements.queries.frame import Setting
from enhancements.queries.release import named
from enhancements.queries.shapes import EntryRow, ReleaseSummary
from enhancements.queries.shapes.concerns import ConcernRow
from enhancements.queries.shapes.dependencies import Dependencies

_STATEMENT = f"""{BY_KEY} SELECT record.*,
{concerns.COLUMN},
{dependency_statements.COLUMN}
  FROM record"""


@dataclasses.dataclass(frozen=True, slots=True)
class Single:
    """An enhancement at the moment, with what it is planned for and committed to."""

    data: Mapping[str, Any]
    """As the contract of `query` gives it."""
    entries: tuple[tuple[str, EntryRow], ...]
    """(release, entry) in order of version."""
    removed_at: dt.datetime | None
    concerns: tuple[ConcernRow, ...] = ()
    """Open ones first, then the newest."""
    needs: Dependencies = dataclasses.field(default_factory=Dependencies)


def enhancement(setting: Setting, key: str) -> Single:
    """The enhancement of that key, in two SQL statements beside the setting's two.

    Raises EnhancementUnknown, and EnhancementMoved for a name that it had once.
    """
    found = by_key(setting, _STATEMENT, key)
    (row,) = sql.parse_all([found], contract.JSON_COLUMNS)
    by_release = entries.of_releases(
        setting, setting.releases, only=row["enhancement_id"]
    )
    until = row["until"]
    return Single(
        data=contract.as_data(row, setting),
        entries=tuple(
            (release.name, entry)
            for release in setting.releases
            for entry in by_release[release.id]
        ),
        removed_at=until if until is not None and until <= setting.at else None,
        concerns=concerns.rows(setting, sql.parsed(row["concerns"])),
        needs=dependencies.view(setting, sql.parsed(row["dependencies"]), ()),
    )


def release(setting: Setting, name: str) -> ReleaseSummary:
    """The summary of a release, in one SQL statement beside the setting's two.

    Raises ReleaseUnknown.
    """
    dates = named(setting, name)
    counts = releases.counts(setting, [dates])
    return releases.summary(setting, dates, counts[dates.id])


def nearest(setting: Setting, one: Single) -> tuple[str, EntryRow] | None:
    """What is planned for the release in work or the next one after it; else the last
    that is planned at all; None when nothing is.
    """
    planned = [(name, entry) for name, entry in one.entries if entry.planned]
    current = setting.frame.current
    later = [
        (name, entry)
        for name, entry in planned
        if current and versions.sort_key(name) >= versions.sort_key(current)
    ]
    return later[0] if later else (planned[-1] if planned else None)


def entry_data(release: str, entry: EntryRow) -> dict[str, Any]:
    """An entry as machines get it; null means that nothing proves it either way."""
    return {
        "release": release,
        "track": entry.track,
        "stage": entry.stage.key,
        "kind": entry.kind,
        "planned": entry.planned,
        "committed": entry.committed,
        "shipped": entry.shipped,
        "since": contract.iso(entry.since) if entry.since else None,
        "evidence": entry.evidence,
    }


def beside(one: Single) -> dict[str, Any]:
    """Concerns and dependencies as machines get them. What documents say of others
    stands among the claims, which the API gives.
    """
    needs = dependencies.as_data(one.needs)
    return {
        "concerns": [concerns.as_data(row) for row in one.concerns],
        **{name: needs[name] for name in ("depends_on", "needed_by", "circle")},
    }
