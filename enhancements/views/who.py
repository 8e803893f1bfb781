"""Who asks, and what they may do: looked up at each request, never kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from functools import cache, partial

from django.conf import settings
from django.http import HttpRequest

from enhancements.languages import gettext, gettext_noop
from enhancements.models import Account
from enhancements.policy import logins, permissions
from enhancements.policy.permissions import ASKER, Answer, Deed, Held, Thing
from enhancements.profiles.schema import Profile
from enhancements.queries import roles
from enhancements.queries.frame import Setting
from enhancements.views.signing import account_of

_STRANGER = gettext_noop("Sign in first: what is decided here is decided by name.")


@dataclasses.dataclass(frozen=True, slots=True)
class Who:
    """Somebody at a project, now."""

    account: Account | None
    """None for who is not signed in."""
    held: tuple[Held, ...] = ()
    passed_at: Callable[[], dt.datetime | None] = lambda: None
    """When their login passed on to them, None for one that was never another's; asks
    the database once, and only who has to know."""

    @property
    def by(self) -> str:
        """The name that history keeps; empty for who is not signed in."""
        return str(self.account) if self.account is not None else ""

    def may(self, deed: Deed, thing: Thing) -> Answer:
        """Whether they may do this to that thing, and if not, why."""
        if self.account is None:
            return Answer(allowed=False, reason=gettext(_STRANGER))
        is_asker = self.did(thing.asked_by, thing.asked_at)
        asker = (Held(ASKER, thing.asked_by),) if is_asker else ()
        return permissions.may((*self.held, *asker), deed, thing)

    def did(self, by: str, at: dt.datetime | None) -> bool:
        """Whether it was they who did something under a login at a moment: who has the
        login of somebody else now did nothing of what that one did.
        """
        return logins.did(by, at, login=self.by, passed_at=self.passed_at)


def who(request: HttpRequest, setting: Setting) -> Who:
    """Whoever asks; one SQL statement for who is signed in, none for others."""
    return who_in(request, project=setting.id, profile=setting.profile)


def who_in(request: HttpRequest, *, project: int, profile: Profile) -> Who:
    """The same where no more is known of the project than its id and its profile."""
    account = account_of(request)
    if account is None:
        return Who(None)
    return of_account(account, project=project, profile=profile)


def of_account(account: Account, *, project: int, profile: Profile) -> Who:
    """Somebody whose account is known, with the roles of now; one SQL statement."""
    login, number = account.login, account.github_id
    held = roles.held(
        project=project,
        profile=profile,
        login=login,
        github_id=number,
        operators=settings.OPERATORS,
    )
    if not login:  # Nobody is called so, and nothing passes on.
        return Who(account, held)
    passed_at = partial(roles.passed_at, login=login, github_id=number)
    return Who(account, held, cache(passed_at))


def thing(
    setting: Setting,
    *,
    release: str,
    sig: str = "",
    key: str = "",
    freeze: str = "",
    asked_by: str = "",
    asked_at: dt.datetime | None = None,
) -> Thing:
    """An entry, a freeze or a whole release, as it is stored now.

    The setting is of now: who decides does not decide in the past.
    """
    names = tuple(reversed(setting.frame.releases))
    served = permissions.serves(release, names=names, current=setting.frame.current)
    return Thing(release, sig, key, freeze, asked_by, asked_at, is_served=served)
