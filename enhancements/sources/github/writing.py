"""What is written to GitHub: comments, labels, milestone, assignees, state.

Each write waits for its turn, a second after any other. Labels, assignees, milestone
and state say how things shall be, so writing them twice is writing them once. A comment
carries a marker in a part that readers do not see: who does not know whether it was
written looks for it with `find_comment` first.
"""

from __future__ import annotations

import datetime as dt
import urllib.parse
import uuid
from collections.abc import Sequence
from typing import Any

from enhancements.actions import outbox
from enhancements.actions.told import CommentTold
from enhancements.sources.github import told_graphql, told_rest
from enhancements.sources.github.answers import spell_moment
from enhancements.sources.github.client import Client
from enhancements.sources.github.failures import BadAnswer, Missing

Row = dict[str, Any]

LONGEST = 65_536
"""Characters of a comment."""


def mark(marker: uuid.UUID) -> str:
    """The marker as it stands in a comment."""
    return outbox.mark(marker)


def comment(
    client: Client, repo: str, number: int, body: str, marker: uuid.UUID
) -> CommentTold:
    """Write a comment. Raises ValueError for one that GitHub would not take."""
    path = f"/repos/{repo}/issues/{number}/comments"
    return _comment(client.send("POST", path, {"body": marked(body, marker)}).row())


def marked(body: str, marker: uuid.UUID) -> str:
    """A comment's text with its marker. Raises ValueError for one that GitHub would not
    take.
    """
    text = f"{body.rstrip()}\n\n{mark(marker)}"
    if not body.strip() or len(text) > LONGEST:
        raise ValueError(f"A comment has 1 to {LONGEST} characters.")
    return text


def one_comment(client: Client, repo: str, comment_id: int) -> CommentTold | None:
    """A comment by its id; None where it was deleted."""
    try:
        return _comment(client.get(_path(repo, comment_id)).row())
    except Missing:
        # No comment there, or no repository: only the latter is a failure.
        client.get(f"/repos/{repo}")
        return None


def edit_comment(
    client: Client, repo: str, comment_id: int, body: str, marker: uuid.UUID
) -> CommentTold:
    """Rewrite a comment of ours, which keeps its marker. Raises ValueError for a text
    that GitHub would not take.
    """
    told = {"body": marked(body, marker)}
    return _comment(client.send("PATCH", _path(repo, comment_id), told).row())


def _path(repo: str, comment_id: int) -> str:
    return f"/repos/{repo}/issues/comments/{comment_id}"


def find_comment(
    client: Client,
    repo: str,
    number: int,
    marker: uuid.UUID,
    since: dt.datetime | None = None,
) -> CommentTold | None:
    """The comment with a marker, or None where there certainly is none.

    ``since`` spares reading what was last changed before. Only what somebody who may
    write as we do can have written counts, so look at the author besides.
    """
    params: dict[str, str | int] = {"per_page": 100}
    if since is not None:
        params["since"] = spell_moment(since)
    wanted = mark(marker)
    for answer in client.pages(f"/repos/{repo}/issues/{number}/comments", params):
        for row in answer.rows():
            body = row.get("body")
            if isinstance(body, str) and wanted in body:
                return _comment(row)
    return None


def find_alike(
    client: Client,
    repo: str,
    number: int,
    body: str,
    between: tuple[dt.datetime, dt.datetime],
) -> CommentTold | None:
    """A comment of ours that says the same and was written then (UTC); None for none.

    For who lost its marker. Only what is marked at its end counts as ours.
    """
    since, until = between
    params: dict[str, str | int] = {"per_page": 100, "since": spell_moment(since)}
    for answer in client.pages(f"/repos/{repo}/issues/{number}/comments", params):
        for row in answer.rows():
            said = row.get("body")
            if not isinstance(said, str) or not outbox.is_marked(said):
                continue
            if outbox.plain(said) == outbox.plain(body):
                found = _comment(row)
                if since <= found.created_at <= until:
                    return found
    return None


def _comment(row: Row) -> CommentTold:
    try:
        return told_rest.comment(row)
    except told_graphql.ERRORS as error:
        raise BadAnswer("GitHub's comment cannot be read.") from error


def add_labels(client: Client, repo: str, number: int, names: Sequence[str]) -> None:
    """Add labels; GitHub makes up those that the repository does not have."""
    path = f"/repos/{repo}/issues/{number}/labels"
    client.send("POST", path, {"labels": list(names)})


def remove_label(client: Client, repo: str, number: int, name: str) -> None:
    """Take a label off; nothing happens where it is not on."""
    quoted = urllib.parse.quote(name, safe="")
    try:
        client.send("DELETE", f"/repos/{repo}/issues/{number}/labels/{quoted}", None)
    except Missing:
        # No label there, or no issue: only the latter is a failure.
        client.get(f"/repos/{repo}/issues/{number}")


def set_milestone(
    client: Client, repo: str, number: int, milestone: int | None
) -> None:
    """Set the milestone by its number; None takes it off."""
    _change(client, repo, number, {"milestone": milestone})


def set_state(
    client: Client, repo: str, number: int, state: str, reason: str = ""
) -> None:
    """Close (`closed`) or reopen (`open`); a reason is `completed`, `not_planned`, …"""
    _change(client, repo, number, {"state": state, "state_reason": reason or None})


def _change(client: Client, repo: str, number: int, what: Row) -> None:
    client.send("PATCH", f"/repos/{repo}/issues/{number}", what)


def assign(
    client: Client, repo: str, number: int, logins: Sequence[str]
) -> tuple[str, ...]:
    """Assign people. Returns those that GitHub passed over without a word."""
    path = f"/repos/{repo}/issues/{number}/assignees"
    told = client.send("POST", path, {"assignees": list(logins)}).row()
    return tuple(login for login in logins if login.lower() not in _assigned(told))


def unassign(client: Client, repo: str, number: int, logins: Sequence[str]) -> None:
    """Take assignments back; nothing happens to who is not assigned."""
    path = f"/repos/{repo}/issues/{number}/assignees"
    client.send("DELETE", path, {"assignees": list(logins)})


def _assigned(row: Row) -> set[str]:
    try:
        people = [told_rest.person(one) for one in row["assignees"]]
    except told_graphql.ERRORS as error:
        raise BadAnswer("GitHub did not tell who is assigned.") from error
    return {person.login.lower() for person in people if person}
