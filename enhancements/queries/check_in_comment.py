"""The comment of an entry's check-in, as its panel shows it and as it is posted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enhancements.policy import addresses
from enhancements.policy.letters import check_ins
from enhancements.policy.letters.check_ins import CheckIn, State
from enhancements.policy.letters.names import CHECK_IN_TEXT
from enhancements.policy.letters.template import LetterTooLong
from enhancements.queries import release_letters, sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.check_in_comment import CheckInComment, IssuePlace

COLUMN = """
  (SELECT jsonb_build_object('repository', repository.id, 'name', repository.name,
                             'host', repository.host, 'number', item.number)
     FROM enhancements_item item
     JOIN enhancements_repository repository ON repository.id = item.repository_id
     JOIN enhancements_enhancement own ON own.id = item.enhancement_id
    WHERE record.enhancement_id IN (own.id, own.merged_into_id)
      AND repository.is_main AND repository.removed_at IS NULL
      AND item.kind = 'issue' AND item.gone_at IS NULL
    ORDER BY item.state = 'open' DESC, item.number LIMIT 1) AS issue,
  (SELECT jsonb_build_object('is_dry', outgoing.is_dry, 'done_at', outgoing.done_at,
                             'dead_at', outgoing.dead_at, 'error', outgoing.error,
                             'result', outgoing.result, 'by', outgoing.by,
                             'at', outgoing.created_at)
     FROM enhancements_outgoing outgoing
    WHERE outgoing.cause LIKE %(check_in)s AND outgoing.created_at <= %(at)s
    ORDER BY outgoing.id DESC LIMIT 1) AS posted,
  (SELECT posts FROM enhancements_project WHERE id = %(project)s) AS posts,
  (SELECT letter.parts FROM enhancements_releaseletter letter
    WHERE letter.release_id = %(release)s AND letter.name = 'check-in'
      AND letter.since <= %(at)s
      AND (letter.until IS NULL OR letter.until > %(at)s)) AS wording"""
"""Of a record, for a statement that has `record`, `at`, `project`, `release` and
`check_in`: the tracking issue, what was last put on its way, whether comments are sent,
and the release's own words."""
_STATEMENT = f"""
SELECT decision.value, decision.reason, decision.by, decision.since, decision.track,
{COLUMN}
  FROM enhancements_decision decision
  JOIN enhancements_enhancement enhancement
    ON enhancement.id = decision.enhancement_id
 CROSS JOIN LATERAL (SELECT coalesce(enhancement.merged_into_id, enhancement.id)
                         AS enhancement_id) record
 WHERE decision.id = %(decision)s AND decision.release_id = %(release)s
   AND decision.kind = 'check-in' AND decision.until IS NULL
"""


def given(setting: Setting, decision: int | None) -> dict[str, object]:
    """What a statement with COLUMN has to be given; without a check-in it finds
    nothing that was put on its way.
    """
    causes = "" if decision is None else f"{check_ins.prefix(decision)}%"
    return {"project": setting.id, "check_in": causes, "at": setting.at}


def of(
    setting: Setting, decision: int, said: CheckIn, row: Mapping[str, Any]
) -> CheckInComment:
    """The comment of that check-in; `row` has what COLUMN gives."""
    issue = _issue(sql.parsed(row["issue"]))
    posted = sql.parsed(row["posted"])
    state = _state(setting, posted)
    comment = ((posted or {}).get("result") or {}).get("comment")
    is_written = state is State.WRITTEN and comment is not None
    url = issue.url if issue else ""
    return CheckInComment(
        decision=decision,
        text=_text(setting, said, sql.parsed(row["wording"])),
        issue=issue,
        state=state,
        is_sent=bool(row["posts"]),
        url=f"{url}#issuecomment-{comment}" if url and is_written else url,
        by=posted["by"] if posted else "",
        at=words.moment(posted["at"]) if posted else None,
        error=posted["error"] if posted and state is State.GIVEN_UP else "",
    )


def now(setting: Setting, release: Dates, decision: int) -> CheckInComment | None:
    """The same for who posts it, in one SQL statement; None where no such check-in
    stands in the release.
    """
    asked = {**given(setting, decision), "decision": decision, "release": release.id}
    for row in sql.rows(_STATEMENT, asked):
        names = ("value", "reason", "by", "since", "track")
        said = CheckIn(**{name: row[name] for name in names}, release=release.name)
        return of(setting, decision, said, row)
    return None


def _text(setting: Setting, said: CheckIn, parts: Mapping[str, str] | None) -> str:
    template = release_letters.body(setting, CHECK_IN_TEXT, parts)
    if template is None:
        return ""
    try:
        return check_ins.write(said, template)
    except LetterTooLong:
        return ""


def _issue(one: Mapping[str, Any] | None) -> IssuePlace | None:
    if one is None:
        return None
    url = addresses.issue(one["host"], one["name"], one["number"])
    return IssuePlace(one["repository"], one["name"], one["number"], url)


def _state(setting: Setting, posted: Mapping[str, Any] | None) -> State:
    """How it stood at the setting's moment."""
    if posted is None:
        return State.NOT_WRITTEN
    if posted["is_dry"]:
        return State.TAKEN_BACK if posted["error"] else State.SHOWN
    for key, state in (("dead_at", State.GIVEN_UP), ("done_at", State.WRITTEN)):
        moment = words.moment(posted[key])
        if moment is not None and moment <= setting.at:
            return state
    return State.WAITING
