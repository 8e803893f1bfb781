"""A step that was made or taken back, in one sentence, and whether it can be undone
whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from enhancements.languages import gettext, gettext_noop, ngettext
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
    (decisions.STANDING, "tracked"): gettext_noop(
        "Tracked %(what)s for the %(freeze)s."
    ),
    (decisions.STANDING, "deferred"): gettext_noop(
        "Deferred %(what)s at the %(freeze)s."
    ),
    (decisions.STANDING, "removed"): gettext_noop(
        "Removed %(what)s at the %(freeze)s."
    ),
    (decisions.STANDING, ""): gettext_noop(
        "Nothing is decided about %(what)s for the %(freeze)s now."
    ),
    (decisions.OPT_IN, decisions.YES): gettext_noop("Opted %(what)s in."),
    (decisions.OPT_IN, ""): gettext_noop("Took the opt-in of %(what)s back."),
    (decisions.WAIVER, decisions.YES): gettext_noop(
        "Waived a check of %(what)s at the %(freeze)s."
    ),
    (decisions.WAIVER, ""): gettext_noop(
        "Took a waiver of %(what)s at the %(freeze)s back."
    ),
    (decisions.CONTACT, ""): gettext_noop("Nobody looks after %(what)s now."),
    (decisions.NOTE, ""): gettext_noop("Took the note on %(what)s away."),
    (decisions.CHECK_IN, "on-track"): gettext_noop("Said that %(what)s is on track."),
    (decisions.CHECK_IN, "at-risk"): gettext_noop("Said that %(what)s is at risk."),
    (decisions.CHECK_IN, "off-track"): gettext_noop("Said that %(what)s is off track."),
    (decisions.CHECK_IN, ""): gettext_noop("Nothing is said of how %(what)s goes now."),
    (decisions.OUTCOME, "shipped"): gettext_noop("Closed %(what)s as shipped."),
    (decisions.OUTCOME, "removed"): gettext_noop("Closed %(what)s as removed."),
    (decisions.OUTCOME, "deferred"): gettext_noop("Closed %(what)s as deferred."),
    (decisions.OUTCOME, ""): gettext_noop("Took back what became of %(what)s."),
    (decisions.OWNERS, ""): gettext_noop(
        "The enhancement's owners own %(what)s again."
    ),
    (decisions.REVIEWERS, ""): gettext_noop(
        "The enhancement's reviewers review %(what)s again."
    ),
    (decisions.APPROVERS, ""): gettext_noop(
        "The enhancement's approvers approve %(what)s again."
    ),
}
_TEXTS = {
    decisions.CONTACT: gettext_noop("@%(value)s looks after %(what)s now."),
    decisions.NOTE: gettext_noop("Wrote a note on %(what)s."),
    decisions.OWNERS: gettext_noop("%(people)s own %(what)s in this release now."),
    decisions.REVIEWERS: gettext_noop(
        "%(people)s review %(what)s in this release now."
    ),
    decisions.APPROVERS: gettext_noop(
        "%(people)s approve %(what)s in this release now."
    ),
}
# What stands again once a step was taken back.
_AGAIN = {
    decisions.STANDING: gettext_noop(
        "As before for the %(freeze)s: %(what)s %(said)s."
    ),
    decisions.OPT_IN: gettext_noop("As before: %(what)s opted in."),
    decisions.WAIVER: gettext_noop(
        "As before at the %(freeze)s: a check of %(what)s waived."
    ),
    decisions.CONTACT: gettext_noop("@%(value)s looks after %(what)s again."),
    decisions.NOTE: gettext_noop("The note on %(what)s is as it was."),
}

_DECIDED = gettext_noop("Decided about %(what)s.")
_SO_AGAIN = gettext_noop("What was said of %(what)s is so again.")


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
        done = gettext_noop("Decided %(number)s things about %(what)s.")
        if is_undo:
            done = gettext_noop("Taken back: %(number)s things about %(what)s.")
        return gettext(done, number=len(rows), what=_counted(len(entries)))
    what = _label(first) if len(entries) == 1 else _counted(len(entries))
    kind, value = first["kind"], first["value"]
    text = _VERBS.get((kind, value)) or _TEXTS.get(kind, _DECIDED)
    if is_undo and value:
        text = _AGAIN.get(kind, _SO_AGAIN)
    said = gettext(
        text,
        what=what,
        value=value,
        people=sentences.people(value.split()),
        said=decisions.in_words(kind, value),
        freeze=_freeze(setting, first["freeze"]),
    )
    return gettext("Taken back. %(said)s", said=said) if is_undo else said


def _counted(number: int) -> str:
    return ngettext("%(num)s entry", "%(num)s entries", number)


def _label(row: Mapping[str, Any]) -> str:
    name = f"#{row['number']}" if row["number"] is not None else row["key"]
    return f"{name} {row['track']}".strip() if name else gettext("an entry")


def _freeze(setting: Setting, key: str) -> str:
    known = setting.profile.criteria.of(key)
    return words.within(known.label) if known else key.replace("-", " ")
