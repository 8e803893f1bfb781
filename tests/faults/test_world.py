"""What happens at GitHub."""

from __future__ import annotations

import pytest

from tests.faults import cases, cases_places, cases_world, trying

pytestmark = pytest.mark.faults
EVERY = trying.parameters(cases_places, cases_world)


@pytest.mark.parametrize("case", EVERY)
def test_fault_loses_nothing(case):
    cases.run(case, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("case", EVERY)
def test_without_its_guard_the_case_fails(case):
    cases.caught(case, seed=1)
