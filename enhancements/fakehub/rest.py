"""The REST API: finds a request's route, sees that it may, and hands over to it."""

from __future__ import annotations

import hashlib
import json
import re
from http import HTTPStatus
from urllib.parse import unquote

from enhancements.fakehub import rest_apps as _apps
from enhancements.fakehub import rest_hooks as _hooks
from enhancements.fakehub import rest_issues as _issues
from enhancements.fakehub import rest_pulls as _pulls
from enhancements.fakehub import rest_repos as _repos
from enhancements.fakehub import rest_writes as _writes
from enhancements.fakehub.access import Access, App, Token, Unauthorised
from enhancements.fakehub.base import NotThere
from enhancements.fakehub.calls import ROUTES, Answer, Call, Refusal, Request, Route
from enhancements.fakehub.ids import iso
from enhancements.fakehub.limits import Limits
from enhancements.fakehub.nouns import Repo
from enhancements.fakehub.replica import Replica
from enhancements.fakehub.shapes_pulls import PullShapes
from enhancements.fakehub.webhooks import Sender
from enhancements.fakehub.world import World

_ENTERED = (_apps, _hooks, _issues, _pulls, _repos, _writes)

PREFIX = "/api/v3"

FOR_ALL = {"/rate_limit", "/meta"}
"""Routes that cost nothing."""

_PIECES = {"path": "(?P<path>.*)"}


def _pattern(path: str) -> re.Pattern[str]:
    def piece(found: re.Match[str]) -> str:
        name = found[1]
        return _PIECES.get(name, f"(?P<{name}>[^/]+)")

    return re.compile(re.sub(r"\{(\w+)\}", piece, path))


