"""A step that was made or taken back, in one sentence, and whether it can be undone
whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from enhancements.policy import decisions, sentences
from enhancements.queries import sql, words
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.deciding import StepShown

# What a step ended and made at one place stands in one row.
_STATEMENT = """
SELECT decision.enhancement_id, decision.track, decision.kind, decision.freeze,
       decision.criterion, coalesce(made.value, '') AS value,
       decision.batch = %(batch)s AND decision.until IS NULL
         OR made.id IS NULL AND NOT EXISTS (
            SELECT FROM enhancements_decision later
             WHERE later.release_id = decision.release_id
               AND later.enhancement_id = decision.enhancement_id
               AND later.track = decision.track AND later.kind = decision.kind
               AND later.freeze = decision.freeze
               AND later.criterion = decision.criterion
               AND later.until IS NULL) AS stands,
       EXISTS (
         SELECT FROM enhancements_event event
          WHERE event.enhancement_id = decision.enhancement_id
            AND event.kind = 'decision-undone'
            AND event.new ->> 'batch' = %(batch)s::text) AS is_undo,
       record.key, record.number
  FROM enhancements_decision decision
  JOIN enhancements_release release ON release.id = decision.release_id
  LEFT JOIN enhancements_decision made
    ON made.batch = %(batch)s AND made.release_id = decision.release_id
   AND made.enhancement_id = decision.enhancement_id
   AND made.track = decision.track AND made.kind = decision.kind
   AND made.freeze = decision.freeze AND made.criterion = decision.criterion
  LEFT JOIN LATERAL (
    SELECT key, number FROM enhancements_record record
     WHERE record.enhancement_id = decision.enhancement_id
     ORDER BY record.since DESC LIMIT 1) record ON true
 WHERE release.project_id = %(project)s AND release.name = %(release)s
   AND (decision.batch = %(batch)s
        OR decision.ended_batch = %(batch)s AND made.id IS NULL)
 ORDER BY record.number NULLS LAST, record.key, decision.track, decision.id
"""
_VERBS: Mapping[tuple[str, str], str] = {
    (decisions.STANDING, "tracked"): "Tracked {what} for the {freeze}.",
    (decisions.STANDING, "deferred"): "Deferred {what} at the {freeze}.",
    (decisions.STANDING, "removed"): "Removed {what} at the {freeze}.",
    (decisions.STANDING, ""): "Nothing is decided about {what} for the {freeze} now.",
    (decisions.OPT_IN, decisions.YES): "Opted {what} in.",
    (decisions.OPT_IN, ""): "Took the opt-in of {what} back.",
    (decisions.WAIVER, decisions.YES): "Waived a check of {what} at the {freeze}.",
    (decisions.WAIVER, ""): "Took a waiver of {what} at the {freeze} back.",
    (decisions.CONTACT, ""): "Nobody looks after {what} now.",
    (decisions.NOTE, ""): "Took the note on {what} away.",
    (decisions.CHECK_IN, "on-track"): "Said that {what} is on track.",
    (decisions.CHECK_IN, "at-risk"): "Said that {what} is at risk.",
    (decisions.CHECK_IN, "off-track"): "Said that {what} is off track.",
    (decisions.CHECK_IN, ""): "Nothing is said of how {what} goes now.",
    (decisions.OUTCOME, "shipped"): "Closed {what} as shipped.",
    (decisions.OUTCOME, "removed"): "Closed {what} as removed.",
    (decisions.OUTCOME, "deferred"): "Closed {what} as deferred.",
    (decisions.OUTCOME, ""): "Took back what became of {what}.",
    (decisions.OWNERS, ""): "The enhancement's owners own {what} again.",
    (decisions.REVIEWERS, ""): "The enhancement's reviewers review {what} again.",
    (decisions.APPROVERS, ""): "The enhancement's approvers approve {what} again.",
}
_TEXTS = {
    decisions.CONTACT: "@{value} looks after {what} now.",
    decisions.NOTE: "Wrote a note on {what}.",
    decisions.OWNERS: "{people} own {what} in this release now.",
    decisions.REVIEWERS: "{people} review {what} in this release now.",
    decisions.APPROVERS: "{people} approve {what} in this release now.",
}
# What stands again once a step was taken back.
_AGAIN = {
    decisions.STANDING: "As before for the {freeze}: {what} {said}.",
    decisions.OPT_IN: "As before: {what} opted in.",
    decisions.WAIVER: "As before at the {freeze}: a check of {what} waived.",
    decisions.CONTACT: "@{value} looks after {what} again.",
    decisions.NOTE: "The note on {what} is as it was.",
}


def shown(setting: Setting, release: str, batch: UUID) -> StepShown | None:
    """The step of that number in that release; None when there is none.

    One SQL statement.
    """
    given = {"project": setting.id, "release": release, "batch": batch}
    rows = sql.rows(_STATEMENT, given)
    if not rows:
        return None
    can_undo = all(row["stands"] for row in rows)
    is_undo = rows[0]["is_undo"]
    text = _sentence(setting, rows, is_undo=is_undo)
    return StepShown(batch, text, can_undo, release, is_undo)


def _sentence(
    setting: Setting, rows: Sequence[Mapping[str, Any]], *, is_undo: bool
) -> str:
    first = rows[0]
    same = {(row["kind"], row["freeze"], row["value"]) for row in rows}
    entries = {(row["enhancement_id"], row["track"]) for row in rows}
    if len(same) > 1:
        done = "Taken back: " if is_undo else "Decided "
        return f"{done}{len(rows)} things about {_counted(len(entries))}."
    what = _label(first) if len(entries) == 1 else _counted(len(entries))
    kind, value = first["kind"], first["value"]
    text = _VERBS.get((kind, value)) or _TEXTS.get(kind, "Decided about {what}.")
    if is_undo:
        again = _AGAIN.get(kind, "What was said of {what} is so again.")
        text = f"Taken back. {again if value else text}"
    return text.format(
        what=what,
        value=value,
        people=sentences.people(value.split()),
        said=decisions.in_words(kind, value),
        freeze=_freeze(setting, first["freeze"]),
    )


def _counted(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def _label(row: Mapping[str, Any]) -> str:
    name = f"#{row['number']}" if row["number"] is not None else row["key"]
    return f"{name} {row['track']}".strip() if name else "an entry"


def _freeze(setting: Setting, key: str) -> str:
    known = setting.profile.criteria.of(key)
    return words.in_sentence(known.label) if known else key.replace("-", " ")
