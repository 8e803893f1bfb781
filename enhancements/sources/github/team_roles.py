"""Reads the teams of the profile's roles, so that a change there holds here at once."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Sequence

from enhancements import profiles
from enhancements.actions import teams
from enhancements.actions.told import PersonTold
from enhancements.models import Project, Repository
from enhancements.profiles.globs import compile_globs
from enhancements.profiles.role_rules import SIG, RoleRule
from enhancements.sources.github import client, people
from enhancements.sources.github.client import Client
from enhancements.sources.github.failures import GitHubFailed

log = logging.getLogger(__name__)


def with_teams() -> list[int]:
    """Ids of the projects whose roles teams hold, and that GitHub is read for.

    One whose profile cannot be loaded is left out, with a warning.
    """
    mirrored = Repository.objects.filter(removed_at__isnull=True, is_main=True)
    rows = mirrored.select_related("project").order_by("project_id")
    return [one.project_id for one in rows if _has_teams(one.project)]


def _has_teams(project: Project) -> bool:
    try:
        return any(rule.team for rule in profiles.load(project.profile).roles)
    except profiles.ProfileInvalid as error:
        log.warning("%s: %s", project.name, error)
        return False


def refresh(*, project: Project, now: dt.datetime) -> int:
    """Read who is in the teams; how many changed.

    A team that is not there, or may not be seen, has nobody in it. Raises GitHubFailed
    for what passes by itself, Unconfigured without a credential: then nothing is known
    and everything stays.
    """
    repository = Repository.objects.get(
        project=project, is_main=True, removed_at__isnull=True
    )
    org = repository.name.partition("/")[0]
    rules = [rule for rule in profiles.load(project.profile).roles if rule.team]
    with client.connect(org) as asking:
        found = {
            slug: _members(asking, org, slug) for slug in _slugs(asking, org, rules)
        }
    return teams.write(
        project=project, host=repository.host, org=org, teams=found, now=now
    )


def _slugs(asking: Client, org: str, rules: Iterable[RoleRule]) -> list[str]:
    """The teams that the rules name; a family is looked up among all teams."""
    names = [rule.team for rule in rules]
    families = [name for name in names if SIG in name]
    plain = [name for name in names if SIG not in name]
    if not families:
        return plain
    pattern = compile_globs(tuple(name.replace(SIG, "*") for name in families))
    try:
        known = people.team_slugs(asking, org)
    except GitHubFailed as error:
        if error.is_passing:
            raise
        log.warning("The teams of %s cannot be listed: %s", org, error)
        return plain
    return [*plain, *(one for one in known if pattern.fullmatch(one.casefold()))]


def _members(asking: Client, org: str, slug: str) -> Sequence[PersonTold]:
    try:
        return people.team_members(asking, org, slug)
    except GitHubFailed as error:
        if error.is_passing:
            raise
        log.warning("Who is in %s/%s cannot be read: %s", org, slug, error)
        return ()
