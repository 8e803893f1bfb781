"""Checks of the documents, their sections and the readiness file."""

from __future__ import annotations

import dataclasses

import pytest

from enhancements.policy.checks.seen import Approval
from tests.support.checks import (
    AFTER,
    BEFORE_END,
    BY_A_SECOND,
    DOCUMENT,
    DOCUMENT_URL,
    ENTRY,
    LAST,
    LATE,
    SOON,
    answer,
    proposal,
    seen,
    text,
)


def promised(at):
    return dataclasses.replace(
        DOCUMENT, promised_at=at, promised_url=f"{DOCUMENT_URL}#L9"
    )


@pytest.mark.parametrize(
    ("what", "state", "reason"),
    [
        (
            seen(document=promised(SOON)),
            "passed",
            "It names v1.9 for beta since 21 Apr 2026, 12:00 UTC.",
        ),
        (
            seen(document=promised(LAST), after=True),
            "passed",
            "It names v1.9 for beta since 1 May 2026, 12:00 UTC.",
        ),
        (
            seen(document=promised(LATE), after=True),
            "failed",
            f"It names v1.9 for beta since a merge on {BY_A_SECOND}",
        ),
        (
            seen(document=promised(AFTER), after=True),
            "failed",
            (
                "It names v1.9 for beta since a merge on 21 May 2026,"
                " 12:00 UTC, 20 days after the code freeze."
            ),
        ),
        (seen(), "failed", "The merged document does not name v1.9 for beta."),
        (seen(document=None), "failed", "No document is merged."),
        (
            seen(document=None, after=True),
            "failed",
            "No document is merged. The code freeze is over.",
        ),
        (seen(gaps={"document": "Not read."}), "unknown", "Not read."),
    ],
)
def test_document_merged(what, state, reason):
    found = answer("document-merged", what)
    assert (found.state, found.reason) == (state, reason)


def test_document_without_a_date_of_the_freeze_is_never_late():
    freeze = dataclasses.replace(seen().freeze, ends_at=None)
    what = seen(document=promised(AFTER), freeze=freeze, after=True)
    assert answer("document-merged", what).state == "passed"


def test_proposed_document_is_to_be_merged_in_time():
    what = seen(document=None, proposals=(proposal(7, "main"), proposal(8, "side")))
    found = answer("document-merged", what)
    assert found.remedy == f"Have plans#7 merged, naming v1.9 for beta, {BEFORE_END}"
    assert found.evidence == (("plans#7", "https://github.com/acme/plans/pull/7"),)


@pytest.mark.parametrize(
    ("what", "drafts", "state"),
    [
        (seen(), True, "passed"),
        (seen(proposals=(proposal(7, "main"),)), True, "failed"),
        (seen(proposals=(proposal(7, "side", "readiness"),)), True, "passed"),
        (seen(proposals=(proposal(7, "text", is_draft=True),)), True, "failed"),
        (seen(proposals=(proposal(7, "text", is_draft=True),)), False, "passed"),
        (seen(proposals=(proposal(7, "main", opened_at=LAST),)), True, "failed"),
        (seen(proposals=(proposal(7, "main", opened_at=LATE),)), True, "passed"),
        (seen(gaps={"proposals": "?"}), True, "unknown"),
        (
            seen(gaps={"proposals": "?"}, proposals=(proposal(7, "main"),)),
            True,
            "unknown",
        ),
    ],
)
def test_no_open_proposals(what, drafts, state):
    assert answer("no-open-proposals", what, drafts=drafts).state == state


def test_open_proposals_are_named():
    found = answer(
        "no-open-proposals", seen(proposals=(proposal(7, "main"), proposal(8, "text")))
    )
    assert found.reason == "plans#7 and plans#8 change it."
    assert found.remedy.startswith("Merge or close plans#7 and plans#8 before")


def approval(approver="@ana", stage="beta", since=SOON, *, is_merged=True):
    return Approval(stage, approver, is_merged, "https://example.org/10.yaml", since)


def proposed(*approvals, **fields):
    return (proposal(7, "readiness", approvals=approvals, **fields),)


