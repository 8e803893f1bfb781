"""Workers and beats killed, stopped and doubled."""

from __future__ import annotations

import pytest

from tests.faults import cases, trying
from tests.faults.processes import cases_work

pytestmark = [pytest.mark.faults, pytest.mark.long]
EVERY = trying.parameters(cases_work)


@pytest.mark.parametrize("case", EVERY)
def test_fault_loses_nothing(case):
    cases.run(case, seed=1)


@pytest.mark.campaign
@pytest.mark.parametrize("case", EVERY)
def test_without_its_guard_the_case_fails(case):
    cases.caught(case, seed=1)
