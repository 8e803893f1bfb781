"""Checks of the tracking issue."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.checks import (
    AFTER,
    DOCUMENT,
    END,
    ISSUE_URL,
    LAST,
    LATE,
    SOON,
    answer,
    issue,
    labelled,
    seen,
)

GAP = {"issue": "GitHub was last read 26 hours ago."}


@pytest.mark.parametrize(
    ("what", "state", "reason"),
    [
        (seen(), "passed", "It is open."),
        (seen(issue=None), "failed", "No tracking issue is known."),
        (
            seen(issue=issue(state="closed", state_since=SOON)),
            "failed",
            "It was closed on 21 Apr 2026, 12:00 UTC.",
        ),
        (
            seen(issue=issue(state="closed", state_since=None)),
            "failed",
            "It was closed.",
        ),
        (
            seen(issue=issue(state="closed", state_since=LAST), after=True),
            "failed",
            "It was closed on 1 May 2026, 12:00 UTC.",
        ),
        (
            seen(issue=issue(state="closed", state_since=LATE), after=True),
            "passed",
            "It was open at the freeze, and closed on 1 May 2026, 12:00 UTC.",
        ),
        (
            seen(
                issue=issue(state="closed", state_since=AFTER, created_at=LATE),
                after=True,
            ),
            "failed",
            "It was closed on 21 May 2026, 12:00 UTC.",
        ),
        (seen(gaps=GAP), "unknown", GAP["issue"]),
    ],
)
def test_issue_open(what, state, reason):
    found = answer("issue-open", what)
    assert (found.state, found.reason) == (state, reason)


def test_milestone_says_where_the_issue_is_and_what_to_comment():
    found = answer("issue-milestone", seen(issue=issue(milestone="v1.8")))
    assert (found.state, found.reason, found.remedy, found.evidence) == (
        "failed",
        "It is in v1.8, not in v1.9.",
        "Comment /milestone v1.9 on the issue.",
        (("#10", ISSUE_URL),),
    )
    assert found.title == "Issue is in milestone v1.9"
    assert answer("issue-milestone", seen()).reason == "It is in none."


def test_milestone_that_was_set_late_counts():
    late = issue(milestone="v1.9", milestone_since=AFTER)
    found = answer("issue-milestone", seen(issue=late, after=True))
    assert (found.state, found.since) == ("passed", AFTER)
    assert answer("issue-milestone", seen(gaps=GAP)).state == "unknown"


@pytest.mark.parametrize(
    ("what", "in_time", "state"),
    [
        (seen(issue=labelled("Opted-In")), True, "passed"),
        (seen(issue=labelled("opted-in", since=LAST), after=True), True, "passed"),
        (seen(issue=labelled("opted-in", since=LATE), after=True), True, "failed"),
        (seen(issue=labelled("opted-in", since=LATE), after=True), False, "passed"),
        (seen(issue=labelled("opted-in", since=None), after=True), True, "passed"),
        (seen(issue=labelled("opted-in-not")), True, "failed"),
        (seen(gaps=GAP, issue=labelled("opted-in")), True, "unknown"),
    ],
)
def test_label(what, in_time, state):
    found = answer("issue-label", what, label="opted-in", in_time=in_time)
    assert found.state == state


def test_label_that_is_missing_says_the_command():
    found = answer(
        "issue-label", seen(), label="stage/{canonical}", command="/stage {canonical}"
    )
    assert found.title == "Issue has the label stage/beta"
    assert found.remedy == "Comment /stage beta on the issue."
    found = answer("issue-label", seen(), label="opted-in")
    assert found.remedy == "Comment /label opted-in on the issue."


def test_label_that_is_late_says_by_how_much():
    at = END + dt.timedelta(hours=3)
    found = answer(
        "issue-label",
        seen(issue=labelled("yes", since=at), after=True),
        label="yes",
        in_time=True,
    )
    assert found.reason == (
        "yes was set on 1 May 2026, 15:00 UTC, 3 hours after the code freeze."
    )
    assert found.remedy == "Ask the release team for an exception."


@pytest.mark.parametrize(
    ("what", "state"),
    [
        (seen(issue=issue(links_document=True)), "passed"),
        (seen(issue=issue(links_document=False)), "failed"),
        (seen(issue=issue(links_document=None)), "unknown"),
        (seen(issue=issue(links_document=False), document=None), "unknown"),
        (seen(issue=None), "failed"),
        (
            seen(issue=issue(links_document=True), gaps={"document": "Broken."}),
            "unknown",
        ),
    ],
)
def test_issue_links_document(what, state):
    assert answer("issue-links-document", what).state == state


def test_issue_that_does_not_link_is_told_the_address():
    found = answer("issue-links-document", seen(issue=issue(links_document=False)))
    assert found.remedy == f"Write {DOCUMENT.url} into the issue's description."


def test_out_of_tree_waits_for_a_person():
    found = answer("out-of-tree", seen(issue=labelled("oot")), label="oot")
    assert (found.state, found.is_asked) == ("unknown", True)
    found = answer("out-of-tree", seen(), label="oot")
    assert (found.state, found.is_asked) == ("passed", False)
    assert answer("out-of-tree", seen(gaps=GAP), label="oot").state == "unknown"
