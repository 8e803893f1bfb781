"""All that a rendering of an enhancement's files depends on."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from enhancements.sample.farwharf.catalogue import Enhancement, Milestones


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One enhancement at a moment of the story."""

    item: Enhancement
    directory: str
    """Below keps."""
    created: str
    """ISO date on which it was proposed."""
    is_moved_here: bool = False
    """From before the repository: written by an older template, without comments."""
    stage: str = ""
    latest: str = ""
    milestones: Milestones = dataclasses.field(default_factory=dict)
    status: str = "provisional"
    approvals: dict[str, str] = dataclasses.field(default_factory=dict)
    """Stage to the approver of its production readiness, as written."""
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    edits: tuple[tuple[str, str], ...] = ()
    is_filled: bool = False
    history: tuple[str, ...] = ()

    @property
    def owner(self) -> str:
        """Name of the SIG that owns it, such as sig-queue."""
        return f"sig-{self.item.owner or self.item.sig}"

    @property
    def readiness_path(self) -> str:
        """Path of the file of its production readiness."""
        return f"keps/prod-readiness/{self.owner}/{self.item.number}.yaml"


def stage_of(aim: str) -> str:
    """The stage of `beta v1.29`; empty when nothing is aimed at."""
    return aim.partition(" ")[0]
