"""A release with entries of two SIGs, and people who may decide about them."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import override_settings

from enhancements.actions import accounts
from enhancements.models import Decision, Enhancement, Record, Release
from tests.support.tracked import Tracked, day, schedule, vep

if TYPE_CHECKING:
    from django.test import Client

SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership: {chairs: [{github: nils, name: Nils, company: x}]}
- name: network
  dir: sig-network
  leadership: {chairs: [{github: stina, name: Stina, company: x}]}
"""
ALIASES = b"""aliases:
  sig-release-approvers:
  - ann
  sig-release-reviewers:
  - bob
  - eve
"""
PEOPLE = ("ann", "bob", "nils", "stina", "olga", "zoe")
"""The release lead, one of its team, leads of compute and network, an owner of 10, and
somebody without any role."""
BOARD = "/demo/v1.9/board"
FREEZE = "enhancements-freeze"
ENTRIES = {"10": "compute", "11": "compute", "12": "network"}


class Deciding:
    """The project, who is signed in, and what stands. Every test has its own `client`;
    the project may be told once for all tests of a module.
    """

    client: Client

    def __init__(self, demo: Tracked) -> None:
        self.demo = demo
        dates = {"freeze": "2027-01-10", "code": "2027-01-20", "out": "2027-02-01"}
        calendar = {"releases/v1.9/schedule.yaml": schedule(**dates)}
        demo.commit(calendar, day(1), kind="schedules")
        rosters = {"sigs.yaml": SIGS, "OWNERS_ALIASES": ALIASES}
        demo.commit(rosters, day(1), kind="rosters")
        documents = {
            f"veps/sig-{sig}/{key}-entry/vep.md": vep(
                key,
                f"Entry {key}",
                owners="\n- @olga\n" if key == "10" else "",
                alpha="v1.9",
            )
            for key, sig in ENTRIES.items()
        }
        demo.commit(documents, day(2))
        demo.track()
        demo.sync()
        self.release = Release.objects.get(name="v1.9")
        self.accounts = {
            login: accounts.sign_in(github_id=n, login=login, name=login.title())
            for n, login in enumerate(PEOPLE, 1)
        }

    def be(self, login: str) -> Client:
        """Be somebody; nobody for an empty login."""
        self.client.logout()
        if login:
            self.client.force_login(self.accounts[login])
        return self.client

    def enhancement(self, key: str) -> Enhancement:
        """The enhancement of a key."""
        record = Record.objects.get(key=key, until=None)
        return Enhancement.objects.get(pk=record.enhancement_id)

    def post(self, word: str, **form: Any) -> Any:
        """Send a form of the board; `next` is the board unless given."""
        return self.client.post(f"{BOARD}/{word}", {"next": BOARD, **form})

    def decide(self, key: str = "10", value: str = "removed", **form: Any) -> Any:
        """Decide the standing of an entry at the first freeze, as the panel does."""
        given = {"kind": "standing", "freeze": FREEZE, "seen": "", **form}
        if given["kind"] not in ("standing", "waiver"):
            given["freeze"] = ""
        return self.post("decide", item=key, value=value, **given)

    def standing(self, key: str = "10", kind: str = "standing") -> Decision | None:
        """What stands."""
        return Decision.objects.filter(
            enhancement=self.enhancement(key), kind=kind, until=None
        ).first()

    def values(self, kind: str = "standing") -> dict[str, str]:
        """What stands, by key."""
        found = {key: self.standing(key, kind) for key in ENTRIES}
        return {key: one.value for key, one in found.items() if one is not None}


def fields(answer: Any, form: str = "/board/apply") -> dict[str, str]:
    """The hidden fields of a page's form that leads to this address."""
    text = answer.content.decode()
    body = next(
        one
        for one in re.findall(r"<form[^>]*>.*?</form>", text, re.DOTALL)
        if form in one.partition(">")[0]
    )
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body, re.DOTALL
    )
    return {name: unescape(value) for name, value in found}


def text(answer: Any) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def step(answer: Any) -> str:
    """Number of the step that an answer leads back with."""
    assert answer.status_code == 303, text(answer)
    return answer["Location"].partition("step=")[2]


@pytest.fixture(scope="module")
def told(
    tmp_path_factory,
    django_db_setup,  # noqa: ARG001 - for its effect
    django_db_blocker,
):
    """The project, told once for the tests of this module and rolled back after."""
    folder = tmp_path_factory.mktemp("deciding")
    with (
        override_settings(MIRRORS=folder / "mirrors", LOCAL_SOURCES=True),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield Deciding(Tracked(folder))
        transaction.set_rollback(True)


@pytest.fixture
def desk(told, db, client):  # noqa: ARG001 - for its effect
    told.client = client
    return told
