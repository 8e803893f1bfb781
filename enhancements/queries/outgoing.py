"""Commands that were heard, and what is written to GitHub because of them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import addresses
from enhancements.queries import sql
from enhancements.queries.shapes.outgoing import Heard, Outbox, Writing

SHOWN = 20
_LONGEST = 240
_CODE = re.compile(r"`([^`]*)`")

# One row: the latest commands, the latest writings, and how commands are taken.
_LATEST = """
WITH mine AS (
  SELECT id, name, host FROM enhancements_repository
   WHERE project_id = %(project)s
), asked AS (
  SELECT asked.by, asked.said, asked.plan, asked.mode, asked.said_at,
         mine.name, mine.host, item.number, item.kind AS item_kind,
         comment.kind AS comment_kind, comment.github_id AS comment_id, asked.id
    FROM enhancements_asked asked
    JOIN mine ON mine.id = asked.repository_id
    JOIN enhancements_item item ON item.id = asked.item_id
    LEFT JOIN enhancements_comment comment ON comment.id = asked.comment_id
   ORDER BY asked.id DESC LIMIT %(limit)s
), outgoing AS (
  SELECT outgoing.id, outgoing.kind, outgoing.payload, outgoing.by, outgoing.number,
         outgoing.is_dry, outgoing.created_at, outgoing.done_at, outgoing.dead_at,
         outgoing.error, outgoing.result, mine.name, mine.host
    FROM enhancements_outgoing outgoing
    JOIN mine ON mine.id = outgoing.repository_id
   ORDER BY outgoing.id DESC LIMIT %(limit)s
)
SELECT (SELECT jsonb_agg(to_jsonb(asked) ORDER BY id DESC) FROM asked) AS asked,
       (SELECT jsonb_agg(to_jsonb(outgoing) ORDER BY id DESC)
          FROM outgoing) AS outgoing,
       (SELECT commands FROM enhancements_project WHERE id = %(project)s) AS mode
"""


def latest(*, project: int, own_mode: str) -> Outbox:
    """The latest commands and writings of a project, in one statement.

    `own_mode` is what its profile says about commands; the project may say otherwise.
    """
    (row,) = sql.rows(_LATEST, {"project": project, "limit": SHOWN})
    return Outbox(
        mode=row["mode"] or own_mode,
        heard=tuple(_heard(one) for one in sql.parsed(row["asked"]) or ()),
        writings=tuple(_writing(one) for one in sql.parsed(row["outgoing"]) or ()),
    )


def _heard(one: dict[str, Any]) -> Heard:
    anchor = ""
    if one["comment_id"] is not None:
        is_review = one["comment_kind"] == "review"
        word = "pullrequestreview-" if is_review else "issuecomment-"
        anchor = f"#{word}{one['comment_id']}"
    return Heard(
        by=one["by"],
        said=tuple(one["said"]),
        place=f"{one['name']}#{one['number']}",
        url=addresses.issue(one["host"], one["name"], one["number"]) + anchor,
        at=_at(one["said_at"]),
        mode=one["mode"],
        meaning=meaning(one["plan"]),
        refused=tuple(map(_plain, one["plan"].get("refused", ()))),
    )


def _writing(one: dict[str, Any]) -> Writing:
    result = one["result"] or {}
    url = addresses.issue(one["host"], one["name"], one["number"])
    if "comment" in result:
        url = f"{url}#issuecomment-{result['comment']}"
    return Writing(
        id=one["id"],
        what=what_of(one["kind"], one["payload"]),
        by=one["by"],
        place=f"{one['name']}#{one['number']}",
        url=url,
        at=_at(one["done_at"] or one["dead_at"] or one["created_at"]),
        state=state_of(one),
        note=one["error"] or note_of(one["kind"], result),
    )


def state_of(one: dict[str, Any]) -> str:
    """How far a writing is, in a word or two."""
    if one["is_dry"]:
        return "taken back" if one["error"] else "only shown"
    if one["done_at"]:
        return "written"
    if one["dead_at"]:
        return "given up"
    return "tried again" if one["error"] else "waits"


_NOTES = {
    "missing": gettext_noop("Somebody deleted the comment, so nothing was written."),
    "theirs": gettext_noop(
        "Somebody else edited the comment, so nothing was written over it."
    ),
    "was_there": gettext_noop("An earlier attempt had written it."),
}


def note_of(kind: str, result: dict[str, Any]) -> str:
    """What came otherwise than asked for, in words; empty where nothing did.

    `result` is what was noted when it was written.
    """
    if not result:
        return ""
    if gone := result.get("gone"):
        names = ", ".join(gone)
        return gettext("No longer a label of the repository: %(names)s.", names=names)
    if passed := result.get("passed"):
        names = ", ".join(passed)
        return gettext("GitHub does not let be assigned: %(names)s.", names=names)
    for key, sentence in _NOTES.items():
        if result.get(key):
            return gettext(sentence)
    is_same = set(result) <= {"before"} or result.get("was_there") is False
    return gettext("It was so already.") if is_same and kind != "comment" else ""


def what_of(kind: str, payload: dict[str, Any]) -> str:
    """What is written, in words."""
    if kind in ("comment", "edit"):
        lines = (line.removeprefix("- ") for line in str(payload["body"]).split("\n"))
        text = _plain(" ".join(" ".join(lines).split()))
        text = f"{text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}"
        if kind == "comment":
            return gettext("says: %(text)s", text=text)
        return gettext("rewrites its comment: %(text)s", text=text)
    if kind == "labels":
        return meaning(payload)
    if kind == "assignees":
        return meaning({"assign": payload["add"], "unassign": payload["remove"]})
    key = "milestone" if kind == "milestone" else "state"
    return meaning({key: payload["title" if kind == "milestone" else "state"]})


def _plain(text: str) -> str:
    """Markdown as it reads: what stands as code, in quotation marks."""
    return _CODE.sub(r"“\1”", text)


def meaning(plan: dict[str, Any]) -> str:
    """What a plan changes, in words; empty where it changes nothing."""
    parts = [
        gettext(text, names=", ".join(plan[key]))
        for key, text in _CHANGES.items()
        if plan.get(key)
    ]
    if "milestone" in plan:
        stone = plan["milestone"]
        text = gettext("takes off the milestone")
        if stone:
            text = gettext("sets milestone %(milestone)s", milestone=stone)
        parts.append(text)
    if "state" in plan:
        is_closed = plan["state"] == "closed"
        parts.append(gettext("closes it") if is_closed else gettext("opens it again"))
    return "; ".join(parts)


_CHANGES = {
    "add": gettext_noop("adds %(names)s"),
    "remove": gettext_noop("takes off %(names)s"),
    "assign": gettext_noop("assigns %(names)s"),
    "unassign": gettext_noop("unassigns %(names)s"),
    "raise": gettext_noop("raises the concern %(names)s"),
    "resolve": gettext_noop("resolves the concern %(names)s"),
}


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
