"""Who decides next about one enhancement, and the links of its page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from enhancements.models import Item
from enhancements.queries import ahead, frame, issue_links, moments, waiting
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


def test_links_say_why_closed_and_whether_locked_at_the_moment(demo, hub):
    issue = hub.issue(10, text=body(pulls=[f"{CODE}#7"]))
    pull = hub.pull(7, at=day(2), repository=hub.repository())
    hub.event(issue, "locked", day(3), raw={"lockReason": "TOO_HEATED"})
    hub.event(issue, "unlocked", day(4))
    hub.event(issue, "closed", day(5), raw={"stateReason": "NOT_PLANNED"})
    hub.event(issue, "reopened", day(6))
    hub.event(issue, "closed", day(7), raw={"state_reason": "completed"})
    hub.event(issue, "locked", day(8), raw={"lock_reason": "off-topic"})
    hub.event(pull, "locked", day(8))
    hub.derive()
    Item.objects.filter(pk__in=[issue.pk, pull.pk]).update(is_locked=True)

    def words(at=None):
        page = demo.page("10", at)
        return page.issue.words, page.pulls[0].words if page.pulls else ""

    assert words(day(2, 12)) == ("open", "open")
    assert words(day(3, 12)) == ("open, locked as too heated", "open")
    assert words(day(4, 12)) == ("open", "open")
    assert words(day(5, 12)) == ("closed as not planned", "open")
    assert words(day(6, 12)) == ("open", "open")
    assert words(day(7, 12)) == ("closed as completed", "open")
    assert words() == ("closed as completed, locked as off topic", "open, locked")


def test_page_is_shown_whatever_state_its_links_are_in(demo, hub):
    hub.issue(10, text=body(pulls=[f"{CODE}#{n}" for n in (7, 8, 9)]))
    code = hub.repository()
    hub.pull(7, at=day(2), repository=code, is_draft=True)
    hub.pull(8, at=day(2), repository=code, state="closed", closed_at=day(3))
    merged = {"state": "merged", "merged_at": day(3), "closed_at": day(3)}
    hub.pull(9, at=day(2), repository=code, **merged)
    hub.derive()
    html = Client().get("/demo/10/").content.decode()
    states = {one.name: one.state for one in demo.page("10").pulls}
    assert states == {"code#7": "draft", "code#8": "closed", "code#9": "merged"}
    # What is over is checked no more; of the draft no checks are known.
    said = {**states, "code#7": "draft, no checks known"}
    for name, words in said.items():
        assert f'<span class="mono">{name}</span><small>{words}</small>' in html


def test_closed_and_locked_without_a_word_may_be_a_discussion_soon(demo, hub):
    issue = hub.issue(10, text=body())
    hub.derive()
    Item.objects.filter(pk=issue.pk).update(
        state="closed", is_locked=True, closed_at=day(4), updated_at=day(4)
    )
    shown = demo.page("10").issue
    assert (shown.words, shown.may_be_turning) == ("closed, locked", True)
    before = demo.page("10", day(3)).issue
    assert (before.words, before.may_be_turning) == ("open", False)
    html = Client().get("/demo/10/").content.decode()
    assert "<small>closed, locked</small>" in html
    assert "being converted to a discussion may look like this" in html
    html = Client().get("/demo/10/discussion/").content.decode()
    assert "The issue is closed, locked. One that is being converted" in html


@pytest.mark.parametrize("url", ["https://github.com/demo/plans/discussions/4", ""])
def test_issue_that_its_timeline_calls_converted_leads_to_the_discussion(
    demo, hub, url
):
    issue = hub.issue(10, text=body())
    hub.event(issue, "closed", day(4))
    told = {"url": url} if url else None
    hub.event(issue, "converted_to_discussion", day(4), raw={"discussion": told})
    hub.derive()
    Item.objects.filter(pk=issue.pk).update(is_locked=True)
    shown = demo.page("10").issue
    assert (shown.is_discussion, shown.discussion) == (True, url)
    assert not shown.may_be_turning
    html = Client().get("/demo/10/").content.decode()
    assert "converted to a discussion</small>" in html
    assert (f'href="{url}"' in html) is bool(url)
    html = Client().get("/demo/10/discussion/").content.decode()
    assert "It was converted to a discussion" in html


def test_gone_issue_that_was_converted_leads_to_the_discussion(demo, hub):
    issue = hub.issue(10, text=body())
    hub.derive()
    url = "https://github.com/demo/plans/discussions/10"
    rows = Item.objects.filter(pk=issue.pk)
    rows.update(gone_at=day(5), gone_reason="converted: So.", moved_to=url)
    shown = demo.page("10").issue
    assert (shown.state, shown.is_discussion, shown.discussion) == ("gone", True, url)
    assert demo.page("10", day(4)).issue.is_discussion is False
    rows.update(gone_reason="deleted: So.", moved_to="")
    shown = demo.page("10").issue
    assert (shown.state, shown.is_discussion) == ("gone", False)
    html = Client().get("/demo/10/").content.decode()
    assert "gone from GitHub</small>" in html


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
        found = ahead.told(setting, waiting.queue(setting, only=[id_]))
    assert "v1.9" in found.releases
    (step,) = found.steps
    said = "".join(text for text, _ in step.said)
    assert said.startswith("Next is the release team: ")
    assert {row.entry.number for row in found.waits} == {1}
    found = ahead.told(setting, waiting.queue(setting, only=[0]))
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
