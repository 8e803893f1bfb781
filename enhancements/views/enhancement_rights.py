"""What whoever reads an enhancement's page may do there: with its concerns, with what
it depends on, and with its feature gates.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.http import HttpRequest

from enhancements.languages import gettext, gettext_noop
from enhancements.policy.concerns import may_resolve
from enhancements.policy.permissions import Answer, Deed, Thing
from enhancements.queries import waiting
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EnhancementPage, StageRef
from enhancements.queries.words import stage_of
from enhancements.views import assign_rights
from enhancements.views.who import Who, thing, who

# Why not, where a past moment is shown.
_CONCERN = gettext_noop(
    "This is a past moment. Go back to now to raise or resolve a concern."
)
_DEPENDENCY = gettext_noop(
    "This is a past moment. Go back to now to say what it depends on."
)
_GATE = gettext_noop("This is a past moment. Go back to now to link a gate.")


@dataclasses.dataclass(frozen=True, slots=True)
class EnhancementRights:
    """What somebody may do with one enhancement, now."""

    asking: Who
    setting: Setting
    sig: str
    key: str

    @property
    def signed_in(self) -> bool:
        """Whether they are signed in."""
        return self.asking.account is not None

    def raising(self, release: str = "") -> Answer:
        """Whether they may raise a concern, or open one again."""
        return self._may(Deed.RAISE_CONCERN, _CONCERN, release)

    def resolving(self, by: str, at: dt.datetime, release: str = "") -> Answer:
        """Whether they may resolve one that was raised then under this login: whoever
        raised it may, whatever else they are; of a release that is long out nobody.
        """
        if self.setting.frame.moment.is_past or not self.signed_in:
            return self._may(Deed.RESOLVE_CONCERN, _CONCERN, release)
        is_own = self.asking.did(by, at)
        return may_resolve(self.asking.held, self._about(release), is_own=is_own)

    def naming(self) -> Answer:
        """Whether they may name what it depends on, or drop that."""
        return self._may(Deed.NAME_DEPENDENCY, _DEPENDENCY)

    def linking(self) -> Answer:
        """Whether they may link feature gates to it."""
        return self._may(Deed.LINK_GATE, _GATE)

    def releases(self) -> tuple[str, ...]:
        """Names of the releases that a concern may be raised about."""
        return tuple(one.name for one in waiting.in_work(self.setting))

    def stages(self) -> tuple[StageRef, ...]:
        """The stages that may be needed, in their order."""
        profile = self.setting.profile
        found = [stage_of(profile, one.key) for one in profile.stages if one.ladder]
        return tuple(sorted(found, key=lambda one: one.rank))

    def _may(self, deed: Deed, past: str, release: str = "") -> Answer:
        if self.setting.frame.moment.is_past:
            return Answer(allowed=False, reason=gettext(past))
        return self.asking.may(deed, self._about(release))

    def _about(self, release: str) -> Thing:
        """Without a release it is about the enhancement, whatever is out by now."""
        if not release:
            return Thing(sig=self.sig, key=self.key)
        return thing(self.setting, release=release, sig=self.sig, key=self.key)


def of(
    request: HttpRequest, setting: Setting, *, sig: str | None, key: str
) -> EnhancementRights:
    """Of whoever asks; one SQL statement for who is signed in, none for others."""
    return EnhancementRights(who(request, setting), setting, sig or "", key)


def told(
    request: HttpRequest, setting: Setting, page: EnhancementPage
) -> dict[str, Any]:
    """What the page of an enhancement shows beside itself."""
    return {
        **assign_rights.told(request, setting, setting.frame.current),
        "rights": of(request, setting, sig=page.sig, key=page.key),
    }
