from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from enhancements.actions import projects
from enhancements.queries import frame, moments
from enhancements.sample.writer import end_of, write
from enhancements.sources import sync
from tests.support.shared import _put_back, shared
from tests.support.tracked import Tracked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from enhancements.queries.frame import Setting
__all__ = ["_put_back", "shared"]

SAMPLE_DAY = dt.date(2025, 6, 13)
SAMPLE_NOW = end_of(SAMPLE_DAY)


@pytest.fixture
def demo(db: None, tmp_path: Path, settings) -> Tracked:  # noqa: ARG001 - for its effect
    """The project `demo`; its repositories are empty and it is not yet tracked."""
    settings.LOCAL_SOURCES = True
    settings.MIRRORS = tmp_path / "mirrors"
    return Tracked(tmp_path)


@pytest.fixture(scope="module")
def _sampled(
    django_db_setup: None,  # noqa: ARG001 - for its effect
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The sample project in the database while the module's tests run."""
    folder = tmp_path_factory.mktemp("sample")
    write(folder, until=SAMPLE_NOW, today=SAMPLE_DAY)
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr("django.conf.settings.MIRRORS", folder / "mirrors")
        repositories = ("enhancements", "sig-release", "community")
        kinds = ("documents", "schedules", "rosters")
        project = projects.track(
            name="sample",
            profile="sample",
            locations={
                kind: str(folder / name)
                for kind, name in zip(kinds, repositories, strict=True)
            },
            by="tester",
        )
        sync.sync(project=project)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def sample(_sampled: None, db: None) -> Callable[..., Setting]:  # noqa: ARG001
    """Loads the sample project's setting at a moment; its last one by default."""

    def load(as_of: str = "") -> Setting:
        return frame.load(
            "sample", moments.parse(as_of, now=SAMPLE_NOW), now=SAMPLE_NOW
        )

    return load
