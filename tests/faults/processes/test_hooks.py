"""Deliveries lost, doubled, forged and late."""

from __future__ import annotations

import pytest

from tests.faults import cases, trying
from tests.faults.processes import cases_hooks

pytestmark = [pytest.mark.faults, pytest.mark.long]
EVERY = trying.parameters(cases_hooks)


@pytest.mark.parametrize("case", EVERY)
def test_fault_loses_nothing(case):
    cases.run(case, seed=1)


@pytest.mark.campaign
@pytest.mark.parametrize("case", EVERY)
def test_without_its_guard_the_case_fails(case):
    cases.caught(case, seed=1)
