"""What every address says of a hostile world: to whom, how, and writing nothing."""

from __future__ import annotations

import pytest

from tests.safety import addresses, looking

pytestmark = pytest.mark.django_db


def test_every_route_has_a_sample_address():
    assert addresses.missing() == set(), "add a line to tests/safety/addresses.py"


def test_pages_have_nothing_that_no_template_writes(answers):
    faults = {
        str(one): found[:3]
        for one in answers
        if one.status != 304 and (found := looking.faults_of(one.kind, one.text))
    }
    assert faults == {}


def test_every_address_is_answered(answers):
    assert {str(one): one.status for one in answers if one.status >= 500} == {}


def test_reading_writes_nothing(answers):
    wrote = {str(one): one.writes for one in answers if one.writes}
    assert wrote == {}
