"""What whoever reads an enhancement's page may do with its concerns."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.http import HttpRequest

from enhancements.policy.concerns import may_resolve
from enhancements.policy.permissions import Answer, Deed, Thing
from enhancements.queries import waiting
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EnhancementPage
from enhancements.views.who import Who, thing, who

_PAST = "This is a past moment. Go back to now to raise or resolve a concern."


@dataclasses.dataclass(frozen=True, slots=True)
class ConcernRights:
    """What somebody may do with the concerns of one enhancement, now."""

    asking: Who
    setting: Setting
    sig: str
    key: str

    @property
    def signed_in(self) -> bool:
        """Whether they are signed in."""
        return self.asking.account is not None

    def raising(self, release: str = "") -> Answer:
        """Whether they may raise one, or open one again."""
        return self._may(Deed.RAISE_CONCERN, release)

    def resolving(self, raised_by: str, release: str = "") -> Answer:
        """Whether they may resolve one: whoever raised it may, whatever else they are;
        of a release that is long out nobody.
        """
        if self.setting.frame.moment.is_past or not self.signed_in:
            return self._may(Deed.RESOLVE_CONCERN, release)
        return may_resolve(
            self.asking.held,
            by=self.asking.by,
            raised_by=raised_by,
            thing=self._about(release),
        )

    def releases(self) -> tuple[str, ...]:
        """Names of the releases that a concern may be raised about."""
        return tuple(one.name for one in waiting.in_work(self.setting))

    def _may(self, deed: Deed, release: str) -> Answer:
        if self.setting.frame.moment.is_past:
            return Answer(allowed=False, reason=_PAST)
        return self.asking.may(deed, self._about(release))

    def _about(self, release: str) -> Thing:
        """Without a release it is about the enhancement, whatever is out by now."""
        if not release:
            return Thing(sig=self.sig, key=self.key)
        return thing(self.setting, release=release, sig=self.sig, key=self.key)


def of(
    request: HttpRequest, setting: Setting, *, sig: str | None, key: str
) -> ConcernRights:
    """Of whoever asks; one SQL statement for who is signed in, none for others."""
    return ConcernRights(who(request, setting), setting, sig or "", key)


def told(
    request: HttpRequest, setting: Setting, page: EnhancementPage
) -> dict[str, Any]:
    """What the page of an enhancement shows beside itself."""
    return {"concerned": of(request, setting, sig=page.sig, key=page.key)}
