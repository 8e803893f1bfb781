"""When something happened about an enhancement follows from what sources brought."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements.actions import activity
from enhancements.models import Activity, Comment, Enhancement
from enhancements.queries import board
from tests.support.mirror_rows import CODE, Mirror, body
from tests.support.tables import written
from tests.support.tracked import day, schedule, vep

MAIN = "veps/sig-compute/10-warm-standby/vep.md"


@pytest.fixture
def hub(demo):
    dates = {"freeze": "2025-01-10", "code": "2025-01-20", "out": "2025-12-01"}
    schedules = {"releases/v1.9/schedule.yaml": schedule(**dates)}
    demo.commit(schedules, day(1), kind="schedules")
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(2))
    demo.track()
    demo.sync()
    return Mirror(demo.project)


def seen() -> list[dt.datetime]:
    return list(Activity.objects.order_by("at").values_list("at", flat=True))


def last(demo, at) -> dt.datetime | None:
    setting = demo.at(at)
    (row,) = board.rows(setting, setting.release("v1.9"))
    return row.active_at


def test_commits_issues_pull_requests_and_comments_are_activity(demo, hub):
    assert seen() == [day(2)]
    issue = hub.issue(10, text=body(pulls=[f"{CODE}#40"]), at=day(3))
    hub.event(issue, "labeled", day(4), "sig/compute")
    code = hub.repository(CODE)
    pull = hub.pull(40, "Work", at=day(5), repository=code)
    Comment.objects.create(
        item=issue,
        kind="comment",
        github_id=1,
        body="Any news?",
        created_at=day(7),
        updated_at=day(7),
        raw={},
    )
    hub.derive()
    assert pull.created_at in seen()
    assert seen() == [day(2), day(3), day(4), day(5), day(7)]

    # Each moment of the past knows of what was before it.
    assert [last(demo, day(n, 10)) for n in (3, 4, 6, 9)] == [
        *(day(3), day(4), day(5), day(7)),
    ]


def test_of_an_hour_the_last_moment_is_kept_and_no_row_is_written_without_news(hub):
    issue = hub.issue(10, at=day(3))
    for minute in (5, 40, 20):
        hub.event(issue, "labeled", day(4, 9, minute), "x")
    hub.derive()
    assert seen() == [day(2), day(3), day(4, 9, 40)]

    before = written()["enhancements_activity"]
    activity.follow(ids=list(Enhancement.objects.values_list("pk", flat=True)))
    assert written()["enhancements_activity"] == before


def test_comment_that_is_gone_was_no_activity(hub):
    issue = hub.issue(10, at=day(3))
    Comment.objects.create(
        item=issue,
        kind="comment",
        github_id=1,
        gone_at=day(8),
        created_at=day(7),
        updated_at=day(7),
        raw={},
    )
    hub.derive()
    assert seen() == [day(2), day(3)]
