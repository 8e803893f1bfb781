from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from enhancements.sample.calendar import Calendar
from enhancements.sample.farwharf import anchor_for, proposals
from enhancements.sample.stories import FARWHARF
from enhancements.sample.writer import end_of, write
from tests.sample.conftest import TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from enhancements.sample.changes import Change


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Farwharf as of TODAY; tests only read it."""
    folder = tmp_path_factory.mktemp("farwharf")
    write(folder, until=end_of(TODAY), today=TODAY, story=FARWHARF)
    return folder


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    """The calendar of a folder that is first written on TODAY."""
    return Calendar(anchor_for(TODAY))


@pytest.fixture(scope="session")
def story(calendar: Calendar) -> list[Change]:
    """The whole story of the enhancements repository, to its end."""
    return proposals(calendar)
