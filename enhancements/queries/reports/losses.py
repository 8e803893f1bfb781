"""What releases lost of what was committed for them, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop, pgettext
from enhancements.policy.outcomes import LABELS, Word
from enhancements.queries.frame import Setting
from enhancements.queries.reports import asking, tables
from enhancements.queries.reports.asking import Given
from enhancements.queries.reports.facts import Asked
from enhancements.queries.shapes.reports import Cell, Head, Link, Table


def table(
    setting: Setting, asked: Asked, lost: Sequence[Mapping[str, Any]], given: Given
) -> Table:
    """What was lost, with why as far as anything says it."""
    heads = (
        Head("release", gettext_noop("Release")),
        *tables.ENTRY_HEADS,
        Head("lost_at", gettext_noop("Lost at")),
        Head("how", gettext_noop("How")),
        Head("reason", gettext_noop("Reason")),
        Head("exception", gettext_noop("Exception")),
        Head("by", gettext_noop("Decided by")),
        Head("at", gettext_noop("When")),
    )
    rows = tuple(
        (
            tables.release(setting, row["name"]),
            *tables.entry(setting, row),
            Cell(asking.lost_label(setting, row["lost_at"])),
            Cell(row["outcome"], gettext(LABELS[Word(row["outcome"])])),
            Cell(reason(setting, row)),
            _exception(setting, row),
            Cell(row["who"] or row["by"], row["who"] or _decided_by(row["by"])),
            tables.day(row["at"]),
        )
        for row in lost
    )
    total = lost[0]["total"] if lost else 0
    return Table(
        "losses",
        gettext("Losses"),
        heads,
        rows,
        empty=gettext("Nothing that was committed or opted in is known to be lost."),
        pages=asking.pages(asked, total, given),
    )


_EXCEPTIONS: Mapping[str, str] = {
    "pending": gettext_noop("asked for, not decided"),
    "rejected": gettext_noop("rejected"),
    "withdrawn": gettext_noop("withdrawn"),
    "running": gettext_noop("granted, not over yet"),
    "over": gettext_noop("not met in time"),
    "met": gettext_noop("granted and met"),
}
"""What became of the exception that an entry asked for."""


def _decided_by(by: str) -> str:
    """Who or what decided where nobody is named; nothing where nothing did."""
    return gettext(tables.BY_LABELS[by]) if by else ""


def _exception(setting: Setting, row: Mapping[str, Any]) -> Cell:
    """The exception that was asked for last, with its page."""
    state = row["exception"]
    if state is None:
        return Cell(None, pgettext("nothing", "none"))
    name = setting.frame.project.name
    link = Link("exception", (name, row["name"], str(row["exception_id"])))
    return Cell(state, gettext(_EXCEPTIONS[state]), link)


def reason(setting: Setting, row: Mapping[str, Any]) -> str:
    """Why an entry was lost, as far as anything says it."""
    if row["reason"]:
        return str(row["reason"])
    if row.get("exception") in ("rejected", "over"):
        return _of_exception(row)
    if row["by"] == "tag":
        stage = asking.stage_label(setting, row["registered"])
        return gettext(
            "Its gate is registered in %(stage)s at %(tag)s.",
            stage=stage,
            tag=row["tag"],
        )
    if row["moved_to"]:
        return gettext("Its document names %(release)s now.", release=row["moved_to"])
    if row["outcome"] == Word.DROPPED:
        return gettext("Its document took the target back and names no other.")
    return gettext("No reason was given.")


def _of_exception(row: Mapping[str, Any]) -> str:
    """That an exception was not enough, with what was said of it."""
    said = f": {row['exception_reason']}" if row["exception_reason"] else "."
    if row["exception"] == "rejected":
        rejected = gettext(
            "Its exception was rejected by @%(login)s", login=row["exception_by"]
        )
        return f"{rejected}{said}"
    if not row["granted_until"]:
        return gettext("Its exception was granted, and it was not met in time.")
    until = tables.day(row["granted_until"]).said
    return gettext(
        "Its exception was granted until %(day)s, and it was not met by then.",
        day=until,
    )
