"""The head of a pull request: which files it changes, and some of them as they are.

A file is read at the head's commit through the repository that the pull request was
opened against; GitHub finds it there even when the fork is gone.
"""

from __future__ import annotations

import base64
import binascii
import urllib.parse
from collections.abc import Callable
from typing import Any

from enhancements.actions.told import FileTold, HeadTold
from enhancements.sources.github import told_graphql
from enhancements.sources.github.client import Client
from enhancements.sources.github.failures import (
    BadAnswer,
    Gone,
    Missing,
    Refused,
    Rejected,
)

Row = dict[str, Any]

LARGEST_FILE = 1_000_000
"""Bytes; GitHub itself gives no larger ones in this form."""
_PER_PAGE = 100
_GONE = "removed"


def head(
    client: Client, repo: str, number: int, wants: Callable[[str], bool]
) -> HeadTold:
    """The head of a pull request with all changed files, and what ``wants`` says of.

    GitHub lists at most 3,000 files. One that cannot be read has a problem instead of
    bytes. When it became the head GitHub does not say. Raises Missing for what is no
    pull request, and BadAnswer when the head moved meanwhile.
    """
    path = f"/repos/{repo}/pulls/{number}"
    answer = client.get(path)
    oid = _head(answer.row())
    rows = [
        row
        for page in client.pages(f"{path}/files", {"per_page": _PER_PAGE})
        for row in page.rows()
    ]
    files = tuple(_file(client, repo, oid, row, wants) for row in rows)
    # The list of files is that of whatever the head was when it was asked for.
    again = client.get(path, etag=answer.etag)
    if not again.not_modified and _head(again.row()) != oid:
        raise BadAnswer("The pull request's head moved while it was read.")
    return HeadTold(oid, None, files)


def _head(row: Row) -> str:
    try:
        return told_graphql.id_of(row["head"]["sha"])
    except told_graphql.ERRORS as error:
        raise BadAnswer("GitHub did not tell the pull request's head.") from error


def _file(
    client: Client, repo: str, oid: str, row: Row, wants: Callable[[str], bool]
) -> FileTold:
    try:
        path = told_graphql.id_of(row["filename"])
        change = told_graphql.word_of(row["status"])[:20]
        blob = told_graphql.text_of(row.get("sha"))
    except told_graphql.ERRORS as error:
        raise BadAnswer("GitHub's list of changed files cannot be read.") from error
    if change == _GONE or not wants(path):
        return FileTold(path, change, blob)
    try:
        quoted = urllib.parse.quote(path)
        answer = client.get(f"/repos/{repo}/contents/{quoted}", {"ref": oid})
        content, problem = _content(answer.data)
    except (Missing, Gone):
        content, problem = None, "GitHub has no such file at the head."
    except (Refused, Rejected) as error:
        content, problem = None, str(error)
    return FileTold(path, change, blob, content, problem)


def _content(told: Any) -> tuple[bytes | None, str]:
    """The bytes of a file, or why there are none."""
    if not isinstance(told, dict):
        return None, "It is a folder."
    kind = told.get("type")
    if kind != "file":
        return None, f"It is no file but a {kind or 'thing that is not named'}."
    size = told.get("size")
    if isinstance(size, int) and size > LARGEST_FILE:
        return None, f"It is larger than {LARGEST_FILE // 1_000_000} MB."
    if told.get("encoding") != "base64" or not isinstance(told.get("content"), str):
        return None, "GitHub does not give its contents."
    try:
        content = base64.b64decode(told["content"])
    except (binascii.Error, ValueError):
        raise BadAnswer("GitHub's file cannot be decoded.") from None
    if isinstance(size, int) and len(content) != size:
        raise BadAnswer("GitHub's file was cut.")
    if b"\0" in content:
        return None, "It is no text."
    return content, ""
