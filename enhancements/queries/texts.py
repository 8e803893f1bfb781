"""A document of an enhancement in one version, to be read as a page."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.documents import rendering
from enhancements.documents.rendering_tokens import Where
from enhancements.documents.text import Unreadable, decode
from enhancements.languages import gettext
from enhancements.policy import addresses
from enhancements.queries import enhancement, sql
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.texts import DiffLine, DocumentPage, FileVersion

HOME = """
  (SELECT jsonb_build_object('host', repository.host, 'name', repository.name)
     FROM enhancements_repository repository
    WHERE repository.project_id = record.project_id AND repository.is_main
      AND repository.removed_at IS NULL LIMIT 1) AS home"""
"""As part of a statement with `record`: the repository whose numbers are meant."""
_STATEMENT = f"""{enhancement.BY_KEY}
SELECT record.key, record.number, record.title, {HOME},
  (SELECT jsonb_agg(jsonb_build_object(
            'document', version.document_id, 'blob', version.blob_id,
            'path', version.path, 'commit', version.commit, 'role', version.role,
            'merged_at', version.merged_at, 'subject', version.subject,
            'change', version.change) ORDER BY version.ordinal DESC)
     FROM enhancements_document document
     JOIN enhancements_version version ON version.document_id = document.id
    WHERE document.enhancement_id = record.enhancement_id
      AND version.retracted_at IS NULL
      AND least(version.merged_at, version.seen_at) <= %(at)s) AS versions
  FROM record
"""
_BLOBS = "SELECT id, content FROM enhancements_blob WHERE id = ANY(%(ids)s)"
_MARKDOWN = (".md", ".markdown")
_FENCE = "---"
_DIFFED = 6_000
"""Lines that are compared; of longer texts the host shows the difference."""
_FEWEST = 7
"""Digits by which a commit may be named."""


def page(
    setting: Setting, key: str, *, file: str = "", commit: str = "", diff: bool = False
) -> DocumentPage:
    """The document at the path `file`, the main one without; in two SQL statements.

    In the version that stands at the moment, or in that of `commit`. Raises as
    `enhancement.page` does, and FilterRefused for a file or version there is not.
    """
    row = enhancement.by_key(setting, _STATEMENT, key)
    groups = _groups(sql.parsed(row["versions"]) or [])
    files = tuple(versions[0]["path"] for versions in groups)
    plain = DocumentPage(
        setting.frame, row["key"], row["number"], row["title"], files, ""
    )
    if not groups:
        return plain
    if file and file not in files:
        message = gettext(
            "It has no document “%(file)s” at that moment.", file=file[:100]
        )
        raise FilterRefused("file", message)
    versions = groups[files.index(file) if file else 0]
    place = _place(versions, commit)
    return _shown(setting, plain, row, versions, place, diff=diff)


def where(home: Mapping[str, str] | None, **more: Any) -> Where:
    """Where a text comes from, with the repository whose numbers it means."""
    if not home:
        return Where(**more)
    web = addresses.web(home["host"])
    return Where(web=web, repository=home["name"], **more)


def _groups(versions: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The versions of each document, newest first; the main document first."""
    groups: dict[int, list[dict[str, Any]]] = {}
    for one in versions:
        groups.setdefault(one["document"], []).append(one)
    return sorted(
        groups.values(),
        key=lambda many: (
            many[0]["change"] == "deleted",
            many[0]["role"] != "main",
            many[0]["path"],
        ),
    )


def _place(versions: Sequence[Mapping[str, Any]], commit: str) -> int:
    if not commit:
        return 0
    for place, one in enumerate(versions):
        if len(commit) >= _FEWEST and one["commit"].startswith(commit):
            return place
    message = gettext(
        "No version “%(commit)s” of this document was there at that moment.",
        commit=commit[:40],
    )
    raise FilterRefused("version", message)


def _shown(
    setting: Setting,
    plain: DocumentPage,
    row: Mapping[str, Any],
    versions: Sequence[Mapping[str, Any]],
    place: int,
    *,
    diff: bool,
) -> DocumentPage:
    own = versions[place]
    before = versions[place + 1] if place + 1 < len(versions) else None
    listed = tuple(_version(setting, one) for one in versions)
    texts, trouble = _texts(own, before)
    text = texts[0]
    front, body = _parted(text)
    place_of = where(
        sql.parsed(row["home"]),
        location=setting.evidence.locations.get("documents") or "",
        commit=own["commit"],
        path=own["path"],
    )
    return DocumentPage(
        frame=plain.frame,
        key=plain.key,
        number=plain.number,
        title=plain.title,
        files=plain.files,
        path=versions[0]["path"],
        versions=listed,
        version=listed[place],
        before=listed[place + 1] if before else None,
        text=None if diff or trouble else _rendered(own["path"], body, place_of),
        front="" if diff else rendering.cut(front)[0],
        trouble=trouble,
        diff=_diff(texts[1], text) if diff else None,
    )


def _rendered(path: str, body: str, place: Where) -> rendering.Rendered:
    if path.lower().endswith(_MARKDOWN):
        return rendering.render(body, place)
    return rendering.raw(body)


def _version(setting: Setting, one: Mapping[str, Any]) -> FileVersion:
    is_gone = one["change"] == "deleted"
    return FileVersion(
        commit=one["commit"],
        merged_at=dt.datetime.fromisoformat(one["merged_at"]),
        subject=one["subject"],
        change=one["change"],
        path=one["path"],
        url=None if is_gone else setting.evidence.url(one["path"], one["commit"]),
    )


def _texts(
    own: Mapping[str, Any], before: Mapping[str, Any] | None
) -> tuple[tuple[str, str], str]:
    """Both texts, empty where there is none, and why the first cannot be read."""
    wanted = [own["blob"], before["blob"] if before else None]
    rows = sql.rows(_BLOBS, {"ids": [one for one in wanted if one is not None]})
    contents = {one["id"]: bytes(one["content"]) for one in rows}
    texts, troubles = [], []
    for blob in wanted:
        try:
            texts.append(decode(contents.get(blob, b"")))
            troubles.append("")
        except Unreadable as unreadable:
            texts.append("")
            troubles.append(str(unreadable))
    return (texts[0], texts[1]), troubles[0]


def _parted(text: str) -> tuple[str, str]:
    """The front matter, and what follows it."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return "", text
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    return "", text


def _diff(old: str, new: str) -> tuple[DiffLine, ...]:
    """A unified diff with three lines around each change."""
    both = old.split("\n"), new.split("\n")
    if any(len(lines) > _DIFFED for lines in both):
        said = gettext(
            "The texts are too long to be compared here; open both at their host."
        )
        return (DiffLine("place", said),)
    kinds = {"@": "place", "-": "old", "+": "new"}
    lines = list(difflib.unified_diff(*both, lineterm="", n=3))[2:]
    return tuple(DiffLine(kinds.get(line[:1], "same"), line) for line in lines)