@pytest.mark.parametrize(
    ("what", "where", "state", "reason"),
    [
        (seen(approvals=(approval(),)), "merged", "passed", "@ana is named."),
        (
            seen(approvals=(approval(since=LAST),), after=True),
            "merged",
            "passed",
            "@ana is named.",
        ),
        (
            seen(approvals=(approval(since=LATE),), after=True),
            "merged",
            "failed",
            f"An approver is named since a merge on {BY_A_SECOND}",
        ),
        (
            seen(approvals=(approval(since=LATE),), after=True),
            "proposed",
            "passed",
            "@ana is named.",
        ),
        (
            seen(approvals=(approval(stage="alpha"),)),
            "merged",
            "failed",
            "Its readiness file names an approver for alpha, not for beta.",
        ),
        (
            seen(approvals=(approval("@TBD"),)),
            "merged",
            "failed",
            "No readiness file names an approver for beta.",
        ),
        (
            seen(proposals=proposed(approval(is_merged=False))),
            "proposed",
            "passed",
            "plans#7 names @ana.",
        ),
        (
            seen(proposals=proposed(approval(is_merged=False, since=LATE)), after=True),
            "proposed",
            "failed",
            "plans#7 names an approver for beta, and came too late.",
        ),
        (
            seen(proposals=proposed(approval(is_merged=False))),
            "merged",
            "failed",
            "plans#7 names an approver for beta, and is not merged.",
        ),
        (seen(gaps={"readiness": "Not read."}), "merged", "unknown", "Not read."),
        (seen(gaps={"proposals": "Not read."}), "proposed", "unknown", "Not read."),
    ],
)
def test_readiness_approver(what, where, state, reason):
    found = answer("readiness-approver", what, where=where)
    assert (found.state, found.reason) == (state, reason)


FULL = text(
    ("Summary", 2, True),
    ("Design Details", 2, False),
    ("Test Plan", 3, False),
    ("Unit tests", 4, True),
    ("Graduation Criteria", 3, False),
    ("Drawbacks", 2, None),
)


@pytest.mark.parametrize(
    ("sections", "content", "state", "reason"),
    [
        (["Summary"], "filled", "passed", "It has Summary."),
        (["**summary:**"], "filled", "passed", "It has **summary:**."),
        # Words below a subheading are words below the heading.
        (["Design details", "Test Plan"], "filled", "passed", None),
        (
            ["Graduation Criteria"],
            "present",
            "failed",
            "Nothing is written below Graduation Criteria.",
        ),
        (["Goals | Summary"], "filled", "passed", "It has Goals."),
        (["Goals"], "present", "failed", "It has no section Goals."),
        (["Goals"], "heading", "failed", "It has no section Goals."),
        (["Graduation Criteria"], "heading", "passed", "It has Graduation Criteria."),
        (["Drawbacks"], "present", "passed", "It has Drawbacks."),
        (
            ["Drawbacks"],
            "filled",
            "unknown",
            "Whether Drawbacks is filled in was not read.",
        ),
        (
            ["Goals", "Graduation Criteria"],
            "filled",
            "failed",
            "It has no section Goals. Nothing is written below Graduation Criteria.",
        ),
    ],
)
def test_sections(sections, content, state, reason):
    found = answer("sections", seen(text=FULL), sections=sections, content=content)
    assert found.state == state
    assert reason in (None, found.reason)


def test_sections_of_the_stage_are_asked_of_that_stage_only():
    by_stage = {"beta": ["Scalability"], "alpha": ["Summary"]}
    found = answer("sections", seen(text=FULL), by_stage=by_stage)
    assert (found.state, found.reason) == ("failed", "It has no section Scalability.")
    entry = dataclasses.replace(ENTRY, canonical="stable")
    found = answer("sections", seen(text=FULL, entry=entry), by_stage=by_stage)
    assert (found.state, found.is_asked) == ("passed", False)


GOOD = text(("Goals", 2, True))
BAD = text(("Goals", 2, False))


@pytest.mark.parametrize(
    ("what", "where", "state"),
    [
        (seen(text=BAD, proposals=(proposal(text=GOOD),)), "proposed", "passed"),
        (seen(text=BAD, proposals=(proposal(text=GOOD),)), "merged", "failed"),
        (seen(text=GOOD, proposals=(proposal(text=BAD),)), "proposed", "passed"),
        (
            seen(text=BAD, proposals=(proposal(text=GOOD, said_at=LATE),), after=True),
            "proposed",
            "failed",
        ),
        (seen(), "proposed", "failed"),
        (seen(proposals=(proposal(text=GOOD),)), "merged", "failed"),
        (seen(text=GOOD, gaps={"text": "?"}), "merged", "unknown"),
        (seen(text=GOOD, gaps={"proposals": "?"}), "proposed", "passed"),
        (seen(text=BAD, gaps={"proposals": "?"}), "proposed", "unknown"),
    ],
)
def test_sections_of_what_is_merged_and_proposed(what, where, state):
    assert answer("sections", what, sections=["Goals"], where=where).state == state
