"""What was said on the tracking issue of an enhancement, as of a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from enhancements.documents import rendering
from enhancements.documents.rendering_tokens import Where
from enhancements.policy import addresses
from enhancements.queries import (
    enhancement,
    issue_links,
    item_standing,
    paging,
    sql,
    texts,
)
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.texts import DiscussionPage, Said

SIZE = paging.COMMENTS
_TOGETHER = 150_000
"""Characters that are rendered of one page."""
# Of the body every wording is kept; of comments only the last.
_STATEMENT = f"""{enhancement.BY_KEY}
SELECT record.key, record.number, record.title, {texts.HOME},
  (SELECT jsonb_build_object(
            {item_standing.FACTS},
            'gone', coalesce(item.gone_at <= %(at)s, false),
            'closed', {issue_links.CLOSED},
            'id', item.id, 'number', item.number, 'repository', repository.name,
            'host', repository.host, 'author', author.login,
            'created_at', item.created_at,
            'edited_at', (SELECT max(edit.edited_at) FROM enhancements_edit edit
                WHERE edit.item_id = item.id AND edit.edited_at <= %(at)s
                  AND edit.edited_at > item.created_at),
            'body', coalesce((SELECT edit.body FROM enhancements_edit edit
                WHERE edit.item_id = item.id AND edit.edited_at <= %(at)s
                  AND item.edited_at > %(at)s
                ORDER BY edit.edited_at DESC, edit.place DESC LIMIT 1), item.body),
            'comments', (SELECT count(*) FROM enhancements_comment comment
                WHERE comment.item_id = item.id AND comment.kind = 'comment'
                  AND comment.created_at <= %(at)s
                  AND (comment.gone_at IS NULL OR comment.gone_at > %(at)s)))
     FROM enhancements_item item
     JOIN enhancements_repository repository ON repository.id = item.repository_id
     LEFT JOIN enhancements_person author ON author.id = item.author_id
    WHERE item.enhancement_id = record.enhancement_id AND item.kind = 'issue'
      AND item.created_at <= %(at)s
    ORDER BY item.number = record.issue DESC NULLS LAST, item.gone_at NULLS FIRST,
             item.number LIMIT 1) AS issue_item
  FROM record
"""
_COMMENTS = """
SELECT comment.github_id, comment.body, comment.created_at, comment.updated_at,
       comment.is_minimized, author.login AS author
  FROM enhancements_comment comment
  LEFT JOIN enhancements_person author ON author.id = comment.author_id
 WHERE comment.item_id = %(item)s AND comment.kind = 'comment'
   AND comment.created_at <= %(at)s
   AND (comment.gone_at IS NULL OR comment.gone_at > %(at)s)
 ORDER BY comment.created_at, comment.github_id
 LIMIT %(size)s OFFSET %(offset)s
"""


def page(setting: Setting, key: str, *, number: int = 1) -> DiscussionPage:
    """The page of that number, counted from 1, in two SQL statements.

    Comments are shown as they were left last, also at a past moment: GitHub keeps
    their former wordings to itself. Raises as `enhancement.page` does.
    """
    row = enhancement.by_key(setting, _STATEMENT, key)
    item = sql.parsed(row["issue_item"])
    plain = DiscussionPage(setting.frame, row["key"], row["number"], row["title"])
    if item is None:
        return plain
    at = setting.frame.moment.given
    listed = paging.paged(
        {"as_of": at}, number=number, total=item["comments"], size=SIZE
    )
    given = {"item": item["id"], "at": setting.at, "size": SIZE}
    rows = sql.rows(_COMMENTS, {**given, "offset": (listed.number - 1) * SIZE})
    url = addresses.issue(item["host"], item["repository"], item["number"])
    teller = _Teller(sql.parsed(row["home"]), url)
    name = f"{item['repository'].rpartition('/')[2]}#{item['number']}"
    return DiscussionPage(
        plain.frame,
        plain.key,
        plain.number,
        plain.title,
        issue=name,
        url=url,
        stands=issue_links.stands(item, name, url),
        opening=teller.opening(item) if listed.number == 1 else None,
        comments=tuple(teller.comment(one) for one in rows),
        page=listed,
    )


class _Teller:
    """Renders texts one after the other until enough of a page is rendered."""

    def __init__(self, home: Mapping[str, str] | None, url: str) -> None:
        self.home = home
        self.url = url
        self.left = _TOGETHER

    def opening(self, item: Mapping[str, Any]) -> Said:
        """The issue's own text."""
        edited = item["edited_at"]
        return Said(
            author=item["author"] or "",
            at=dt.datetime.fromisoformat(item["created_at"]),
            text=self._text(item["body"], "issue"),
            url=self.url,
            anchor="said-issue",
            edited_at=dt.datetime.fromisoformat(edited) if edited else None,
        )

    def comment(self, one: Mapping[str, Any]) -> Said:
        """A comment on it."""
        is_edited = one["updated_at"] > one["created_at"]
        return Said(
            author=one["author"] or "",
            at=one["created_at"],
            text=self._text(one["body"], str(one["github_id"])),
            url=f"{self.url}#issuecomment-{one['github_id']}",
            anchor=f"said-{one['github_id']}",
            edited_at=one["updated_at"] if is_edited else None,
            is_hidden=one["is_minimized"],
        )

    def _text(self, body: str, name: str) -> rendering.Rendered:
        place: Where = texts.where(
            self.home, page=self.url, prefix=f"text-{name}-", below=2
        )
        most = max(500, min(rendering.LONGEST, self.left))
        self.left -= min(len(body), most)
        text = body.replace("\r\n", "\n")
        return rendering.render(text, place, most=most)
