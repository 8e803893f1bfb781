"""Who is who: members of teams, and accounts by their number."""

from __future__ import annotations

import urllib.parse
from collections.abc import Sequence

from enhancements.actions.told import PersonTold
from enhancements.sources.github import queries, told_graphql, told_rest
from enhancements.sources.github.client import Client
from enhancements.sources.github.failures import BadAnswer


def team_members(client: Client, org: str, slug: str) -> list[PersonTold]:
    """The members of a team, those of its child teams too.

    Raises Missing when there is no such team, or the credential may not see it.
    """
    places = [urllib.parse.quote(part, safe="") for part in (org, slug)]
    path = "/orgs/{}/teams/{}/members".format(*places)
    found = []
    for answer in client.pages(path, {"per_page": 100}):
        for row in answer.rows():
            try:
                told = told_rest.person(row)
            except told_graphql.ERRORS as error:
                raise BadAnswer("GitHub's list of members cannot be read.") from error
            if told is not None:
                found.append(told)
    return found


def team_slugs(client: Client, org: str) -> list[str]:
    """The teams of an organisation that the credential may see, by their short names.

    Raises Missing when there is no such organisation.
    """
    path = f"/orgs/{urllib.parse.quote(org, safe='')}/teams"
    return [
        told_graphql.text_of(row.get("slug"))
        for answer in client.pages(path, {"per_page": 100})
        for row in answer.rows()
    ]


def by_login(client: Client, login: str) -> PersonTold | None:
    """An account by what it is called now; None for what is nobody.

    Raises Missing when nobody is called so.
    """
    try:
        place = f"/users/{urllib.parse.quote(login, safe='')}"
        return told_rest.person(client.get(place).row())
    except told_graphql.ERRORS as error:
        raise BadAnswer("GitHub's account cannot be read.") from error


def person(client: Client, github_id: int) -> PersonTold | None:
    """An account by its number, whatever it is called now; None when it was deleted."""
    try:
        return told_rest.person(client.get(f"/user/{github_id}").row())
    except told_graphql.ERRORS as error:
        raise BadAnswer("GitHub's account cannot be read.") from error


def known(client: Client, node_ids: Sequence[str]) -> list[PersonTold]:
    """At most 100 accounts by their node ids; those that are gone are left out.

    Raises NoGraphQL where the server has none.
    """
    answer = client.graphql(queries.node_people(node_ids))
    data = answer.get("data")
    nodes = data.get("nodes") if isinstance(data, dict) else None
    if not isinstance(nodes, list):
        raise BadAnswer("GitHub did not say what accounts are called.")
    try:
        told = [told_graphql.person(node) for node in nodes]
    except told_graphql.ERRORS as error:
        raise BadAnswer("GitHub's accounts cannot be read.") from error
    return [one for one in told if one is not None]
