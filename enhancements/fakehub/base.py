"""The ground of the world: clock, lock, ids, look-ups, and what a mutation is."""

from __future__ import annotations

import dataclasses
import functools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from enhancements.fakehub.ids import NodeIdUnreadable, read_node_id, seconds, sha_of
from enhancements.fakehub.nouns import (
    Account,
    Comment,
    Event,
    Gone,
    Issue,
    Label,
    Milestone,
    Repo,
    Review,
    Team,
)

P = ParamSpec("P")
R = TypeVar("R")
W = TypeVar("W", bound="Base")

NOTHING: Mapping[str, Any] = {}

# Where each noun's ids begin. Issues, pull requests and comments are above 2^31, and an
# issue's id also occurs as some pull request's: whoever mixes the spaces up is found.
FIRST_IDS = {
    "account": 1_001,
    "team": 701,
    "repo": 650_000_001,
    "label": 5_100_000_001,
    "milestone": 9_100_001,
    "issue": 3_000_000_001,
    "pull": 3_000_000_001,
    "comment": 2_900_000_001,
    "event": 12_000_000_001,
    "review": 2_700_000_001,
    "edit": 800_000_001,
}


class NotThere(LookupError):
    """The world has no such thing; the text names it."""


class NotPossible(ValueError):
    """The thing is there, but this cannot be done to it; the text says why."""


class Clock:
    """The world's time. It stands still, or with `rate` follows the machine's."""

    def __init__(self, start: int, rate: float = 0.0) -> None:
        self._base = float(start)
        self._rate = rate
        self._began = time.monotonic()

    def now(self) -> float:
        """Seconds since 1970."""
        return self._base + self._rate * (time.monotonic() - self._began)

    def advance(self, by: float) -> None:
        """Go forward by `by` seconds."""
        self._base += by

    def move_to(self, moment: float) -> None:
        """Go forward to `moment`; never back."""
        self._base += max(0.0, moment - self.now())


@dataclasses.dataclass(slots=True, frozen=True)
class Change:
    """What a mutation tells listeners: a webhook's event and what it is about."""

    event: str
    action: str | None
    at: int
    sender: Account | None
    repo: Repo | None
    about: Mapping[str, Any]
    """Nouns by the name of the payload's key, and ``changes``."""


