"""Comments, reviews and bodies: texts that may hold slash commands."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from enhancements.actions import outbox, slash_again
from enhancements.models import Asked, Comment, Item, Person, Stream, TimelineItem

AT_ONCE = 500
"""Texts of each kind that are read at a time, to be heard as they were said."""
COMMENT, ITEM = "comment", "item"
"""The kinds of texts: comments and reviews, and bodies."""


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """A text that may hold commands, as it was first seen."""

    kind: str
    """`comment` for comments and reviews, `item` for bodies."""
    pk: int
    id: int
    """GitHub's, in the id space of its kind."""
    cause: str
    item: Item
    comment: Comment | None
    author: Person | None
    body: str
    association: str
    """How the author stands to the repository, in GitHub's words: MEMBER, OWNER, …"""
    said_at: dt.datetime

    @property
    def name(self) -> str:
        """What it is called among those that are tried again."""
        return f"{self.kind}:{self.pk}"


def new_texts(*, stream: Stream, now: dt.datetime) -> list[Text]:
    """Texts that nobody heard yet, in the order in which they were said.

    Those that could not be heard are among them once they are due again, and not any
    more when they were given up.
    """

    def unheard(kind: str) -> Q:
        due, later = slash_again.waiting(stream=stream, kind=kind, now=now)
        return Q(pk__gt=stream.data[kind]) & ~Q(pk__in=later) | Q(pk__in=due)

    given_up = Asked.objects.filter(mode=slash_again.FAILED)
    items = _items().filter(
        unheard(ITEM),
        ~Exists(given_up.filter(item=OuterRef("pk"), comment=None)),
        repository=stream.repository_id,
    )
    comments = _comments().filter(
        unheard(COMMENT),
        ~Exists(given_up.filter(comment=OuterRef("pk"))),
        item__repository=stream.repository_id,
    )
    found = [
        *map(_body, items.order_by("pk")[:AT_ONCE]),
        *map(_comment, comments.order_by("pk")[:AT_ONCE]),
    ]
    # Bodies first: a comment of the same second came later.
    return sorted(found, key=lambda one: (one.said_at, one.kind == COMMENT, one.id))


def _items() -> QuerySet[Item]:
    return Item.objects.select_related("author", "milestone")


def _comments() -> QuerySet[Comment]:
    return Comment.objects.select_related("author", "item__author", "item__milestone")


def named(name: str) -> list[Text]:
    """The text of this name; none if it is no more."""
    kind, _, pk = name.partition(":")
    if kind == ITEM:
        return [_body(row) for row in _items().filter(pk=pk)]
    return [_comment(row) for row in _comments().filter(pk=pk)]


def _body(item: Item) -> Text:
    return Text(
        kind=ITEM,
        pk=item.pk,
        id=item.github_id,
        cause=f"command:{item.repository_id}:{item.kind}:{item.github_id}",
        item=item,
        comment=None,
        author=item.author,
        body=item.body,
        association=_association(item.raw),
        said_at=item.created_at,
    )


def _comment(comment: Comment) -> Text:
    place = comment.item.repository_id
    return Text(
        kind=COMMENT,
        pk=comment.pk,
        id=comment.github_id,
        cause=f"command:{place}:{comment.kind}:{comment.github_id}",
        item=comment.item,
        comment=comment,
        author=comment.author,
        body=comment.body,
        association=_association(comment.raw),
        said_at=comment.created_at,
    )


def _association(raw: dict[str, Any]) -> str:
    told = raw.get("authorAssociation") or raw.get("author_association")
    return told.upper() if isinstance(told, str) else ""


def counts(*, text: Text, stream: Stream) -> bool:
    """Whether commands of a text are heard: new here, a person's, and still there.

    Bots are never answered, nor is what we wrote ourselves under a person's account.
    What came along with a transferred issue was heard where it was written.
    """
    comment, item = text.comment, text.item
    is_hidden = comment is not None and (
        comment.gone_at is not None or comment.is_minimized
    )
    if is_hidden or item.gone_at is not None or "/" not in text.body:
        return False
    if text.author is None or text.author.kind != Person.Kind.USER:
        return False
    if stream.since is not None and text.said_at < stream.since:
        return False
    if outbox.is_marked(text.body):
        return False
    return not TimelineItem.objects.filter(
        item=item, kind="transferred", at__gte=text.said_at
    ).exists()
