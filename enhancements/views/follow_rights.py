"""Whether whoever reads a page follows what it is about."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.http import HttpRequest

from enhancements.policy.following import DAILY, RHYTHMS, said
from enhancements.queries import following
from enhancements.queries.following import Followed
from enhancements.queries.frame import Setting
from enhancements.views.signing import account_of


@dataclasses.dataclass(frozen=True, slots=True)
class Subscribing:
    """What the button of a page says and sends."""

    project: str
    kind: str
    """A word of `queries.following.KINDS`."""
    subject: str
    """Id of the enhancement, number of the view, name of the SIG or release."""
    is_signed_in: bool
    followed: Followed | None = None
    """How it is followed; None for not at all."""

    @property
    def rhythm(self) -> str:
        """How often mail tells of it, or would by itself."""
        return self.followed.rhythm if self.followed else DAILY

    @property
    def by_mail(self) -> bool:
        """Whether mail tells of it, or would by itself."""
        return self.followed.by_mail if self.followed else True

    @property
    def rhythms(self) -> dict[str, str]:
        """What one may choose."""
        return said(RHYTHMS)


def told(
    request: HttpRequest, setting: Setting, kind: str, subject: str
) -> dict[str, Any]:
    """What a page shows beside itself: nothing at a past moment. One SQL statement for
    who is signed in, none for others.
    """
    if setting.frame.moment.is_past:
        return {"subscribing": None}
    account = account_of(request)
    found = Subscribing(setting.frame.project.name, kind, subject, account is not None)
    if account is not None:
        by = int(subject) if kind == following.ENHANCEMENT else subject
        followed = following.of(account.pk, setting.id, kind, by)
        found = dataclasses.replace(found, followed=followed)
    return {"subscribing": found}
