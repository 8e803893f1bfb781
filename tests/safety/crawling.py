"""Asks every address of a world, as a stranger and as somebody, and keeps the answers.

Each is asked in a transaction that PostgreSQL refuses to write in, so that what an
address would write is known however well it hides it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import re
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.db import connection, transaction
from django.test import Client

from tests.safety import addresses, contract, looking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_FILE = re.compile(r'href="([^"]*[?&;]format=(?:csv|json)[^"]*)"')
_WRITES = re.compile(
    r"\b(?:INSERT\s+INTO|UPDATE\s+(?!OF\b)\S+\s+SET|UPDATE\s+\"|DELETE\s+FROM|TRUNCATE"
    r"|FOR\s+(?:NO\s+KEY\s+)?UPDATE|COPY\s+\S+\s+FROM|nextval|NOTIFY|pg_notify)",
    re.IGNORECASE,
)
STRANGER, READ_ONLY = "", "SET LOCAL transaction_read_only = on"
# What reading may write, and why.
MAY_WRITE = {
    # When somebody signed in was here last: at most once in some minutes, and the page
    # they get does not depend on it.
    "": re.compile(r'UPDATE "enhancements_account" SET "visited_at"'),
    # Coming back from GitHub is a GET by OAuth's own rules: what was asked for is taken
    # out of the session, so that it is good for one answer.
    "github_callback": re.compile(r'(UPDATE|DELETE FROM|INSERT INTO) "django_session"'),
}
MAY_BE_AWAY = {"readyz"}
"""Routes that say 503 where no worker runs, as in a test."""


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What an address said to somebody."""

    route: str
    address: str
    method: str
    who: str
    is_htmx: bool
    status: int
    headers: Mapping[str, str]
    cookies: Sequence[str]
    body: bytes
    writes: Sequence[str]
    """Statements that would have written something."""

    @property
    def kind(self) -> str:
        """Its content type."""
        return self.headers.get("content-type", "")

    @property
    def text(self) -> str:
        """What it says."""
        return self.body.decode("utf-8", "strict")

    def __str__(self) -> str:
        htmx = " by htmx" if self.is_htmx else ""
        return f"{self.method} {self.address[:120]} as {self.who or 'a stranger'}{htmx}"


@contextlib.contextmanager
def unwritten() -> Iterator[list[str]]:
    """A stretch in which nothing can be written; gives what was tried."""
    tried: list[str] = []

    def listen(
        execute: Callable[..., Any],
        statement: Any,
        values: Any,
        many: Any,
        context: Any,
    ) -> Any:
        text = str(statement)
        if _WRITES.search(text):
            tried.append(" ".join(text.split())[:200])
        return execute(statement, values, many, context)

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(READ_ONLY)
        with connection.execute_wrapper(listen):
            yield tried
        transaction.set_rollback(True)


def ask(
    client: Client, sampled: addresses.Sampled, who: str, *, method: str, is_htmx: bool
) -> Answer:
    """Ask one address; what it would write is in the answer."""
    more = {"HX-Request": "true"} if is_htmx else {}
    # A session that is looked up anew each time: no answer hangs on the one before.
    with unwritten() as tried:
        said = getattr(client, method.lower())(sampled.address, headers=more)
        body = b"".join(said.streaming_content) if said.streaming else said.content
        return Answer(
            sampled.route,
            sampled.address,
            method,
            who,
            is_htmx,
            said.status_code,
            {name.lower(): value for name, value in said.items()},
            [one.OutputString() for one in said.cookies.values()],
            body,
            tuple(tried),
        )


def is_allowed(answer: Answer, statement: str) -> bool:
    """Whether reading this may write that."""
    rules = [MAY_WRITE[name] for name in ("", answer.route) if name in MAY_WRITE]
    return any(rule.match(statement) for rule in rules)


def files_of(answer: Answer) -> list[str]:
    """Addresses of the files that a page offers of its lists."""
    found = [unescape(one) for one in _FILE.findall(answer.text)]
    return [urljoin(answer.address, one) for one in dict.fromkeys(found)]


def crawl(
    sampled: Iterable[addresses.Sampled], people: Mapping[str, Client]
) -> list[Answer]:
    """All answers: each address by GET to everybody, and once by the other ways of
    reading; then the files that the pages offer.
    """
    found: list[Answer] = []
    files: dict[str, str] = {}
    seen: set[str] = set()
    for one in sampled:
        for who, client in people.items():
            asked = functools.partial(ask, client, one, who)
            found.append(asked(method="GET", is_htmx=False))
            last = found[-1]
            if last.status == 200 and last.kind.startswith("text/html"):
                files |= dict.fromkeys(files_of(last), one.route)
        if one.route not in seen:
            seen.add(one.route)
            found.append(asked(method="GET", is_htmx=True))
            found.append(asked(method="HEAD", is_htmx=False))
            found.append(asked(method="OPTIONS", is_htmx=False))
    stranger = people[STRANGER]
    for address, route in files.items():
        one = addresses.Sampled(route, address)
        found.append(ask(stranger, one, STRANGER, method="GET", is_htmx=False))
    return found


def faults(answers: Iterable[Answer]) -> dict[str, list[str]]:
    """What is wrong with each answer: its headers, its contents, what it wrote."""
    found: dict[str, list[str]] = {}
    for one in answers:
        wrong = [
            *contract.faults(
                one.address,
                one.status,
                one.headers,
                one.cookies,
                is_signed_in=bool(one.who),
            ),
            *(looking.faults_of(one.kind, one.text) if one.body else ()),
            *(
                f"wrote: {written}"
                for written in one.writes
                if not is_allowed(one, written)
            ),
        ]
        if one.status >= 500 and one.route not in MAY_BE_AWAY:
            wrong.append(f"answered {one.status}")
        if wrong:
            found[str(one)] = wrong[:4]
    return found
