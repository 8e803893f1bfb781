"""Whether all is still true: what was asked and answered, in words of what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import asking
from enhancements.queries import event_words, words
from enhancements.queries.change_words import Told
from enhancements.queries.frame import Setting

CHANGE = "asking"
"""Kind of a line of what changed."""
ASKED, ANSWERED, LADDER = "still-true-asked", "still-true-answered", "asking-changed"
KINDS = (ASKED, ANSWERED, LADDER)
"""Kinds of the events that tell of it."""
_ANSWERS: Mapping[str, str] = {
    "on-track": gettext_noop("Answered that it is on track in %(release)s"),
    "at-risk": gettext_noop("Answered that it is at risk in %(release)s"),
    "off-track": gettext_noop("Answered that it is off track in %(release)s"),
    "not-mine": gettext_noop("Answered that it is not theirs to say in %(release)s"),
}


def told(setting: Setting, row: Mapping[str, Any]) -> Told:
    """A line of what changed, from a row whose `event` is of KINDS."""
    event = row["event"]
    if event["kind"] == LADDER:
        return _ladder(row, event)
    # Whoever answers checks in: both stand together.
    about = f"decision {row['enhancement_id']}"
    if event["kind"] == ASKED:
        text, source = _asked(setting, event), gettext("the days of its SIG")
        return event_words.told(row, about, kind=CHANGE, text=text, source=source)
    return event_words.told(row, about, kind=CHANGE, text=_answered(event))


def _asked(setting: Setting, event: Mapping[str, Any]) -> str:
    new = event["new"]
    known = setting.profile.deadline(new["freeze"])
    login, release = new["login"], event["release"]
    return gettext(
        "@%(login)s was asked whether all is still true for the %(freeze)s of"
        " %(release)s",
        login=login,
        freeze=words.within(known.label) if known else new["freeze"],
        release=release,
    )


def _answered(event: Mapping[str, Any]) -> str:
    release = event["release"]
    if event["new"] is None:
        return gettext("Took back the answer on %(release)s", release=release)
    answer = _ANSWERS[event["new"]["word"]]
    return gettext(answer, release=release)


def _ladder(row: Mapping[str, Any], event: Mapping[str, Any]) -> Told:
    ladder = event["new"]["ladder"]
    old = (event["old"] or {}).get("ladder")
    own = gettext("Who is asked when changed")
    usual = gettext("Asked by the project's days again")
    return event_words.told(
        row,
        f"asking of {event['sig']}",
        kind=CHANGE,
        title=f"SIG {event['sig']}",
        text=own if ladder else usual,
        old=_rungs(old) if old else "",
        new=_rungs(ladder) if ladder else "",
        sig=event["sig"],
    )


def _rungs(ladder: Mapping[str, Any]) -> str:
    """A ladder as it is kept, in words."""
    rungs = asking.of_data(ladder).rungs
    return "; ".join(map(asking.in_words, rungs)) or gettext("nobody")
