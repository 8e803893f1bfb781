from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.owners import (
    AliasesReading,
    OwnersReading,
    read_aliases,
    read_owners,
)

ALIASES = AliasesReading({"leads": ("ada-l", "grace"), "empty": ()})


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        (
            (
                "# a comment\napprovers:\n- ada-l # since May\n- '@grace'\nreviewers:\n"
                "- leads\nlabels: [sig/storage]\nemeritus_approvers: [linus]\n"
            ),
            OwnersReading(("ada-l", "grace"), ("leads",), ("sig/storage",)),
        ),
        ("labels:\n- sig/storage\n", OwnersReading(labels=("sig/storage",))),
        ("approvers:\nreviewers: []\n", OwnersReading()),
        ("", OwnersReading()),
        (
            (
                "filters:\n  '.*':\n    approvers: [ada-l]\n  'docs/':\n"
                "    approvers: [ada-l, grace]\n"
            ),
            OwnersReading(("ada-l", "grace")),
        ),
    ],
)
def test_owners_are_read(text, reading):
    assert read_owners(text.encode()) == reading


def test_owners_of_another_type_are_a_problem_and_the_rest_stays():
    assert read_owners(b"approvers: ada-l\nreviewers: [grace, {a: b}]\n") == (
        OwnersReading(
            ("ada-l",),
            ("grace",),
            problems=(
                "approvers: write a list of GitHub handles, one a line.",
                "reviewers: write a list of GitHub handles, one a line.",
            ),
        )
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"- ada-l\n", "it has no keys; write approvers: and a list."),
        (b"a: b: c\n", "line 1: mapping values are not allowed in this context"),
    ],
)
def test_owners_that_are_no_mapping_are_unreadable(data, sentence):
    assert read_owners(data) == OwnersReading(
        unreadable=f"OWNERS cannot be read: {sentence}"
    )


def test_aliases_are_read_whatever_the_case_of_their_names():
    data = b"aliases:\n  Leads:\n  - ada-l\n  - '@grace'\n  - ada-l\n  none:\n"
    assert read_aliases(data) == AliasesReading(
        {"leads": ("ada-l", "grace"), "none": ()}
    )


@pytest.mark.parametrize("data", [b"", b"aliases:\n", b"other: x\n"])
def test_aliases_may_be_missing(data):
    assert read_aliases(data) == AliasesReading()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (
            b"aliases: [a]\n",
            "aliases: write each alias as a key with a list of handles.",
        ),
        (
            b"aliases: {a: {b: c}}\n",
            "aliases.a: write a list of GitHub handles, one a line.",
        ),
    ],
)
def test_aliases_of_another_type_are_a_problem(data, problem):
    assert read_aliases(data).problems == (problem,)


def test_aliases_that_are_no_mapping_are_unreadable():
    assert read_aliases(b"a: [") == AliasesReading(
        unreadable="OWNERS_ALIASES cannot be read: line 1: did not find expected node "
        "content"
    )


def test_resolve_puts_people_in_the_place_of_aliases_each_once():
    owners = OwnersReading(("Leads", "linus", "Grace"), ("empty", "ada-l"))
    assert owners.resolved(ALIASES) == OwnersReading(
        ("ada-l", "grace", "linus"), ("ada-l",)
    )


@given(st.binary())
def test_owners_and_aliases_never_raise(data):
    assert read_owners(data).resolved(read_aliases(data)).labels is not None
