"""What the checks of one freeze say of one entry, for the side panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from enhancements.policy.checks import stored
from enhancements.policy.checks.outcome import FAILED, PASSED, UNKNOWN, WAIVED
from enhancements.policy.letters.check_ins import CheckIn
from enhancements.queries import check_in_comment, concerns, sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.board import BoardRow, DecisionRow
from enhancements.queries.shapes.board_panel import PanelCheck, PanelChecks
from enhancements.queries.shapes.check_in_comment import CheckInComment
from enhancements.queries.shapes.concerns import ConcernRow

_STATEMENT = f"""
SELECT verdict.word, verdict.since, verdict.checks, record.issue_url,
{concerns.COLUMN},
{check_in_comment.COLUMN}
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


class Beside(NamedTuple):
    """What stands beside a row when its panel is open."""

    checks: PanelChecks
    issue_url: str = ""
    """Of the tracking issue; empty when none is known."""
    concerns: tuple[ConcernRow, ...] = ()
    """Those that are open."""
    comment: CheckInComment | None = None
    """Of its check-in; None where nobody said how it goes."""


def beside(setting: Setting, release: Dates, shown: BoardRow, freeze: str) -> Beside:
    """What the checks of a freeze say of an entry at the setting's moment, with what
    else its panel shows; in one SQL statement.
    """
    entry, said = shown.entry, shown.check_in
    rows = sql.rows(
        _STATEMENT,
        {
            "release": release.id,
            "enhancement": entry.enhancement,
            "track": entry.track,
            "freeze": freeze,
            **check_in_comment.given(setting, said.id if said else None),
        },
    )
    if not rows:
        return Beside(PanelChecks(freeze, "", None, ()))
    [row] = rows
    raised = concerns.rows(setting, sql.parsed(row["concerns"]))
    still_open = tuple(one for one in raised if one.is_open)
    checks = _checks(row, freeze, shown.waivers)
    comment = _comment(setting, release, shown, row)
    return Beside(checks, row["issue_url"], still_open, comment)


def _checks(
    row: Mapping[str, Any], freeze: str, waivers: Sequence[DecisionRow]
) -> PanelChecks:
    """`waivers` are the decisions by which checks are waived."""
    if row["word"] is None:
        return PanelChecks(freeze, "", None, ())
    by_key = {one.criterion: one for one in waivers if one.freeze == freeze}
    found = [_check(one, by_key) for one in _outcomes(row["checks"])]
    found.sort(key=lambda one: (not one.is_asked, _ORDER.index(one.state)))
    return PanelChecks(freeze, row["word"], row["since"], tuple(found))


def _comment(
    setting: Setting, release: Dates, shown: BoardRow, row: Mapping[str, Any]
) -> CheckInComment | None:
    one = shown.check_in
    if one is None:
        return None
    said = CheckIn(
        value=one.value,
        reason=one.reason,
        by=one.by,
        since=one.since,
        release=release.name,
        track=shown.entry.track,
    )
    return check_in_comment.of(setting, one.id, said, row)


def _outcomes(row: Any) -> Sequence[Mapping[str, Any]]:
    data = sql.parsed(row)
    found: Sequence[Mapping[str, Any]]
    found = data["checks"] if isinstance(data, dict) else data
    return found


def _check(one: Mapping[str, Any], waivers: Mapping[str, DecisionRow]) -> PanelCheck:
    waiver = one["waiver"] or {}
    reason, remedy = stored.said(one)
    return PanelCheck(
        key=one["check"],
        title=one["title"],
        state=one["state"],
        reason=reason,
        remedy=remedy,
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
