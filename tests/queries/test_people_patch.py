"""How a source comes to say what somebody corrected by hand."""

from __future__ import annotations

import pytest
from django.utils import timezone

from enhancements.actions import corrections
from enhancements.models import Record, Source
from enhancements.policy.corrections import Wish
from enhancements.queries import frame, moments, people_of
from tests.support.tracked import Tracked, day, front_matter

PATH = "veps/sig-compute/10-entry/vep.md"


@pytest.fixture
def told(demo: Tracked) -> Tracked:
    given = {"title": "Entry", "owning_sig": "sig-compute"}
    document = front_matter(**given, reviewers='["@ann", "@bob"]', approvers="[TBD]")
    demo.commit({PATH: document}, day(1))
    demo.track()
    demo.sync()
    return demo


def role(told: Tracked, field: str):
    now = timezone.now()
    setting = frame.load(told.name, moments.parse("", now=now), now=now)
    page = people_of.page(setting, "10", release="", track="", role=field, back="")
    (found,) = page.shown
    return found


def correct(told: Tracked, field: str, *logins: str) -> None:
    record = Record.objects.get(until=None)
    corrections.correct(
        project=told.project,
        wishes=[
            Wish(record.enhancement_id, field, logins, tuple(getattr(record, field)))
        ],
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


@pytest.mark.parametrize("branch", ["trunk", "release/next"])
def test_file_is_edited_on_the_default_branch(told, branch):
    where = "https://github.com/acme/plans"
    Source.objects.filter(kind="documents").update(location=where, branch=branch)
    correct(told, "reviewers", "bob", "zoe")
    assert role(told, "reviewers").mend.url == f"{where}/edit/{branch}/{PATH}"
