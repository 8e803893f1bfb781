"""What the freezes of a release ask, as it stood at a moment, and how it came so."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

from enhancements.models import ReleaseCriteria
from enhancements.policy.checks import criteria_reader, criteria_words
from enhancements.policy.checks.catalogue import CHECKS
from enhancements.policy.checks.criteria import Criteria, Criterion, FreezeCriteria
from enhancements.policy.checks.criteria_words import Difference
from enhancements.policy.checks.criteria_words import Setting as Parameter
from enhancements.profiles.freeze_loader import known
from enhancements.queries.deadlines import PREFIX, Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Deadline


@dataclasses.dataclass(frozen=True, slots=True)
class CriterionShown:
    """A check of a freeze, in words."""

    key: str
    check: str
    title: str
    rule: str
    """What must be true, by the check's own text; empty for a check that is unknown."""
    source: str
    """Where the rule stands."""
    counts: bool
    limits: tuple[str, ...]
    settings: tuple[Parameter, ...]
    how: str
    """The remedy in the project's own words; empty for the check's."""


@dataclasses.dataclass(frozen=True, slots=True)
class FreezeShown:
    """What a freeze asks."""

    deadline: str
    label: str
    is_hard: bool
    dated: Deadline | None
    """Its date; None where no schedule gives one."""
    criteria: tuple[CriterionShown, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Edition:
    """A copy of the criteria, and what it changed."""

    at: dt.datetime
    by: str
    reason: str
    differences: tuple[Difference, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Copy:
    """The copy in force at a moment, and those before it."""

    id: int
    """Of its row; 0 while the release has none and asks what the profile does."""
    criteria: Criteria
    freezes: tuple[FreezeShown, ...]
    history: tuple[Edition, ...]
    """Edits up to the moment, the newest first; without the first copy."""
    from_profile: tuple[Difference, ...]
    """What it asks differently from the profile of today."""

    @property
    def as_json(self) -> list[dict[str, Any]]:
        """The criteria as JSON holds them, every parameter written out."""
        return self.criteria.as_json()

    def criterion(self, freeze: str, key: str) -> Criterion | None:
        """The criterion of that key."""
        found = self.criteria.of(freeze)
        rows = found.criteria if found else ()
        return next((one for one in rows if one.key == key), None)


def load(setting: Setting, release: Dates) -> Copy:
    """The release's criteria at the setting's moment, in one SQL statement."""
    rows = list(
        ReleaseCriteria.objects.filter(
            release=release.id, since__lte=setting.at
        ).order_by("since")
    )
    words = known(setting.profile)
    read = [criteria_reader.kept(row.freezes, words) for row in rows]
    criteria = read[-1] if read else setting.profile.criteria
    return Copy(
        id=rows[-1].pk if rows else 0,
        criteria=criteria,
        freezes=tuple(_freeze(one, release) for one in criteria.freezes),
        history=tuple(reversed(_history(rows, read))),
        from_profile=criteria_words.differences(setting.profile.criteria, criteria),
    )


def _history(
    rows: Sequence[ReleaseCriteria], read: Sequence[Criteria]
) -> list[Edition]:
    pairs = itertools.pairwise(zip(rows, read, strict=True))
    return [
        Edition(row.since, row.by, row.reason, criteria_words.differences(old, new))
        for (_, old), (row, new) in pairs
    ]


def _freeze(freeze: FreezeCriteria, release: Dates) -> FreezeShown:
    return FreezeShown(
        deadline=freeze.deadline,
        label=freeze.label,
        is_hard=freeze.is_hard,
        dated=release.deadline(f"{PREFIX}{freeze.deadline}"),
        criteria=tuple(shown(one, release.name) for one in freeze.criteria),
    )


def shown(one: Criterion, release: str) -> CriterionShown:
    """A criterion in words."""
    check = CHECKS.get(one.check)
    how = one.values.get("how", "")
    return CriterionShown(
        key=one.key,
        check=one.check,
        title=criteria_words.title(one, release),
        rule=check.rule if check else "",
        source=check.source if check else "",
        counts=one.counts,
        limits=criteria_words.limits(one),
        settings=criteria_words.settings(one),
        how=how if isinstance(how, str) else "",
    )


def as_of_copy(setting: Setting, release: Dates, id_: int) -> Criteria:
    """The criteria of the copy with this id; the profile's where there is none such.

    One SQL statement.
    """
    row = ReleaseCriteria.objects.filter(release=release.id, pk=id_).first()
    if row is None:
        return setting.profile.criteria
    return criteria_reader.kept(row.freezes, known(setting.profile))
