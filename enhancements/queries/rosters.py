"""Who leads a SIG and who may approve, as rosters said at a moment."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from enhancements.languages import gettext, gettext_noop

_CLAIMS = """
SELECT coalesce(sig.name, '') AS name, series.field, series.source, claim.value
  FROM enhancements_series series
  JOIN enhancements_claim claim ON claim.series_id = series.id
  LEFT JOIN enhancements_sig sig ON sig.id = series.sig_id
 WHERE series.project_id = %(project)s AND series.enhancement_id IS NULL
   AND series.release_id IS NULL AND series.source LIKE 'roster:%%'
   AND claim.retracted_at IS NULL AND claim.since <= %(at)s
   AND (claim.until IS NULL OR claim.until > %(at)s)
   AND claim.value IS NOT NULL {only}
 ORDER BY series.source, series.field
"""
CLAIMS = _CLAIMS.format(only="")
"""Claims of rosters that hold at the moment, of SIGs and of the project itself."""


def claims_of(condition: str) -> str:
    """CLAIMS of the SIGs whose `sig.name` meets a condition.

    Which SIGs those are is asked first: around the statement, or beside its joins, the
    claims of all SIGs would be read, and most of them for nothing.
    """
    return _CLAIMS.format(
        only=f"""AND series.sig_id = ANY(ARRAY(
           SELECT sig.id FROM enhancements_sig sig
            WHERE sig.project_id = %(project)s AND {condition}))"""
    )


# Of the SIGs that list one of `logins`, in lower case, for one of `duties`, everything:
# the rosters of all others are as many as there are SIGs, and say nothing of anybody.
NAMING = f"""
WITH roster AS MATERIALIZED ({CLAIMS}), naming AS MATERIALIZED (
  SELECT DISTINCT roster.name
    FROM roster
   CROSS JOIN LATERAL jsonb_array_elements_text(
         CASE jsonb_typeof(roster.value) WHEN 'array' THEN roster.value
              ELSE '[]' END) AS handle
   WHERE roster.field = ANY(%(duties)s)
     AND lower(ltrim(btrim(handle), '@')) = ANY(%(logins)s::text[])
)
SELECT roster.* FROM roster JOIN naming USING (name)
 ORDER BY roster.source, roster.field
"""


@dataclasses.dataclass(slots=True)
class Roster:
    """What the rosters say of one SIG; of the project when the name is empty."""

    name: str
    title: str = ""
    chairs: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    contact: tuple[tuple[str, str], ...] = ()
    listed: bool = False


_PEOPLE = ("chairs", "leads", "approvers", "reviewers")
_CONTACTS = {"mailing_list": gettext_noop("Mailing list"), "slack": "Slack"}


def build(rows: Iterable[Mapping[str, Any]]) -> dict[str, Roster]:
    """Rosters by SIG from the rows of CLAIMS, values parsed."""
    found: dict[str, Roster] = {}
    for row in rows:
        roster = found.setdefault(row["name"], Roster(row["name"]))
        value = row["value"]
        if row["field"] == "title":
            roster.title, roster.listed = str(value), True
        elif row["field"] in _PEOPLE:
            people = [*getattr(roster, row["field"]), *(str(one) for one in value)]
            setattr(roster, row["field"], tuple(dict.fromkeys(people)))
        elif row["field"] in _CONTACTS:
            label = _CONTACTS[row["field"]]
            roster.contact += ((gettext(label), str(value)),)
        elif row["field"] == "meetings":
            roster.contact += tuple(_meeting(one) for one in value)
    return found


def _meeting(one: Mapping[str, str]) -> tuple[str, str]:
    when = " ".join(filter(None, (one["day"], one["time"], one["tz"])))
    label = one["description"] or gettext("Meeting")
    return label, " ".join(filter(None, (one["frequency"], when, one["archive_url"])))
