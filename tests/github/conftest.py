from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import npm

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def npm_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what comes from npm."""
    return tmp_path_factory.mktemp("npm")


@pytest.fixture(scope="session")
def node_modules(npm_place: Path) -> Path:
    """The pinned packages of npm; the test is skipped where they cannot be had."""
    try:
        return npm.install(npm_place)
    except npm.NotFetched as missing:
        pytest.skip(str(missing))
