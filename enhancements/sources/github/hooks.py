"""What GitHub knows of the webhooks it sent, and asking it to send one again.

An App has one hook for all of its installations; a token asks for a repository's own
hook, for which it must be allowed to administer the repository's hooks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from enhancements.actions.told import DeliveryTold
from enhancements.sources.github import told_graphql
from enhancements.sources.github.answers import read_moment
from enhancements.sources.github.client import Client
from enhancements.sources.github.failures import Missing, Unconfigured

Row = dict[str, Any]

_PER_PAGE = 100
APP_HOOK = "/app/hook"


def hook(client: Client, repo: str, is_ours: Callable[[str], bool]) -> str:
    """The path of the hook that sends to us: the App's, or the repository's.

    ``is_ours`` tells of an address whether it is our own.

    Raises Missing where there is none.
    """
    if client.is_app:
        return APP_HOOK
    for answer in client.pages(f"/repos/{repo}/hooks", {"per_page": _PER_PAGE}):
        for row in answer.rows():
            config = row.get("config")
            sends_to = config.get("url") if isinstance(config, dict) else None
            if not isinstance(sends_to, str) or not isinstance(row.get("id"), int):
                continue
            if is_ours(sends_to):
                return f"/repos/{repo}/hooks/{row['id']}"
    raise Missing(f"No webhook of {repo} sends to the tracker.")


def deliveries(client: Client, path: str) -> Iterator[tuple[DeliveryTold, ...]]:
    """Pages of a hook's deliveries of the last days, newest first.

    ``path`` is as `hook` gives it. Take no more pages once one is old enough.
    """
    place, params = f"{path}/deliveries", {"per_page": _PER_PAGE}
    for answer in client.pages(place, params, as_app=path == APP_HOOK):
        yield tuple(one for row in answer.rows() if (one := _delivery(row)))


def redeliver(client: Client, path: str, number: int) -> None:
    """Ask for a delivery to be sent again, by its number (not its guid)."""
    as_app = path == APP_HOOK
    try:
        client.send("POST", f"{path}/deliveries/{number}/attempts", {}, as_app=as_app)
    except Unconfigured as error:
        raise Missing("Only the App itself can ask for its deliveries.") from error


def _delivery(row: Row) -> DeliveryTold | None:
    """A delivery; None for one that cannot be read."""
    try:
        return DeliveryTold(
            told_graphql.number_of(row["id"]),
            told_graphql.id_of(row["guid"]),
            told_graphql.text_of(row["event"]),
            told_graphql.text_of(row.get("action")),
            read_moment(row["delivered_at"]),
            str(row.get("status")) == "OK",
            is_again=bool(row.get("redelivery")),
            repository_id=row.get("repository_id"),
        )
    except told_graphql.ERRORS:
        return None
