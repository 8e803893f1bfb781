"""KEPs from git to the record: metadata, the text beside it, readiness files."""

from __future__ import annotations

import pytest
from django.db import connection

from enhancements.actions import readiness as readiness_action
from enhancements.models import Claim, Document, Entry, Reading
from enhancements.queries import problems
from enhancements.sources import sync
from tests.support.keps import alpha, kep, readiness
from tests.support.tables import snapshot
from tests.support.tracked import NOW, Tracked, columns, day

FOLDER = "keps/sig-node/1234-warm-standby"
MAIN = f"{FOLDER}/kep.yaml"
TEXT = f"{FOLDER}/README.md"
APPROVALS = "keps/prod-readiness/sig-node/1234.yaml"


@pytest.fixture
def keps(demo: Tracked) -> Tracked:
    """The project `demo`, tracked as Kubernetes is."""
    demo.track(profile="kubernetes")
    return demo


def entries(key="1234"):
    rows = Entry.objects.filter(enhancement__records__key=key).distinct()
    return [
        (e.release.name, e.stage, e.kind, e.moved_from, e.moved_to)
        for e in rows.order_by("since", "pk")
    ]


def approvers():
    """Who approved what, from the readiness files, by enhancement."""
    found = Claim.objects.filter(
        series__field__startswith="readiness.", retracted_at=None, until=None
    )
    return {
        (claim.series.enhancement_id, claim.series.field): claim.value
        for claim in found
    }


def test_directories_are_found_by_their_number(keps):
    keps.commit({MAIN: alpha("v1.36"), APPROVALS: readiness()}, day(1))
    keps.sync()
    asked = {"project": keps.project.pk, "numbers": ["1234"]}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {readiness_action.NAMED}", asked)
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "document_by_number" in plan


def test_record_comes_from_kep_yaml(keps):
    keps.commit({MAIN: alpha("v1.36"), TEXT: b"# KEP-1234\n"}, day(1))
    keps.sync()

    row = keps.only()
    assert (row["key"], row["number"], row["title"]) == ("1234", 1234, "Warm standby")
    assert (row["sig"], row["status"], row["stage"]) == (
        "node",
        "implementable",
        "alpha",
    )
    assert "stage_from" not in row
    assert row["targets"] == {"alpha": "v1.36", "beta": None, "stable": None}
    assert row["document"]["path"] == MAIN
    assert (row["problems"], row["drift"]) == ([], [])


def test_planned_is_the_latest_milestone_alone(keps):
    ahead = {"alpha": "v1.36", "beta": "v1.37", "stable": "v1.39"}
    keps.commit(
        {MAIN: kep(stage="alpha", latest_milestone="v1.36", milestone=ahead)}, day(1)
    )
    keps.sync()

    assert entries() == [("v1.36", "alpha", "new", "", "")]


def test_stage_that_cannot_be_read_is_told_by_the_target(keps):
    targets = {"alpha": "v1.35", "beta": "v1.36"}
    text = kep(stage="beta|stable", latest_milestone="v1.36", milestone=targets)
    keps.commit({MAIN: text}, day(1))
    keps.sync()

    assert entries() == [("v1.36", "beta", "graduation", "", "")]


def test_release_without_any_stage_is_unstaged(keps):
    keps.commit({MAIN: kep(latest_milestone="v1.36")}, day(1))
    keps.sync()

    assert entries() == [("v1.36", "unstaged", "same-stage", "", "")]


def test_climbing_breaks_no_promise(keps):
    keps.commit({MAIN: alpha("v1.35")}, day(1))
    both = {"alpha": "v1.35", "beta": "v1.36"}
    keps.commit(
        {MAIN: kep(stage="beta", latest_milestone="v1.36", milestone=both)}, day(9)
    )
    keps.sync()

    assert entries() == [
        ("v1.35", "alpha", "new", "", ""),
        ("v1.36", "beta", "graduation", "", ""),
    ]


def test_same_stage_work_is_a_kind_and_not_a_move(keps):
    keps.commit({MAIN: alpha("v1.35")}, day(1))
    old = {"alpha": "v1.35"}
    for number, release in ((5, "v1.36"), (9, "v1.37")):
        text = kep(stage="alpha", latest_milestone=release, milestone=old)
        keps.commit({MAIN: text}, day(number))
    keps.sync()

    assert entries() == [
        ("v1.35", "alpha", "new", "", ""),
        ("v1.36", "alpha", "same-stage", "", ""),
        ("v1.37", "alpha", "same-stage", "", ""),
    ]


