"""Merged feature work of a release that no enhancement claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.documents import pulls as pull_text
from enhancements.languages import gettext
from enhancements.policy import addresses, untracked
from enhancements.policy.untracked import Known
from enhancements.queries import facets, merge_pulls, sql, weeks
from enhancements.queries.deadlines import PREFIX, Dates
from enhancements.queries.facets import Filter
from enhancements.queries.frame import GITHUB, Setting
from enhancements.queries.release import named
from enhancements.queries.shapes import FacetGroup
from enhancements.queries.shapes.drift import Attributed, UntrackedPage, WorkRow

FILTERS = ("sig", "repository", "state")
CODE_FREEZE = f"{PREFIX}code-freeze"
# What was merged by the moment, with a label that asks for an enhancement; labels and
# claims as they stood. One row for each, whether anybody claims it or not.
_MERGED = """
SELECT item.id, item.number, repository.name AS repository, repository.host,
       item.title, item.body, author.login AS author, item.merged_at, item.base_ref,
       milestone.title AS milestone, item.names_number, item.named, labels.names,
       EXISTS (SELECT FROM enhancements_series series
         JOIN enhancements_claim claim ON claim.series_id = series.id
        WHERE series.project_id = %(project)s AND series.field LIKE 'pull:%%'
          AND series.enhancement_id IS NOT NULL
          AND series.field = 'pull:' || lower(repository.name) || '#' || item.number
          AND claim.value IS NOT NULL AND claim.retracted_at IS NULL
          AND claim.since <= %(at)s
          AND (claim.until IS NULL OR claim.until > %(at)s)) AS is_claimed,
       exempt.by AS exempt_by, exempt.reason AS exempt_reason,
       exempt.since AS exempt_since
  FROM enhancements_repository repository
  JOIN enhancements_item item ON item.repository_id = repository.id
   AND item.kind = 'pull' AND item.merged_at <= %(at)s
   AND (item.gone_at IS NULL OR item.gone_at > %(at)s)
  LEFT JOIN enhancements_person author ON author.id = item.author_id
  LEFT JOIN enhancements_milestone milestone
    ON milestone.id = item.milestone_id AND milestone.gone_at IS NULL
  LEFT JOIN enhancements_exempt exempt ON exempt.item_id = item.id
   AND exempt.since <= %(at)s AND (exempt.until IS NULL OR exempt.until > %(at)s)
 CROSS JOIN LATERAL (
   SELECT array_agg(label.name ORDER BY label.name) AS names
     FROM enhancements_label label
    WHERE label.repository_id = repository.id AND label.node_id = ANY(item.labels)
      AND label.gone_at IS NULL) labels
 WHERE repository.project_id = %(project)s AND repository.removed_at IS NULL
   AND repository.name = ANY(%(repositories)s)
   AND labels.names && %(labels)s
   AND ((%(since)s::timestamptz IS NULL OR item.merged_at > %(since)s)
        AND (%(until)s::timestamptz IS NULL OR item.merged_at <= %(until)s)
        AND (NOT %(stones)s OR milestone.title IS NULL)
        OR %(stones)s AND milestone.title = %(release)s)
 ORDER BY item.merged_at DESC, item.id DESC
"""
_KNOWN = """
SELECT record.key, record.number, record.title, record.feature_gates, record.releases
  FROM enhancements_record record
 WHERE record.project_id = %(project)s AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
 ORDER BY record.number NULLS LAST, record.key
"""
_GIVEN = """
SELECT claim.id, claim.by, claim.reason, claim.since, claim.url,
       substr(series.field, 6) AS name, record.key, record.title
  FROM enhancements_series series
  JOIN enhancements_claim claim ON claim.series_id = series.id
   AND claim.retracted_at IS NULL AND claim.since <= %(at)s
   AND (claim.until IS NULL OR claim.until > %(at)s)
  JOIN enhancements_enhancement own ON own.id = series.enhancement_id
  JOIN LATERAL (
    SELECT * FROM enhancements_record record
     WHERE record.enhancement_id = coalesce(own.merged_into_id, own.id)
       AND record.since <= %(at)s
     ORDER BY record.since DESC LIMIT 1) record ON true
 WHERE series.project_id = %(project)s AND series.field LIKE 'pull:%%'
   AND series.source = 'person'
 ORDER BY claim.since DESC, claim.id DESC LIMIT 50
