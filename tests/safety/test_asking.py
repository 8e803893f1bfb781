"""Whatever is sent, by an address or a form, is answered, and comes back as words."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection, transaction
from django.test import Client

from enhancements.actions import accounts
from enhancements.models import Project
from enhancements.policy.permissions import OPERATOR, OWNER, ROLES, Held
from enhancements.profiles.role_rules import SIG_LEAD
from enhancements.queries import roles
from enhancements.views.policies import declared
from tests.safety import addresses, corpus, looking, tally
from tests.support.addresses import every
from tests.support.shared import _put_back, shared
from tests.views.test_policies import POSTINGS, told

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["_put_back", "shared", "told"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told"), pytest.mark.long]
# What pages read from their addresses; one that none knows is hostile, too.
ASKED = (
    *("as_of", "since", "until", "compare", "sig", "status", "item", "kind", "state"),
    *("sort", "text", "page", "format", "list", "in", "from", "to", "move", "name"),
    *("group", "freeze", "stage", "track", "part", "step", "next", "cursor", "limit"),
    *("owner", "release", "seen", "pr", "blog", "unknown"),
)
WORST = (
    "\x00",
    "<script>alert('pwned')</script>",
    "\"'><img src=x onerror=alert('pwned')>",
    "javascript:alert('pwned')",
    "//evil.example",
    "9" * 40,
    "-1",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "x\r\nSet-Cookie: pwned=1",
    "x" * 5000,
    "2026-13-45T99:99",
    "9999-12-31",
    "0001-01-01",
)
A_ROUTE = 5
"""Questions to each route that `make test` has time for."""
ELSEWHERE = {"readyz", "webhook", "github_login", "enhancements:board-events"}


def known() -> dict[str, list[Any]]:
    found = addresses.things(Project.objects.get(name="demo"), ["x"])
    return found | {"login": ["ann"], "gate": ["WarmStandby"], "token": [1]}


def questions(most: int) -> Iterator[tuple[str, str, str]]:
    """Route, address and what is asked with it: so many for each route."""
    turns = itertools.cycle(itertools.product(ASKED, WORST))
    # Prime steps, so that in the end every parameter meets every text.
    for one in addresses.samples(known(), 1):
        if one.is_posted or one.route in ELSEWHERE:
            continue
        path = one.address.partition("?")[0]
        for _ in range(most):
            name, value = next(itertools.islice(turns, 16, None))
            yield one.route, f"{path}?{urlencode({name: value})}", value


def faults(route: str, address: str, client: Client) -> list[str]:
    with transaction.atomic():
        said = client.get(address)
        body = b"".join(said.streaming_content) if said.streaming else said.content
    found = []
    if said.status_code >= 500:
        found.append(f"{route} answered {said.status_code}")
    if said.get("Location", "").startswith(("//", "/\\", "http://evil", "java")):
        found.append(f"{route} leads to {said['Location']}")
    kind = said.get("Content-Type", "")
    return found + (looking.faults_of(kind, body.decode()) if body else [])


def wrong(asked: list[tuple[str, str, str]]) -> dict[str, list[str]]:
    client = Client(raise_request_exception=False)
    return {
        address[:200]: bad[:3]
        for route, address, _ in asked
        if (bad := faults(route, address, client))
    }


def test_what_is_asked_comes_back_as_words():
    asked = list(questions(A_ROUTE))
    found = wrong(asked)
    tally.note("questions with hostile parameters", len(asked), "addresses", len(found))
    assert found == {}


@pytest.mark.campaign
def test_every_parameter_with_every_text():
    asked = list(questions(len(ASKED) * 4))
    found = wrong(asked)
    tally.note("the same in the campaign", len(asked), "addresses", len(found))
    assert found == {}


def paths(texts: list[str]) -> list[tuple[str, str, str]]:
    """Addresses in which a part is hostile."""
    frames = ("/{}/", "/demo/{}/", "/demo/releases/{}/", "/demo/people/{}/")
    frames += ("/demo/gates/{}/", "/demo/{}.json", "/demo/{}/board", "/api/v1/{}")
    frames += ("/demo/sigs/{}/", "/api/v1/projects/demo/enhancements/{}/", "/me/{}/")
    whole = [one.replace("\x00", "") or "x" for one in texts]
    return [
        (frame, frame.format(quote(text[:500], safe="")), text)
        for frame, text in zip(itertools.cycle(frames), whole, strict=False)
    ]


def test_hostile_names_in_addresses_are_words():
    asked = paths([one.text for one in corpus.every()])
    found = wrong(asked)
    tally.note("hostile parts of addresses", len(asked), "addresses", len(found))
    assert found == {}


@pytest.fixture
def powerful(client, monkeypatch) -> Client:
    """Somebody who may do everything in `demo`."""
    places = {SIG_LEAD: "compute", OWNER: "10"}
    held = tuple(Held(one, places.get(one, ""), "a test") for one in (*ROLES, OPERATOR))
    monkeypatch.setattr(roles, "held", lambda **_: held)
    client.force_login(accounts.sign_in(github_id=77, login="player", name=""))
    client.raise_request_exception = False
    return client


WISH = {"item": "10", "track": "", "kind": "note", "freeze": "", "criterion": ""}
LISTS = (
    "[" * 100_000,
    "\x00",
    json.dumps([WISH | {"value": "\x00 and \ud800", "seen": None}]),
    json.dumps([WISH | {"item": "\x00\udfff", "value": "x", "seen": None}]),
    json.dumps([WISH | {"value": "x", "seen": 10**30}]),
    json.dumps([WISH | {"value": "x", "seen": -1}]),
    json.dumps([WISH | {"value": {"a": []}, "seen": "x"}]),
    json.dumps([[], None, 1, "x"]),
)


@pytest.mark.parametrize("text", LISTS, ids=range(len(LISTS)))
@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("board/apply", "wishes"),
        ("board/review", "wishes"),
        ("board/contacts", "wishes"),
        ("roll-over", "wishes"),
        ("comments/write", "wanted"),
    ],
)
def test_lists_that_no_page_of_ours_has_made_are_refused(powerful, word, name, text):
    form = {name: text, "act": "apply", "freeze": "code-freeze"}
    said = powerful.post(f"/demo/v1.9/{word}", form)
    assert said.status_code < 500
    assert "pwned" not in said.get("Location", "")


@pytest.mark.parametrize(
    "address",
    [one for one in every() if (d := declared(one.view)) and d.kind == "decides"],
    ids=lambda one: one.name,
)
def test_every_field_of_every_form_takes_any_text(powerful, address):
    form = dict(POSTINGS[address.name].form)
    found = {}
    # The rows of the tests before have numbers of their own.
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('enhancements_exceptionstate_id_seq', 1000)")
    for name, value in itertools.product(form, ("\x00x", WORST[2], "9" * 30, "[]")):
        with transaction.atomic():
            said = powerful.post(address.path(), form | {name: value})
            transaction.set_rollback(True)
        kind = said.get("Content-Type", "")
        bad = looking.faults_of(kind, said.content.decode()) if said.content else []
        if said.status_code >= 500:
            bad.append(f"answered {said.status_code}")
        if bad:
            found[f"{name}={value[:20]!r}"] = bad[:2]
    assert found == {}
