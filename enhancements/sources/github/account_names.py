"""What those are called at GitHub now who signed in here.

Nobody is told of a rename: no item changes by it. So whoever has an account is asked
for by number, as often as teams are read, and so is who is known under the login of
one.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.db.models.functions import Lower

from enhancements.actions import accounts, mirror_people
from enhancements.actions.told import PersonTold
from enhancements.models import Account, Person, Repository
from enhancements.sources.github import client, credentials, people
from enhancements.sources.github.client import Client
from enhancements.sources.github.cost import LARGEST_PAGE
from enhancements.sources.github.failures import GitHubFailed, NoGraphQL

log = logging.getLogger(__name__)
_AT_MOST = 50
"""Accounts that are asked for one by one in a run: those without a node id yet."""


def refresh(*, now: dt.datetime) -> int:
    """Ask what accounts are called and call them so; how many changed.

    Raises GitHubFailed for what passes by itself, Unconfigured without a credential:
    then everybody stays who they are.
    """
    host = credentials.server().rest
    main = Repository.objects.filter(host=host, is_main=True, removed_at__isnull=True)
    first = main.order_by("pk").first()
    if first is not None and (told := _told(first.name.partition("/")[0], host)):
        mirror_people.store(host=host, told=told, now=now)
    return accounts.follow(host=host)


def _told(org: str, host: str) -> list[PersonTold]:
    ids = list(Account.objects.order_by("pk").values_list("github_id", flat=True))
    if not ids:
        return []
    logins = [one.lower() for one in Account.objects.values_list("login", flat=True)]
    called = Person.objects.annotate(lower=Lower("login")).filter(host=host)
    rows = called.filter(github_id__in=ids) | called.filter(lower__in=logins)
    nodes = dict(rows.order_by("pk").values_list("github_id", "node_id"))
    new = [one for one in ids if not nodes.get(one)]
    with client.connect(org) as asking:
        told = [one for pk in new[:_AT_MOST] if (one := _one(asking, pk))]
        return told + _known(asking, [node for node in nodes.values() if node])


def _known(asking: Client, nodes: Sequence[str]) -> list[PersonTold]:
    starts = range(0, len(nodes), LARGEST_PAGE)
    try:
        return [
            one
            for start in starts
            for one in people.known(asking, nodes[start : start + LARGEST_PAGE])
        ]
    except NoGraphQL:
        return []


def _one(asking: Client, github_id: int) -> PersonTold | None:
    try:
        return people.person(asking, github_id)
    except GitHubFailed as error:
        if error.is_passing:
            raise
        log.info("GitHub user %d: %s", github_id, error)
        return None
