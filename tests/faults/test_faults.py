"""One seed of every fault, and every saboteur caught.

`make faults` tries the same with more seeds.
"""

from __future__ import annotations

import pytest

from tests.faults import cases, every

assert every.MODULES
pytestmark = pytest.mark.faults
EVERY = [
    pytest.param(
        one, id=name, marks=pytest.mark.django_db(transaction=not one.is_alone)
    )
    for name, one in cases.CASES.items()
]


@pytest.mark.parametrize("case", EVERY)
def test_fault_loses_nothing(case):
    cases.run(case, seed=1)


@pytest.mark.parametrize("case", EVERY)
def test_without_its_guard_the_case_fails(case):
    with pytest.raises(AssertionError):
        cases.run(case, seed=1, is_sabotaged=True)
