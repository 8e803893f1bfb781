"""The house in which cases with processes happen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.processes import homes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module", autouse=True)
def _empty_afterwards(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Its database is looked into, which is none of pytest's."""
    with django_db_blocker.unblock():
        yield
        homes.rest()


@pytest.fixture(scope="session", autouse=True)
def _closed_at_the_end() -> Iterator[None]:
    yield
    homes.close()
