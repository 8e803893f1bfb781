"""What people decided, in words: in the history of an enhancement and what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import decisions, sentences
from enhancements.queries import event_words, words
from enhancements.queries.change_words import Told
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import HistoryItem

UNDONE = "decision-undone"
KINDS = ("decided", UNDONE)
"""Kinds of the events that tell of decisions."""
CHANGE = "decision"
"""Kind of a line of what changed."""
COLUMN = event_words.column(KINDS, "decided")
"""Of a record, for a statement that has `record` and `at`: what was decided about it
and about those that were merged into it, oldest first."""

_DID: Mapping[tuple[str, str], str] = {
    (decisions.STANDING, "tracked"): gettext_noop(
        "tracked it for the %(freeze)s of %(release)s"
    ),
    (decisions.STANDING, "deferred"): gettext_noop(
        "deferred it at the %(freeze)s of %(release)s"
    ),
    (decisions.STANDING, "removed"): gettext_noop(
        "removed it at the %(freeze)s of %(release)s"
    ),
    (
        decisions.STANDING,
        "",
    ): gettext_noop("took back that it was %(old)s at the %(freeze)s of %(release)s"),
    (decisions.OPT_IN, decisions.YES): gettext_noop("opted it in to %(release)s"),
    (decisions.OPT_IN, ""): gettext_noop("took its opt-in to %(release)s back"),
    (decisions.WAIVER, decisions.YES): (
        gettext_noop("waived “%(check)s” for the %(freeze)s of %(release)s")
    ),
    (decisions.WAIVER, ""): gettext_noop(
        "took back that “%(check)s” was waived in %(release)s"
    ),
    (decisions.CONTACT, ""): gettext_noop("took its contact in %(release)s away"),
    (decisions.NOTE, ""): gettext_noop("took its note in %(release)s away"),
    (decisions.CHECK_IN, "on-track"): gettext_noop(
        "said that it is on track in %(release)s"
    ),
    (decisions.CHECK_IN, "at-risk"): gettext_noop(
        "said that it is at risk in %(release)s"
    ),
    (decisions.CHECK_IN, "off-track"): gettext_noop(
        "said that it is off track in %(release)s"
    ),
    (decisions.CHECK_IN, ""): gettext_noop("took back how it goes in %(release)s"),
    (decisions.OUTCOME, "shipped"): gettext_noop("closed it as shipped in %(release)s"),
    (decisions.OUTCOME, "removed"): gettext_noop(
        "closed it as removed from %(release)s"
    ),
    (decisions.OUTCOME, "deferred"): gettext_noop(
        "closed it as deferred from %(release)s"
    ),
    (decisions.OUTCOME, ""): gettext_noop("took back what became of it in %(release)s"),
    (decisions.OWNERS, ""): gettext_noop("took back who owns it in %(release)s alone"),
    (decisions.REVIEWERS, ""): gettext_noop(
        "took back who reviews it in %(release)s alone"
    ),
    (decisions.APPROVERS, ""): gettext_noop(
        "took back who approves it in %(release)s alone"
    ),
}
_ANY = {
    decisions.CONTACT: gettext_noop("made @%(value)s its contact in %(release)s"),
    decisions.NOTE: gettext_noop("wrote a note on it in %(release)s"),
    decisions.OWNERS: gettext_noop(
        "named %(people)s as its owners in %(release)s alone"
    ),
    decisions.REVIEWERS: gettext_noop(
        "named %(people)s as its reviewers in %(release)s alone"
    ),
    decisions.APPROVERS: gettext_noop(
        "named %(people)s as its approvers in %(release)s alone"
    ),
}
_AGAIN: Mapping[str, str] = {
    decisions.STANDING: gettext_noop(
        "it is %(value)s again at the %(freeze)s of %(release)s"
    ),
    decisions.OPT_IN: gettext_noop("it is opted in to %(release)s again"),
    decisions.WAIVER: gettext_noop(
        "“%(check)s” is waived again for the %(freeze)s of %(release)s"
    ),
    decisions.CONTACT: gettext_noop("@%(value)s is its contact in %(release)s again"),
    decisions.NOTE: gettext_noop("its note in %(release)s stands again"),
    decisions.CHECK_IN: gettext_noop(
        "what was said of how it goes in %(release)s stands again"
    ),
    decisions.OUTCOME: gettext_noop("it is closed as %(value)s in %(release)s again"),
    decisions.OWNERS: gettext_noop("%(people)s own it in %(release)s again"),
    decisions.REVIEWERS: gettext_noop("%(people)s review it in %(release)s again"),
    decisions.APPROVERS: gettext_noop("%(people)s approve it in %(release)s again"),
}


_WORDS: Mapping[str, str] = {
    "tracked": gettext_noop("tracked"),
    "deferred": gettext_noop("deferred"),
    "removed": gettext_noop("removed"),
    "shipped": gettext_noop("shipped"),
}
"""How something stands in a release, and what became of it."""
_OF_WORDS = (decisions.STANDING, decisions.OUTCOME)


def sentence(setting: Setting, row: Mapping[str, Any]) -> str:
    """What somebody did, without a full stop: "tracked it for the code freeze of v1.9".

    `row` is an event with `kind`, `old`, `new` and the name of its `release`.
    """
    new, old = row["new"], row["old"] or {}
    kind, value = new["kind"], new["value"]
    given = {
        "value": word_of(value) if kind in _OF_WORDS else value,
        "people": sentences.people(value.split()),
        "old": word_of(old.get("value", "")),
        "release": row["release"],
        **_about(setting, new),
    }
    if row["kind"] == UNDONE and value:
        again = _AGAIN[kind]
        return gettext("undid a step: %(again)s", again=gettext(again, **given))
    text = _DID.get((kind, value)) or _ANY[kind]
    did = gettext(text, **given)
    return (
        gettext("undid a step and %(did)s", did=did) if row["kind"] == UNDONE else did
    )


def word_of(value: str) -> str:
    """How something stands, in words; what is not known as it is."""
    known = _WORDS.get(value)
    return gettext(known) if known else value


def _about(setting: Setting, new: Mapping[str, Any]) -> dict[str, str]:
    """The freeze and the check in words; what the profile has no more by its key."""
    freeze = setting.profile.criteria.of(new["freeze"])
    checks = {one.key: one.title for one in freeze.criteria} if freeze else {}
    label = words.within(freeze.label) if freeze else new["freeze"]
    track = f" ({new['track']})" if new["track"] else ""
    criterion = new["criterion"]
    return {"freeze": f"{label}{track}", "check": checks.get(criterion, criterion)}


def history(
    setting: Setting, rows: Iterable[Mapping[str, Any]]
) -> Iterator[HistoryItem]:
    """Lines of an enhancement's history, from COLUMN as it was parsed."""
    for row in rows:
        yield HistoryItem(
            at=dt.datetime.fromisoformat(row["at"]),
            kind="person",
            title=f"@{row['by']} {sentence(setting, row)}",
            new=_note(row),
            detail=row["reason"],
        )


def told(setting: Setting, row: Mapping[str, Any]) -> Told:
    """A line of what changed, from a row with `event` as COLUMN makes it."""
    event = row["event"]
    said = sentence(setting, event)
    return event_words.told(
        row,
        f"decision {row['enhancement_id']}",
        kind=CHANGE,
        text=said[:1].upper() + said[1:],
        new=_note(event),
    )


def _note(event: Mapping[str, Any]) -> str:
    """The text of a note; empty for other decisions."""
    new = event["new"]
    return str(new["value"]) if new["kind"] == decisions.NOTE else ""
