"""What whoever reads an enhancement's page may do with what it depends on."""

from __future__ import annotations

import dataclasses
from typing import Any

from enhancements.policy.permissions import Answer, Deed, Thing
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import StageRef
from enhancements.queries.words import stage_of
from enhancements.views.who import Who

_PAST = "This is a past moment. Go back to now to say what it depends on."


@dataclasses.dataclass(frozen=True, slots=True)
class DependencyRights:
    """What somebody may do with the dependencies of one enhancement, now."""

    asking: Who
    setting: Setting
    sig: str
    key: str

    @property
    def signed_in(self) -> bool:
        """Whether they are signed in."""
        return self.asking.account is not None

    def naming(self) -> Answer:
        """Whether they may name one, or drop one. It is about the enhancement, whatever
        release is out by now.
        """
        if self.setting.frame.moment.is_past:
            return Answer(allowed=False, reason=_PAST)
        about = Thing(sig=self.sig, key=self.key)
        return self.asking.may(Deed.NAME_DEPENDENCY, about)

    def stages(self) -> tuple[StageRef, ...]:
        """The stages that may be needed, in their order."""
        profile = self.setting.profile
        found = [stage_of(profile, one.key) for one in profile.stages if one.ladder]
        return tuple(sorted(found, key=lambda one: one.rank))


def told(asking: Who, setting: Setting, *, sig: str | None, key: str) -> dict[str, Any]:
    """What the page of an enhancement shows beside itself; no SQL statement."""
    return {"depending": DependencyRights(asking, setting, sig or "", key)}
