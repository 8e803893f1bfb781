"""How a source comes to say what somebody corrected by hand."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements.actions import corrections
from enhancements.models import Record, Source
from enhancements.policy.corrections import Wish, names
from enhancements.queries import frame, moments, people_of
from tests.support.mirror_rows import Mirror
from tests.support.tracked import Tracked, day, front_matter, vep

PATH = "veps/sig-compute/10-entry/vep.md"


@pytest.fixture
def told(demo: Tracked) -> Tracked:
    given = {"title": "Entry", "owning_sig": "sig-compute"}
    document = front_matter(**given, reviewers='["@ann", "@bob"]', approvers="[TBD]")
    demo.commit({PATH: document}, day(1))
    demo.track()
    demo.sync()
    return demo


def role(told: Tracked, field: str, key: str = "10"):
    now = timezone.now()
    setting = frame.load(told.name, moments.parse("", now=now), now=now)
    page = people_of.page(setting, key, release="", track="", role=field, back="")
    (found,) = page.shown
    return found


def correct(told: Tracked, field: str, *logins: str, key: str = "10") -> None:
    record = Record.objects.get(key=key, until=None)
    seen = names(getattr(record, field))
    corrections.correct(
        project=told.project,
        wishes=[Wish(record.enhancement_id, field, logins, seen)],
        by="nils",
        now=timezone.now(),
    )


def test_nothing_is_offered_while_the_source_says_it(told):
    assert role(told, "reviewers").mend is None


def test_file_is_changed_in_the_lines_of_the_people(told):
    correct(told, "reviewers", "bob", "zoe")
    mend = role(told, "reviewers").mend
    assert mend.path == PATH
    changed = [
        line
        for line in mend.diff.splitlines()
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    assert changed == [
        '-reviewers: ["@ann", "@bob"]',
        '+reviewers: ["@bob", "@zoe"]',
    ]


def test_field_that_was_left_open_is_filled(told):
    correct(told, "approvers", "zoe")
    assert '+approvers: ["@zoe"]' in role(told, "approvers").mend.diff


def test_owners_of_a_document_without_an_issue_are_the_record_alone(told):
    correct(told, "owners", "zoe")
    mend = role(told, "owners").mend
    assert (mend.diff, mend.lines) == ("", ())
    assert "No source of this project says who it is" in mend.sentence


ROSTERS = b"""sigs:
- name: network
  dir: sig-network
- name: storage
  dir: sig-storage
"""


@pytest.fixture
def sigs(told: Tracked) -> Tracked:
    """Two more SIGs, an issue with a label and two assignees, and a bare document."""
    told.commit({"sigs.yaml": ROSTERS}, day(1), kind="rosters")
    told.commit({"veps/sig-compute/12-bare/vep.md": vep(12, "Bare")}, day(2))
    told.track()
    told.sync()
    hub = Mirror(told.project)
    issue = hub.issue(31, title="VEP 31: Labelled")
    hub.event(issue, "labeled", day(2), "sig/compute")
    for login in ("ann", "bob"):
        hub.event(issue, "assigned", day(2), login)
    hub.derive()
    return told


def changed(mend) -> list[str]:
    """The lines that a difference takes out and puts in."""
    return [
        line
        for line in mend.diff.splitlines()
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]


def test_sig_is_changed_in_front_matter(sigs):
    correct(sigs, "sig", "network")
    found = role(sigs, "sig")
    assert changed(found.mend) == [
        "-owning-sig: sig-compute",
        "+owning-sig: sig-network",
    ]
    assert (found.record, found.corrected.source) == (("network",), ("compute",))


def test_participating_sigs_are_put_where_none_stood(sigs):
    correct(sigs, "participating_sigs", "network", "storage")
    mend = role(sigs, "participating_sigs").mend
    assert "No source of this project says who it is" in mend.sentence


def test_document_that_lies_in_the_wrong_folder_is_moved(sigs):
    correct(sigs, "sig", "network", key="12")
    mend = role(sigs, "sig", "12").mend
    assert mend.sentence.startswith(
        "The folder veps/sig-compute says it. Move the document's folder to that of"
        " SIG network"
    )


def test_issue_that_labels_name_a_sig_of_is_labelled_by_commands(sigs):
    correct(sigs, "sig", "network", key="31")
    mend = role(sigs, "sig", "31").mend
    assert mend.lines == ("/sig network", "/remove-sig compute")
    assert mend.url.endswith("/issues/31")


def test_issue_is_assigned_by_commands_and_no_team_is(sigs):
    correct(sigs, "owners", "Bob", "zoe", "org/team", key="31")
    found = role(sigs, "owners", "31")
    assert found.mend.lines == ("/assign @zoe", "/unassign @ann")
    assert found.mend.url.endswith("/issues/31")


@pytest.mark.parametrize("branch", ["trunk", "release/next"])
def test_file_is_edited_on_the_default_branch(told, branch):
    where = "https://github.com/acme/plans"
    Source.objects.filter(kind="documents").update(location=where, branch=branch)
    correct(told, "reviewers", "bob", "zoe")
    assert role(told, "reviewers").mend.url == f"{where}/edit/{branch}/{PATH}"
