"""Claims from git to the ledger: when they hold, and what is left alone."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.utils import timezone

from enhancements.actions import claims
from enhancements.actions.claims import Subject
from enhancements.documents import formats
from enhancements.models import Claim, Document
from enhancements.policy.spans import Span
from tests.support.tables import snapshot
from tests.support.tracked import NOW, columns, day, front_matter, side, vep

MAIN = "veps/sig-compute/10-warm-standby/vep.md"
NOTES = "veps/sig-compute/10-warm-standby/notes.md"


@pytest.fixture(autouse=True)
def _tracked(demo):
    demo.track("documents")


def said(field, source="document"):
    """(value, raw, since, until) of the claims of a series, oldest first."""
    rows = Claim.objects.filter(
        series__field=field, series__source=source, retracted_at=None
    )
    return list(rows.order_by("since").values_list("value", "raw", "since", "until"))


def test_since_is_the_committers_time_on_the_first_parent_line(demo):
    base = demo.commit({"README.md": b"x"}, day(1))
    work = demo.commit(
        {MAIN: vep(10, alpha="v1.8")},
        day(2),
        branch="work",
        parents=[base],
        authored_at=day(1, 10),
    )
    demo.commit({"README.md": b"y"}, day(3), parents=[base])
    head = demo.repositories["documents"].head()
    demo.commit(
        {MAIN: vep(10, alpha="v1.8")},
        day(5),
        parents=[head, work],
        authored_at=day(2, 11),
        message="Merge pull request #7",
    )
    demo.sync()

    assert said("target.alpha") == [("v1.8", "v1.8", day(5), None)]


def test_author_time_of_a_squashed_commit_is_never_used(demo):
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(5), authored_at=day(1))
    demo.sync()

    assert said("target.alpha") == [("v1.8", "v1.8", day(5), None)]


def test_since_never_lies_before_that_of_the_predecessor(demo):
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(3))
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(5))
    demo.commit({MAIN: vep(10, alpha="v1.10")}, day(4))
    demo.sync()

    assert said("target.alpha") == [
        ("v1.8", "v1.8", day(3), day(5)),
        ("v1.10", "v1.10", day(5), None),
    ]


def test_document_deleted_by_a_clock_that_runs_slow_is_gone_for_good(demo):
    old = "veps/sig-compute/10-warm-standby/old.md"
    demo.commit({old: vep(10, "Old")}, day(5))
    text = vep(10, "New", body="Another text altogether. " * 30)
    demo.commit({old: None, MAIN: text}, day(3))
    demo.sync()

    assert demo.only()["title"] == "New"
    assert [r["title"] for r in demo.rows(day(5))] == ["New"]


def test_main_document_that_a_slow_clock_brought_stays_the_main_one(demo):
    old = "veps/sig-compute/10-warm-standby/old.md"
    demo.commit({old: vep(10, "Old")}, day(4))
    demo.commit({old: vep(10, "Old", beta="v1.9")}, day(6))
    demo.commit({MAIN: vep(10, "New", body="Another text. " * 30)}, day(3))
    demo.sync()

    assert [demo.only(at)["title"] for at in (day(4), day(6, 8), day(6), None)] == [
        "Old",
        "Old",
        "New",
        "New",
    ]


def test_committer_whose_clock_runs_ahead_is_believed_until_we_saw_it(demo):
    ahead = timezone.now() + dt.timedelta(days=400)
    demo.commit({MAIN: vep(10, alpha="v1.8")}, ahead)
    before = timezone.now()
    demo.sync()
    ((_, _, since, _),) = said("target.alpha")

    assert before <= since <= timezone.now()


def test_versions_of_one_second_leave_only_the_last(demo):
    for release in ("v1.8", "v1.9", "v1.10"):
        demo.commit({MAIN: vep(10, alpha=release)}, day(1))
    demo.sync()

    assert said("target.alpha") == [("v1.10", "v1.10", day(1), None)]


def test_document_added_and_deleted_in_one_second_leaves_no_claim(demo):
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit({MAIN: None}, day(1))
    demo.sync()

    assert (Claim.objects.count(), demo.rows()) == (0, [])


def test_value_in_another_form_is_the_same_claim_over_two_syncs(demo):
    demo.commit({MAIN: vep(10, alpha="v1.6")}, day(1))
    demo.sync()
    demo.commit({MAIN: vep(10, alpha="v1.6.0")}, day(2))
    demo.sync()

    assert said("target.alpha") == [("v1.6", "v1.6", day(1), None)]
    assert demo.only()["targets"]["alpha"] == "v1.6"


def test_version_that_cannot_be_read_keeps_what_was_said(demo):
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit({MAIN: b"\0\1\2"}, day(2))
    demo.sync()
    row = demo.only()

    assert (row["title"], row["targets"]["alpha"]) == ("Warm standby", "v1.8")
    assert said("target.alpha") == [("v1.8", "v1.8", day(1), None)]
    assert columns(row["problems"], "field", "message") == [
        ("document", "The file is binary, not text; save it as UTF-8 text.")
    ]
    assert [p.stale for p in demo.page("10").problems] == [True]


def test_document_that_could_never_be_read_is_listed_with_its_problem(demo):
    demo.commit({MAIN: b"\0\1\2"}, day(1))
    demo.sync()
    row = demo.only()

    assert (row["key"], row["title"], len(row["problems"])) == ("10", "Warm standby", 1)


def test_signs_that_no_text_may_hold_do_no_harm(demo):
    text = front_matter(title='"a\\0b"', authors='["\\uD800"]', status="provisional")
    demo.commit({MAIN: text}, day(1))
    demo.sync()

    assert demo.keys() == ["10"]


def test_blank_in_a_side_document_claims_nothing_and_two_values_are_drift(demo):
    demo.commit({MAIN: vep(10, beta="v1.9"), NOTES: side(beta="")}, day(1))
    demo.commit({NOTES: side(beta="v1.10")}, day(2))
    demo.sync()
    source = "document:notes.md"

    assert demo.only(day(1, 12))["drift"] == []
    assert said("target.beta", source) == [("v1.10", "v1.10", day(2), None)]
    assert [
        (d["field"], columns(d["claims"], "source", "value", "since"))
        for d in demo.only()["drift"]
    ] == [
        (
            "target.beta",
            [
                ("document", "v1.9", "2025-01-06T09:00:00Z"),
                (source, "v1.10", "2025-01-07T09:00:00Z"),
            ],
        )
    ]


def test_later_commit_closes_the_claim_and_touches_no_other(demo):
    demo.commit({MAIN: vep(10, alpha="v1.8", beta="v1.9")}, day(1))
    demo.sync()
    before = set(Claim.objects.values_list("pk", flat=True))
    demo.commit({MAIN: vep(10, alpha="v1.8", beta="v1.10")}, day(2))
    tally = demo.sync().claims
    closed = Claim.objects.filter(pk__in=before).exclude(until=None)

    # The target, and the claim that names the text as it is now.
    assert (tally.added, tally.closed, tally.retracted) == (2, 2, 0)
    assert sorted(closed.values_list("series__field", flat=True)) == [
        "document",
        "target.beta",
    ]


def test_better_parser_retracts_what_it_reads_otherwise(demo, monkeypatch):
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.sync()
    original = formats.MARKDOWN

    def read(data, **given):
        return original.read(data.replace(b"v1.8", b"v1.7"), **given)

    better = dataclasses.replace(original, read=read, revision=original.revision + 1)
    monkeypatch.setattr(formats, "MARKDOWN", better)
    monkeypatch.setitem(formats._BY_PROFILE, "markdown", (better,))
    tally = demo.sync().claims

    assert (tally.added, tally.closed, tally.retracted) == (1, 0, 1)
    assert said("target.alpha") == [("v1.7", "v1.7", day(1), None)]
    assert Claim.objects.exclude(retracted_at=None).get().value == "v1.8"


def span(value, since, until=None, *, line=1):
    version = Document.objects.get().versions.get()
    return Span(
        "", "document", "made-up", value, value, since, until, "", version.pk, line
    )


def write(demo, *spans):
    subject = Subject("enhancement", Document.objects.get().enhancement_id)
    return claims.write(
        project=demo.project,
        subjects=[subject],
        said=[(subject, one) for one in spans],
        reader="test",
        now=NOW,
    )


@pytest.fixture
def written(demo):
    """A ledger that says `a` of one enhancement, and nothing else."""
    demo.commit({MAIN: vep(10)}, day(1))
    demo.sync()
    write(demo, span("a", day(1)))


def ledger():
    rows = Claim.objects.filter(series__field="made-up").order_by("pk")
    return list(rows.values_list("value", "since", "until", "retracted_at"))


@pytest.mark.usefixtures("written")
def test_writing_the_same_again_changes_nothing(demo):
    tally = write(demo, span("a", day(1)))

    assert (tally.added, tally.closed, tally.retracted) == (0, 0, 0)
    assert ledger() == [("a", day(1), None, None)]


@pytest.mark.usefixtures("written")
def test_claim_that_ended_is_closed_and_the_next_one_added(demo):
    tally = write(demo, span("a", day(1), day(2)), span("b", day(2)))

    assert (tally.added, tally.closed, tally.retracted) == (1, 1, 0)
    assert ledger() == [("a", day(1), day(2), None), ("b", day(2), None, None)]


@pytest.mark.usefixtures("written")
def test_claim_that_is_no_longer_said_is_retracted(demo):
    tally = write(demo)

    assert tally.retracted > 0
    assert ledger() == [("a", day(1), None, NOW)]


@pytest.mark.usefixtures("written")
def test_claim_whose_end_was_wrong_is_retracted_and_made_anew(demo):
    write(demo, span("a", day(1), day(2)))
    write(demo, span("a", day(1), day(3)))

    assert ledger() == [("a", day(1), day(2), NOW), ("a", day(1), day(3), None)]


@pytest.mark.usefixtures("written")
def test_claim_with_other_evidence_is_retracted_and_made_anew(demo):
    write(demo, span("a", day(1), line=7))

    assert ledger() == [("a", day(1), None, NOW), ("a", day(1), None, None)]


@pytest.mark.usefixtures("written")
def test_claims_of_people_are_left_alone(demo):
    subject = Subject("enhancement", Document.objects.get().enhancement_id)
    place = (subject, "", claims.PERSON, "made-up")
    series = claims.series_ids(project=demo.project, places={place})
    Claim.objects.create(series_id=series[place], value="p", since=day(1), by="ann")
    write(demo)

    assert ledger() == [("a", day(1), None, NOW), ("p", day(1), None, None)]


@pytest.mark.usefixtures("written")
def test_stored_claims_carry_path_and_commit_of_their_version(demo):
    subject = Subject("enhancement", Document.objects.get().enhancement_id)
    (claim,) = claims.stored(project=demo.project, subjects=[subject])
    version = Document.objects.get().versions.get()

    assert (claim.subject, claim.span.path, claim.span.commit) == (
        subject,
        MAIN,
        version.commit,
    )


def test_no_subject_has_no_claims(demo):
    assert claims.stored(project=demo.project, subjects=[]) == []


def test_deriving_twice_gives_the_same_rows(demo):
    demo.commit({MAIN: vep(10, alpha="v1.8"), NOTES: side(beta="v1.9")}, day(1))
    demo.sync()
    before = snapshot(demo.project)
    Document.objects.update(owed_since=NOW)
    tally = demo.sync().claims

    assert (tally.added, tally.closed, tally.retracted) == (0, 0, 0)
    assert snapshot(demo.project) == before
