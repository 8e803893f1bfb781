"""What followers of a saved view are told, and what they may not see any more."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements.actions import saved_views
from enhancements.policy.saved_views import Said
from tests.support.boards import fill
from tests.support.followed import account_of, follow, prepare, retarget, told

pytestmark = pytest.mark.django_db
MOVED = ("Thing 1", "target", "v1.9", "v1.10")


@pytest.fixture
def three(demo):
    """#1 and #3 are compute's, #2 is network's; all are planned for v1.9."""
    return fill(demo, 3)


def saved(demo, account, query, audience="everybody"):
    said = Said(name="Ours", audience=audience, query=query)
    return saved_views.save(
        account=account, project=demo.project, said=said, now=timezone.now()
    )


def changed(demo, view, **more):
    view.refresh_from_db()
    said = {"name": "Ours", "audience": view.audience, "query": view.query} | more
    return saved_views.change(
        project=demo.project,
        number=view.number,
        said=Said(**said),
        by="ann",
        seen=view.changed_at,
        now=timezone.now(),
    )


def test_what_a_view_finds_and_found_is_told(three):
    zoe, ann = account_of("zoe"), account_of("ann")
    view = saved(three, ann, "sig:compute release:v1.9")
    follow(three, zoe, "view", view.pk)
    retarget(three, 2, "v1.10")
    prepare(three)
    assert told(zoe) == []
    retarget(three, 1, "v1.10")
    prepare(three)
    # It is found no longer, which is what one wants to hear.
    assert told(zoe) == [MOVED]


def test_changed_query_is_told_and_other_changes_of_a_view_are_not(three):
    zoe, ann = account_of("zoe"), account_of("ann")
    view = saved(three, ann, "sig:compute")
    follow(three, zoe, "view", view.pk, triggers=["people"])
    follow(three, ann, "view", view.pk)
    changed(three, view, name="Theirs")
    prepare(three)
    assert told(zoe) == []
    changed(three, view, query="sig:network")
    prepare(three)
    assert told(zoe) == [("Theirs", "view", "sig:compute", "sig:network")]
    assert told(ann) == []


def test_view_that_one_sees_no_longer_tells_nothing(three):
    zoe, ann = account_of("zoe"), account_of("ann")
    view = saved(three, ann, "sig:compute")
    follow(three, zoe, "view", view.pk)
    changed(three, view, audience="private", query="sig:compute release:v1.9")
    retarget(three, 1, "v1.10")
    assert prepare(three) == 0


def test_retired_view_finds_nothing_any_more(three):
    zoe, ann = account_of("zoe"), account_of("ann")
    view = saved(three, ann, "sig:compute")
    follow(three, zoe, "view", view.pk)
    now = timezone.now()
    saved_views.retire(project=three.project, number=1, by="ann", now=now)
    retarget(three, 1, "v1.10")
    prepare(three)
    assert [kind for _, kind, _, _ in told(zoe)] == ["view"]
