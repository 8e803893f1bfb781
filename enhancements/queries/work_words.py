"""Who takes on what, in words: help that is wanted, offers to take over, and room for
reviews, in the history of an enhancement and among what changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from enhancements.policy.help_wanted import LABELS
from enhancements.policy.take_overs import ACCEPTED, DECLINED, WITHDRAWN
from enhancements.queries import event_words
from enhancements.queries.change_words import Told
from enhancements.queries.shapes import HistoryItem

CHANGE = "people"
"""Kind of a line of what changed: it is about who does the work."""
_HELP = ("help-sought", "help-found")
_OFFERS = ("take-over-offered", "take-over-answered")
_ROOM = "capacity-said"
KINDS = (*_HELP, *_OFFERS, _ROOM)
"""Kinds of the events that tell of it."""
COLUMN = event_words.column((*_HELP, *_OFFERS), "worked")
"""Of a record, for a statement that has `record` and `at`: what was said of help and of
offers to take over, oldest first."""


def sentence(event: Mapping[str, Any]) -> str:
    """What somebody did, without a full stop: "offered to take it over".

    `event` has `kind`, `by`, `old`, `new` and the name of its `release`, or None.
    """
    kind = event["kind"]
    if kind in _HELP:
        return _help(event)
    if kind == _ROOM:
        return _room(event)
    where = f" in {event['release']} alone" if event["release"] else ""
    if kind == "take-over-offered":
        return f"offered to take it over{where}"
    login = event["new"]["login"]
    return {
        ACCEPTED: f"agreed that @{login} takes it over{where}",
        DECLINED: f"declined @{login}'s offer to take it over{where}",
        WITHDRAWN: f"withdrew the offer to take it over{where}",
    }.get(
        event["new"]["answer"],
        f"took back the answer to @{login}'s offer to take it over{where}",
    )


def _help(event: Mapping[str, Any]) -> str:
    new = event["new"]
    what = LABELS[(new or event["old"])["kind"]].lower()
    if new is None:
        return f"said that {what} is no longer wanted"
    if event["old"] is not None:
        return f"said anew for what {what} is wanted"
    return f"said that {what} is wanted"


def _room(event: Mapping[str, Any]) -> str:
    number = event["new"]["number"]
    if number is None:
        return f"took back how much they review in {event['release']}"
    noun = "review or approval" if number == 1 else "reviews and approvals"
    return f"takes on {number} {noun} in {event['release']}"


def _beside(event: Mapping[str, Any]) -> str:
    """What is said with it."""
    new = event["new"] or {}
    if event["kind"] in _HELP:
        return str(new.get("text", ""))
    if event["kind"] == _ROOM:
        return str(new["note"])
    return str(event["reason"])


def history(rows: Iterable[Mapping[str, Any]]) -> Iterator[HistoryItem]:
    """Lines of an enhancement's history, from COLUMN as it was parsed."""
    for row in rows:
        yield HistoryItem(
            at=dt.datetime.fromisoformat(row["at"]),
            kind="person",
            title=f"@{row['by']} {sentence(row)}",
            detail=_beside(row),
        )


def told(row: Mapping[str, Any]) -> Told:
    """A line of what changed, from a row whose `event` is of KINDS."""
    event = row["event"]
    said = sentence(event)
    did = f"{event['by']} {event['kind']}"
    subject = _beside(event)
    if event["kind"] == _ROOM:
        release = event["release"] or ""
        return event_words.told(
            row,
            f"work {release} {did}",
            kind=CHANGE,
            text=f"@{event['by']} {said}",
            title=release,
            subject=subject,
        )
    return event_words.told(
        row,
        f"work {row['enhancement_id']} {did}",
        kind=CHANGE,
        text=said[:1].upper() + said[1:],
        subject=subject,
    )
