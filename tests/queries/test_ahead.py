"""Who decides next about one enhancement, and the links of its page."""

from __future__ import annotations

import pytest

from enhancements.models import Item
from enhancements.queries import ahead
from tests.support.mirror_rows import CODE, Mirror, body
from tests.support.tracked import NOW, day, vep

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


def test_issue_that_is_not_mirrored_has_no_state(demo, hub):
    assert demo.page("10").issue is None or demo.page("10").issue.state == ""


def test_what_comes_next_is_asked_in_one_statement(
    demo, hub, django_assert_num_queries
):
    hub.derive()
    setting = demo.at(NOW)
    id_ = demo.page("10").enhancement
    with django_assert_num_queries(1):
        found = ahead.of(setting, id_)
    assert found.releases == tuple(
        one for one in ("v1.8", "v1.9") if one in found.releases
    )
    assert len(found.steps) == len({one.entry.place for one in found.steps})
