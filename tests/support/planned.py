"""A few documents planned for releases that have freezes: what people say things of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from enhancements.models import Enhancement
from tests.support.tracked import day, schedule, vep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.test import Client

    from tests.support.shared import Shared
    from tests.support.tracked import Tracked

SIGS = b"sigs:\n- name: compute\n  dir: sig-compute\n  leadership: {}\n"
OVER = {
    "v1.9": {"freeze": "2025-01-10", "code": "2025-01-20", "out": "2025-02-01"},
    "v1.10": {"freeze": "2025-05-10", "out": "2025-07-01"},
}
AHEAD = {
    "v1.9": {"freeze": "2027-01-10", "code": "2027-02-20", "out": "2027-03-20"},
    "v1.10": {"freeze": "2027-05-10", "out": "2027-07-20"},
}
"""Dates of releases: near the calendar of tests, or ahead of today."""
PAGE = "/demo/10/"


def plan(
    demo: Tracked,
    documents: Mapping[str, bytes],
    releases: Mapping[str, Mapping[str, str]],
) -> None:
    """Track documents of SIG compute, by the names of their folders, and releases."""
    schedules = {
        f"releases/{name}/schedule.yaml": schedule(**dates)
        for name, dates in releases.items()
    }
    demo.commit(schedules, day(1), kind="schedules")
    demo.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    files = {
        f"veps/sig-compute/{name}/vep.md": text for name, text in documents.items()
    }
    demo.commit(files, day(1))
    demo.track()
    demo.sync()


@pytest.fixture(scope="module")
def told(shared: Shared) -> Shared:
    """#10 of SIG compute goes to alpha in v1.9, #11 in v1.10, #12 in v1.9 too."""
    documents = {
        "10-warm": vep(10, owners="@olga", alpha="v1.9"),
        "11-cold": vep(11, "Cold", alpha="v1.10"),
        "12-mild": vep(12, "Mild 100%", alpha="v1.9"),
    }
    plan(shared, documents, AHEAD)
    shared.begin()
    return shared


def id_of(key: str) -> int:
    """Id of the enhancement that has this key now."""
    return Enhancement.objects.get(records__key=key, records__until=None).pk


def text_of(client: Client, path: str = PAGE, status: int = 200) -> str:
    """A page, as it is sent."""
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()
