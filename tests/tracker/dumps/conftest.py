from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import filled, samples

if TYPE_CHECKING:
    from pathlib import Path

    from enhancements.models import Project


@pytest.fixture
def sample(
    transactional_db: None,  # noqa: ARG001 - for its effect
    tmp_path_factory: pytest.TempPathFactory,
    settings,
) -> Project:
    """The sample project, read from its repositories, and nothing else."""
    settings.LOCAL_SOURCES = True
    settings.MIRRORS = samples.mirrors(tmp_path_factory)
    return samples.tracked(samples.folder(tmp_path_factory))


@pytest.fixture
def full(sample: Project) -> Project:
    """The sample project, and a row in every table that has none of it."""
    filled.fill()
    return sample


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a dump is written."""
    return tmp_path / "all.dump.zip"
