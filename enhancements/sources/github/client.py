"""Asks GitHub one question after another, carefully.

One client serves one repository (or organisation) for one piece of work. Each request
is allowed by the budget that all workers share and told to it afterwards. An answer is
read to its end, within a time and a size, before anything is made of it; whatever is
not as it should be raises one of `failures`, never an empty result.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
import ssl
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import httpx2
from gidgethub import sansio

from enhancements.actions import budget
from enhancements.sources.github import answers, credentials, judging
from enhancements.sources.github.answers import Answer
from enhancements.sources.github.clock import Clock
from enhancements.sources.github.credentials import Credential, Pass, Server
from enhancements.sources.github.failures import (
    BadAnswer,
    GitHubFailed,
    NoGraphQL,
    RateLimited,
    Refused,
    TooMuch,
    Unavailable,
)
from enhancements.sources.github.queries import Request
from enhancements.sources.github.sizes import Sizes

REQUESTER = "enhancement-tracker"
JSON = sansio.accept_format()

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
"""The longest silence within an answer. GitHub itself gives up after ten seconds."""
TOTAL_SECONDS = 90.0
LARGEST_ANSWER = 48 * 1024 * 1024
"""Bytes, unpacked."""
MOST_PAGES = 1000
LONGEST_PAUSE = 10.0
"""Seconds that a write waits for its turn; for a later one it is told when."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A request before anybody is shown."""

    method: str
    url: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cost: int = 1
    resource: str = budget.CORE


_REDIRECTS = {302, 303, 307, 308}
_EMPTY = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
_MOST_REDIRECTS = 3
_WRITES = {"POST", "PATCH", "PUT", "DELETE"}


def connect(name: str, *, is_interactive: bool = False) -> Client:
    """A client for a repository, `owner/name`, or an organisation, `owner`.

    Raises Unconfigured where the settings have no credential, or a wrong address.
    """
    return Client(
        name,
        server=credentials.server(),
        credential=credentials.credential(),
        is_interactive=is_interactive,
    )


