"""Steps of corrections: what they did, and that in one sentence."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from enhancements.languages import gettext, ngettext
from enhancements.models.event import CORRECTING
from enhancements.policy import corrections
from enhancements.queries import sql
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.deciding import StepShown

_STATEMENT = """
SELECT event.enhancement_id, event.old, event.new, event.by,
       coalesce(own.merged_into_id, own.id) AS winner, record.key, record.number,
       claim.id AS standing
  FROM enhancements_event event
  JOIN enhancements_enhancement own ON own.id = event.enhancement_id
  LEFT JOIN enhancements_record record
    ON record.enhancement_id = coalesce(own.merged_into_id, own.id)
   AND record.until IS NULL
  LEFT JOIN enhancements_series series
    ON series.enhancement_id = coalesce(own.merged_into_id, own.id)
   AND series.source = 'person' AND series.track = ''
   AND series.field = event.new->>'field'
  LEFT JOIN enhancements_claim claim ON claim.series_id = series.id
   AND claim.until IS NULL AND claim.retracted_at IS NULL
 WHERE event.project_id = %(project)s AND event.kind IN ({kinds})
   AND event.new->>'batch' = %(batch)s
 ORDER BY event.id
"""
_KINDS = ", ".join(f"'{kind}'" for kind in CORRECTING)


@dataclasses.dataclass(frozen=True, slots=True)
class Did:
    """What a step did to one field of an enhancement."""

    enhancement: int
    """The one that counts now, where it was merged."""
    key: str
    """Its key now; empty when it was taken away."""
    number: int | None
    field: str
    was_said: bool
    """Whether it was said by hand before."""
    old: tuple[str, ...]
    """What stood before."""
    reason: str
    """Of what was said by hand before."""
    new: tuple[str, ...]
    """What stands since."""
    correction: int | None
    """Id of the claim that the step made; None where it withdrew one."""
    standing: int | None
    """Id of what is said by hand now."""
    by: str

    @property
    def stands(self) -> bool:
        """Whether what the step did still stands."""
        return self.correction == self.standing


def step(*, project: int, batch: UUID) -> list[Did]:
    """What a step did, field by field; none when there is no such step.

    One SQL statement.
    """
    given = {"project": project, "batch": str(batch)}
    rows = sql.rows(_STATEMENT.format(kinds=_KINDS), given)
    return [_did(row) for row in rows]


def _did(row: Mapping[str, Any]) -> Did:
    old, new = sql.parsed(row["old"]), sql.parsed(row["new"])
    return Did(
        enhancement=row["winner"],
        key=row["key"] or "",
        number=row["number"],
        field=new["field"],
        was_said=old["is_said"],
        old=tuple(old["value"]),
        reason=old["reason"],
        new=tuple(new["value"]),
        correction=new["correction"],
        standing=row["standing"],
        by=row["by"],
    )


def shown(setting: Setting, batch: UUID) -> StepShown | None:
    """The step of that number, for the page that was led back from it; None when there
    is none. One SQL statement.
    """
    rows = step(project=setting.id, batch=batch)
    if not rows:
        return None
    can_undo = all(one.stands for one in rows)
    return StepShown(batch, _sentence(rows), can_undo, "", is_correction=True)


def _sentence(rows: Sequence[Did]) -> str:
    first = rows[0]
    if len(rows) > 1:
        return _sentence_of_several(rows)
    said = {
        "field": corrections.label(first.field),
        "name": first.key if first.number is None else f"#{first.number}",
        "people": corrections.in_words(first.field, first.new),
    }
    if first.correction is None:
        return gettext(
            "%(field)s of %(name)s as its source says again: %(people)s.", **said
        )
    return gettext("%(field)s of %(name)s now: %(people)s.", **said)


def _sentence_of_several(rows: Sequence[Did]) -> str:
    number = len({one.enhancement for one in rows})
    is_people = any(one.field not in corrections.SIGS for one in rows)
    is_back = all(one.correction is None for one in rows)
    if is_back and is_people:
        return ngettext(
            "People of %(num)s enhancement as their sources say again.",
            "People of %(num)s enhancements as their sources say again.",
            number,
        )
    if is_back:
        return ngettext(
            "SIGs of %(num)s enhancement as their sources say again.",
            "SIGs of %(num)s enhancements as their sources say again.",
            number,
        )
    if is_people:
        return ngettext(
            "Changed the people of %(num)s enhancement.",
            "Changed the people of %(num)s enhancements.",
            number,
        )
    return ngettext(
        "Changed the SIGs of %(num)s enhancement.",
        "Changed the SIGs of %(num)s enhancements.",
        number,
    )
