"""Concerns raised and resolved by slash commands, by the rights that their page asks.

Which concerns are open on what an issue tracks, and what its commenter may do with
them, is read only where a command asks for it: in seven SQL statements, and one more
where one was raised under their login.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from functools import cache, partial

from django.db import transaction
from django.db.models import Q

from enhancements.actions import concerns
from enhancements.actions.concerns import ConcernRefused, Raising
from enhancements.actions.slash_texts import Text
from enhancements.commands import words
from enhancements.commands.concern_desk import Concerned, OpenConcern, Raised, Resolved
from enhancements.commands.grammar import Operation
from enhancements.commands.plans import Plan, Refusal
from enhancements.models import Concern, Enhancement, Project, Record
from enhancements.policy import logins, permissions
from enhancements.policy.concerns import may_resolve
from enhancements.policy.permissions import Deed, Held, Thing
from enhancements.profiles.command_rules import CONCERNS
from enhancements.queries import frame, moments, roles
from enhancements.queries.frame import Setting


def concerned(
    *, text: Text, operations: Iterable[Operation], now: dt.datetime
) -> Concerned | None:
    """The enhancement that a text's issue tracks; None where it tracks none, where the
    text says nothing of concerns, and where its author is no more.
    """
    tracked, author = text.item.enhancement, text.author
    if tracked is None or author is None:
        return None
    if not any(one.verb in CONCERNS for one in operations):
        return None
    project = tracked.project
    record = Record.objects.filter(
        enhancement=_own(tracked), until__isnull=True
    ).first()
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    held = roles.held(
        project=project.pk,
        profile=setting.profile,
        login=author.login,
        github_id=author.github_id,
    )
    sig, key = (record.sig or "", record.key) if record else ("", "")
    about = _About(setting, sig, key)
    answer = permissions.may(held, Deed.RAISE_CONCERN, about.thing(""))
    passed_at = partial(roles.passed_at, login=author.login, github_id=author.github_id)
    asking = _Asking(author.login, held, cache(passed_at))
    return Concerned(
        open=tuple(_open(row, asking, about) for row in _rows(tracked)),
        locked=answer.reason,
    )


def write(*, text: Text, plan: Plan, now: dt.datetime) -> Plan:
    """Do what a plan says of concerns; what cannot be done any more becomes a refusal.

    Within the transaction that keeps the plan.
    """
    tracked = text.item.enhancement
    if tracked is None or not (plan.raised or plan.resolved):
        return plan
    by = text.author.login if text.author else "ghost"
    pen = _Pen(tracked.project, _own(tracked), by, now)
    resolved = tuple(one for one in plan.resolved if pen.resolves(one))
    raised = tuple(one for one in plan.raised if pen.raises(one))
    return dataclasses.replace(
        plan,
        raised=raised,
        resolved=resolved,
        refusals=(*plan.refusals, *pen.refused),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Pen:
    """Who writes, and where."""

    project: Project
    enhancement: int
    by: str
    now: dt.datetime
    refused: list[Refusal] = dataclasses.field(default_factory=list)

    def raises(self, one: Raised) -> bool:
        """Raise a concern; whether it is."""
        raising = Raising(self.enhancement, one.name, one.text)
        return self._done(
            one.operation,
            lambda: concerns.raise_(
                project=self.project, raising=raising, by=self.by, now=self.now
            ),
        )

    def resolves(self, one: Resolved) -> bool:
        """Resolve a concern; whether it is."""
        return self._done(
            one.operation,
            lambda: concerns.resolve(
                project=self.project,
                concern=one.concern,
                how=one.how,
                by=self.by,
                now=self.now,
            ),
        )

    def _done(self, operation: Operation, act: Callable[[], object]) -> bool:
        try:
            with transaction.atomic():
                act()
        except ConcernRefused as error:
            sentence = words.plain(str(error))
            self.refused.append(Refusal(operation, "not-done", sentence))
            return False
        return True


@dataclasses.dataclass(frozen=True, slots=True)
class _Asking:
    """Who typed the commands, with the roles of now."""

    login: str
    held: tuple[Held, ...]
    passed_at: Callable[[], dt.datetime | None]
    """When the login passed on to them; asks the database once, and only where a
    concern was raised under it."""


@dataclasses.dataclass(frozen=True, slots=True)
class _About:
    """What concerns are about, now."""

    setting: Setting
    sig: str
    key: str

    def thing(self, release: str) -> Thing:
        """Without a release it is about the enhancement, whatever is out by now."""
        if not release:
            return Thing(sig=self.sig, key=self.key)
        known = self.setting.frame
        served = permissions.serves(
            release, names=tuple(reversed(known.releases)), current=known.current
        )
        return Thing(release, self.sig, self.key, is_served=served)


def _own(tracked: Enhancement) -> int:
    """The enhancement that it is now: merged ones have no record of their own."""
    return tracked.merged_into_id or tracked.pk


def _rows(tracked: Enhancement) -> list[Concern]:
    """Open concerns, also those of enhancements that were merged into it."""
    own = _own(tracked)
    ours = Q(enhancement=own) | Q(enhancement__merged_into=own)
    rows = Concern.objects.filter(ours, until__isnull=True)
    return list(rows.select_related("release").order_by("since", "pk"))


def _open(row: Concern, asking: _Asking, about: _About) -> OpenConcern:
    thing = about.thing(row.release.name if row.release else "")
    is_own = logins.did(
        row.raised_by, row.raised_at, login=asking.login, passed_at=asking.passed_at
    )
    answer = may_resolve(asking.held, thing, is_own=is_own)
    return OpenConcern(row.pk, row.name, answer.reason)