class Rest:
    """Answers for a world. `sender` has the hooks and their deliveries."""

    def __init__(
        self, world: World, access: Access, limits: Limits, sender: Sender, html: str
    ) -> None:
        self.world = world
        self.access = access
        self.limits = limits
        self.sender = sender
        self.html = html
        self.replica: Replica | None = None
        # Fixed words go before names: /issues/comments before /issues/{issue_number}.
        ordered = sorted(ROUTES, key=lambda one: (one.path.count("{"), one.path))
        self._routes = [(_pattern(route.path), route) for route in ordered]

    def set_lag(self, seconds: float) -> None:
        """Let readers see the world as it was so many seconds ago; 0 ends it."""
        if self.replica:
            self.replica.end()
        self.replica = Replica(self.world, seconds) if seconds else None

    def read_world(self) -> World:
        """The world that readers see."""
        return self.replica.world() if self.replica else self.world

    def handle(self, request: Request) -> tuple[Answer, Token | App | None]:
        """The answer to a request, with the headers of limits, and who asked."""
        asker: Token | App | None = None
        try:
            asker = self.access.authenticate(request.headers.get("authorization"))
            answer = self._within_limits(request, asker)
        except Unauthorised as error:
            return Refusal(401, str(error)).answer, None
        if answer.status != HTTPStatus.NOT_MODIFIED:
            answer = self._validated(request, answer, asker)
        answer.headers |= self._headers(request, asker, answer)
        return answer, asker

    def _within_limits(self, request: Request, asker: Token | App | None) -> Answer:
        if self.limits.is_on and request.path not in FOR_ALL:
            budget = self.limits.budget(asker, "core")
            if budget.remaining == 0:
                name = self.limits.name(asker)
                return Refusal(403, f"API rate limit exceeded for {name}.").answer
        try:
            return self._dispatch(request, asker)
        except Refusal as refusal:
            return refusal.answer

    def _validated(
        self, request: Request, answer: Answer, asker: Token | App | None
    ) -> Answer:
        """304 where the one who asks has the same answer already."""
        if request.method != "GET" or answer.status != HTTPStatus.OK:
            return answer
        text = json.dumps([answer.body, answer.headers.get("Link")], sort_keys=True)
        whole = f"{self.limits.name(asker)}\n{request.path}\n{text}"
        etag = f'W/"{hashlib.sha256(whole.encode()).hexdigest()}"'
        known = request.headers.get("if-none-match", "")
        if etag in (one.strip() for one in known.split(",")):
            return Answer(None, 304, {"ETag": etag})
        answer.headers["ETag"] = etag
        return answer

    def _headers(
        self, request: Request, asker: Token | App | None, answer: Answer
    ) -> dict[str, str]:
        is_empty = answer.status == HTTPStatus.NOT_MODIFIED
        is_free = is_empty or request.path in FOR_ALL
        budget = self.limits.budget(asker, "core")
        if self.limits.is_on and not is_free and budget.remaining:
            budget.used += 1
        told = self.limits.headers(asker, "core")
        told["Cache-Control"] = "private, max-age=60, s-maxage=60"
        told["Vary"] = "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding"
        told["X-GitHub-Media-Type"] = "github.v3; format=json"
        if isinstance(asker, Token):
            if asker.permissions is None:
                told["X-OAuth-Scopes"] = ", ".join(asker.scopes)
            if asker.expires_at is not None:
                moment = iso(asker.expires_at).replace("T", " ").replace("Z", " UTC")
                told["GitHub-Authentication-Token-Expiration"] = moment
        return told

    # Routes

    def _dispatch(self, request: Request, asker: Token | App | None) -> Answer:
        writes = request.method not in {"GET", "HEAD"}
        with self.world.lock:
            world = self.world if writes else self.read_world()
        with world.lock:
            shapes = PullShapes(world, self.html)
            call = Call(request, {}, asker, world, self.world, shapes, self)
            path = self._with_repo(call)
            return self._routed(call, path, writes=writes)

    def _with_repo(self, call: Call) -> str:
        """Find the address's repository; gives the address by names."""
        words = call.request.path.split("/")
        if words[1] == "repositories" and words[2:]:
            number = int(words[2]) if words[2].isdecimal() else -1
            call.found_repo = self._seen(call, call.world.repos.get(number))
            return "/".join(
                ["/repos", call.repo.owner.login, call.repo.name, *words[3:]]
            )
        if words[1] == "repos" and words[3:]:
            name = f"{words[2]}/{words[3]}"
            try:
                found = call.world.repo(name)
            except NotThere:
                moved = self._seen(call, call.world.moved_repo(name))
                rest = "".join(f"/{word}" for word in words[4:])
                url = f"{call.shapes.places.api}/repositories/{moved.id}{rest}"
                raise call.moved(url) from None
            call.found_repo = self._seen(call, found)
        return call.request.path

    def _seen(self, call: Call, repo: Repo | None) -> Repo:
        if repo is None or not call.sees(repo):
            raise Refusal(404, "Not Found")
        return repo

    def _routed(self, call: Call, path: str, *, writes: bool) -> Answer:
        allowed = False
        for pattern, route in self._routes:
            found = pattern.fullmatch(path)
            if found is None:
                continue
            if route.method != call.request.method:
                allowed = True
                continue
            call.params = {k: unquote(v) for k, v in found.groupdict().items()}
            self._permit(call, route, writes=writes)
            return route.handler(call)
        raise Refusal(405 if allowed else 404, "Not Found")

    def _permit(self, call: Call, route: Route, *, writes: bool) -> None:
        if route.permission == "app":
            if not isinstance(call.asker, App):
                raise Refusal(401, "A JSON web token could not be decoded")
            return
        if route.permission is None:
            return
        if isinstance(call.asker, App):
            raise Refusal(403, "Resource not accessible by integration")
        if call.asker is None:
            if writes or route.permission in {"members", "repository_hooks"}:
                raise Refusal(401, "Requires authentication")
            return
        if not call.asker.may(route.permission, write=writes):
            raise self._lacks(call.asker, route)
        if writes and call.found_repo and call.found_repo.is_archived:
            raise Refusal(403, "Repository was archived so is read-only.")

    def _lacks(self, asker: Token, route: Route) -> Refusal:
        if asker.installation:
            needed = {"X-Accepted-GitHub-Permissions": f"{route.permission}=write"}
            message = "Resource not accessible by integration"
            return Refusal(403, message, headers=needed)
        message = "Resource not accessible by personal access token"
        return Refusal(403, message)


def paths() -> list[tuple[str, str]]:
    """All routes: method, and path as in GitHub's description."""
    return [(route.method, route.path) for route in ROUTES]
