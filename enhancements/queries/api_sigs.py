"""SIGs as the API gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enhancements.queries import releases, rosters, sigs, sql
from enhancements.queries.api_releases import counts
from enhancements.queries.contract import iso
from enhancements.queries.frame import Setting
from enhancements.queries.rosters import Roster
from enhancements.queries.shapes import SigRow
from enhancements.queries.sigs import SigUnknown

_ONE = f"""
SELECT
 (SELECT jsonb_agg(to_jsonb(roster)) FROM ({rosters.CLAIMS}) roster
   WHERE roster.name = %(sig)s) AS rosters,
 owned.*,
 (SELECT count(*) FROM enhancements_record record
   WHERE record.project_id = %(project)s AND record.since <= %(at)s
     AND (record.until IS NULL OR record.until > %(at)s)
     AND %(sig)s = ANY(record.participating_sigs)) AS participates
  FROM (
    SELECT count(*) AS enhancements,
           count(*) FILTER (WHERE jsonb_array_length(record.problems) > 0) AS problems,
           count(*) FILTER (WHERE jsonb_array_length(record.drift) > 0) AS drift
      FROM enhancements_record record
     WHERE record.project_id = %(project)s AND record.since <= %(at)s
       AND (record.until IS NULL OR record.until > %(at)s)
       AND record.sig = %(sig)s) AS owned
"""


def listing(setting: Setting) -> dict[str, Any]:
    """Every SIG by name, in two SQL statements beside the setting's two."""
    found = sigs.listing(setting)
    return {
        "project": setting.frame.project.name,
        "as_of": iso(setting.at),
        "current": found.current or None,
        "following": found.following or None,
        "items": [_row(row) for row in found.rows],
    }


def _row(row: SigRow) -> dict[str, Any]:
    return {
        "sig": row.name,
        "title": row.title,
        "listed": row.listed,
        "chairs": list(row.chairs),
        "enhancements": row.enhancements,
        "problems": row.problems,
        "drift": row.drift,
        "planned_current": row.current,
        "planned_following": row.following,
    }


def detail(setting: Setting, name: str) -> dict[str, Any]:
    """A SIG: people and counts, in two statements beside the setting's two.

    Raises SigUnknown when neither a roster nor a document names it.
    """
    name = setting.profile.sig_name(name) or name
    given = {"project": setting.id, "at": setting.at, "sig": name}
    row = sql.rows(_ONE, given)[0]
    rows = sql.parsed(row["rosters"]) or []
    if not (rows or row["enhancements"] or row["participates"]):
        raise SigUnknown(name)
    counted = releases.counts(setting, setting.releases)
    return {
        "project": setting.frame.project.name,
        "as_of": iso(setting.at),
        **_people(rosters.build(rows).get(name, Roster(name))),
        **_counted(row),
        "releases": [
            {"release": release.name, **counts(one)}
            for release in reversed(setting.releases)
            for one in counted[release.id]
            if one.sig == name
        ],
    }


def _people(roster: Roster) -> dict[str, Any]:
    return {
        "sig": roster.name,
        "title": roster.title or roster.name,
        "listed": roster.listed,
        "chairs": list(roster.chairs),
        "leads": list(roster.leads),
        "approvers": list(roster.approvers),
        "reviewers": list(roster.reviewers),
        "contact": [{"label": label, "text": text} for label, text in roster.contact],
    }


def _counted(row: Mapping[str, Any]) -> dict[str, int]:
    names = ("enhancements", "participates", "problems", "drift")
    return {name: row[name] for name in names}
