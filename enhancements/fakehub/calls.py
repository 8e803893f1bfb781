"""A request, an answer, a refusal, and the call that handlers of routes get."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from enhancements.fakehub.access import App, Token
from enhancements.fakehub.nouns import Account, Issue, Repo
from enhancements.fakehub.shapes_pulls import PullShapes
from enhancements.fakehub.world import World

DOCUMENTATION = "https://docs.github.com/rest"


@dataclasses.dataclass(slots=True)
class Request:
    """What came: `path` is unquoted and, for the API, without its prefix."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes = b""

    def json(self) -> Any:
        """The body as JSON; an empty one is an empty object. Refuses others."""
        if not self.body:
            return {}
        try:
            return json.loads(self.body)
        except ValueError:
            raise Refusal(400, "Problems parsing JSON") from None


@dataclasses.dataclass(slots=True)
class Answer:
    """What goes back: JSON, or nothing for None."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = dataclasses.field(default_factory=dict)


class Refusal(Exception):
    """An answer that says no, with GitHub's message."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.answer = Answer(
            {
                "message": message,
                **more,
                "documentation_url": DOCUMENTATION,
                "status": str(status),
            },
            status,
            dict(headers or {}),
        )


@dataclasses.dataclass(slots=True)
class Call:
    """One request on its way through a handler, which runs under the world's lock."""

    request: Request
    params: dict[str, str]
    asker: Token | App | None
    world: World
    """What is read: with a lag, the world as it was."""
    primary: World
    """What is written."""
    shapes: PullShapes
    hub: Any
    """The `rest.Rest` that calls."""
    found_repo: Repo | None = None

    @property
    def repo(self) -> Repo:
        """The repository of the address."""
        if self.found_repo is None:
            raise Refusal(404, "Not Found")
        return self.found_repo

    @property
    def viewer(self) -> Account | None:
        """The account that asks; an App's is its bot."""
        return self.asker.account if isinstance(self.asker, Token) else None

    def number(self, name: str) -> int:
        """A number of the address; 404 for what is none."""
        text = self.params[name]
        if not text.isascii() or not text.isdigit():
            raise Refusal(404, "Not Found")
        return int(text)

    def issue(self) -> Issue:
        """The issue of the address, or what GitHub says of one that is not there."""
        number = self.number("issue_number")
        found = self.repo.issues.get(number)
        if found is None:
            raise self._gone(number)
        if not self.repo.has_issues and found.pull is None:
            raise Refusal(410, "Issues are disabled for this repo")
        return found

    def _gone(self, number: int) -> Refusal:
        gone = self.repo.gone.get(number)
        if gone is None:
            return Refusal(404, "Not Found")
        if gone.issue is None:
            return Refusal(410, "This issue was deleted")
        if not self.sees(gone.issue.repo):
            return Refusal(404, "Not Found")
        place = gone.issue.repo.issues.get(gone.issue.number)
        if place is not gone.issue:
            return Refusal(410, "This issue was deleted")
        rest = self.request.path.partition(f"/issues/{number}")[2]
        return self.moved(self.shapes.issue_url(gone.issue) + rest)

    def moved(self, url: str) -> Refusal:
        """301 to another address, query kept."""
        query = urlencode(self.request.query)
        url = f"{url}?{query}" if query else url
        headers = {"Location": url}
        return Refusal(301, "Moved Permanently", headers=headers, url=url)

    def pull(self) -> Issue:
        """The pull request of the address."""
        found = self.repo.issues.get(self.number("pull_number"))
        if found is None or found.pull is None:
            raise Refusal(404, "Not Found")
        return found

    def sees(self, repo: Repo) -> bool:
        """Whether the one who asks may know of a repository."""
        if repo.is_deleted:
            return False
        if not repo.is_private:
            return True
        return isinstance(self.asker, Token) and self.asker.sees(repo)


Handler = Callable[[Call], Answer]


@dataclasses.dataclass(slots=True, frozen=True)
class Route:
    """A handler and where it is: `path` as in GitHub's description of its API."""

    method: str
    path: str
    handler: Handler
    permission: str | None
    """Of ``issues``, ``pull_requests``, ``contents``, ``metadata``, ``members``,
    ``repository_hooks``; None for what everybody may. ``app`` is for Apps alone.
    """


ROUTES: list[Route] = []


def route(
    method: str, path: str, permission: str | None = None
) -> Callable[[Handler], Handler]:
    """Enter a handler into ROUTES."""

    def entered(handler: Handler) -> Handler:
        ROUTES.append(Route(method, path, handler, permission))
        return handler

    return entered
