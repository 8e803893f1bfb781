"""Keep the words of comments on tracking issues, by which enhancements are found."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection

from enhancements.actions import vectors
from enhancements.models import Remark
from enhancements.policy.search import spelling

_AT_ONCE = 500
"""Comments whose texts are in memory at a time."""
_STALE = """
SELECT comment.id, comment.body, %(revision)s || md5(comment.body) AS digest
  FROM enhancements_comment comment
  LEFT JOIN enhancements_person author ON author.id = comment.author_id
  LEFT JOIN enhancements_remark remark ON remark.comment_id = comment.id
 WHERE comment.item_id = ANY(%(items)s) AND comment.kind = 'comment'
   AND comment.gone_at IS NULL AND author.kind IS DISTINCT FROM 'bot'
   AND remark.digest IS DISTINCT FROM %(revision)s || md5(comment.body)
 ORDER BY comment.id LIMIT %(most)s
"""
_KEEP = f"""
INSERT INTO enhancements_remark (comment_id, digest, words)
SELECT comment, digest, {vectors.of("D", "D")}
  FROM json_to_recordset(%s::json)
    AS new(comment bigint, digest text, {vectors.COLUMNS})
    ON CONFLICT (comment_id)
    DO UPDATE SET digest = excluded.digest, words = excluded.words
"""  # noqa: S608 - joined from constants


def keep(*, issues: Iterable[int], tracking: Collection[int]) -> None:
    """Write what of the comments on these issues, by id, differs from what is kept.

    `tracking` are those that track an enhancement; of others nothing is kept. What bots
    say is not kept, nor comments that are gone. Must run inside the transaction that
    settles the issues.
    """
    others = [pk for pk in issues if pk not in tracking]
    if others:
        Remark.objects.filter(comment__item__in=others).delete()
    Remark.objects.filter(
        comment__item__in=tracking, comment__gone_at__isnull=False
    ).delete()
    revision = f"{spelling.REVISION}:"
    given: dict[str, Any] = {
        "items": list(tracking),
        "revision": revision,
        "most": _AT_ONCE,
    }
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_STALE, {**given, "most": _AT_ONCE})
            rows = cursor.fetchall()
            if not rows:
                return
            cursor.execute(_KEEP, [vectors.as_json(_row(*row) for row in rows)])


def _row(comment: int, body: str, digest: str) -> dict[str, str | int | None]:
    told = vectors.columns(spelling.spelled(spelling.comment(body)))
    return {"comment": comment, "digest": digest, **told}
