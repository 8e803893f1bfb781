"""The comments that entries have at a freeze, as they were put on their way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.actions import outbox
from enhancements.policy import addresses
from enhancements.policy.letters.standing import Posted
from enhancements.queries import sql

Place = tuple[int, str]
"""(id of the enhancement, track)."""

# The last posting of each place that was not taken back, with what came of it, and the
# comment as it was last read. What is about an enhancement that was merged is about the
# other. What came after the moment had not come yet. One that was only shown counts
# where nothing was sent: it hides no comment that stands at GitHub.
_STATEMENT = """
SELECT DISTINCT ON (place, posting.track)
       coalesce(own.merged_into_id, own.id) AS place, posting.track, posting.id,
       coalesce(posting.root_id, posting.id) AS root, posting.digest, posting.body,
       posting.commands, posting.by, posting.at, outgoing.id AS outgoing,
       outgoing.is_dry, outgoing.done_at, outgoing.dead_at, outgoing.attempts,
       outgoing.lease, outgoing.error, outgoing.payload, outgoing.result,
       outgoing.number, repository.name, repository.host, first.marker,
       first.result->>'comment' AS comment_id,
       comment.body AS stands, comment.gone_at
  FROM enhancements_posting posting
  JOIN enhancements_enhancement own ON own.id = posting.enhancement_id
  JOIN enhancements_outgoing outgoing ON outgoing.id = posting.outgoing_id
  JOIN enhancements_repository repository ON repository.id = outgoing.repository_id
  LEFT JOIN enhancements_posting root ON root.id = posting.root_id
  JOIN enhancements_outgoing first
    ON first.id = coalesce(root.outgoing_id, posting.outgoing_id)
  LEFT JOIN enhancements_item item
    ON item.repository_id = outgoing.repository_id AND item.number = outgoing.number
  LEFT JOIN enhancements_comment comment
    ON comment.item_id = item.id AND comment.kind = 'comment'
   AND comment.github_id = (first.result->>'comment')::bigint
 WHERE posting.release_id = %(release)s AND posting.freeze = %(freeze)s
   AND posting.at <= %(at)s
   AND (posting.cancelled_at IS NULL OR posting.cancelled_at > %(at)s)
 ORDER BY place, posting.track, outgoing.is_dry, posting.id DESC
"""


def last(*, release: int, freeze: str, at: dt.datetime) -> dict[Place, Posted]:
    """The last posting of each entry at a moment, in one SQL statement."""
    given = {"release": release, "freeze": freeze, "at": at}
    return {
        (row["place"], row["track"]): _posted(row, at)
        for row in sql.rows(_STATEMENT, given)
    }


def _posted(row: Mapping[str, Any], at: dt.datetime) -> Posted:
    is_done = row["done_at"] is not None and row["done_at"] <= at
    payload, result = sql.parsed(row["payload"]), sql.parsed(row["result"]) or {}
    result = result if is_done else {}
    before = tuple(payload.get("before", ()))
    comment = int(row["comment_id"]) if row["comment_id"] is not None else None
    url = addresses.issue(row["host"], row["name"], row["number"])
    return Posted(
        id=row["id"],
        root=row["root"],
        digest=row["digest"],
        body=row["body"],
        commands=tuple(sql.parsed(row["commands"])),
        by=row["by"],
        at=row["at"],
        is_dry=row["is_dry"],
        is_done=is_done,
        is_dead=row["dead_at"] is not None and row["dead_at"] <= at,
        is_in_hand=bool(row["attempts"] or row["lease"] or row["error"]),
        comment_id=comment,
        is_missing=bool(result.get("missing")) or _is_past(row["gone_at"], at),
        is_theirs=bool(result.get("theirs"))
        or _is_theirs(row["stands"], (payload["body"], *before)),
        error=row["error"],
        outgoing=row["outgoing"],
        sent=payload["body"],
        before=before,
        marker=str(row["marker"]),
        url=url if comment is None else f"{url}#issuecomment-{comment}",
    )


def _is_past(value: dt.datetime | None, at: dt.datetime) -> bool:
    return value is not None and value <= at


def _is_theirs(stands: str | None, ours: Sequence[str]) -> bool:
    """Whether somebody else wrote into a comment. What stood there before our own edit
    is ours as well: it may not have been read again yet.
    """
    if stands is None:
        return False
    return outbox.plain(stands) not in map(outbox.plain, ours)
