"""Checks of who stands behind an enhancement."""

from __future__ import annotations

import pytest

from enhancements.policy.checks.seen import Said, SignOff
from tests.support.checks import (
    AFTER,
    BY_A_SECOND,
    LAST,
    LATE,
    SOON,
    answer,
    record,
    seen,
)

WHY = "They may be named elsewhere."


@pytest.mark.parametrize(
    ("reviewers", "approvers", "silence", "state", "reason"),
    [
        (("ana",), ("@bo",), "failed", "passed", "It names @ana and @bo."),
        (("ana",), (), "failed", "failed", "It does not name an approver."),
        (("TBD",), ("bo",), "unknown", "failed", "It does not name a reviewer."),
        (("ana", "TBD"), ("bo",), "unknown", "failed", "It does not name a reviewer."),
        (
            (),
            (),
            "unknown",
            "unknown",
            f"Nothing that is read names a reviewer and an approver. {WHY}",
        ),
        (("$ASSIGNEE",), ("bo",), "failed", "failed", "It does not name a reviewer."),
    ],
)
def test_people_named(reviewers, approvers, silence, state, reason):
    what = seen(record=record(reviewers=Said(reviewers), approvers=Said(approvers)))
    found = answer(
        "people-named",
        what,
        fields=["reviewers", "approvers"],
        silence=silence,
        why=WHY,
    )
    assert (found.state, found.reason) == (state, reason)


def test_place_that_is_left_open_is_no_silence():
    left_open = Said((), url="https://example.org/vep.md#L7")
    what = seen(record=record(owners=left_open))
    found = answer("people-named", what, fields=["owners"], silence="unknown")
    assert (found.state, found.evidence) == ("failed", (("owners", left_open.url),))


def test_people_that_sources_disagree_about_are_unknown():
    what = seen(record=record(owners=Said((), others=("a says ana", "b says bo"))))
    found = answer("people-named", what, fields=["owners"])
    assert found.reason == "Its sources disagree: a says ana and b says bo."
    assert found.state == "unknown"


def test_people_that_could_not_be_read_are_unknown():
    what = seen(record=record(owners=Said(("ana",))), gaps={"owners": "Stale."})
    found = answer("people-named", what, fields=["owners"])
    assert (found.state, found.reason) == ("unknown", "Stale.")


def test_title_names_the_fields():
    found = answer("people-named", seen(), fields=["owners", "authors"])
    assert found.title == "Names its owners or authors"


def sign(sig, at=SOON):
    return SignOff(sig, f"chair-{sig}", at, f"https://example.org/{sig}")


@pytest.mark.parametrize(
    ("what", "silence", "state", "reason"),
    [
        (
            seen(signoffs=(sign("a"), sign("B"))),
            "failed",
            "passed",
            "SIG a and b signed off.",
        ),
        (seen(signoffs=(sign("a"),)), "failed", "failed", "SIG b has not signed off."),
        (
            seen(signoffs=(sign("a"),)),
            "unknown",
            "unknown",
            "No sign-off of SIG b was found.",
        ),
        (
            seen(signoffs=(sign("a"), sign("b", LAST)), after=True),
            "failed",
            "passed",
            "SIG a and b signed off.",
        ),
        (
            seen(signoffs=(sign("a"), sign("b", LATE)), after=True),
            "failed",
            "failed",
            f"SIG b signed off on {BY_A_SECOND}",
        ),
        # A second yes after the freeze takes nothing from the first.
        (
            seen(signoffs=(sign("b", AFTER), sign("a"), sign("b")), after=True),
            "failed",
            "passed",
            "SIG a and b signed off.",
        ),
        (
            seen(signoffs=(sign("a"),), gaps={"signoffs": "Reviews were not read."}),
            "failed",
            "unknown",
            "Reviews were not read.",
        ),
    ],
)
def test_signoffs(what, silence, state, reason):
    found = answer("signoffs", what, sigs=["a", "b"], silence=silence)
    assert (found.state, found.reason) == (state, reason)


def test_signoffs_are_evidence_with_the_moment_of_the_last():
    found = answer(
        "signoffs", seen(signoffs=(sign("a", LAST), sign("b"))), sigs=["a", "b"]
    )
    assert found.since == LAST
    assert found.evidence == (
        ("a: @chair-a", "https://example.org/a"),
        ("b: @chair-b", "https://example.org/b"),
    )
