"""The API's list of exceptions, by its own description."""

from __future__ import annotations

import pytest

from enhancements.api.schemas import Exceptions
from enhancements.queries import api_exceptions
from tests.support.excepted import excepted
from tests.support.tracked import day, schedule, vep

pytestmark = pytest.mark.django_db
DATES = {"freeze": "2025-01-10", "code": "2025-01-20", "out": "2025-02-01"}


@pytest.fixture
def asked(demo):
    """One that was granted on day 8, until day 12 at noon."""
    path = "releases/v1.9/schedule.yaml"
    demo.commit({path: schedule(**DATES)}, day(1), kind="schedules")
    demo.commit({"veps/sig-compute/10-warm/vep.md": vep(10, alpha="v1.9")}, day(1))
    demo.track()
    demo.sync()
    excepted(demo)
    return demo


def listed(demo, at):
    data = api_exceptions.listing(demo.at(at), "v1.9")
    Exceptions.model_validate(data)
    return data["items"]


def test_each_moment_has_its_phase(asked):
    phases = {
        at.day: [one["phase"] for one in listed(asked, at)]
        for at in (day(6), day(7), day(8), day(13))
    }
    assert phases == {11: [], 12: ["pending"], 13: ["running"], 18: ["over"]}


def test_item_says_all_there_is(asked, django_assert_num_queries):
    setting = asked.at(day(9))
    with django_assert_num_queries(2):
        data = api_exceptions.listing(setting, "v1.9")
    (one,) = data["items"]
    assert (one["key"], one["freezes"]) == ("10", ["enhancements-freeze"])
    assert one["granted_until"] == "2025-01-17T12:00:00Z"
    assert one["votes"][0]["vote"] == "for"
    assert (one["requested_by"], one["state_by"]) == ("olga", "ann")
    assert one["imported_from"] is None
