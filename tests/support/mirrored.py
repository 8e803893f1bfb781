"""A repository mirrored from a pretended GitHub, and whether it is as GitHub has it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from enhancements.actions import dirt
from enhancements.fakehub.base import Clock
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from enhancements.models import Item, Label, Milestone, Project, Repository
from enhancements.sources.github import pump as pumping
from enhancements.sources.github.credentials import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

PLANS = "acme/plans"
RATE = 50.0
"""Seconds of the world in one of ours: what is read is rarely read in the very second
in which it changed, which would owe another look."""


def plain_world() -> World:
    """An organisation, three people and a repository with nothing in it."""
    world = World(seed=1)
    world.add_user("acme", kind="Organization")
    for login in ("alice", "bob", "carol"):
        world.add_user(login)
    world.add_member("acme", "alice", role="admin")
    world.add_repo(PLANS)
    return world


def fill(world: World, count: int, *, repo: str = PLANS) -> None:
    """Issues with a label, a comment and so three events each."""
    with contextlib.suppress(ValueError):
        world.add_label(repo, "kind/feature", color="00ff00")
    for number in range(count):
        issue = world.open_issue(repo, f"Issue {number}", body="Text.", by="alice")
        world.label(repo, issue.number, "kind/feature", by="bob")
        world.comment(repo, issue.number, "A comment.", by="carol")


_OVER = dirt._OVER


@contextlib.contextmanager
def _seconds_of_the_world() -> Iterator[None]:
    """A second of the hub's is over as much sooner as its clock is faster."""
    dirt._OVER = _OVER / RATE
    try:
        yield
    finally:
        dirt._OVER = _OVER


class Mirrored:
    """A hub, and the repository of ours that mirrors one of its repositories."""

    def __init__(self, hub: Fakehub, settings: Any, project: Project) -> None:
        self.hub = hub
        self.world: World = hub.world
        self.world.clock = Clock(self.world.now, RATE)
        settings.GITHUB_URL = hub.url
        settings.GITHUB_TOKEN = hub.access.add_token("alice").text
        self.project = project
        self.repository = Repository.objects.create(
            project=self.project,
            host=Server.at(hub.url).rest,
            name=PLANS,
            is_main=True,
        )

    def pump(self, **options: Any) -> pumping.Outcome:
        """One run, which looks for news whenever the last look was.

        Nothing changed within the second of the look: that alone would owe another.
        """
        self.world.advance(2)
        options.setdefault("is_forced", True)
        outcome = pumping.pump(repository_id=self.repository.pk, **options)
        self.repository.refresh_from_db()
        return outcome

    def asked(self) -> list[tuple[str, int, int]]:
        """(kind of question, status, cost) since the last call, in order."""
        found = [
            (entry.query or entry.path.split("?")[0], entry.status, entry.cost)
            for entry in self.hub.log.entries
        ]
        self.hub.log.entries.clear()
        return found

    def item(self, number: int) -> Item:
        """The stored item."""
        return Item.objects.get(repository=self.repository, number=number)

    def stored(self) -> dict[str, Any]:
        """What is mirrored, in the words of the world's truth."""
        items = Item.objects.filter(repository=self.repository, gone_at=None)
        return {
            "labels": sorted(
                Label.objects.filter(
                    repository=self.repository, gone_at=None
                ).values_list("name", "color")
            ),
            "milestones": sorted(
                Milestone.objects.filter(
                    repository=self.repository, gone_at=None
                ).values_list("title", "state")
            ),
            "items": [_stored(one) for one in items.order_by("number")],
        }

    def truth(self) -> dict[str, Any]:
        """The same, as the world has it."""
        [told] = [
            one
            for one in self.world.truth()["repositories"]
            if one["id"] == self.repository.github_id
        ]
        logins = {one["id"]: one["login"] for one in self.world.truth()["accounts"]}
        labels = {one["id"]: one["name"] for one in told["labels"]}
        stones = {one["id"]: one["title"] for one in told["milestones"]}
        return {
            "labels": sorted((one["name"], one["color"]) for one in told["labels"]),
            "milestones": sorted(
                (one["title"], one["state"]) for one in told["milestones"]
            ),
            "items": [_true(one, logins, labels, stones) for one in told["issues"]],
        }


def _stored(item: Item) -> dict[str, Any]:
    labels = Label.objects.filter(node_id__in=item.labels)
    comments = item.comments.filter(gone_at=None)
    return {
        "number": item.number,
        "title": item.title,
        "body": item.body,
        "state": item.state,
        "author": item.author.login if item.author else None,
        "updated_at": f"{item.updated_at:%Y-%m-%dT%H:%M:%SZ}",
        "labels": sorted(labels.values_list("name", flat=True)),
        "milestone": item.milestone.title if item.milestone else None,
        "comments": sorted(
            comments.filter(kind="comment").values_list("body", flat=True)
        ),
        "reviews": sorted(
            comments.filter(kind="review").values_list("body", flat=True)
        ),
    }


def _true(
    issue: dict[str, Any],
    logins: dict[int, str],
    labels: dict[int, str],
    stones: dict[int, str],
) -> dict[str, Any]:
    pull = issue["pull"]
    merged = pull is not None and pull["merged_at"]
    return {
        "number": issue["number"],
        "title": issue["title"],
        "body": issue["body"] or "",
        "state": "merged" if merged else issue["state"],
        "author": logins.get(issue["author"]),
        "updated_at": issue["updated_at"],
        "labels": sorted(labels[one] for one in issue["labels"]),
        "milestone": stones.get(issue["milestone"]),
        "comments": sorted(one["body"] for one in issue["comments"]),
        "reviews": sorted(one["body"] or "" for one in pull["reviews"]) if pull else [],
    }


@contextlib.contextmanager
def mirrored(
    settings: Any,
    world: World | None = None,
    *,
    name: str = "demo",
    project: Project | None = None,
) -> Iterator[Mirrored]:
    """A running hub around a world, and what mirrors it for a project of this name."""
    if project is None:
        project, _ = Project.objects.get_or_create(
            name=name, defaults={"profile": "kubevirt"}
        )
    with Fakehub(world or plain_world()) as hub, _seconds_of_the_world():
        yield Mirrored(hub, settings, project)
