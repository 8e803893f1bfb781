"""From mirrored rows to claims and the record."""

from __future__ import annotations

import pytest

from enhancements.models import Claim, Enhancement, Item, Series
from enhancements.sources import sync
from tests.support.mirror_rows import CODE, Mirror, body
from tests.support.tables import snapshot
from tests.support.tracked import NOW, day, vep

SIG = "veps/sig-compute"
MAIN = f"{SIG}/10-warm-standby/vep.md"


@pytest.fixture
def hub(demo):
    demo.track("documents", "schedules")
    return Mirror(demo.project)


def claims(source, field=None):
    """(field, value, since, until) of the claims of a source, oldest first."""
    rows = Claim.objects.filter(series__source=source, retracted_at=None)
    if field:
        rows = rows.filter(series__field=field)
    return [
        (row.series.field, row.value, row.since, row.until)
        for row in rows.select_related("series").order_by("since", "series__field")
    ]


def test_an_issue_alone_is_an_enhancement(demo, hub):
    hub.issue(
        10, text=body(contact="@ann", stage="Alpha", sig="/sig compute", Alpha="1.8")
    )
    hub.derive()

    row = demo.only()
    assert row["key"] == "10"
    assert (row["number"], row["title"], row["sig"]) == (10, "Warm standby", "compute")
    assert (row["stage"], row["targets"]["alpha"]) == ("alpha", "v1.8")
    assert row["document"] is None
    assert row["owners"] == ["ann"]
    assert row["issue"] == {
        "number": 10,
        "url": "https://github.com/demo/enhancements/issues/10",
    }
    assert demo.rows(day(1, 8)) == []


def test_a_document_and_its_issue_are_one(demo, hub):
    hub.issue(10, text=body(Alpha="1.9"))
    hub.derive()
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(3))
    demo.sync()

    assert demo.keys() == ["10"]
    assert demo.only()["targets"]["alpha"] == "v1.8"
    assert demo.only(day(2))["targets"]["alpha"] == "v1.9"
    drift = {one["field"] for one in demo.only()["drift"]}
    assert drift == {"target.alpha"}
    older, fresh = Enhancement.objects.order_by("pk")
    assert fresh.merged_into == older
    assert Item.objects.get().enhancement == older


def test_rebuilding_changes_no_row(demo, hub):
    code = hub.repository()
    issue = hub.issue(10, text=body(pulls=[f"{CODE}#7"]))
    hub.event(issue, "labeled", day(2), "sig/compute")
    hub.pull(7, text="Tracking issue: demo/enhancements#10", repository=code)
    proposal = hub.pull(11, title="VEP 10: beta")
    hub.head(proposal, {MAIN: vep(10, beta="v1.9")}, day(4))
    hub.derive()
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(3))
    demo.sync()
    before = snapshot(demo.project)
    counted = (Claim.objects.count(), Series.objects.count())

    tally = sync.rebuild(project=demo.project, now=NOW)

    assert (tally.added, tally.closed, tally.retracted) == (0, 0, 0)
    assert (Claim.objects.count(), Series.objects.count()) == counted
    assert snapshot(demo.project) == before
