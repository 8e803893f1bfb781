from __future__ import annotations

import dataclasses

from enhancements.policy import roster_facts
from enhancements.policy.roster_facts import File
from enhancements.policy.spans import document_spans
from tests.support.told import PROFILE, moment, version

SIGS = b"""sigs:
- dir: sig-compute
  name: sig-compute
  label: compute
  leadership:
    chairs:
    - github: ann
"""


def file(document, ordinal, minutes, path, content):
    told = dataclasses.replace(
        version(ordinal, moment(minutes), None),
        path=path,
        source=f"roster:{path}",
        path_facts=(),
    )
    return File(document, content, told)


def facts(*files):
    return {
        (span.track, span.source, span.field): (span.value, span.since, span.until)
        for told in roster_facts.documents(files, PROFILE)
        for span in document_spans(told)
        if span.field != "document"
    }


def test_sigs_file_names_chairs():
    found = facts(file(1, 1, 0, "sigs.yaml", SIGS))

    assert found["compute", "roster:sigs.yaml", "chairs"] == (["ann"], moment(0), None)


def test_owners_of_the_project_are_its_approvers():
    found = facts(file(1, 1, 0, "OWNERS", b"approvers:\n- ann\nreviewers:\n- bob\n"))

    assert found == {
        ("", "roster:OWNERS", "approvers"): (["ann"], moment(0), None),
        ("", "roster:OWNERS", "reviewers"): (["bob"], moment(0), None),
    }


def test_owners_of_a_folder_count_only_for_a_sig_that_is_known():
    owners = b"approvers:\n- ann\n"
    found = facts(
        file(1, 1, 0, "sigs.yaml", SIGS),
        file(2, 1, 0, "sig-compute/OWNERS", owners),
        file(3, 1, 0, "sig-nobody/OWNERS", owners),
    )

    assert [place for place in found if place[2] == "approvers"] == [
        ("compute", "roster:sig-compute/OWNERS", "approvers")
    ]


def test_owners_say_something_else_when_the_aliases_change():
    owners = file(1, 1, 0, "OWNERS", b"approvers:\n- leads\n")
    first = file(2, 1, 0, "OWNERS_ALIASES", b"aliases:\n  leads:\n  - ann\n")
    later = file(2, 2, 5, "OWNERS_ALIASES", b"aliases:\n  leads:\n  - bob\n")
    spans = [
        span
        for told in roster_facts.documents([owners, first, later], PROFILE)
        for span in document_spans(told)
        if span.field == "approvers"
    ]

    assert [(s.value, s.since, s.until, s.version) for s in spans] == [
        (["ann"], moment(0), moment(5), 101),
        (["bob"], moment(5), None, 102),
    ]


def test_deleted_roster_ends_what_it_said():
    found = facts(
        file(1, 1, 0, "OWNERS", b"approvers:\n- ann\n"), file(1, 2, 5, "OWNERS", None)
    )

    assert found == {
        ("", "roster:OWNERS", "approvers"): (["ann"], moment(0), moment(5))
    }


def test_no_file_says_nothing():
    assert roster_facts.documents([], PROFILE) == []
