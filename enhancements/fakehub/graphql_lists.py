"""The GraphQL fields of issues, pull requests and comments that take arguments or
depend on who asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from enhancements.fakehub.base import NotThere
from enhancements.fakehub.graphql_asking import Asking, Info, Resolver
from enhancements.fakehub.graphql_events import key_of, parts_of
from enhancements.fakehub.graphql_pages import Page
from enhancements.fakehub.graphql_root import repo_url
from enhancements.fakehub.graphql_values import word
from enhancements.fakehub.nouns import Comment, Event, Issue, Repo, Review

_id = attrgetter("id")


def _by_id(name: str) -> Resolver:
    """A list of things with ids, oldest first."""

    def resolve(
        noun: Any,
        _info: Info,
        first: int | None = None,
        after: str | None = None,
    ) -> Page:
        found = sorted(getattr(noun, name), key=_id)
        return Page(found, lambda one: (one.id, 0), first=first, after=after)

    return resolve


def _comments(
    issue: Issue,
    _info: Info,
    first: int | None = None,
    after: str | None = None,
) -> Page:
    return Page(issue.comments, key_of, first=first, after=after)


def _timeline(
    issue: Issue,
    info: Info,
    first: int | None = None,
    after: str | None = None,
    itemTypes: Sequence[str] | None = None,  # noqa: N803 GitHub's word
) -> Page:
    asking = info.context
    parts = parts_of(issue, itemTypes)
    if any("source" in one.data for one in parts if isinstance(one, Event)):
        # Who may not read where it was mentioned does not learn that it was.
        parts = [one for one in parts if _is_open(one, asking)]
    return Page(parts, key_of, first=first, after=after)


def _is_open(part: Any, asking: Asking) -> bool:
    source = part.data.get("source") if isinstance(part, Event) else None
    return source is None or asking.sees(source)


def _edits(
    noun: Issue | Comment,
    _info: Info,
    first: int | None = None,
    after: str | None = None,
) -> Page:
    """The newest first, as GitHub lists them; the last is how the body began."""
    found = list(reversed(noun.edits or []))
    return Page(found, lambda one: (-one.edited_at, -one.id), first=first, after=after)


def _reviews(
    issue: Issue,
    _info: Info,
    first: int | None = None,
    after: str | None = None,
) -> Page:
    reviews = issue.pull.reviews if issue.pull else []
    return Page(reviews, key_of, first=first, after=after)


def _closing(
    issue: Issue,
    info: Info,
    first: int | None = None,
    after: str | None = None,
) -> Page:
    closing = issue.pull.closing_issues if issue.pull else []
    found = sorted(filter(info.context.sees, closing), key=_id)
    return Page(found, lambda one: (one.id, 0), first=first, after=after)


def _files(
    issue: Issue,
    _info: Info,
    first: int | None = None,
    after: str | None = None,
) -> Page:
    # With their places, which are all that tells their cursors apart.
    files = list(enumerate(issue.pull.files if issue.pull else []))
    return Page(files, lambda one: (one[0], 0), first=first, after=after)


def _state_reason(
    issue: Issue,
    _info: Info,
    *,
    enableDuplicate: bool = False,  # noqa: N803 GitHub's word
) -> str | None:
    reason = word(issue.state_reason)
    return "NOT_PLANNED" if reason == "DUPLICATE" and not enableDuplicate else reason


def _head_repository(issue: Issue, info: Info) -> Repo | None:
    head = issue.pull.head_repo if issue.pull else None
    return head if head and info.context.sees(head) else None


def _dismissed_review(event: Event, info: Info) -> Review | None:
    number = event.data["dismissed_review"]["review_id"]
    found: Review | None = info.context.world.reviews.get(number)
    return found


def _from_repository(event: Event, info: Info) -> Repo | None:
    asking = info.context
    name = event.data["from_repository"]
    try:
        found = asking.world.repo(name)
    except NotThere:
        moved = asking.world.moved_repo(name)
        if moved is None:
            return None
        found = moved
    return found if asking.sees(found) else None


# Addresses of pages


def _issue_url(issue: Issue, info: Info) -> str:
    kind = "pull" if issue.pull else "issues"
    return f"{repo_url(issue.repo, info)}/{kind}/{issue.number}"


def _comment_url(comment: Comment, info: Info) -> str:
    return f"{_issue_url(comment.issue, info)}#issuecomment-{comment.id}"


def _review_url(review: Review, info: Info) -> str:
    return f"{_issue_url(review.issue, info)}#pullrequestreview-{review.id}"


_SHARED: dict[str, Resolver] = {
    "url": _issue_url,
    "labels": _by_id("labels"),
    "assignees": _by_id("assignees"),
    "comments": _comments,
    "timelineItems": _timeline,
    "userContentEdits": _edits,
}
RESOLVERS: dict[str, dict[str, Resolver]] = {
    "Issue": {**_SHARED, "stateReason": _state_reason},
    "PullRequest": {
        **_SHARED,
        "reviews": _reviews,
        "closingIssuesReferences": _closing,
        "files": _files,
        "headRepository": _head_repository,
    },
    "IssueComment": {"url": _comment_url, "userContentEdits": _edits},
    "PullRequestReview": {"url": _review_url},
    "ReviewDismissedEvent": {"review": _dismissed_review},
    "TransferredEvent": {"fromRepository": _from_repository},
}
