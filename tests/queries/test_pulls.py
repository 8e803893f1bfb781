"""Pull requests on an enhancement's page, now and at a past moment."""

from __future__ import annotations

import pytest

from enhancements.models import Comment
from tests.support.mirror_rows import CODE, Mirror, body
from tests.support.tracked import day, vep

MAIN = "veps/sig-compute/10-warm-standby/vep.md"


@pytest.fixture
def hub(demo):
    demo.commit({MAIN: vep(10, beta="v1.8")}, day(1))
    demo.track("documents")
    demo.sync()
    return Mirror(demo.project)


def shown(demo, at=None):
    page = demo.page("10", at)
    return [(one.name, one.kind, one.state, one.marks) for one in page.pulls]


def test_pull_requests_show_the_state_of_the_moment(demo, hub):
    hub.issue(10)
    pull = hub.pull(
        7,
        text="Tracking issue: demo/enhancements#10",
        at=day(2),
        repository=hub.repository(),
    )
    hub.event(pull, "labeled", day(3), "lgtm")
    hub.event(pull, "labeled", day(3), "do-not-merge/hold")
    hub.event(pull, "unlabeled", day(4), "do-not-merge/hold")
    pull.merged_at = day(5)
    hub.event(pull, "merged", day(5))
    hub.derive()

    assert shown(demo, day(1, 23)) == []
    assert shown(demo, day(2, 23)) == [("code#7", "code", "open", ())]
    assert shown(demo, day(3, 23)) == [
        ("code#7", "code", "open", ("reviewed", "on hold"))
    ]
    assert shown(demo, day(4, 23)) == [("code#7", "code", "open", ("reviewed",))]
    assert shown(demo) == [("code#7", "code", "merged", ("reviewed",))]


def test_unfinished_ones_come_first_with_approvals_and_doubts(demo, hub):
    code = hub.repository()
    hub.issue(10, text=body(pulls=[f"{CODE}#7", f"{CODE}#8"]))
    done = hub.pull(7, at=day(2), repository=code)
    done.closed_at = day(3)
    hub.event(done, "closed", day(3))
    other = hub.pull(
        8, text="Tracking issue: demo/enhancements#11", at=day(2), repository=code
    )
    Comment.objects.create(
        item=other,
        kind="review",
        github_id=1,
        author=hub.person("rita"),
        state="approved",
        created_at=day(4),
        updated_at=day(4),
        raw={},
    )
    hub.issue(11)
    hub.derive()

    (first, second) = demo.page("10").pulls
    assert (first.name, first.approvals, first.is_contested) == ("code#8", 1, True)
    assert first.url == "https://github.com/demo/code/pull/8"
    assert (second.name, second.state, second.sources) == (
        "code#7",
        "closed",
        ("issue",),
    )


def test_page_shows_them(hub, client):
    hub.issue(10)
    hub.pull(12, title="VEP 10: go on", text="Fixes #10", at=day(2))
    hub.derive()

    text = client.get("/demo/10/").content.decode()

    assert "1 pull request, 1 not finished" in text
    assert 'href="https://github.com/demo/enhancements/pull/12"' in text
    assert "waits for review" in text
