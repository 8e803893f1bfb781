from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.shared import _put_back, shared
from tests.support.tracked import Tracked

if TYPE_CHECKING:
    from pathlib import Path


__all__ = ["_put_back", "shared"]


@pytest.fixture
def demo(db: None, tmp_path: Path, settings) -> Tracked:  # noqa: ARG001 - for its effect
    """The project `demo`; its repositories are empty and it is not yet tracked."""
    settings.LOCAL_SOURCES = True
    settings.MIRRORS = tmp_path / "mirrors"
    return Tracked(tmp_path)
