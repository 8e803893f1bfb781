"""Enhancements are found by what their issues say, and said at a past moment."""

from __future__ import annotations

import pytest
from django.db import connection

from enhancements.models import Wording
from tests.support.mirror_rows import Mirror
from tests.support.searched import found
from tests.support.tables import snapshot
from tests.support.tracked import day

__all__ = ("found",)
TRACKS = "**Current Feature Stage**: Alpha\n"


@pytest.fixture
def hub(demo):
    demo.track("documents")
    return Mirror(demo.project)


def test_issue_is_found_by_its_words_of_the_moment(hub, found):
    issue = hub.issue(
        10, "VEP 10: Warm standby", f"{TRACKS}Sleeping guests.<!-- a checkpoint -->"
    )
    hub.issue(11, "VEP 11: Clock", f"{TRACKS}\x85 \U0001f40f {'x' * 3000}")
    hub.issue(12, "Sleeping, but no enhancement", "Guests.")
    hub.edit(issue, f"{TRACKS}Hibernating guests.", day(4))
    issue.title = "VEP 10: Cold standby"
    hub.event(issue, "renamed", day(6), issue.title, old_name="VEP 10: Warm standby")
    hub.derive()

    assert found("sleeping guest", day(3)) == ["10"]
    assert found("hibernating", day(3)) == []
    assert found("hibernating guests", day(5)) == ["10"]
    assert found("sleeping", day(5)) == []
    assert found("cold hibernating") == ["10"]
    assert found("cold hibernating", day(5)) == []
    assert found("checkpoint", day(3)) == found("guests", day(1, 0)) == []
    assert Wording.objects.filter(item__number=12).count() == 0

    issue.gone_at = day(8)
    hub.touch(issue, day(8))
    hub.derive()
    assert found("hibernating", day(7)) == ["10"]
    assert found("hibernating", day(9)) == []


def test_words_are_written_once_and_looked_up_by_index(demo, hub):
    for number in range(10, 14):
        hub.issue(number, f"VEP {number}: Standby", f"{TRACKS}Guest {number}.")
    hub.derive()
    rows = snapshot(demo.project)
    before = list(Wording.objects.values_list("pk", "digest"))
    for issue in hub.main.items.all():
        hub.touch(issue, day(5))
    hub.derive()
    assert list(Wording.objects.values_list("pk", "digest")) == before
    assert snapshot(demo.project) == rows
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT item_id FROM enhancements_wording"
            " WHERE words @@ websearch_to_tsquery('english', 'guest')"
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "wording_words" in plan
