"""What happened to a request for an exception, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from enhancements.languages import dates, gettext, gettext_noop
from enhancements.policy import deadlines
from enhancements.policy import exceptions as policy
from enhancements.queries import renamed, sql
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.exceptions import Turn

_HISTORY = f"""
SELECT 'state' AS kind, id, since, by, state AS what, reason AS why, granted_until,
       evaluation, NULL::integer AS days
  FROM enhancements_exceptionstate WHERE request_id = %(id)s AND since <= %(at)s
UNION ALL
SELECT 'text', id, since, by, '', '', NULL, '', days
  FROM enhancements_exceptiontext WHERE request_id = %(id)s AND since <= %(at)s
UNION ALL
SELECT 'vote', id, since, coalesce({renamed.login("given")}, by), vote, word, NULL, '',
       NULL
  FROM enhancements_exceptionvote given WHERE request_id = %(id)s AND since <= %(at)s
 ORDER BY since, kind, id
"""
_STATES = {
    policy.PENDING: gettext_noop("asked for it again"),
    policy.APPROVED: gettext_noop("approved it"),
    policy.REJECTED: gettext_noop("rejected it"),
    policy.WITHDRAWN: gettext_noop("withdrew it"),
}
_EVALUATED = {
    "tracked": gettext_noop("evaluated it: the entry is tracked"),
    "removed": gettext_noop("evaluated it: the entry is removed"),
}
_VOTES = {
    policy.FOR: gettext_noop("voted for it"),
    policy.AGAINST: gettext_noop("voted against it"),
    policy.ABSTAIN: gettext_noop("abstained"),
}


def of_request(setting: Setting, id_: int) -> tuple[Turn, ...]:
    """Everything until the setting's moment, oldest first; one SQL statement."""
    rows = sql.rows(_HISTORY, {"id": id_, "at": setting.at})
    return tuple(_turns(rows))


def _turns(rows: Sequence[Mapping[str, Any]]) -> Iterator[Turn]:
    """What happened, oldest first."""
    before: Mapping[str, Any] | None = None
    is_first_text = True
    for row in rows:
        if row["kind"] == "text":
            if not is_first_text:
                said = gettext("corrected what it says")
                yield Turn(row["since"], row["by"], said)
            is_first_text = False
        elif row["kind"] == "vote":
            voted = _VOTES[row["what"]]
            yield Turn(row["since"], row["by"], gettext(voted), row["why"])
        else:
            yield Turn(row["since"], row["by"], _state(row, before), row["why"])
            before = row


def _state(row: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
    if before is None and row["what"] == policy.PENDING:
        return gettext("asked for it")
    if row["evaluation"]:
        evaluated = _EVALUATED[row["evaluation"]]
        return gettext(evaluated)
    if before is not None and before["evaluation"]:
        return gettext("took the evaluation back")
    if before is not None and row["what"] == policy.PENDING:
        undone = policy.state_word(before["what"])
        return gettext("took back that it was %(state)s", state=undone)
    if row["granted_until"] is not None:
        return gettext("approved it until %(end)s", end=_end(row["granted_until"]))
    became = _STATES[row["what"]]
    return gettext(became)


def _end(moment: dt.datetime) -> str:
    """The end of extra time, as `exception_letters.aoe` says it in letters."""
    day = deadlines.day_of(moment)
    if deadlines.ends_at(day) != moment:
        return dates.moment(moment)
    utc = moment.astimezone(dt.UTC)
    return gettext(
        "the end of %(weekday)s %(day)s Anywhere on Earth (%(last)s, %(hour)s)",
        weekday=dates.weekday(day),
        day=dates.day(day),
        last=dates.day(utc, with_year=False),
        hour=dates.hour(utc),
    )
