"""Fetches single items again, and finds out what became of those that are not there.

That GraphQL has no node is no proof: REST is asked for the item by its number, once it
is certain that the repository itself can be read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from enhancements.actions.told import FailedTold, GoneTold, ItemTold
from enhancements.sources.github import completing, graphql_reading, lookups
from enhancements.sources.github.client import Client
from enhancements.sources.github.completing import Edited, Node
from enhancements.sources.github.failures import (
    GitHubFailed,
    Gone,
    Missing,
    Moved,
    Partial,
    Refused,
    TooMuch,
)
from enhancements.sources.github.told_graphql import ISSUE, KINDS, PULL

Wanted = tuple[str | None, int, str]
"""Kind where it is known, number, node id or an empty text."""
Fetched = ItemTold | GoneTold | FailedTold


@dataclass(slots=True)
class Proofs:
    """Asks REST what became of numbers of one repository."""

    client: Client
    repo: str
    _about: Node = field(default_factory=dict, init=False)

    def has_issues(self) -> bool:
        """Whether issues are switched on. Raises Missing, Moved or Refused when the
        repository itself cannot be read: then nothing is known of its items.
        """
        if not self._about:
            self._about = self.client.get(f"/repos/{self.repo}").row()
        return bool(self._about.get("has_issues", True))

    def find(self, number: int) -> Node | GoneTold | FailedTold:
        """The item as REST has it, or what became of it."""
        try:
            return self.client.get(f"/repos/{self.repo}/issues/{number}").row()
        except Missing:
            self.has_issues()
            return GoneTold(number, "missing")
        except Gone as error:
            if not self.has_issues():
                return FailedTold(number, "Issues are switched off in the repository.")
            return self._gone(number, str(error))
        except Moved as error:
            self.has_issues()  # Says so itself when it is the repository that moved.
            return self._moved(number, error.url)
        except Refused as error:
            self.has_issues()
            return FailedTold(number, str(error))

    def _gone(self, number: int, said: str) -> GoneTold:
        """Whether what is gone (410) was deleted, or is a discussion now.

        GitHub answers the same for both. A discussion of the same number is what it
        became; where there are no discussions at all it was deleted. Else nobody can
        tell: the discussion may have another number, or not be ours to see.
        """
        if "discussion" in said.lower():
            return GoneTold(number, "converted")
        if self._about.get("has_discussions") is False:
            return GoneTold(number, "deleted")
        try:
            owner, name = graphql_reading.split(self.repo)
            told = self.client.graphql(lookups.discussion(owner, name, number))
        except GitHubFailed as error:
            if error.is_passing and not isinstance(error, Partial):
                raise
            return GoneTold(number, "gone")
        place = (told.get("data") or {}).get("repository") or {}
        url = (place.get("discussion") or {}).get("url")
        if isinstance(url, str) and url:
            return GoneTold(number, "converted", moved_to=url)
        return GoneTold(number, "gone")

    def _moved(self, number: int, url: str) -> GoneTold | FailedTold:
        if not url:
            return FailedTold(number, "GitHub says that it moved, but not where to.")
        try:
            page = self.client.get(url).row().get("html_url")
        except GitHubFailed as error:
            if error.is_passing:
                raise
            page = None
        address = page if isinstance(page, str) and page else url
        reason = "converted" if "/discussions/" in address else "transferred"
        return GoneTold(number, reason, moved_to=address)


def fetch(
    client: Client, repo: str, wanted: Sequence[Wanted], edited: Edited
) -> list[Fetched]:
    """See `reading.fetch`."""
    work = _Fetch(client, repo, edited, Proofs(client, repo))
    try:
        work.run(wanted)
    except GitHubFailed as error:
        # What is known is worth storing; asking for the rest will fail the same way.
        if not work.found or not error.is_passing:
            raise
    return [work.found[number] for _, number, _ in wanted if number in work.found]


@dataclass(slots=True)
class _Fetch:
    client: Client
    repo: str
    edited: Edited
    proofs: Proofs
    found: dict[int, Fetched] = field(default_factory=dict)

    def run(self, wanted: Sequence[Wanted]) -> None:
        queues: dict[str, deque[tuple[int, str]]] = {ISSUE: deque(), PULL: deque()}
        for kind, number, node_id in wanted:
            # Of an unknown kind: an issue, until the answer says something else.
            place = (kind or ISSUE, node_id) if node_id else self._look_up(number)
            if place:
                queues[place[0]].append((number, place[1]))
        for kind in (ISSUE, PULL):
            while queues[kind]:
                self._batch(kind, queues)

    def _look_up(self, number: int) -> tuple[str, str] | None:
        """Kind and node id of a number, or None when it is settled."""
        told = self.proofs.find(number)
        if not isinstance(told, dict):
            self.found[number] = told
            return None
        node_id = told.get("node_id")
        if not isinstance(node_id, str) or not node_id:
            self.found[number] = FailedTold(number, "GitHub gave it no node id.")
            return None
        return (PULL if told.get("pull_request") else ISSUE, node_id)

    def _batch(self, kind: str, queues: dict[str, deque[tuple[int, str]]]) -> None:
        queue, word = queues[kind], f"nodes of {kind}"
        size = self.client.sizes.of(word, graphql_reading.MOST[kind])
        batch = [queue.popleft() for _ in range(min(size, len(queue)))]
        try:
            ids = [node_id for _, node_id in batch]
            nodes, errors = graphql_reading.nodes(self.client, kind, ids)
        except (TooMuch, Partial, Missing) as error:
            if self.client.sizes.shrink(word, len(batch)):
                queue.extendleft(reversed(batch))
            elif isinstance(error, Missing):
                self._prove([batch[0][0]])
            else:
                self.found[batch[0][0]] = FailedTold(batch[0][0], str(error))
            return
        self.client.sizes.went_well(word)
        broken = graphql_reading.broken_nodes(errors, 1)
        missing = graphql_reading.broken_nodes(
            [error for error in errors if error.get("type") == "NOT_FOUND"], 1
        )
        is_unclear = any(not error.get("path") for error in errors)
        good: list[Node] = []
        for index, ((number, node_id), node) in enumerate(
            zip(batch, nodes, strict=True)
        ):
            if node is None and (index in missing or not errors):
                self._prove([number])
            elif node is None or index in broken:
                self.found[number] = FailedTold(number, "GitHub did not tell it.")
            elif other := self._other(kind, node):
                queues[other].append((number, node_id))
            elif not self._is_it(node, number):
                self._prove([number])
            else:
                good.append(node)
        self._read(good, is_unclear=is_unclear)

    def _other(self, kind: str, node: Node) -> str:
        """The kind that it is instead; empty when it is of this one."""
        told = KINDS.get(str(node.get("__typename")), kind)
        # Issues are asked for first, so no queue is filled again.
        return PULL if told == PULL and kind == ISSUE else ""

    def _is_it(self, node: Node, number: int) -> bool:
        """Whether it still is where it was: transferred ones have another number."""
        place = node.get("repository")
        name = place.get("nameWithOwner") if isinstance(place, dict) else None
        is_here = isinstance(name, str) and name.lower() == self.repo.lower()
        return is_here and node.get("number") == number

    def _prove(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            told = self.proofs.find(number)
            if isinstance(told, dict):
                told = FailedTold(number, "GitHub has it, but did not tell it.")
            self.found[number] = told

    def _read(self, nodes: list[Node], *, is_unclear: bool) -> None:
        wholes = completing.complete(self.client, nodes, self.edited)
        items, failed = graphql_reading.read(wholes, is_unclear=is_unclear)
        self.found |= {item.number: item for item in items}
        self.found |= {one.number: one for one in failed}
