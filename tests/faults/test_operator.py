"""Clocks, settings, versions, and two at once."""

from __future__ import annotations

import pytest

from tests.faults import cases, cases_leases, cases_operator, trying

pytestmark = pytest.mark.faults
EVERY = trying.parameters(cases_leases, cases_operator)


@pytest.mark.parametrize("case", EVERY)
def test_fault_loses_nothing(case):
    cases.run(case, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("case", EVERY)
def test_without_its_guard_the_case_fails(case):
    cases.caught(case, seed=1)
