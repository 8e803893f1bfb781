"""GitHub refuses, breaks off and garbles."""

from __future__ import annotations

import pytest

from tests.faults import cases, cases_honest, cases_http, cases_wire, trying

pytestmark = pytest.mark.faults
EVERY = trying.parameters(cases_honest, cases_http, cases_wire)


@pytest.mark.parametrize("case", EVERY)
def test_fault_loses_nothing(case):
    cases.run(case, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("case", EVERY)
def test_without_its_guard_the_case_fails(case):
    cases.caught(case, seed=1)