def mutation(
    method: Callable[Concatenate[W, P], R],
) -> Callable[Concatenate[W, P], R]:
    """Make a method change the world alone, one step later, and be remembered.

    Arguments are plain (names, numbers, texts), so that a replica can do it again and
    another process can ask for it.
    """

    @functools.wraps(method)
    def changed(self: W, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.lock:
            if self.inside:
                return method(self, *args, **kwargs)
            self.begin_change(method.__name__, args, kwargs)
            self.inside = True
            try:
                return method(self, *args, **kwargs)
            finally:
                self.inside = False

    changed.__dict__["is_mutation"] = True
    return changed


class Base:
    """Look-ups and bookkeeping; see `world.World` for the mutations."""

    def __init__(
        self,
        seed: int = 0,
        *,
        start: str | float | datetime = "2026-01-01T00:00:00Z",
        rate: float = 0.0,
        step: int = 1,
    ) -> None:
        """Begin an empty world at `start`.

        With `rate` 0 time passes only with mutations, `step` seconds each; with 1 it
        goes like the machine's and mutations take none.
        """
        self.seed = seed
        self.clock = Clock(seconds(start), rate)
        self.step = 0 if rate else step
        self.lock = threading.RLock()
        self.inside = False
        self._moment = 0
        self.journal: list[tuple[int, str, tuple[Any, ...], dict[str, Any]]] | None
        self.journal = None
        self.listeners: list[Callable[[Change], None]] = []
        self.accounts: dict[int, Account] = {}
        self.teams: dict[int, Team] = {}
        self.repos: dict[int, Repo] = {}
        self.labels: dict[int, Label] = {}
        self.milestones: dict[int, Milestone] = {}
        self.issues: dict[int, Issue] = {}
        self.pulls: dict[int, Issue] = {}
        self.comments: dict[int, Comment] = {}
        self.reviews: dict[int, Review] = {}
        self.events: dict[int, Event] = {}
        self.old_names: dict[str, int] = {}
        """Full names, lower-case, that repositories had: their ids."""
        self.shared: dict[tuple[str, str, str], Mapping[str, Any]] = {}
        """What many events tell alike."""
        self._by_login: dict[str, Account] = {}
        self._by_name: dict[str, Repo] = {}
        self._given: Counter[str] = Counter()
        self._sorted: dict[tuple[int, str], tuple[int, list[Issue]]] = {}
        self._sorted_comments: dict[tuple[int, str], tuple[int, list[Comment]]] = {}

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        del state["lock"]
        own: dict[str, Any] = {"listeners": [], "journal": None}
        return state | own | {"_sorted": {}, "_sorted_comments": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.lock = threading.RLock()

    # Time

    @property
    def now(self) -> int:
        """The world's present second; one and the same all through a mutation."""
        return self._moment if self.inside else int(self.clock.now())

    def advance(self, by: float) -> None:
        """Let `by` seconds pass."""
        with self.lock:
            self.clock.advance(by)

    @contextmanager
    def at(self, moment: str | float | datetime) -> Iterator[None]:
        """Mutations inside happen at `moment`, or now where that is later."""
        with self.lock:
            self.clock.move_to(seconds(moment))
            before, self.step = self.step, 0
            try:
                yield
            finally:
                self.step = before

    def begin_change(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Move the clock by a step and, with a journal, note what is about to be."""
        if self.step:
            self.clock.advance(self.step)
        self._moment = int(self.clock.now())
        if self.journal is not None:
            self.journal.append((self.now, name, args, kwargs))

    def give_id(self, noun: str) -> int:
        """The next id of a noun of FIRST_IDS."""
        number = FIRST_IDS[noun] + self._given[noun]
        self._given[noun] += 1
        return number

    def give_sha(self) -> str:
        """A commit id that no other commit of this world has."""
        self._given["sha"] += 1
        return sha_of(self.seed, self._given["sha"])

    def tell(
        self,
        event: str,
        action: str | None,
        repo: Repo | None,
        by: Account | None,
        **about: Any,
    ) -> None:
        """Tell listeners; inside a mutation, when everything is as it will be."""
        if repo is not None:
            repo.version += 1
        if not self.listeners:
            return
        change = Change(event, action, self.now, by, repo, about)
        for listener in self.listeners:
            listener(change)

    # Look-ups: names do not care for case, as on GitHub

    def account(self, login: str) -> Account:
        """The account that has this login now. Raises NotThere."""
        try:
            return self._by_login[login.lower()]
        except KeyError:
            raise NotThere(f"account {login}") from None

    def actor(self, login: str | None) -> Account | None:
        """The account of `by=`; None for nobody."""
        return None if login is None else self.account(login)

    def repo(self, name: str | int) -> Repo:
        """A repository by present full name or id. Raises NotThere."""
        found = (
            self.repos.get(name)
            if isinstance(name, int)
            else self._by_name.get(name.lower())
        )
        if found is None or found.is_deleted:
            raise NotThere(f"repository {name}")
        return found

    def moved_repo(self, name: str) -> Repo | None:
        """The repository that once had this full name and now has another."""
        found = self.repos.get(self.old_names.get(name.lower(), -1))
        return None if found is None or found.is_deleted else found

    def issue(self, repo: str | int, number: int) -> Issue:
        """An issue or pull request that is there. Raises NotThere."""
        found = self.repo(repo).issues.get(number)
        if found is None:
            raise NotThere(f"{repo}#{number}")
        return found

    def gone(self, repo: str | int, number: int) -> Gone | None:
        """What became of a number that was deleted, transferred or converted."""
        return self.repo(repo).gone.get(number)

    def find_label(self, repo: Repo, name: str) -> Label | None:
        """A repository's label of this name."""
        wanted = name.lower()
        labels = repo.labels.values()
        return next((one for one in labels if one.name.lower() == wanted), None)

    def find_milestone(self, repo: Repo, title: str) -> Milestone | None:
        """A repository's milestone of this title."""
        stones = repo.milestones.values()
        return next((one for one in stones if one.title == title), None)

    def node(self, text: str) -> Any:
        """The thing with this node id in either form, or None.

        A pull request is given as its Issue.
        """
        try:
            kind, number = read_node_id(text)
        except NodeIdUnreadable:
            return None
        places: dict[str, Mapping[int, Any]] = {
            "Repository": self.repos,
            "Team": self.teams,
            "Issue": self.issues,
            "PullRequest": self.pulls,
            "IssueComment": self.comments,
            "PullRequestReview": self.reviews,
            "Label": self.labels,
            "Milestone": self.milestones,
            "Event": self.events,
        }
        found = places.get(kind, self.accounts).get(number)
        if kind == "Issue" and found is not None and found.pull:
            return None
        return None if getattr(found, "is_deleted", False) else found

    def comments_by(self, repo: Repo, order: str) -> list[Comment]:
        """All comments, ascending by ``updated``, ``created`` or ``id``; as
        `issues_by`.
        """
        kept = self._sorted_comments.get((repo.id, order))
        if kept and kept[0] == repo.version:
            return kept[1]
        found = [one for issue in repo.issues.values() for one in issue.comments]
        found.sort(key=_COMMENT_ORDERS[order])
        self._sorted_comments[repo.id, order] = (repo.version, found)
        return found

    def issues_by(self, repo: Repo, order: str) -> list[Issue]:
        """All issues and pull requests, ascending by ``updated``, ``created`` or
        ``number``; ties by id. The list is kept until the repository changes: only
        read it, under the lock.
        """
        key = (repo.id, order)
        kept = self._sorted.get(key)
        if kept and kept[0] == repo.version:
            return kept[1]
        found = list(repo.issues.values())
        found.sort(key=_ORDERS[order])
        self._sorted[key] = (repo.version, found)
        return found


_COMMENT_ORDERS: dict[str, Callable[[Comment], tuple[int, int]]] = {
    "updated": lambda comment: (comment.updated_at, comment.id),
    "created": lambda comment: (comment.created_at, comment.id),
    "id": lambda comment: (comment.id, 0),
}

_ORDERS: dict[str, Callable[[Issue], tuple[int, int]]] = {
    "updated": lambda issue: (issue.updated_at, issue.id),
    "created": lambda issue: (issue.created_at, issue.id),
    "number": lambda issue: (issue.number, issue.id),
    "comments": lambda issue: (len(issue.comments), issue.id),
}
