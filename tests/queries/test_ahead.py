"""Who decides next about one enhancement, and the links of its page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from enhancements.models import Item
from enhancements.queries import ahead, frame, issue_links, moments
from enhancements.queries.shapes.pulls import IssueView
from tests.support.boards import CODE as CODE_FREEZE
from tests.support.boards import days, enhancement, fill, judged
from tests.support.mirror_rows import CODE, Mirror, body
from tests.support.tracked import day, vep

MAIN = "veps/sig-compute/10-warm-standby/vep.md"


@pytest.fixture
def hub(demo):
    demo.commit({MAIN: vep(10, beta="v1.8")}, day(1))
    demo.track("documents")
    demo.sync()
    return Mirror(demo.project)


def test_links_say_how_they_stand_at_the_moment(demo, hub):
    code = hub.repository()
    issue = hub.issue(10, text=body(pulls=[f"{CODE}#7", f"{CODE}#8"]))
    hub.pull(7, at=day(2), repository=code)
    broken = hub.pull(8, at=day(2), repository=code)
    hub.event(issue, "closed", day(4))
    hub.event(issue, "reopened", day(6))
    hub.derive()
    Item.objects.filter(pk=broken.pk).update(gone_at=day(5))

    def states(at=None):
        page = demo.page("10", at)
        return page.issue.state, {one.name: one.state for one in page.pulls}

    assert states(day(3)) == ("open", {"code#7": "open", "code#8": "open"})
    assert states(day(4, 23)) == ("closed", {"code#7": "open", "code#8": "open"})
    assert states() == ("open", {"code#7": "open", "code#8": "gone"})
    Item.objects.filter(pk=issue.pk).update(gone_at=day(7))
    assert states()[0] == "gone"
    assert demo.page("10").pulls[-1].since == day(5)


@pytest.mark.usefixtures("hub")
def test_issue_that_is_not_mirrored_is_named_without_a_state(demo):
    assert demo.page("10").issue is None
    found = issue_links.view({"issue_item": None}, "https://x.example/12")
    assert found == IssueView("Tracking issue", "https://x.example/12", "")


def test_what_comes_next_is_said_of_each_entry(demo, django_assert_num_queries):
    fill(demo, 2)
    judged(demo, 1, CODE_FREEZE, "met", since=days(-3), asked=3)
    judged(demo, 2, CODE_FREEZE, "at-risk", since=days(-3), asked=3, failed=1)
    now = timezone.now()
    setting = frame.load("demo", moments.parse(None, now=now), now=now)
    id_ = enhancement(demo, 1).pk
    with django_assert_num_queries(1):
        found = ahead.of(setting, id_)
    assert "v1.9" in found.releases
    (step,) = found.steps
    said = "".join(text for text, _ in step.said)
    assert said.startswith("Next is the release team: ")
    assert {row.entry.number for row in found.waits} == {1}
    found = ahead.of(setting, 0)
    assert (found.steps, found.waits) == ((), ())


def test_page_says_where_to_say_what(demo):
    fill(demo, 1)
    judged(demo, 1, CODE_FREEZE, "met", since=days(-3), asked=3)
    html = Client().get("/demo/1/").content.decode()
    assert "Who decides next and what is missing" in html
    assert "Next is the release team: " in html
    assert "When to comment here and when on GitHub" in html
    assert "Its tracking issue is not known yet." in html
    assert "/demo/v1.9/board?item=1" in html
    # On its own page no row says its title again.
    queue = html.partition('<ul class="queue">')[2].partition("</ul>")[0]
    assert "Alpha in v1.9" in queue
    assert 'href="/demo/1/"' not in queue
