"""The roles of somebody in every project, for their own page."""

from __future__ import annotations

import dataclasses

from enhancements import profiles
from enhancements.languages import gettext
from enhancements.models import Account, Project
from enhancements.policy.permissions import LABELS, OWNER, Held
from enhancements.profiles.role_rules import SIG_LEAD
from enhancements.queries import roles


@dataclasses.dataclass(frozen=True, slots=True)
class MyRole:
    """A role in words, and where it stands."""

    text: str
    source: str


@dataclasses.dataclass(frozen=True, slots=True)
class MyRoles:
    """Somebody's roles in one project."""

    project: str
    title: str
    roles: tuple[MyRole, ...]
    owned: tuple[str, ...]
    """Keys of the enhancements that they own."""


def roles_of(account: Account) -> tuple[MyRoles, ...]:
    """Where an account holds a role now; one statement for each project, and one."""
    found = []
    for project in Project.objects.order_by("name"):
        profile = profiles.load(project.profile)
        held = roles.held(
            project=project.pk,
            profile=profile,
            login=account.login,
            github_id=account.github_id,
        )
        if held:
            named = tuple(
                MyRole(_words(one), one.source) for one in held if one.role != OWNER
            )
            owned = tuple(one.of for one in held if one.role == OWNER)
            found.append(MyRoles(project.name, profile.title, named, owned))
    return tuple(found)


def _words(held: Held) -> str:
    if held.role == SIG_LEAD:
        return gettext("SIG lead of %(sig)s", sig=held.of)
    return gettext(LABELS[held.role])