"""


def page(
    setting: Setting, name: str, chosen: Mapping[str, Sequence[str]], *, why_not: str
) -> UntrackedPage:
    """Everything the page shows, in three SQL statements beside the setting's two.

    Raises ReleaseUnknown.
    """
    release = named(setting, name)
    since, until = window(setting, release)
    every, merged = find(setting, release)
    kept, groups = matching(setting, every, chosen)
    given = sql.rows(_GIVEN, {"project": setting.id, "at": setting.at})
    return UntrackedPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        rows=tuple(row for row in kept if not row.is_exempt),
        exempt=tuple(row for row in kept if row.is_exempt),
        attributed=tuple(_attributed(row) for row in given),
        facets=groups,
        since=since,
        until=until,
        labels=setting.profile.untracked.labels,
        on_github=any(one.kind == GITHUB for one in setting.frame.sources),
        unread=merge_pulls.unread_code(setting),
        merged=merged,
        may=not why_not,
        why_not=why_not,
    )


def of_release(
    setting: Setting, name: str, chosen: Mapping[str, Sequence[str]]
) -> list[WorkRow]:
    """Every one that meets the filters, in two SQL statements.

    Raises ReleaseUnknown.
    """
    rows, _ = find(setting, named(setting, name))
    return matching(setting, rows, chosen)[0]


def window(
    setting: Setting, release: Dates
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """From when to when what is merged is of the release: from the code freeze of the
    one before up to its own; open where no schedule gives one.
    """
    names = [one.name for one in setting.releases]
    place = names.index(release.name)
    before = setting.releases[place - 1] if place else None
    first = before.deadline(CODE_FREEZE) if before else None
    last = release.deadline(CODE_FREEZE)
    return (first.ends_at if first else None, last.ends_at if last else None)


def find(setting: Setting, release: Dates) -> tuple[list[WorkRow], int]:
    """What nobody claims, the latest first, and how much was merged at all.

    Two SQL statements.
    """
    rules = setting.profile.untracked
    since, until = window(setting, release)
    repositories = [o.location for o in setting.frame.sources if o.kind == GITHUB]
    documents = next(iter(repositories), "")
    kind_of = setting.profile.pulls.kind_of
    given = {
        "project": setting.id,
        "at": setting.at,
        "labels": list(rules.labels),
        "release": release.name,
        "since": since,
        "until": until,
        "stones": rules.by_milestone,
        "repositories": [
            one for one in repositories if kind_of(one, documents=documents) == "code"
        ],
    }
    rows = [
        row for row in sql.rows(_MERGED, given) if rules.is_of_branch(row["base_ref"])
    ]
    known = _known(setting, release)
    loose = [row for row in rows if not row["is_claimed"]]
    return [_row(setting, row, known, documents) for row in loose], len(rows)


def _known(setting: Setting, release: Dates) -> list[Known]:
    rows = sql.rows(_KNOWN, {"project": setting.id, "at": setting.at})
    return [
        Known(
            key=row["key"],
            number=row["number"],
            title=row["title"],
            gates=tuple(row["feature_gates"]),
            is_planned=release.name in row["releases"],
        )
        for row in rows
    ]


def _row(
    setting: Setting, row: Mapping[str, Any], known: Sequence[Known], documents: str
) -> WorkRow:
    profile = setting.profile
    claimed = (profile.label_claim(name) for name in row["names"])
    said = pull_text.attribute(
        title=row["title"],
        body=row["body"],
        repository=row["repository"],
        documents=documents,
        profile=profile,
    )
    every = [one for one in (said.own, *said.others) if one is not None]
    found = untracked.suggestions(
        title=row["title"],
        body=row["body"],
        named=[one.number for one in every],
        known=known,
    )
    return WorkRow(
        item=row["id"],
        name=f"{row['repository']}#{row['number']}",
        title=row["title"],
        url=addresses.pull(row["host"], row["repository"], row["number"]),
        author=row["author"] or "",
        labels=tuple(row["names"]),
        sigs=tuple(one[1] for one in claimed if one is not None and one[0] == "sig"),
        merged_at=row["merged_at"],
        branch=row["base_ref"],
        milestone=row["milestone"] or "",
        names=said.number,
        suggested=tuple((one.key, one.title, one.why) for one in found),
        exempt_by=row["exempt_by"] or "",
        exempt_reason=row["exempt_reason"] or "",
        exempt_since=row["exempt_since"],
    )


def matching(
    setting: Setting, rows: Sequence[WorkRow], chosen: Mapping[str, Sequence[str]]
) -> tuple[list[WorkRow], tuple[FacetGroup, ...]]:
    """Those that meet the filters, and the filters with their counts. No SQL."""
    states = (("open", gettext("Asks for one")), ("exempt", gettext("Needs none")))
    filters: list[Filter[WorkRow]] = [
        Filter("sig", gettext("SIG"), _sigs, labels={"none": gettext("No SIG")}),
        Filter(
            "repository",
            gettext("Repository"),
            lambda row: [row.name.partition("#")[0]],
        ),
        Filter(
            "state",
            gettext("State"),
            lambda row: ["exempt" if row.is_exempt else "open"],
            states,
        ),
    ]
    parameters = {"as_of": setting.frame.moment.given, **chosen}
    return facets.apply(rows, filters, chosen, parameters)


def _sigs(row: WorkRow) -> Iterable[str]:
    return dict.fromkeys(row.sigs) or ["none"]


def _attributed(row: Mapping[str, Any]) -> Attributed:
    return Attributed(
        claim=row["id"],
        name=row["name"],
        url=row["url"],
        title=row["title"],
        key=row["key"],
        by=row["by"],
        reason=row["reason"],
        since=row["since"],
    )
