"""The page of the guide: texts of the profile, people and dates of the project."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from enhancements.profiles.answers import Answer, answer
from enhancements.profiles.guide import Guide
from enhancements.profiles.guide_loader import guide_of
from enhancements.profiles.schema import Profile
from enhancements.queries import rosters, sql
from enhancements.queries.deadlines import FREEZE
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Deadline, Frame

Contact = tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]


@dataclasses.dataclass(frozen=True, slots=True)
class GuidePage:
    """Everything the guide shows."""

    frame: Frame
    profile: Profile
    guide: Guide
    answer: Answer
    contacts: tuple[Contact, ...]
    """(SIG, chairs, (label, address) of where to find them)."""
    next_freeze: Deadline | None
    """The next enhancements freeze that has not passed."""
    next_release: str


def page(setting: Setting, answers: Mapping[str, str]) -> GuidePage:
    """Everything the page shows, in one SQL statement beside the setting's two."""
    guide = guide_of(setting.profile)
    rows = sql.rows(rosters.CLAIMS, {"project": setting.id, "at": setting.at})
    for row in rows:
        row["value"] = sql.parsed(row["value"])
    known = rosters.build(rows)
    freeze, release = _next_freeze(setting)
    return GuidePage(
        frame=setting.frame,
        profile=setting.profile,
        guide=guide,
        answer=answer(guide, {key: answers[key] for key in answers}),
        contacts=tuple(
            (name, roster.chairs, roster.contact)
            for name, roster in sorted(known.items())
            if name and roster.listed
        ),
        next_freeze=freeze,
        next_release=release,
    )


def _next_freeze(setting: Setting) -> tuple[Deadline | None, str]:
    for release in setting.releases:
        freeze = release.deadline(FREEZE)
        if freeze is not None and not freeze.is_past:
            return freeze, release.name
    return None, ""
