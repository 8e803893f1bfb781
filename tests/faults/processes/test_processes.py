"""One seed of every fault with processes, and every saboteur caught."""

from __future__ import annotations

import pytest

from tests.faults.cases import run
from tests.faults.processes import homes
from tests.faults.processes.every import CASES

pytestmark = [pytest.mark.faults, pytest.mark.servers, pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def _house(django_db_blocker):
    """Its database is looked into, which is none of pytest's."""
    with django_db_blocker.unblock():
        yield
        homes.close()


@pytest.mark.parametrize("name", CASES)
def test_processes_lose_nothing(name):
    run(CASES[name], 1)


@pytest.mark.parametrize("name", CASES)
def test_without_its_guard_the_case_fails(name):
    with pytest.raises(AssertionError):
        run(CASES[name], 1, is_sabotaged=True)
