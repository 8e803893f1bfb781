from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from enhancements.models import Decision
from tests.support import samples
from tests.support.boards import CODE, VEP, days, decide, fill, judged
from tests.support.shared import _put_back, shared
from tests.support.tracked import Tracked

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

__all__ = ["_put_back", "shared"]


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's repositories as of TODAY."""
    return samples.folder(tmp_path_factory)


@pytest.fixture(scope="module")
def sample(
    sample_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> object:
    """The sample project, as read, for the tests of a module and rolled back after."""
    del django_db_setup
    from django.conf import settings  # noqa: PLC0415 - set up only now
    from django.db import transaction  # noqa: PLC0415 - the same
    from django.test import override_settings  # noqa: PLC0415 - the same

    del settings
    mirrors = samples.mirrors(tmp_path_factory)
    with (
        override_settings(MIRRORS=mirrors, LOCAL_SOURCES=True),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield samples.tracked(sample_folder)
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
