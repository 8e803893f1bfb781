"""What Farwharf's enhancements were meant for, as their lives name it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from enhancements.sample.farwharf import calendar as days
from enhancements.sample.farwharf.catalogue import Enhancement, Step
from enhancements.sample.github.farwharf_template import STAGES
from enhancements.sample.github.releases import release_of

MOVED_HERE_DAY = -393
"""Of what was promised before the repository began."""


@dataclasses.dataclass(frozen=True, slots=True)
class Promise:
    """On a day, an enhancement was meant for a stage in a release."""

    item: Enhancement
    day: int
    stage: str
    release: str


def promised(item: Enhancement) -> Iterator[Promise]:
    """The stages and releases that its life names, those of the story's releases."""
    stage = ""
    for step in item.life:
        aimed, release = _aim(step)
        stage = aimed or stage
        if release in days.FREEZES and stage in STAGES:
            day = step.day if step.day is not None else MOVED_HERE_DAY
            yield Promise(item, day, stage, release)


def _aim(step: Step) -> tuple[str, str]:
    stage, _, text = step.to.partition(" ")
    if stage:
        return stage, release_of(text)
    stage = step.stage if step.stage in STAGES else ""
    return stage, release_of(step.latest)
