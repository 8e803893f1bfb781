"""The saved views of a project for whoever reads its list, and what they may do."""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest

from enhancements.languages import gettext, gettext_noop
from enhancements.policy.permissions import Answer, Thing
from enhancements.policy.saved_views import (
    AUDIENCES,
    DEEDS,
    EVERYBODY,
    PRIVATE,
    SIG,
)
from enhancements.profiles.role_rules import SIG_LEAD
from enhancements.queries import saved_views
from enhancements.queries.frame import Setting
from enhancements.queries.saved_views import Reader
from enhancements.queries.shapes.saved_views import Opened, ViewMenu, ViewRow
from enhancements.views.who import Who, who

_PAST = gettext_noop("This is a past moment. Go back to now to save or change a view.")
_STRANGER = gettext_noop("Sign in first: a view is saved by name.")
_OWN = gettext_noop("This view is somebody else's own.")


@dataclasses.dataclass(frozen=True, slots=True)
class Viewing:
    """The saved views that who asks may see, and the one that is open."""

    asking: Who
    setting: Setting
    views: tuple[ViewRow, ...] = ()
    opened: Opened | None = None

    @property
    def me(self) -> tuple[str, ...]:
        """Logins of who asks."""
        account = self.asking.account
        return (account.login,) if account is not None else ()

    @property
    def reader(self) -> Reader:
        """Who asks, for what lists the views that they may see."""
        account = self.asking.account
        return Reader(account.pk if account is not None else None)

    @property
    def sigs(self) -> frozenset[str]:
        """The SIGs that they lead."""
        return frozenset(
            one.of for one in self.asking.held if one.role == SIG_LEAD and one.of
        )

    @property
    def menu(self) -> ViewMenu:
        """The views in use, by whose they are."""
        return saved_views.menu(self.views, sigs=self.sigs)

    def saving(self, audience: str = PRIVATE, sig: str = "") -> Answer:
        """Whether they may save a view for these people, or change one of theirs."""
        if self.setting.frame.moment.is_past:
            return Answer(allowed=False, reason=gettext(_PAST))
        if self.asking.account is None:
            return Answer(allowed=False, reason=gettext(_STRANGER))
        deed = DEEDS.get(audience)
        if deed is None:
            return Answer(allowed=True)
        return self.asking.may(deed, Thing(sig=sig))

    def changing(self, view: ViewRow) -> Answer:
        """Whether they may change, retire and restore a view."""
        answer = self.saving(view.audience, view.sig)
        if answer and view.audience == PRIVATE and not view.is_mine:
            return Answer(allowed=False, reason=gettext(_OWN))
        return answer

    def audiences(self) -> tuple[tuple[str, str], ...]:
        """Whom they may save a view for: (value of a form, label)."""
        found = [(PRIVATE, gettext(AUDIENCES[PRIVATE]))]
        found += [(f"{SIG}:{sig}", f"SIG {sig}") for sig in sorted(self.sigs)]
        if self.saving(EVERYBODY):
            found.append((EVERYBODY, gettext(AUDIENCES[EVERYBODY])))
        return tuple(found)


def of(request: HttpRequest, setting: Setting, number: int | None = None) -> Viewing:
    """Of whoever asks, with the view of this number open where they may see it.

    One SQL statement, and one more for who is signed in.
    """
    viewing = without_views(request, setting)
    reader = viewing.reader
    if number is None:
        return dataclasses.replace(viewing, views=saved_views.every(setting, reader))
    views, opened = saved_views.opened(setting, reader, number)
    return dataclasses.replace(viewing, views=views, opened=opened)


def without_views(request: HttpRequest, setting: Setting) -> Viewing:
    """Of whoever asks, for a page that reads the views together with its list; one SQL
    statement for who is signed in, none for others.
    """
    return Viewing(who(request, setting), setting)
