"""REST's objects in our words, the same as `told_graphql` tells.

Functions of single objects raise one of `ERRORS` for a malformed one; `item` raises
`Unreadable`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.actions.told import (
    ChangeTold,
    CommentTold,
    ItemTold,
    LabelTold,
    MilestoneTold,
    PersonTold,
    PullTold,
    RepositoryTold,
    TimelineTold,
)
from enhancements.sources.github.answers import read_moment
from enhancements.sources.github.fragments import ISSUE_EVENTS, PULL_EVENTS
from enhancements.sources.github.told_graphql import (
    ERRORS,
    ISSUE,
    PULL,
    Unreadable,
    color_of,
    event_kind,
    id_of,
    moment_or_none,
    number_of,
    text_of,
    word_of,
)

Row = Mapping[str, Any]

_GHOST = 10137
_PEOPLE = {"user", "bot", "organization", "mannequin"}
_EVENTS = {
    kind: {event_kind(name) for name, _ in events.values()}
    for kind, events in ((ISSUE, ISSUE_EVENTS), (PULL, PULL_EVENTS))
}


def person(row: Row | None) -> PersonTold | None:
    """An account; None for nobody. REST shows who was deleted as one certain user."""
    if row is None or (row.get("id") == _GHOST and row.get("login") == "ghost"):
        return None
    kind = word_of(row.get("type"))
    return PersonTold(
        number_of(row["id"]),
        id_of(row["node_id"]),
        text_of(row["login"]),
        kind if kind in _PEOPLE else "other",
    )


def repository(row: Row) -> RepositoryTold:
    """A repository."""
    return RepositoryTold(
        number_of(row["id"]), id_of(row["node_id"]), id_of(row["full_name"])
    )


def label(row: Row) -> LabelTold:
    """A label."""
    return LabelTold(
        id_of(row["node_id"]),
        text_of(row["name"]),
        number_of(row["id"]),
        color_of(row.get("color")),
        text_of(row.get("description")),
    )


def milestone(row: Row | None) -> MilestoneTold | None:
    """A milestone; None for none."""
    if row is None:
        return None
    return MilestoneTold(
        id_of(row["node_id"]),
        number_of(row["number"]),
        text_of(row["title"]),
        word_of(row.get("state")),
        moment_or_none(row.get("due_on")),
    )


def comment(row: Row) -> CommentTold:
    """A comment on an issue or a pull request; whether it is hidden is not told."""
    return CommentTold(
        "comment",
        number_of(row["id"]),
        id_of(row["node_id"]),
        person(row["user"]),
        text_of(row["body"]),
        read_moment(row["created_at"]),
        read_moment(row["updated_at"]),
        raw=dict(row),
    )


def review(row: Row) -> CommentTold | None:
    """A review of a pull request; None for one that is not submitted yet."""
    if row.get("submitted_at") is None:
        return None
    moment = read_moment(row["submitted_at"])
    return CommentTold(
        "review",
        number_of(row["id"]),
        id_of(row["node_id"]),
        person(row["user"]),
        text_of(row["body"]),
        moment,
        read_moment(row.get("updated_at") or row["submitted_at"]),
        state=word_of(row["state"])[:20],
        raw=dict(row),
    )


def event(kind: str, row: Row) -> TimelineTold | None:
    """One thing of a timeline; None for what is told elsewhere or not kept."""
    what = word_of(row["event"])
    if what not in _EVENTS[kind]:
        return None
    name, before = _names(what, row)
    source = _mention(row)
    moment = text_of(row["created_at"])
    return TimelineTold(
        # A reference from elsewhere has no id of its own.
        text_of(row.get("node_id")) or f"{what} {source} {moment}",
        what,
        person(row["actor"]),
        read_moment(moment),
        name or source,
        before,
        raw=dict(row),
    )


def _names(what: str, row: Row) -> tuple[str, str]:
    """What an event is about, and what was there before."""
    if found := row.get("rename"):
        return text_of(found.get("to")), text_of(found.get("from"))
    for key, word in (
        ("label", "name"),
        ("milestone", "title"),
        ("assignee", "login"),
        ("requested_reviewer", "login"),
        ("requested_team", "slug"),
    ):
        if found := row.get(key):
            return text_of(found.get(word)), ""
    if what == "base_ref_changed":
        return text_of(row.get("current_ref")), text_of(row.get("previous_ref"))
    return "", ""


def _mention(row: Row) -> str:
    """`owner/name#12` of the issue that refers to this one."""
    issue = (row.get("source") or {}).get("issue")
    if not issue:
        return ""
    place = issue.get("repository") or {}
    name = text_of(place.get("full_name"))
    if not name:
        name = "/".join(text_of(issue.get("repository_url")).split("/")[-2:])
    return f"{name}#{number_of(issue['number'])}"


def change(row: Row) -> ChangeTold:
    """A line of a list of issues and pull requests."""
    return ChangeTold(
        PULL if row.get("pull_request") else ISSUE,
        number_of(row["number"]),
        id_of(row["node_id"]),
        read_moment(row["updated_at"]),
        int(row["comments"]),
    )


def pull(row: Row) -> PullTold:
    """What only a pull request has, from its own address. What it closes, how
    reviews were decided and what its checks came to, REST does not tell.
    """
    base, head = row["base"], row["head"]
    place = head.get("repo")
    merged_at = moment_or_none(row.get("merged_at"))
    return PullTold(
        is_draft=bool(row.get("draft")),
        merged_at=merged_at,
        # Before that it is only a trial.
        merge_commit=text_of(row.get("merge_commit_sha")) if merged_at else "",
        base_ref=text_of(base["ref"]),
        head_ref=text_of(head["ref"]),
        head_oid=text_of(head["sha"]),
        head_repository=text_of(place.get("full_name")) if place else "",
    )


def item(
    row: Row,
    pull_row: Row | None,
    comments: Sequence[Row],
    reviews: Sequence[Row],
    timeline: Sequence[Row],
) -> ItemTold:
    """An issue or pull request with all that was read beside it."""
    try:
        return _item(row, pull_row, comments, reviews, timeline)
    except ERRORS as error:
        raise Unreadable(f"It cannot be read: {error!r:.200}") from error


def _item(
    row: Row,
    pull_row: Row | None,
    comments: Sequence[Row],
    reviews: Sequence[Row],
    timeline: Sequence[Row],
) -> ItemTold:
    kind = PULL if pull_row is not None else ISSUE
    only = pull(pull_row) if pull_row is not None else None
    told = [comment(one) for one in comments]
    reviewed = [review(one) for one in reviews]
    people = (person(one) for one in row["assignees"])
    events = tuple(one for each in timeline if (one := event(kind, each)))
    # A pull request has an id as an issue, too; GraphQL tells the one of its own.
    own = row if pull_row is None else pull_row
    return ItemTold(
        kind=kind,
        number=number_of(row["number"]),
        github_id=number_of(own["id"]),
        node_id=id_of(own["node_id"]),
        title=text_of(row["title"]),
        body=text_of(row["body"]),
        state="merged" if only and only.merged_at else word_of(row["state"])[:20],
        author=person(row["user"]),
        created_at=read_moment(row["created_at"]),
        updated_at=read_moment(row["updated_at"]),
        closed_at=moment_or_none(row.get("closed_at")),
        state_reason=word_of(row.get("state_reason")),
        is_locked=bool(row.get("locked")),
        lock_reason=word_of(row.get("active_lock_reason")),
        labels=tuple(label(one) for one in row["labels"]),
        milestone=milestone(row.get("milestone")),
        assignees=tuple(one for one in people if one),
        pull=only,
        comments=(*told, *(one for one in reviewed if one)),
        timeline=events,
        comment_count=len(told),
        event_count=len(events),
        is_complete=True,
        raw={**row, "pull_request": dict(pull_row)} if pull_row else dict(row),
    )
