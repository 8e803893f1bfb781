"""Into which case an issue falls at the end of a cycle, and what is typed there."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from enhancements import profiles
from enhancements.commands import grammar
from enhancements.policy import issue_commands
from enhancements.policy.cleaning import Facts, case_of, commands, text
from enhancements.profiles.clean_up_rules import CASES

KEP, VEP = profiles.load("kubernetes"), profiles.load("kubevirt")
BEGUN = dt.datetime(2026, 7, 23, 12, tzinfo=dt.UTC)
FACTS = Facts(
    is_closed=False,
    opted_in_at=BEGUN - dt.timedelta(days=60),
    is_last_stage=False,
    is_final=False,
    labels=("lead-opted-in", "sig/node", "tracked/yes"),
    milestone="v1.37",
)


@pytest.mark.parametrize(
    ("known", "case"),
    [
        ({}, "others"),
        ({"is_closed": True, "is_last_stage": True}, "closed"),
        ({"opted_in_at": BEGUN}, "recent"),
        ({"opted_in_at": BEGUN, "is_last_stage": True}, "recent"),
        ({"is_last_stage": True, "is_final": True}, "done"),
        ({"is_last_stage": True}, "unrecorded"),
        ({"is_final": True}, "others"),
        ({"opted_in_at": None}, "others"),
    ],
)
def test_first_case_that_fits(known, case):
    assert case_of(dataclasses.replace(FACTS, **known), begun_at=BEGUN) == case


def test_nothing_is_recent_while_nobody_knows_when_the_cycle_began():
    facts = dataclasses.replace(FACTS, opted_in_at=BEGUN)
    assert case_of(facts, begun_at=None) == "others"


@pytest.mark.parametrize(
    ("case", "typed"),
    [
        ("closed", ("/remove-label lead-opted-in", "/remove-label tracked/yes")),
        ("recent", ("/milestone v1.38",)),
        (
            "done",
            ("/remove-label lead-opted-in", "/remove-label tracked/yes", "/close"),
        ),
        ("unrecorded", ()),
        (
            "others",
            (
                "/remove-label lead-opted-in",
                "/remove-label tracked/yes",
                "/milestone clear",
            ),
        ),
    ],
)
def test_commands_of_each_case(case, typed):
    found = KEP.clean_up.case(case)
    assert found is not None
    assert commands(KEP, found, FACTS, following="v1.38") == typed


def test_nothing_is_typed_that_is_not_needed():
    bare = dataclasses.replace(FACTS, labels=("sig/node",), milestone="")
    found = KEP.clean_up.case("others")
    assert found is not None
    assert commands(KEP, found, bare, following="v1.38") == ()
    closed = KEP.clean_up.case("done")
    assert closed is not None
    shut = dataclasses.replace(bare, is_closed=True)
    assert commands(KEP, closed, shut, following="") == ()


VALUES = {
    "author": "ann",
    "milestone": "v1.37",
    "next": "v1.38",
    "number": "12",
    "release": "v1.37",
    "stage": "Stable",
    "title": "Warm",
    "word": "KEP",
}


def said(case: str, *typed: str, **values: str) -> str:
    """The comment of a case of Kubernetes."""
    found = KEP.clean_up.case(case)
    assert found is not None
    return text(found.comment, VALUES | values, typed)


def test_text_has_its_words_and_nothing_else():
    found = said("unrecorded", "/close", title="{{release}} {0.__class__}")

    # What a title says is no placeholder.
    begin = r"@ann {{release}} {0.\_\_class\_\_} was promised at Stable for v1.37."
    assert found.startswith(begin)
    assert found.endswith("\n\n/close")


@pytest.mark.parametrize(
    "title",
    [
        "/close",
        "x\n/close",
        "x\r\n\r\n/milestone v9.9",
        "x\u2028/close",
        "/close\x00",
        "<!--",
        "@everyone #12 look",
        "```\n/close\n```",
    ],
)
def test_title_of_anybody_does_nothing(title):
    for case in ("done", "recent", "others", "unrecorded"):
        found = said(case, "/reopen", title=title, author="")
        heard = [one.raw for one in grammar.parse(found, KEP.command_rules)]
        assert heard == ["/reopen"]
        for sign in ("<!--", "```", "@everyone", "#12"):
            assert sign not in found


def test_author_who_is_no_login_is_not_mentioned():
    assert said("unrecorded", author="@ann").startswith("@ann Warm was")
    assert said("unrecorded", author="Ann Thropp").startswith("Ann Thropp Warm was")
    assert said("unrecorded", author="").startswith("Warm was promised")


def test_next_release_that_nobody_knows_is_no_milestone():
    assert "and `/milestone v1.38`" in said("others")
    unknown = said("others", next="")
    assert "not opted in for the next release." in unknown
    assert "/milestone" not in unknown


def test_every_project_says_something_of_every_case():
    for profile in (KEP, VEP):
        assert [one.key for one in profile.clean_up.cases] == list(CASES)
        for case in profile.clean_up.cases:
            assert bool(case.absent) or bool(case.comment or case.remove)


def test_kubevirt_has_two_of_the_five_cases():
    there = [one.key for one in VEP.clean_up.cases if not one.absent]
    assert there == ["done", "unrecorded"]
    assert VEP.clean_up.opted_in == ""


def test_only_commands_that_are_heard_are_offered():
    assert issue_commands.set_milestone(KEP, "v1.38") == "/milestone v1.38"
    assert issue_commands.clear_milestone(KEP) == "/milestone clear"
    assert issue_commands.add_label(KEP, "sig/node") == "/sig node"
    assert issue_commands.remove_label(KEP, "sig/node") == "/remove-sig node"
    assert issue_commands.remove_label(KEP, "tracked/no") == "/remove-label tracked/no"
    assert issue_commands.remove_label(KEP, "made-up") == ""

    assert issue_commands.set_milestone(VEP, "v1.10") == ""
    assert issue_commands.remove_label(VEP, "tracked/yes") == ""
    assert issue_commands.close(VEP) == "/close"
    assert issue_commands.unheard(VEP, "milestone").startswith("No milestones are set")
    assert issue_commands.unheard(KEP, "milestone") == ""


def test_labels_by_what_they_speak_of():
    labels = ("lead-opted-in", "sig/node", "tracked/no")
    assert issue_commands.labels_of(KEP, labels, ["tracked"]) == ["tracked/no"]
    assert issue_commands.labels_of(KEP, labels, ["opted_in", "sig"]) == [
        "lead-opted-in",
        "sig/node",
    ]