def test_target_that_moved_with_the_work_is_a_broken_promise(keps):
    keps.commit({MAIN: alpha("v1.35")}, day(1))
    keps.commit({MAIN: alpha("v1.36")}, day(9))
    keps.sync()

    assert entries() == [
        ("v1.35", "alpha", "new", "", "v1.36"),
        ("v1.36", "alpha", "new", "v1.35", ""),
    ]


def test_stage_on_the_way_out_is_a_deprecation(keps):
    gone = {"alpha": "v1.20", "deprecated": "v1.36"}
    keps.commit(
        {MAIN: kep(stage="deprecated", latest_milestone="v1.36", milestone=gone)},
        day(1),
    )
    keps.sync()

    assert entries() == [("v1.36", "deprecated", "deprecation", "", "")]


def test_metadata_without_a_release_says_that_none_is_planned(keps):
    keps.commit({MAIN: kep(stage="alpha")}, day(1))
    keps.commit({MAIN: alpha("v1.36")}, day(9))
    keps.sync()

    (entry,) = Entry.objects.all()
    assert (entry.spoken_since, entry.since) == (day(1), day(9))


def test_filler_of_the_script_plans_nothing(keps):
    keps.commit({MAIN: kep(stage="alpha", latest_milestone="0.0")}, day(1))
    keps.sync()

    assert entries() == []
    assert keps.only()["problems"] == []


def test_unreadable_version_keeps_what_was_said(keps):
    keps.commit({MAIN: alpha("v1.36")}, day(1))
    keps.commit({MAIN: b"title: one: two\n"}, day(2))
    keps.sync()

    row = keps.only()
    assert (row["title"], row["targets"]["alpha"]) == ("Warm standby", "v1.36")
    (problem,) = row["problems"]
    assert "kep.yaml cannot be read" in problem["message"]


def test_nested_directory_and_sig_unlike_it(keps):
    nested = "keps/sig-cluster-lifecycle/kubeadm/77-join/kep.yaml"
    keps.commit({nested: kep(77, owning_sig="sig-node")}, day(1))
    keps.sync()

    row = keps.only()
    assert (row["key"], row["sig"], row["document"]["path"]) == ("77", "node", nested)
    assert [one["field"] for one in row["drift"]] == ["sig"]


def test_number_of_two_enhancements_names_neither(keps):
    cloud = "keps/sig-cloud-provider/2133-credentials/kep.yaml"
    node = "keps/sig-node/2133-credentials-kubelet/kep.yaml"
    keps.commit(
        {cloud: kep(2133, "A", owning_sig="sig-cloud-provider"), node: kep(2133, "B")},
        day(1),
    )
    keps.sync()

    rows = keps.rows()
    assert columns(rows, "key", "number") == [
        ("2133-credentials", 2133),
        ("2133-credentials-kubelet", 2133),
    ]
    assert [[p["field"] for p in row["problems"]] for row in rows] == [["number"]] * 2


def test_template_number_is_a_problem_and_the_directory_decides(keps):
    keps.commit({MAIN: kep("0000")}, day(1))
    keps.sync()

    row = keps.only()
    assert row["number"] == 1234
    assert [problem["field"] for problem in row["problems"]] == ["number"]


def test_directory_alone_without_metadata_is_kept_and_listed(keps):
    keps.commit({TEXT: b"# KEP-1234: Warm standby\n"}, day(1))
    keps.sync()

    row = keps.only()
    assert (row["key"], row["title"]) == ("1234", "Warm standby")
    (problem,) = row["problems"]
    assert problem["message"].startswith("No kep.yaml gives it a title.")


def test_text_beside_it_claims_nothing_but_is_searched_and_has_its_headings(keps):
    keps.commit({MAIN: alpha("v1.36"), TEXT: b"# A\n\n## Test Plan\n\nzeppelin\n"})
    keps.sync()

    assert Claim.objects.filter(series__source="document:README.md").count() == 1
    page = keps.page("1234")
    headings = {d.path: [h[1] for h in d.headings] for d in page.documents}
    assert headings == {MAIN: [], TEXT: ["A", "Test Plan"]}
    found = Reading.objects.extra(
        where=["words @@ websearch_to_tsquery('english', 'zeppelin')"]
    )
    assert found.count() == 1


def test_text_is_parsed_once_however_often_its_enhancement_is_derived(keps):
    keps.commit({MAIN: alpha("v1.36"), TEXT: b"# A\n"}, day(1))
    keps.sync()
    before = snapshot(keps.project)
    sync.rebuild(project=keps.project, now=NOW)

    assert snapshot(keps.project) == before


