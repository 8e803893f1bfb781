"""Homes of their own, for tests that start and kill real servers."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.household import Household

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def household() -> Iterator[Household]:
    """A home in a folder that everybody can enter, with a short name."""
    with tempfile.TemporaryDirectory(prefix="home-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        root = Path(folder) / "var"
        root.mkdir()
        root.chmod(0o755)
        household = Household(root)
        yield household
        household.clear()
