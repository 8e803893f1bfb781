"""From mirrored rows to claims and the record."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enhancements.actions import derive
from enhancements.models import Claim, Enhancement, Entry, Item, Series
from enhancements.queries import entries, releases
from enhancements.queries.enhancement import EnhancementMoved
from enhancements.sources import sync
from tests.support.mirror_rows import CODE, Mirror, body
from tests.support.tables import snapshot
from tests.support.tracked import NOW, day, schedule, vep

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


def test_labels_and_milestones_have_a_history(demo, hub):
    issue = hub.issue(10)
    hub.event(issue, "labeled", day(2), "sig/compute")
    hub.event(issue, "labeled", day(3), "sig/network")
    hub.event(issue, "unlabeled", day(4), "sig/network")
    hub.event(issue, "milestoned", day(5), "v1.8")
    hub.event(issue, "milestoned", day(6), "v1.9")
    issue.labels.append(hub.label("kind/tracker").node_id)
    hub.touch(issue, day(7))
    hub.derive()

    assert claims("label", "label.kind/tracker") == [
        ("label.kind/tracker", True, day(1), None)
    ]
    assert claims("label", "label.sig/network") == [
        ("label.sig/network", True, day(3), day(4))
    ]
    assert [row[1:] for row in claims("label", "sig")] == [
        ("compute", day(2), day(3)),
        (None, day(3), day(4)),
        ("compute", day(4), None),
    ]
    assert [row[1:] for row in claims("milestone", "release")] == [
        ("v1.8", day(5), day(6)),
        ("v1.9", day(6), None),
    ]
    assert demo.only()["sig"] == "compute"
    claim = Claim.objects.get(series__field="label.sig/compute")
    assert claim.url.startswith("https://github.com/demo/enhancements/issues/10#event-")


def test_a_renamed_label_keeps_its_claim(hub):
    issue = hub.issue(10)
    label = hub.label("sig/compute")
    raw = {"label": {"id": label.node_id}}
    hub.event(issue, "labeled", day(2), "sig/compute", raw=raw)
    label.name = "sig/vm"
    label.save()
    hub.derive()

    assert claims("label", "label.sig/compute")[0][2:] == (day(2), None)
    assert claims("label", "label.sig/vm") == []


def test_text_state_and_owners_change_over_time(demo, hub):
    issue = hub.issue(10, title="VEP 10: Warm", text=body(contact="@ann", Alpha="1.8"))
    hub.edit(issue, body(contact="@ann", Alpha="1.9"), day(3))
    hub.event(issue, "renamed", day(4), "VEP 10: Hot", old_name="VEP 10: Warm")
    hub.event(issue, "assigned", day(5), "bob")
    hub.event(issue, "closed", day(6))
    hub.event(issue, "unassigned", day(7), "bob")
    hub.event(issue, "reopened", day(8))
    hub.derive()

    assert [row[1:] for row in claims("issue", "target.alpha")] == [
        ("v1.8", day(1), day(3)),
        ("v1.9", day(3), None),
    ]
    assert [row[1] for row in claims("issue", "owners")] == [["ann"], ["bob"], ["ann"]]
    assert [(row[1]["state"], row[2]) for row in claims("issue", "issue")] == [
        ("open", day(1)),
        ("closed", day(6)),
        ("open", day(8)),
    ]
    assert (demo.only(day(4, 8))["title"], demo.only()["title"]) == ("Warm", "Hot")


def test_an_issue_that_is_gone_ends(demo, hub):
    issue = hub.issue(10)
    hub.derive()
    issue.gone_at = day(5)
    hub.touch(issue, day(5))
    hub.derive()

    assert (demo.keys(day(4)), demo.keys()) == (["10"], [])
    assert demo.page("10").removed_at == day(5)


def test_an_issue_plans_and_never_commits(demo, hub):
    dates = schedule(freeze="2025-02-01", out="2025-06-01")
    demo.commit({"releases/v1.8/schedule.yaml": dates}, day(1), kind="schedules")
    issue = hub.issue(10, text=body(Alpha="1.8"))
    demo.sync()
    frozen = demo.at(day(60))
    (entry,) = entries.of_releases(frozen, frozen.releases)[frozen.releases[0].id]
    counted = releases.counts(frozen, frozen.releases)[frozen.releases[0].id]

    assert (entry.planned, entry.committed, entry.unmerged) == (True, False, True)
    assert (entry.late, entry.source) == (False, "issue")
    assert entry.evidence == issue_url(issue)
    assert (counted[0].planned, counted[0].committed, counted[0].added) == (1, 0, 0)
    said = "".join(text for text, _ in demo.page("10", day(60)).standing)
    assert "by its tracking issue alone" in said
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(20))
    demo.sync()
    frozen = demo.at(day(60))
    (entry,) = entries.of_releases(frozen, frozen.releases)[frozen.releases[0].id]
    assert (entry.committed, entry.unmerged, entry.since) == (True, False, day(20))
    before = demo.at(day(10))
    (entry,) = entries.of_releases(before, before.releases)[before.releases[0].id]
    assert (entry.committed, entry.unmerged) == (None, True)


def issue_url(issue):
    return f"https://github.com/demo/enhancements/issues/{issue.number}"


def test_a_document_that_is_blank_plans_nothing(demo, hub):
    hub.issue(10, text=body(stage="Beta", Alpha="1.8", Beta="1.9"))
    demo.commit({MAIN: vep(10, alpha="v1.8", beta="")}, day(2))
    demo.sync()

    row = demo.only()
    assert row["targets"] == {"alpha": "v1.8", "beta": None, "ga": None}
    assert (row["stage"], row["drift"]) == ("alpha", [])
    fields = {field.field: field for field in demo.page("10").fields}
    assert [claim.source for claim in fields["target.beta"].claims] == [
        "document",
        "issue",
    ]


def test_pull_requests_say_whose_they_are(demo, hub):
    code = hub.repository()
    listed = [f"{CODE}#7", f"{CODE}#8"]
    hub.issue(10, text=body(pulls=listed))
    hub.issue(12, title="VEP 12: Clock skew")
    hub.pull(7, text="Tracking issue: demo/enhancements#10", repository=code)
    other = hub.pull(8, text="Tracking issue: demo/enhancements#12", repository=code)
    hub.derive()

    ten, twelve = demo.rows()
    (drift,) = ten["drift"]
    assert drift["field"] == "pull:demo/code#8"
    assert {one["source"]: one["value"] for one in drift["claims"]} == {
        "pull": 12,
        "issue": 10,
    }
    assert twelve["drift"] == []
    shown = {field.field: field.value for field in demo.page("12").fields}
    assert shown["pull:demo/code#8"] == "#12"
    hub.edit(other, "Tracking issue: demo/enhancements#10", day(9))
    hub.derive()

    assert [row["drift"] for row in demo.rows()] == [[], []]
    other.refresh_from_db()
    assert (other.names_number, other.named) == (10, [10, 12])
    assert (other.names_rule, demo.rows(day(8))[0]["drift"] != []) == (
        "keyword-link",
        1,
    )


def test_proposals_are_shown_and_resolve_nothing(demo, hub):
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(2))
    demo.sync()
    pull = hub.pull(20, title="VEP 10: beta", at=day(3))
    hub.head(pull, {MAIN: vep(10, alpha="v1.8", beta="v1.9")}, day(3))
    hub.derive()

    source = "proposal:20"
    assert demo.only()["targets"]["beta"] is None
    assert claims(source, "target.beta") == [("target.beta", "v1.9", day(3), None)]
    page = demo.page("10")
    assert source in page.sources
    (beta,) = [field for field in page.fields if field.field == "target.beta"]
    assert [(one.source, one.used) for one in beta.claims] == [(source, False)]
    assert "/blob/" in beta.claims[0].evidence
    hub.head(pull, {MAIN: vep(10, alpha="v1.8", beta="v1.10")}, day(5))
    hub.event(pull, "closed", day(7))
    hub.derive()

    assert [row[1:] for row in claims(source, "target.beta")] == [
        ("v1.9", day(3), day(5)),
        ("v1.10", day(5), day(7)),
    ]
    assert source not in demo.page("10").sources


def test_a_proposal_for_an_issue_without_a_document(demo, hub):
    hub.issue(10)
    pull = hub.pull(20, title="New VEP", at=day(3))
    hub.head(pull, {MAIN: vep(10, "Warm", alpha="v1.8"), "README.md": b"x"}, day(3))
    hub.derive()

    assert claims("proposal:20", "target.alpha")[0][1] == "v1.8"
    assert demo.only()["targets"]["alpha"] is None
    assert demo.only()["document"] is None


def test_an_issue_links_a_document_of_another_number(demo, hub):
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(2))
    demo.sync()
    link = f"https://github.com/demo/enhancements/blob/main/{MAIN}"
    hub.issue(11, text=body(link=link))
    hub.derive()

    (row,) = demo.rows()
    assert (row["key"], row["issue"]["number"]) == ("11", 11)
    assert [one["field"] for one in row["drift"]] == ["number"]
    with pytest.raises(EnhancementMoved, match="11"):
        demo.page("10")
    # The issue that has the document's number comes to light: it is the right one.
    hub.issue(10)
    hub.derive()
    assert [(row["key"], row["issue"]["number"]) for row in demo.rows()] == [
        ("10", 10),
        ("11", 11),
    ]


def test_an_ordinary_issue_is_none_of_ours(demo, hub):
    issue = hub.issue(10, title="Fix the docs")
    hub.derive()
    assert demo.rows() == []
    hub.event(issue, "labeled", day(2), "kind/tracker")
    hub.event(issue, "unlabeled", day(3), "kind/tracker")
    hub.derive()
    assert demo.keys() == ["10"]


def test_derivation_in_any_order_gives_the_same(demo, hub):
    link = f"https://github.com/demo/enhancements/blob/main/{MAIN}"
    hub.issue(10, text=body(link=link))
    hub.issue(12, title="VEP 12: Clock", text=body(link=link))
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(3))
    demo.sync()
    first = [(row["key"], row["document"] is None) for row in demo.rows()]
    Item.objects.update(owed_since=NOW)
    hub.derive()

    assert first == [("10", False), ("12", True)]
    assert [(row["key"], row["document"] is None) for row in demo.rows()] == first


def test_news_of_one_issue_derive_one_enhancement(hub, monkeypatch):
    for number in range(10, 15):
        hub.issue(number)
    hub.derive()
    asked = []
    real = derive.enhancements

    def noted(**given):
        asked.extend(given["ids"])
        return real(**given)

    monkeypatch.setattr(derive, "enhancements", noted)
    hub.edit(Item.objects.get(number=12), body(Alpha="1.8"), day(5))
    hub.derive()

    assert asked == [Item.objects.get(number=12).enhancement_id]
    asked.clear()
    hub.derive()
    assert asked == []


def test_statements_do_not_grow_with_the_number_of_enhancements(hub):
    code = hub.repository()
    hub.derive()  # The repositories learn who reads them.
    counted = []
    for start, end in ((10, 13), (20, 40)):
        for number in range(start, end):
            hub.issue(number, text=body(pulls=[f"{CODE}#{number}"]))
            text = f"Tracking issue: demo/enhancements#{number}"
            hub.pull(number, text=text, repository=code)
        with CaptureQueriesContext(connection) as asked:
            hub.derive()
        counted.append(len(asked))
    few, many = counted
    assert many == few


def test_a_milestone_plans_where_the_latest_milestone_does(demo):
    demo.track("documents", profile="kubernetes")
    hub = Mirror(demo.project)
    issue = hub.issue(4000, title="Better pods")
    hub.event(issue, "labeled", day(2), "stage/beta")
    hub.event(issue, "milestoned", day(3), "v1.35")
    hub.derive()

    row = demo.only()
    assert (row["key"], row["title"], row["stage"]) == ("4000", "Better pods", "beta")
    (entry,) = Entry.objects.select_related("release")
    assert (entry.release.name, entry.stage, entry.source) == (
        "v1.35",
        "beta",
        "milestone",
    )
    assert (entry.version, entry.since) == (None, day(3))
    assert "#event-" in entry.url


def test_second_sig_label_is_told_as_such_in_the_history(demo, hub):
    issue = hub.issue(10)
    hub.event(issue, "labeled", day(2), "sig/compute")
    hub.event(issue, "labeled", day(3), "sig/network")
    hub.derive()

    told = [(one.title, one.old, one.new) for one in demo.page("10").history]
    assert ("SIG changed", "compute", "sig/compute, sig/network") in told
    assert not any("cleared" in title for title, _, _ in told)
