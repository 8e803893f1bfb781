"""What the checks of one freeze say of one entry, for the side panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy.checks.outcome import FAILED, PASSED, UNKNOWN, WAIVED
from enhancements.queries import concerns, sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.board import DecisionRow
from enhancements.queries.shapes.board_panel import PanelCheck, PanelChecks
from enhancements.queries.shapes.concerns import ConcernRow

_STATEMENT = f"""
SELECT verdict.word, verdict.since, verdict.checks, record.issue_url,
{concerns.COLUMN}
  FROM (SELECT issue_url, enhancement_id FROM enhancements_record
         WHERE enhancement_id = %(enhancement)s AND since <= %(at)s
         ORDER BY since DESC LIMIT 1) record
  LEFT JOIN enhancements_verdict verdict
    ON verdict.release_id = %(release)s
   AND verdict.enhancement_id = %(enhancement)s
   AND verdict.track = %(track)s AND verdict.freeze = %(freeze)s
   AND verdict.since <= %(at)s
   AND (verdict.until IS NULL OR verdict.until > %(at)s)
"""
_ORDER = (FAILED, UNKNOWN, WAIVED, PASSED)


def checks(
    setting: Setting,
    release: Dates,
    enhancement: int,
    track: str,
    freeze: str,
    *,
    waivers: Sequence[DecisionRow] = (),
) -> tuple[PanelChecks, str, tuple[ConcernRow, ...]]:
    """The checks at the setting's moment, the address of the tracking issue, which is
    empty when none is known, and the concerns that are open; in one SQL statement.

    `waivers` are the decisions by which checks are waived.
    """
    rows = sql.rows(
        _STATEMENT,
        {
            "release": release.id,
            "enhancement": enhancement,
            "track": track,
            "freeze": freeze,
            "at": setting.at,
        },
    )
    row = rows[0] if rows else None
    if row is None:
        return PanelChecks(freeze, "", None, ()), "", ()
    raised = concerns.rows(setting, sql.parsed(row["concerns"]))
    still_open = tuple(one for one in raised if one.is_open)
    if row["word"] is None:
        return PanelChecks(freeze, "", None, ()), row["issue_url"], still_open
    by_key = {one.criterion: one for one in waivers if one.freeze == freeze}
    found = [_check(one, by_key) for one in _outcomes(row["checks"])]
    found.sort(key=lambda one: (not one.is_asked, _ORDER.index(one.state)))
    said = PanelChecks(freeze, row["word"], row["since"], tuple(found))
    return said, row["issue_url"], still_open


def _outcomes(stored: Any) -> Sequence[Mapping[str, Any]]:
    data = sql.parsed(stored)
    found: Sequence[Mapping[str, Any]]
    found = data["checks"] if isinstance(data, dict) else data
    return found


def _check(one: Mapping[str, Any], waivers: Mapping[str, DecisionRow]) -> PanelCheck:
    waiver = one["waiver"] or {}
    return PanelCheck(
        key=one["check"],
        title=one["title"],
        state=one["state"],
        reason=one["reason"],
        remedy=one["remedy"],
        evidence=tuple((label, url) for label, url in one["evidence"]),
        since=words.moment(one.get("stands_since") or one["since"]),
        is_asked=one["is_asked"],
        counts=one["counts"],
        found=one["found"] or "",
        waived_by=waiver.get("by", ""),
        waived_because=waiver.get("reason", ""),
        waived_at=words.moment(waiver.get("at")),
        waiver=waivers.get(one["check"]),
    )
