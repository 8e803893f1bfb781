"""Who takes on what, in words: help that is wanted, offers to take over, and room for
reviews, in the history of an enhancement and among what changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from enhancements.languages import gettext, gettext_noop, ngettext
from enhancements.policy.help_wanted import LABELS
from enhancements.policy.take_overs import ACCEPTED, DECLINED, WITHDRAWN
from enhancements.queries import event_words, words
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
    answer = "" if kind == "take-over-offered" else event["new"]["answer"]
    everywhere, alone = _ANSWERS.get(answer, _TAKEN_BACK)
    release, login = event["release"], (event["new"] or {}).get("login", "")
    return gettext(alone if release else everywhere, login=login, release=release)


# Each of an enhancement, and of its entry in one release alone.
_ANSWERS: Mapping[str, tuple[str, str]] = {
    "": (
        gettext_noop("offered to take it over"),
        gettext_noop("offered to take it over in %(release)s alone"),
    ),
    ACCEPTED: (
        gettext_noop("agreed that @%(login)s takes it over"),
        gettext_noop("agreed that @%(login)s takes it over in %(release)s alone"),
    ),
    DECLINED: (
        gettext_noop("declined @%(login)s's offer to take it over"),
        gettext_noop(
            "declined @%(login)s's offer to take it over in %(release)s alone"
        ),
    ),
    WITHDRAWN: (
        gettext_noop("withdrew the offer to take it over"),
        gettext_noop("withdrew the offer to take it over in %(release)s alone"),
    ),
}
_TAKEN_BACK = (
    gettext_noop("took back the answer to @%(login)s's offer to take it over"),
    gettext_noop(
        "took back the answer to @%(login)s's offer to take it over in %(release)s"
        " alone"
    ),
)


def _help(event: Mapping[str, Any]) -> str:
    new = event["new"]
    label = LABELS[(new or event["old"])["kind"]]
    what = words.within(gettext(label))
    if new is None:
        return gettext("said that %(what)s is no longer wanted", what=what)
    if event["old"] is not None:
        return gettext("said anew for what %(what)s is wanted", what=what)
    return gettext("said that %(what)s is wanted", what=what)


def _room(event: Mapping[str, Any]) -> str:
    number, release = event["new"]["number"], event["release"]
    if number is None:
        return gettext("took back how much they review in %(release)s", release=release)
    return ngettext(
        "takes on %(number)s review or approval in %(release)s",
        "takes on %(number)s reviews and approvals in %(release)s",
        number,
        number=number,
        release=release,
    )


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
