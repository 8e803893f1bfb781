"""The tracking issue of an enhancement, with the state that it had at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enhancements.languages import gettext
from enhancements.policy import addresses
from enhancements.queries import item_standing, sql
from enhancements.queries.shapes.pulls import IssueView

CLOSED = """coalesce((SELECT happened.kind = 'closed'
                FROM enhancements_timelineitem happened
               WHERE happened.item_id = item.id AND happened.at <= %(at)s
                 AND happened.kind IN ('closed', 'reopened')
               ORDER BY happened.at DESC, happened.id DESC LIMIT 1),
               item.closed_at <= %(at)s, false)"""
"""As part of a statement with `item`: whether it was closed at the moment."""
# As part of a statement with `record`. The timeline says what it was; what no event
# speaks of yet is told by when it was closed.
COLUMN = f"""
  (SELECT jsonb_build_object({item_standing.FACTS},
            'number', item.number, 'repository', repository.name,
            'host', repository.host,
            'gone', coalesce(item.gone_at <= %(at)s, false),
            'closed', {CLOSED})
     FROM enhancements_item item
     JOIN enhancements_repository repository ON repository.id = item.repository_id
    WHERE item.enhancement_id = record.enhancement_id AND item.kind = 'issue'
      AND item.created_at <= %(at)s
    ORDER BY item.number = record.issue DESC NULLS LAST, item.gone_at NULLS FIRST,
             item.number LIMIT 1) AS issue_item"""


def view(row: Mapping[str, Any], url: str | None) -> IssueView | None:
    """What is shown of `COLUMN`; of an issue that is not mirrored no more than `url`.

    None where no issue is known.
    """
    one = sql.parsed(row["issue_item"])
    if one is None:
        return IssueView(gettext("Tracking issue"), url, "") if url else None
    name = f"{one['repository'].rpartition('/')[2]}#{one['number']}"
    there = addresses.issue(one["host"], one["repository"], one["number"])
    return stands(one, name, there)


def stands(facts: Mapping[str, Any], name: str, url: str) -> IssueView:
    """An issue, with what `CLOSED`, `gone` and `item_standing.FACTS` say of it."""
    state = "gone" if facts["gone"] else "closed" if facts["closed"] else "open"
    found = item_standing.standing(facts, state)
    is_discussion, discussion = item_standing.became_discussion(facts, state)
    return IssueView(
        name,
        url,
        state,
        words=found.words,
        is_discussion=is_discussion,
        discussion=discussion,
        may_be_turning=found.may_be_turning and not is_discussion,
    )
