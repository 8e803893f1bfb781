"""Who leads a SIG and who may approve, as rosters said at a moment."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

# Claims of rosters that hold at the moment, of SIGs and of the project itself.
CLAIMS = """
SELECT coalesce(sig.name, '') AS name, series.field, series.source, claim.value
  FROM enhancements_series series
  JOIN enhancements_claim claim ON claim.series_id = series.id
  LEFT JOIN enhancements_sig sig ON sig.id = series.sig_id
 WHERE series.project_id = %(project)s AND series.enhancement_id IS NULL
   AND series.release_id IS NULL AND series.source LIKE 'roster:%%'
   AND claim.retracted_at IS NULL AND claim.since <= %(at)s
   AND (claim.until IS NULL OR claim.until > %(at)s)
   AND claim.value IS NOT NULL
 ORDER BY series.source, series.field
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
_CONTACTS = {"mailing_list": "Mailing list", "slack": "Slack"}


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
            roster.contact += ((_CONTACTS[row["field"]], str(value)),)
        elif row["field"] == "meetings":
            roster.contact += tuple(_meeting(one) for one in value)
    return found


def _meeting(one: Mapping[str, str]) -> tuple[str, str]:
    when = " ".join(filter(None, (one["day"], one["time"], one["tz"])))
    label = one["description"] or "Meeting"
    return label, " ".join(filter(None, (one["frequency"], when, one["archive_url"])))
