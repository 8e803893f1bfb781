from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from enhancements.actions import projects
from enhancements.models import Decision
from enhancements.sample.writer import end_of, write
from enhancements.sources import sync
from tests.support.boards import CODE, VEP, days, decide, fill, judged
from tests.support.shared import _put_back, shared
from tests.support.tracked import Tracked

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

    from enhancements.models import Project

__all__ = ["_put_back", "shared"]

TODAY = dt.date(2026, 6, 12)


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's repositories as of TODAY."""
    folder = tmp_path_factory.mktemp("sample-pages")
    write(folder, until=end_of(TODAY), today=TODAY)
    return folder


def track_sample(folder: Path) -> Project:
    """Track and read the sample."""
    project = projects.track(
        name="sample",
        profile="sample",
        locations={
            "documents": str(folder / "enhancements"),
            "schedules": str(folder / "sig-release"),
            "rosters": str(folder / "community"),
            "gates": str(folder / "code"),
        },
        by="tester",
    )
    sync.sync(project=project)
    return project


@pytest.fixture(scope="module")
def sample(
    sample_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> object:
    """The sample project, read once for the tests of a module and rolled back after."""
    del django_db_setup
    from django.conf import settings  # noqa: PLC0415 - set up only now
    from django.db import transaction  # noqa: PLC0415 - the same
    from django.test import override_settings  # noqa: PLC0415 - the same

    del settings
    mirrors = tmp_path_factory.mktemp("mirrors")
    with (
        override_settings(MIRRORS=mirrors, LOCAL_SOURCES=True),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield track_sample(sample_folder)
        transaction.set_rollback(True)


@pytest.fixture
def demo(db: None, tmp_path: Path, settings) -> Tracked:  # noqa: ARG001 - for its effect
    """The project `demo`, not yet tracked."""
    settings.LOCAL_SOURCES = True
    settings.MIRRORS = tmp_path / "mirrors"
    return Tracked(tmp_path)


@pytest.fixture
def five(demo: Tracked) -> Tracked:
    """Five entries on its board, each of which stands otherwise."""
    fill(demo, 5)
    judged(demo, 1, VEP, "met", since=days(-40), asked=6)
    judged(demo, 1, CODE, "at-risk", since=days(-3), asked=3, failed=2)
    judged(demo, 2, CODE, "unknown", since=days(-3), asked=3, unknown=1)
    judged(demo, 3, CODE, "met", since=days(-3), asked=3)
    judged(demo, 4, CODE, "at-risk", since=days(-3), asked=3, failed=1)
    decide(demo, 4, Decision.Kind.STANDING, "tracked", days(-1), freeze=CODE)
    decide(demo, 5, Decision.Kind.STANDING, "removed", days(-22), freeze=VEP)
    decide(demo, 1, Decision.Kind.CONTACT, "rolf", days(-2))
    return demo
