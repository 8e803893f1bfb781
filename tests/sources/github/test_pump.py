"""Reading a repository on GitHub: everything once, then news, then nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.fakehubs import busy_world
from tests.support.mirrored import PLANS, Mirrored, fill, mirrored


@pytest.fixture
def small(db: None, settings: Any) -> Iterator[Mirrored]:  # noqa: ARG001 - for its effect
    with mirrored(settings) as made:
        fill(made.world, 3)
        yield made


@pytest.fixture
def busy(db: None, settings: Any) -> Iterator[Mirrored]:  # noqa: ARG001 - the same
    with mirrored(settings, busy_world()) as made:
        yield made


def test_everything_of_a_busy_repository_is_mirrored(busy):
    outcome = busy.pump()

    assert outcome.error == ""
    assert busy.stored() == busy.truth()
    assert busy.repository.synced_at is not None
