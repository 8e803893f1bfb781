"""Whose people whoever looks may change."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import corrections
from enhancements.policy.permissions import Deed
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.facts import EntryRow
from enhancements.queries.shapes.people_of import Correcting
from enhancements.views.deciding import step_shown
from enhancements.views.who import Who, thing, who

_PAST = gettext_noop(
    "This is a past moment. Go back to now to change who does the work."
)
_NO_RELEASE = gettext_noop(
    "No release is known yet. As soon as one is, people are named here."
)


@dataclasses.dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may change in a project now."""

    asking: Who
    setting: Setting
    is_past: bool = False

    @classmethod
    def of(cls, asking: Who, setting: Setting) -> Rights:
        """Of whoever asks, at the setting's moment."""
        return cls(asking, setting, setting.frame.moment.is_past)

    @property
    def signed_in(self) -> bool:
        """Whether they are signed in."""
        return self.asking.account is not None

    def why_not(self, *, sig: str, key: str, release: str) -> str:
        """Why they may not say who does this work; empty for who may.

        Without a release it is about the enhancement, whatever is out by now.
        """
        if self.is_past:
            return gettext(_PAST)
        current = self.setting.frame.current
        if not current:
            return gettext(_NO_RELEASE)
        about = thing(self.setting, release=release or current, sig=sig, key=key)
        return self.asking.may(Deed.ASSIGN, about).reason

    def why_not_correct(self, line: Correcting) -> str:
        """Why they may not make a correction; empty for who may.

        To which SIG an enhancement belongs is also for a lead of the one that gets it;
        which SIGs participate is for a lead of all those that come or go.
        """
        own = self.why_not(sig=line.sig, key=line.key, release="")
        if not own or line.asked.kind not in corrections.SIGS:
            return own
        sigs = corrections.moved(line.asked.kind, line.holds.value, line.then)
        barred = [self.why_not(sig=sig, key="", release="") for sig in sigs]
        return "" if barred and not any(barred) else own

    def may(self, sig: str | None, key: str) -> bool:
        """Whether they may, for the pencils of a table."""
        return not self.why_not(sig=sig or "", key=key, release="")

    def contacts(self, release: str) -> bool:
        """Whether they may say who of the release team looks after entries of a
        release.
        """
        about = thing(self.setting, release=release)
        return not self.is_past and bool(self.asking.may(Deed.SET_CONTACT, about))

    def any_of(self, rows: Iterable[EntryRow]) -> bool:
        """Whether they may for any of these entries."""
        return any(self.may(row.sig, row.key) for row in rows)


def rights(request: HttpRequest, setting: Setting) -> Rights:
    """Of whoever asks; one SQL statement for who is signed in, none for others."""
    return Rights.of(who(request, setting), setting)


def told(request: HttpRequest, setting: Setting, release: str) -> dict[str, Any]:
    """What a page with pencils shows beside itself: whose people the reader may change,
    and the step they just made. No SQL statement for who is a stranger.
    """
    mine = rights(request, setting)
    has_any = bool(mine.asking.held) and not mine.is_past
    return {
        "assigning": mine if has_any else None,
        "step": step_shown(request, setting, release),
    }
