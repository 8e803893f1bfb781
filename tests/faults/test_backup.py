"""The database as it was yesterday."""

from __future__ import annotations

import pytest

from tests.faults import cases, cases_backup, trying

pytestmark = [pytest.mark.faults, pytest.mark.long]
EVERY = trying.parameters(cases_backup)


@pytest.mark.parametrize("case", EVERY[:1])
def test_fault_loses_nothing(case):
    cases.run(case, seed=1)


@pytest.mark.parametrize("case", EVERY)
def test_without_its_guard_the_case_fails(case):
    cases.caught(case, seed=1)
