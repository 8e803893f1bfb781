"""The columns of a release's comments as a file."""

from __future__ import annotations

from enhancements.exports.cells import iso
from enhancements.exports.sheets import Sheet
from enhancements.queries.letters_page import TextShown
from enhancements.queries.shapes.letters import Announcement, CommentRow, Outreach

COMMENTS: Sheet[CommentRow] = Sheet(
    "comments",
    (
        ("key", lambda one: one.row.entry.key),
        ("number", lambda one: one.row.entry.number),
        ("title", lambda one: one.row.entry.title),
        ("sig", lambda one: one.row.entry.sig),
        ("track", lambda one: one.row.entry.track),
        ("stage", lambda one: one.row.entry.stage.key),
        ("state", lambda one: one.state.value),
        ("kind", lambda one: one.letter.kind.value if one.letter else ""),
        ("case", lambda one: one.letter.case if one.letter else ""),
        ("text", lambda one: one.letter.body if one.letter else ""),
        ("commands", lambda one: list(one.letter.commands) if one.letter else []),
        ("why_none", lambda one: one.why_none),
        ("issue", lambda one: one.issue.url if one.issue else None),
        ("written_by", lambda one: one.posted.by if one.posted else ""),
        ("written_at", lambda one: iso(one.posted.at) if one.posted else None),
        ("comment", lambda one: one.posted.url if one.posted else None),
    ),
)
ANNOUNCEMENTS: Sheet[Announcement] = Sheet(
    "announcements",
    (
        ("name", lambda one: one.name),
        ("sig", lambda one: one.sig),
        ("subject", lambda one: one.subject),
        ("body", lambda one: one.body),
        ("chat", lambda one: one.chat),
        ("total", lambda one: one.total),
        ("at_risk", lambda one: one.at_risk),
    ),
)
LEFT_OUT: Sheet[Outreach] = Sheet(
    "left-out",
    (
        ("sig", lambda one: one.sig),
        ("said_by", lambda one: one.by or "profile"),
        ("said_at", lambda one: iso(one.since) if one.since else None),
        ("reason", lambda one: one.reason),
    ),
)
TEXTS: Sheet[TextShown] = Sheet(
    "letters",
    (
        ("name", lambda one: one.name),
        ("title", lambda one: one.title),
        ("is_own", lambda one: one.is_own),
        ("changed_by", lambda one: one.last.by if one.last else ""),
        ("changed_at", lambda one: iso(one.last.since) if one.last else None),
        ("reason", lambda one: one.last.reason if one.last else ""),
        ("subject", lambda one: one.part("subject")),
        ("text", lambda one: one.part("text")),
        ("commands", lambda one: one.part("commands").splitlines()),
        ("chat", lambda one: one.part("chat")),
    ),
)
