"""What is derived of labels and milestones that are no more."""

from __future__ import annotations

from enhancements.models import Claim, Item, Label, Milestone
from tests.support.mirror_rows import Mirror
from tests.support.tables import snapshot
from tests.support.tracked import NOW, day


def held(source, field):
    """(since, until) of the claims of a source."""
    rows = Claim.objects.filter(
        series__source=source, series__field=field, retracted_at=None
    )
    return list(rows.order_by("since").values_list("since", "until"))


def test_labels_and_milestones_that_are_deleted_end_without_an_event(demo):
    demo.track("documents")
    hub = Mirror(demo.project)
    issue = hub.issue(10)
    hub.event(issue, "labeled", day(2), "sig/compute")
    hub.event(issue, "milestoned", day(2), "v1.9")
    hub.derive()
    assert demo.only()["sig"] == "compute"
    assert held("milestone", "release") == [(day(2), None)]

    Label.objects.update(gone_at=day(6))
    Milestone.objects.update(gone_at=day(7))
    Item.objects.update(owed_since=NOW)
    hub.derive()

    assert (demo.only(day(5))["sig"], demo.only()["sig"]) == ("compute", None)
    assert held("label", "sig") == [(day(2), day(6))]
    assert held("milestone", "release") == [(day(2), day(7))]
    before = snapshot(demo.project)
    # Once it is read anew, it bears them no more; nothing else is different.
    Item.objects.update(labels=[], milestone=None, owed_since=NOW)
    hub.derive()
    assert snapshot(demo.project) == before
