"""What people decided, in words: in the history of an enhancement and what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

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
    (decisions.STANDING, "tracked"): "tracked it for the {freeze} of {release}",
    (decisions.STANDING, "deferred"): "deferred it at the {freeze} of {release}",
    (decisions.STANDING, "removed"): "removed it at the {freeze} of {release}",
    (
        decisions.STANDING,
        "",
    ): "took back that it was {old} at the {freeze} of {release}",
    (decisions.OPT_IN, decisions.YES): "opted it in to {release}",
    (decisions.OPT_IN, ""): "took its opt-in to {release} back",
    (decisions.WAIVER, decisions.YES): (
        "waived “{check}” for the {freeze} of {release}"
    ),
    (decisions.WAIVER, ""): "took back that “{check}” was waived in {release}",
    (decisions.CONTACT, ""): "took its contact in {release} away",
    (decisions.NOTE, ""): "took its note in {release} away",
    (decisions.CHECK_IN, "on-track"): "said that it is on track in {release}",
    (decisions.CHECK_IN, "at-risk"): "said that it is at risk in {release}",
    (decisions.CHECK_IN, "off-track"): "said that it is off track in {release}",
    (decisions.CHECK_IN, ""): "took back how it goes in {release}",
    (decisions.OUTCOME, "shipped"): "closed it as shipped in {release}",
    (decisions.OUTCOME, "removed"): "closed it as removed from {release}",
    (decisions.OUTCOME, "deferred"): "closed it as deferred from {release}",
    (decisions.OUTCOME, ""): "took back what became of it in {release}",
    (decisions.OWNERS, ""): "took back who owns it in {release} alone",
    (decisions.REVIEWERS, ""): "took back who reviews it in {release} alone",
    (decisions.APPROVERS, ""): "took back who approves it in {release} alone",
}
_ANY = {
    decisions.CONTACT: "made @{value} its contact in {release}",
    decisions.NOTE: "wrote a note on it in {release}",
    decisions.OWNERS: "named {people} as its owners in {release} alone",
    decisions.REVIEWERS: "named {people} as its reviewers in {release} alone",
    decisions.APPROVERS: "named {people} as its approvers in {release} alone",
}
_AGAIN: Mapping[str, str] = {
    decisions.STANDING: "it is {value} again at the {freeze} of {release}",
    decisions.OPT_IN: "it is opted in to {release} again",
    decisions.WAIVER: "“{check}” is waived again for the {freeze} of {release}",
    decisions.CONTACT: "@{value} is its contact in {release} again",
    decisions.NOTE: "its note in {release} stands again",
    decisions.CHECK_IN: "what was said of how it goes in {release} stands again",
    decisions.OUTCOME: "it is closed as {value} in {release} again",
    decisions.OWNERS: "{people} own it in {release} again",
    decisions.REVIEWERS: "{people} review it in {release} again",
    decisions.APPROVERS: "{people} approve it in {release} again",
}


def sentence(setting: Setting, row: Mapping[str, Any]) -> str:
    """What somebody did, without a full stop: "tracked it for the code freeze of v1.9".

    `row` is an event with `kind`, `old`, `new` and the name of its `release`.
    """
    new, old = row["new"], row["old"] or {}
    kind, value = new["kind"], new["value"]
    given = {
        "value": value,
        "people": sentences.people(value.split()),
        "old": old.get("value", ""),
        "release": row["release"],
        **_about(setting, new),
    }
    if row["kind"] == UNDONE and value:
        return f"undid a step: {_AGAIN[kind].format(**given)}"
    did = (_DID.get((kind, value)) or _ANY[kind]).format(**given)
    return f"undid a step and {did}" if row["kind"] == UNDONE else did


def _about(setting: Setting, new: Mapping[str, Any]) -> dict[str, str]:
    """The freeze and the check in words; what the profile has no more by its key."""
    freeze = setting.profile.criteria.of(new["freeze"])
    checks = {one.key: one.title for one in freeze.criteria} if freeze else {}
    label = words.in_sentence(freeze.label) if freeze else new["freeze"]
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
