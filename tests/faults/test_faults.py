"""One seed of every fault, and every saboteur caught."""

from __future__ import annotations

import pytest

from tests.faults import every, rig
from tests.faults.cases import CASES

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
assert every.MODULES


@pytest.mark.parametrize("name", CASES)
def test_fault_loses_nothing(name):
    case = CASES[name]
    with rig.started(1, **case.about) as place:
        case.act(place)


@pytest.mark.parametrize("name", CASES)
def test_without_its_guard_the_case_fails(name):
    case = CASES[name]
    with (
        rig.started(1, **case.about) as place,
        case.without(),
        pytest.raises(AssertionError),
    ):
        case.act(place)