def test_unreadable_text_is_a_problem_each_time_it_is_derived(keps):
    keps.commit({MAIN: alpha("v1.36"), TEXT: b"\xff\xfe#\x00"}, day(1))
    keps.sync()
    first = keps.only()["problems"]
    sync.rebuild(project=keps.project, now=NOW)

    assert [problem["field"] for problem in first] == ["document"]
    assert keps.only()["problems"] == first


# -- readiness files ---------------------------------------------------------------


def test_readiness_belongs_to_the_directory_of_its_number(keps):
    keps.commit({MAIN: alpha("v1.36"), APPROVALS: readiness(alpha="@deads")}, day(1))
    keps.sync()

    assert list(approvers().values()) == ["deads"]
    assert keps.only()["problems"] == []
    assert keps.only()["drift"] == []


@pytest.mark.parametrize("first", [MAIN, APPROVALS])
def test_readiness_may_come_before_or_after(keps, first):
    files = {MAIN: alpha("v1.36"), APPROVALS: readiness(alpha="@deads")}
    keps.commit({first: files.pop(first)}, day(1))
    keps.sync()
    keps.commit(files, day(2))
    keps.sync()

    assert list(approvers().values()) == ["deads"]
    assert problems.find(keps.at()) == []


def test_readiness_follows_its_changes_and_ends_with_its_file(keps):
    keps.commit({MAIN: alpha("v1.36"), APPROVALS: readiness(alpha="@deads")}, day(1))
    keps.sync()
    keps.commit({APPROVALS: readiness(alpha="@wojtek", beta="@wojtek")}, day(2))
    keps.sync()
    assert sorted(approvers().values()) == ["wojtek", "wojtek"]
    keps.commit({APPROVALS: None}, day(3))
    keps.sync()

    assert approvers() == {}
    assert keps.only()["title"] == "Warm standby"


def test_of_two_with_one_number_the_directory_of_its_sig_has_it(keps):
    cloud = "keps/sig-cloud-provider/2133-a/kep.yaml"
    node = "keps/sig-node/2133-b/kep.yaml"
    file = "keps/prod-readiness/sig-node/2133.yaml"
    keps.commit(
        {cloud: kep(2133), node: kep(2133), file: readiness(2133, alpha="@deads")},
        day(1),
    )
    keps.sync()

    owner = Document.objects.get(path=node).enhancement_id
    assert set(approvers()) == {(owner, "readiness.alpha")}


def test_number_in_the_file_unlike_its_name_is_drift(keps):
    keps.commit(
        {MAIN: alpha("v1.36"), APPROVALS: readiness(4321, alpha="@deads")}, day(1)
    )
    keps.sync()

    row = keps.only()
    assert row["number"] == 1234
    assert [one["field"] for one in row["drift"]] == ["number"]


def test_readiness_without_its_enhancement_is_listed_until_it_comes(keps):
    keps.commit({APPROVALS: readiness(alpha="@deads")}, day(1))
    keps.sync()

    (problem,) = problems.find(keps.at())
    assert (problem.path, problem.where) == (APPROVALS, "documents")
    assert "1234.yaml" in problem.message
    keps.commit({MAIN: alpha("v1.36")}, day(2))
    keps.sync()
    assert problems.find(keps.at()) == []


def test_second_sync_writes_no_row(keps):
    keps.commit({MAIN: alpha("v1.36"), APPROVALS: readiness(alpha="@deads")}, day(1))
    keps.commit({"keps/prod-readiness/sig-node/9.yaml": readiness(9)}, day(2))
    keps.sync()
    before = snapshot(keps.project)
    keps.sync()

    assert snapshot(keps.project) == before


def test_rebuild_of_any_part_changes_nothing(keps):
    keps.commit({MAIN: alpha("v1.36"), APPROVALS: readiness(alpha="@deads")}, day(1))
    other = "keps/sig-network/9-other/kep.yaml"
    keps.commit({other: kep(9), "keps/prod-readiness/sig-x/8.yaml": readiness(8)})
    keps.sync()
    before = snapshot(keps.project)
    tally = sync.rebuild(project=keps.project, now=NOW)

    assert (tally.added, tally.closed, tally.retracted) == (0, 0, 0)
    assert snapshot(keps.project) == before


def test_project_without_readiness_files_asks_nothing(demo, django_assert_num_queries):
    demo.track()
    from enhancements import profiles  # noqa: PLC0415 - only here

    profile = profiles.load("kubevirt")
    with django_assert_num_queries(0):
        readiness_action.pass_on(project=demo.project, profile=profile, now=NOW)
        readiness_action.list_strays(project=demo.project, profile=profile, now=NOW)