class Client:
    """Asks for one repository. Not for several threads at once; close it in the end."""

    def __init__(
        self,
        name: str,
        *,
        server: Server,
        credential: Credential,
        is_interactive: bool = False,
        read_seconds: float = READ_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
        largest: int = LARGEST_ANSWER,
    ) -> None:
        """``is_interactive``: somebody waits, so the budget's reserve may be used."""
        self.name = name
        self.server = server
        self.is_interactive = is_interactive
        self.sizes = Sizes()
        """How much to ask for at once, as it turned out to go well."""
        self.used: Counter[str] = Counter()
        """Requests sent: `core`, `graphql`; and `points` that GraphQL took."""
        self.cursors: dict[str, set[str]] = {}
        """Places of lists that were asked for, to notice pages in a circle."""
        self.has_graphql: bool | None = None
        """None until it was asked for the first time."""
        self.clock = Clock()
        self._credential = credential
        self._total = total_seconds
        self._largest = largest
        self._http = httpx2.Client(
            timeout=httpx2.Timeout(read_seconds, connect=CONNECT_SECONDS),
            follow_redirects=False,
            verify=_authorities(),
            # A proxy of the environment is for other machines than this one.
            trust_env=server.rest.startswith("https:"),
            limits=httpx2.Limits(max_connections=2, keepalive_expiry=60),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self.name} at {self.server.rest})"

    @property
    def is_app(self) -> bool:
        """Whether we are a GitHub App."""
        return self._credential.is_app

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    # REST

    def get(
        self,
        path: str,
        params: Mapping[str, str | int] | None = None,
        *,
        etag: str = "",
        as_app: bool = False,
    ) -> Answer:
        """GET an address, or a path below the API's base.

        With ``etag`` the answer may be 304, which costs nothing.
        """
        headers = {"if-none-match": etag} if etag else {}
        url = self.url(path, params)
        return self._ask(_Question("GET", url, headers=headers), as_app=as_app)

    def pages(
        self,
        path: str,
        params: Mapping[str, str | int] | None = None,
        *,
        as_app: bool = False,
    ) -> Iterator[Answer]:
        """GET all pages of a list, by GitHub's own links.

        Raises BadAnswer for links in a circle, to elsewhere, or without an end.
        """
        url, seen = self.url(path, params), set[str]()
        while url:
            if is_circle(url, seen):
                raise BadAnswer("GitHub's pages go round in a circle.")
            seen.add(url)
            answer = self.get(url, as_app=as_app)
            yield answer
            url = answer.next

    def send(
        self, method: str, path: str, body: Any, *, as_app: bool = False
    ) -> Answer:
        """POST, PATCH, PUT or DELETE; at least a second after any other write."""
        self._await_turn(as_app=as_app)
        return self._ask(_Question(method, self.url(path), body), as_app=as_app)

    def url(self, path: str, params: Mapping[str, str | int] | None = None) -> str:
        """The full address of a path; an address passes when it is on our server."""
        url = sansio.format_url(path, None, base_url=self.server.rest)
        if not self._is_ours(url):
            raise BadAnswer("GitHub's answer leads to another server.")
        if not params:
            return url
        return f"{url}?{urllib.parse.urlencode(params, safe=':')}"

    # GraphQL

    def graphql(self, request: Request) -> dict[str, Any]:
        """Ask in GraphQL. Returns the whole answer: ``data``, and maybe ``errors``.

        Raises NoGraphQL where there is none, TooMuch where GitHub could not do it all
        at once, RateLimited, Missing and Refused where the whole question was
        answered so.
        """
        body = {"query": request.text, "variables": request.variables}
        if self.has_graphql is False:
            raise NoGraphQL("This server has no GraphQL.")
        question = _Question(
            "POST",
            self.server.graphql,
            body,
            cost=request.points,
            resource=budget.GRAPHQL,
        )
        try:
            told = self._ask(question).row()
        except NoGraphQL as error:
            if self.has_graphql:
                raise Unavailable(str(error)) from None
            raise
        self.has_graphql = True
        price = judging.price_of(told)
        self.used["points"] += request.points if price is None else price
        return told

    # What happens below

    def _is_ours(self, url: str) -> bool:
        """Whether an address is of the same scheme, host and port as the API."""
        theirs, ours = (
            urllib.parse.urlsplit(url),
            urllib.parse.urlsplit(self.server.rest),
        )
        return (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)

    def _ask(self, question: _Question, *, as_app: bool = False) -> Answer:
        """Send with a pass; once more with a new one after a 401."""
        shown = self._pass(as_app=as_app)
        return self._twice(question, shown, lambda: self._pass(as_app=as_app))

    def _twice(
        self, question: _Question, shown: Pass, renewed: Callable[[], Pass]
    ) -> Answer:
        try:
            return self._follow(question, shown)
        except judging.Unauthorised as error:
            if not self._credential.renew(shown, error.date):
                raise Refused(str(error)) from None
        try:
            return self._follow(question, renewed())
        except judging.Unauthorised as error:
            raise Refused(str(error)) from None

    def _pass(self, *, as_app: bool) -> Pass:
        if as_app:
            return self._credential.of_itself()
        return self._credential.of(self.name, self._ask_as_app)

    def _ask_as_app(
        self, method: str, path: str, shown: Pass
    ) -> tuple[Any, Mapping[str, str]]:
        """For the credential itself, which holds a lock meanwhile."""
        body: Any = {} if method in _WRITES else None
        question = _Question(method, self.url(path), body)
        answer = self._twice(question, shown, self._credential.of_itself)
        return answer.data, answer.headers

    def _follow(self, question: _Question, shown: Pass) -> Answer:
        """Send, and follow temporary redirects of GET on our server."""
        for _ in range(_MOST_REDIRECTS + 1):
            self._allow(question, shown)
            status, told, data = self._exchange(question, shown)
            self.used[question.resource] += 1
            target = urllib.parse.urljoin(question.url, told.get("location", ""))
            if status not in _REDIRECTS or question.method != "GET":
                place = judging.Place(self.server.rest, shown.name, question.resource)
                moved = target if self._is_ours(target) else ""
                judging.judge(place, status, told, data, moved=moved)
                answer = self._answer(question, status, told, data)
                if question.resource == budget.GRAPHQL:
                    judging.judge_graphql(place, answer)
                return answer
            if not self._is_ours(target):
                break
            question = dataclasses.replace(question, url=target)
        raise BadAnswer("GitHub redirects to another server, or in a circle.")

    def _answer(
        self, question: _Question, status: int, told: Mapping[str, str], body: bytes
    ) -> Answer:
        if (
            status == HTTPStatus.NOT_MODIFIED
            and "if-none-match" not in question.headers
        ):
            raise BadAnswer("GitHub says that nothing changed, but was not asked so.")
        is_empty = status in _EMPTY or (status == HTTPStatus.ACCEPTED and not body)
        data = None if is_empty else answers.read_json(body)
        following = answers.next_link(told.get("link", ""))
        date = answers.read_date(told.get("date", ""))
        self.clock.hear(date)
        return Answer(status, data, question.url, told, following, date)

    def _allow(self, question: _Question, shown: Pass) -> None:
        wait = budget.allow(
            host=self.server.rest,
            credential=shown.name,
            resource=question.resource,
            cost=question.cost,
            is_interactive=self.is_interactive,
        )
        if wait is not None:
            raise RateLimited(
                f"{wait.reason} Nothing is asked before {_clock(wait.until)}.",
                wait.until,
            )

    def _await_turn(self, *, as_app: bool) -> None:
        shown = self._pass(as_app=as_app)
        wait = budget.writing_slot(host=self.server.rest, credential=shown.name)
        if wait > LONGEST_PAUSE:
            until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=wait)
            raise RateLimited("Others are writing to GitHub first.", until)
        time.sleep(wait)

    def _exchange(
        self, question: _Question, shown: Pass
    ) -> tuple[int, dict[str, str], bytes]:
        """One request and its whole answer: status, headers, body."""
        sent = sansio.create_headers(REQUESTER, accept=JSON)
        sent |= {
            "authorization": shown.header,
            "x-github-api-version": "2022-11-28",
            "x-github-next-global-id": "1",
            **question.headers,
        }
        content = b""
        if question.body is not None:
            content = json.dumps(question.body).encode()
            sent["content-type"] = "application/json"
        method, url = question.method, question.url
        try:
            return self._read(method, url, sent, content)
        except httpx2.TimeoutException:
            raise Unavailable("GitHub did not answer in time.") from None
        except (httpx2.DecodingError, httpx2.RemoteProtocolError):
            raise BadAnswer("GitHub's answer was cut or garbled.") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            word = type(error).__name__
            raise Unavailable(f"GitHub cannot be reached ({word}).") from None

    def _read(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        ends = time.monotonic() + self._total
        found = bytearray()
        with self._http.stream(method, url, headers=headers, content=content) as answer:
            for part in answer.iter_bytes():
                found += part
                if len(found) > self._largest:
                    raise TooMuch("GitHub answered more than is taken at once.")
                if is_late(ends):
                    raise Unavailable("GitHub did not end its answer in time.")
            told = {key.lower(): value for key, value in answer.headers.items()}
            return answer.status_code, told, bytes(found)


def is_circle(url: str, seen: set[str]) -> bool:
    """Whether a link leads back to a page that was read, or goes on without an end."""
    return url in seen or len(seen) >= MOST_PAGES


def is_late(ends: float) -> bool:
    """Whether an answer takes longer than it may, by `time.monotonic`."""
    return time.monotonic() > ends


@functools.cache
def _authorities() -> ssl.SSLContext:
    """Who may vouch for a server. Reading them takes as long as many requests."""
    return httpx2.create_ssl_context()


def _clock(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%H:%M:%S} UTC"


__all__ = ["Answer", "Client", "GitHubFailed", "connect"]
