"""What people did with releases and exceptions, in words, for what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop, ngettext
from enhancements.policy import exception_letters as letters
from enhancements.policy import exceptions as policy
from enhancements.policy.outcomes import LABELS, Word
from enhancements.queries import decision_words, event_words, words
from enhancements.queries.change_words import Told
from enhancements.queries.frame import Setting

RELEASE, EXCEPTION = "release", "exception"
"""Kinds of a line of what changed."""
RAN_OUT = "exception-over"
"""Of no event: nobody does it, its time is over."""
_LIVES: Mapping[str, str] = {
    "release-opened": gettext_noop("Opened"),
    "release-unopened": gettext_noop("Opening taken back"),
    "release-closed": gettext_noop("Closed"),
    "release-reopened": gettext_noop("Opened again"),
}
_DECIDED: Mapping[str, str] = {
    policy.APPROVED: gettext_noop("Exception for %(freeze)s of %(release)s approved"),
    policy.REJECTED: gettext_noop("Exception for %(freeze)s of %(release)s rejected"),
    policy.WITHDRAWN: gettext_noop(
        "Request for an exception for %(freeze)s of %(release)s withdrawn"
    ),
    policy.PENDING: gettext_noop(
        "Exception for %(freeze)s of %(release)s waits for a decision again"
    ),
}
KINDS = (
    *_LIVES,
    *("exception-asked", "exception-decided", "exception-withdrawn"),
    "exception-imported",
)
"""Kinds of the events that are told; a corrected text and a vote are not."""

# What ran out did so at a moment that was known before, unless something else stood by
# then: it was decided anew, or said what became of it.
STATEMENT = """
(SELECT state.granted_until, record.key, record.title, record.sig,
        request.enhancement_id, NULL, NULL, NULL, NULL,
        jsonb_build_object('kind', 'exception-over', 'by', '', 'reason', '',
          'old', NULL, 'new', jsonb_build_object('exception', request.id),
          'release', release.name, 'freezes',
          (SELECT jsonb_agg(DISTINCT held."freeze")
             FROM enhancements_exceptionfreeze held
            WHERE held.request_id = request.id))
   FROM enhancements_exceptionstate state
   JOIN enhancements_exceptionrequest request ON request.id = state.request_id
   JOIN enhancements_release release ON release.id = request.release_id
   JOIN enhancements_enhancement own ON own.id = request.enhancement_id
   LEFT JOIN LATERAL (
     SELECT key, title, sig, participating_sigs FROM enhancements_record record
      WHERE record.enhancement_id = coalesce(own.merged_into_id, own.id)
        AND record.since < %(before)s
      ORDER BY record.since DESC LIMIT 1) record ON true
  WHERE release.project_id = %(project)s AND state.state = 'approved'
    AND state.evaluation = '' AND state.granted_until >= %(after)s
    AND state.granted_until < %(before)s AND state.since <= state.granted_until
    AND (state.until IS NULL OR state.until > state.granted_until)
    AND {about}
  ORDER BY state.granted_until DESC, request.id
  LIMIT %(most)s)
"""
"""Exceptions that ran out, as part of the statement of what changed."""


def told(setting: Setting, row: Mapping[str, Any]) -> Told:
    """A line of what changed, from a row whose `event` is of KINDS or RAN_OUT."""
    event = row["event"]
    if event["kind"] in _LIVES:
        return _life(row, event)
    return _exception(setting, row, event)


def _life(row: Mapping[str, Any], event: Mapping[str, Any]) -> Told:
    life = _LIVES[event["kind"]]
    return event_words.told(
        row,
        f"life of {event['release']}",
        kind=RELEASE,
        text=gettext(life),
        title=event["release"],
        new=_entries((event["new"] or {}).get("entries", {})),
    )


def _entries(counts: Mapping[str, int]) -> str:
    """What became of the entries of a release that was closed: "2 shipped"."""
    known = [(gettext(LABELS[word]), counts[word]) for word in Word if counts.get(word)]
    return ", ".join(f"{number} {label.lower()}" for label, number in known)


def _exception(
    setting: Setting, row: Mapping[str, Any], event: Mapping[str, Any]
) -> Told:
    new = event["new"]
    given = {"freeze": _freezes(setting, event), "release": event["release"]}
    text, value = _said(event, given)
    is_filed = event["by"] == "file" or event["kind"] == "exception-imported"
    source = gettext("a file of exceptions") if is_filed else f"@{event['by']}"
    return event_words.told(
        row,
        f"exception {new['exception']}",
        kind=EXCEPTION,
        text=text,
        new=value,
        source=gettext("the time granted") if event["kind"] == RAN_OUT else source,
    )


def _said(event: Mapping[str, Any], given: Mapping[str, str]) -> tuple[str, str]:
    """What happened, and what is said with it."""
    kind, new, old = event["kind"], event["new"], event["old"] or {}
    asked = gettext_noop("Exception asked for, for %(freeze)s of %(release)s")
    if kind == RAN_OUT:
        return gettext("Exception for %(freeze)s of %(release)s ran out", **given), ""
    if kind == "exception-asked":
        return gettext(asked, **given), _days(new["days"])
    evaluation = new.get("evaluation") or ""
    if evaluation:
        text = gettext(
            "Exception for %(freeze)s of %(release)s evaluated: the entry is"
            " %(evaluation)s",
            evaluation=decision_words.word_of(evaluation),
            **given,
        )
        return text, ""
    if old.get("evaluation"):
        text = gettext(
            "Evaluation of the exception for %(freeze)s of %(release)s taken back",
            **given,
        )
        return text, ""
    state = new["state"]
    if kind == "exception-imported" and state == policy.PENDING:
        return gettext(asked, **given), ""
    decided, until = _DECIDED[state], new.get("granted_until")
    end = dt.datetime.fromisoformat(until) if until else None
    said = gettext("until %(end)s", end=letters.aoe(end)) if end else ""
    return gettext(decided, **given), said


def _days(number: int | None) -> str:
    if number is None:
        return ""
    return ngettext("%(num)s more day", "%(num)s more days", number)


def _freezes(setting: Setting, event: Mapping[str, Any]) -> str:
    """In the project's words and its order: "the PRR freeze and the code freeze"."""
    keys: Sequence[str] = event["freezes"] or ()
    kinds = [kind for kind in setting.profile.deadlines if kind.key in keys]
    known = [gettext("the %(freeze)s", freeze=words.within(one.label)) for one in kinds]
    others = sorted(set(keys) - {kind.key for kind in kinds})
    return gettext(" and ").join([*known, *others]) or gettext("a freeze")
