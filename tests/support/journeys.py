"""A project in the midst of a release, for whole journeys through its pages.

What a journey changes is its own: whoever goes by the keys has other enhancements than
who goes by touch, so that both begin with the same.
"""

from __future__ import annotations

import dataclasses
import gc
import warnings
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import expect

from enhancements.actions import (
    concerns,
    help_wanted,
    take_overs,
    verdicts,
    verdicts_owed,
)
from enhancements.actions.concerns import Raising
from enhancements.actions.take_overs import Offering
from enhancements.models import Person, Record, Repository
from enhancements.sample.cast import CAST
from enhancements.sources.github.credentials import Server
from tests.support.boards import days, enhancement
from tests.support.serving import served
from tests.support.tracked import Tracked, schedule, vep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

    from tests.support.hands import Hands

LEAD, CONTRIBUTOR, OWNER = "oda-vintermark", "rui-castelmar", "tarek-solunga"
"""The chair of SIG compute, somebody without an office, and who wants to hand over."""
SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  mission_statement: Runs guests and moves them between hosts.
  leadership: {chairs: [{github: oda-vintermark, name: Oda, company: x}]}
- name: storage
  dir: sig-storage
  mission_statement: Keeps the volumes and disks of guests safe.
  leadership: {chairs: [{github: sunniva-akredal, name: Sunniva, company: x}]}
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Thing:
    """An enhancement of v1.9."""

    number: int
    title: str
    sig: str
    owner: str = ""


THINGS = (
    Thing(31, "Warm start of guests", "compute"),
    Thing(32, "Pinned memory for guests", "compute"),
    Thing(33, "Moving a guest with its local disks", "compute", CONTRIBUTOR),
    Thing(34, "Processor models by name", "compute", CONTRIBUTOR),
    Thing(35, "Suspend a guest to disk", "compute", OWNER),
    Thing(36, "Guests without a console", "compute", OWNER),
    Thing(41, "Hot plug of volumes without a reboot", "storage", OWNER),
    Thing(42, "Volume copies within a second", "storage", OWNER),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """Which enhancements, by number, are whose who goes this way."""

    ownerless: int
    """Of compute, without an owner and with an open concern."""
    offered: int
    """Of compute; CONTRIBUTOR offers to take it over."""
    own: int
    """CONTRIBUTOR's."""
    wanted: int
    """Of storage; an owner is wanted."""


PARTS = {"keys": Part(31, 35, 33, 41), "touch": Part(32, 36, 34, 42)}
"""By the name of the hands (`tests.support.hands`)."""


def title(number: int) -> str:
    """What an enhancement is called."""
    return next(one.title for one in THINGS if one.number == number)


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """The address of a server with the project, where one may be anybody of the cast;
    emptied after the file.
    """
    folder = tmp_path_factory.mktemp("journeys")
    given = {
        "MIRRORS": folder / "mirrors",
        "LOCAL_SOURCES": True,
        "DEMO_PEOPLE": True,
    }
    with (
        override_settings(**given),
        django_db_blocker.unblock(),
        served() as address,
    ):
        _told(folder)
        yield address
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False)
    with warnings.catch_warnings():
        # Threads of the server that are gone left their connections to Redis open.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def _told(folder: Path) -> None:
    demo = Tracked(folder)
    schedules = {
        "releases/v1.9/schedule.yaml": _dates(-20, 10, 60),
        "releases/v1.10/schedule.yaml": _dates(90, 120, 150),
    }
    demo.commit(schedules, days(-60), kind="schedules")
    demo.commit({"sigs.yaml": SIGS}, days(-60), kind="rosters")
    demo.commit({_path(one): _document(one) for one in THINGS}, days(-50))
    demo.track()
    demo.sync()
    host = Server.at(settings.GITHUB_URL).rest
    Repository.objects.create(
        project=demo.project,
        host=host,
        name="acme/plans",
        is_main=True,
        synced_at=days(0),
    )
    Person.objects.bulk_create(
        Person(host=host, github_id=number, login=one.login, told_at=days(-60))
        for number, one in enumerate(CAST, 1000)
    )
    for part in PARTS.values():
        _begun(demo, part)
    verdicts_owed.everything(project=demo.project, now=days(0))
    while verdicts.judge_owed(project=demo.project, now=days(0)):
        pass


def _begun(demo: Tracked, part: Part) -> None:
    """What stands before somebody comes."""
    concerns.raise_(
        project=demo.project,
        raising=Raising(
            enhancement(demo, part.ownerless).pk,
            "upgrade path",
            "What happens to guests that run already?",
        ),
        by="vesna-tolmark",
        now=days(-3),
    )
    for number in (part.offered, part.wanted):
        help_wanted.seek(
            enhancement=enhancement(demo, number),
            kind="owner",
            text="I change jobs in spring.",
            by=OWNER,
            seen=0,
            now=days(-9),
        )
    take_overs.offer(
        project=demo.project,
        offering=Offering(
            enhancement(demo, part.offered).pk, "I go on with it.", "help"
        ),
        by=CONTRIBUTOR,
        now=days(-4),
    )


def _dates(freeze: int, code: int, out: int) -> bytes:
    given = {"freeze": freeze, "code": code, "out": out}
    return schedule(**{name: f"{days(n):%Y-%m-%d}" for name, n in given.items()})


def _path(one: Thing) -> str:
    folder = one.title.lower().replace(" ", "-")
    return f"veps/sig-{one.sig}/{one.number}-{folder}/vep.md"


def _document(one: Thing) -> bytes:
    owners = f"@{one.owner}" if one.owner else ""
    return vep(one.number, one.title, owners=owners, alpha="v1.9")


def sign_in(hands: Hands, name: str) -> None:
    """Be somebody of the cast, from the page that is open and back to it."""
    page = hands.page
    hands.press(page.locator(".signin"))
    hands.press(page.get_by_role("button", name=f"Be {name}", exact=True))
    expect(page.locator(".usermenu")).to_contain_text(name)


def record(number: int) -> Record:
    """What an enhancement is now."""
    return Record.objects.get(number=number, until=None)
