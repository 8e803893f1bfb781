from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from enhancements.sample.calendar import Calendar, anchor_for
from enhancements.sample.proposals import proposals
from enhancements.sample.writer import end_of, write

if TYPE_CHECKING:
    from pathlib import Path

    from enhancements.sample.changes import Change

TODAY = date(2026, 6, 12)

Git = Callable[..., str]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample as of TODAY; tests only read it."""
    folder = tmp_path_factory.mktemp("sample")
    write(folder, until=end_of(TODAY), today=TODAY)
    return folder


@pytest.fixture(scope="session")
def told() -> list[Change]:
    """The whole story of the enhancement repository, to its end."""
    return proposals(Calendar(anchor_for(TODAY)))


@pytest.fixture(scope="session")
def git() -> Git:
    """Runs git in a folder and gives what it printed."""

    def run(folder: Path, *arguments: str) -> str:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()

    return run
