"""A hostile world, told once for the tests of a file and rolled back after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import override_settings

from tests.safety import addresses, corpus, crawling, world
from tests.safety.files import LEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

    from tests.safety.crawling import Answer
    from tests.safety.world import HostileWorld

SOME = 20
"""Texts of the world of `make test`: some of every family."""
OF_EACH = 2
"""Pages of a kind that it asks for."""


@pytest.fixture(scope="module")
def hostile(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[HostileWorld]:
    """The projects `demo` and `keps`, full of texts that mean harm."""
    folder = tmp_path_factory.mktemp("hostile")
    with (
        override_settings(MIRRORS=folder / "mirrors", LOCAL_SOURCES=True),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        told = world.told(folder, corpus.some(SOME))
        yield told
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def answers(hostile: HostileWorld) -> list[Answer]:
    """What every address of that world says, to a stranger and to the release lead."""
    return crawl(hostile, OF_EACH)


def crawl(hostile: HostileWorld, most: int) -> list[Answer]:
    """Everything that can be asked about both projects."""
    people = {"": hostile.client(), LEAD: hostile.client(LEAD)}
    texts = [one.text for one in hostile.texts.texts]
    found: list[Answer] = []
    for project in (hostile.demo.project, hostile.keps.project):
        known = addresses.things(project, texts)
        known |= {
            name: addresses.things(hostile.demo.project, texts)[name]
            for name in ("login", "token")
        }
        asked = list(addresses.samples(known, most))
        if found:
            asked = [one for one in asked if "/keps/" in one.address]
        found += crawling.crawl(asked, people)
    return found
