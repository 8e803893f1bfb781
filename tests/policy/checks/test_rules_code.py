"""Checks of pull requests: code, docs and the blog."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements.policy.checks.pull_requests import Listing
from tests.support.checks import (
    AFTER,
    BEFORE_END,
    BY_A_SECOND,
    ENTRY,
    LAST,
    LATE,
    SOON,
    STARTS,
    answer,
    labelled,
    pull,
    seen,
)

BEFORE = STARTS - dt.timedelta(days=9)
READY = {"lgtm": True, "approved": True}
ALPHA = Listing("alpha", "v1.8")


def pulls(*found, after=False, **more):
    return seen(pulls=found, after=after, **more)


@pytest.mark.parametrize(
    ("what", "state", "reason"),
    [
        (pulls(pull()), "passed", "It lists widgets#5."),
        (
            pulls(),
            "failed",
            "The issue lists no code pull request under Beta with v1.9.",
        ),
        (
            pulls(pull(listed=ALPHA)),
            "failed",
            (
                "The issue lists no code pull request under Beta with"
                " v1.9. widgets#5 stands elsewhere."
            ),
        ),
        (
            pulls(pull(), pull(6, listed=None)),
            "failed",
            "widgets#6 names this enhancement, and the issue does not list it.",
        ),
        (
            pulls(pull(), pull(6, listed=None), pull(7, "draft", listed=None)),
            "failed",
            (
                "widgets#6 and widgets#7 name this enhancement, and the"
                " issue does not list them."
            ),
        ),
        # Closed, another's, earlier and later work need not be listed.
        (
            pulls(
                pull(),
                pull(6, "closed", listed=None),
                pull(7, listed=None, is_contested=True),
                pull(8, "merged", listed=None, since=BEFORE),
                pull(9, listed=None, opened_at=LATE),
                pull(10, listed=None, kind="docs"),
                after=True,
            ),
            "passed",
            "It lists widgets#5.",
        ),
        (
            pulls(pull(), pull(8, "merged", listed=None, since=SOON)),
            "failed",
            "widgets#8 names this enhancement, and the issue does not list it.",
        ),
        (pulls(pull(), gaps={"pulls": "Not read."}), "unknown", "Not read."),
        (pulls(pull(), gaps={"issue": "Not read."}), "unknown", "Not read."),
    ],
)
def test_code_listed(what, state, reason):
    found = answer("code-listed", what, under_stage=True)
    assert (found.state, found.reason) == (state, reason)


@pytest.mark.parametrize(
    ("listed", "under_stage", "state"),
    [
        (Listing("beta", ""), True, "passed"),
        (Listing("", ""), True, "failed"),
        (Listing("", ""), False, "passed"),
        (Listing("", "v1.8"), False, "failed"),
        (Listing("beta", "v1.8"), False, "failed"),
    ],
)
def test_code_listed_where(listed, under_stage, state):
    found = answer("code-listed", pulls(pull(listed=listed)), under_stage=under_stage)
    assert found.state == state


def test_work_out_of_tree_is_not_asked_for_code():
    what = pulls(issue=labelled("oot"))
    for check in ("code-listed", "code-merged", "docs-pull"):
        assert answer(check, what, exempt_label="oot").is_asked is False
        assert answer(check, what).state != "passed"


@pytest.mark.parametrize(
    ("what", "accept", "state", "reason"),
    [
        (pulls(pull(state="merged", since=SOON)), "ready", "passed", "It is merged."),
        (pulls(pull(**READY)), "ready", "passed", "It is merged or ready."),
        (pulls(pull(**READY)), "merged", "failed", "widgets#5 is not merged."),
        (
            pulls(pull(**READY, is_held=True)),
            "ready",
            "failed",
            "widgets#5 is held.",
        ),
        (pulls(pull(lgtm=True)), "ready", "failed", "widgets#5 lacks approved."),
        (
            pulls(pull(), pull(6, "merged", since=SOON), pull(7, "draft")),
            "ready",
            "failed",
            (
                "widgets#5 lacks lgtm and approved; widgets#7 is a draft."
                " 1 of 3 are ready."
            ),
        ),
        (
            pulls(pull(state="merged", since=LAST), after=True),
            "ready",
            "passed",
            "It is merged.",
        ),
        (
            pulls(pull(state="merged", since=LATE), after=True),
            "ready",
            "failed",
            f"widgets#5 was merged on {BY_A_SECOND}",
        ),
        # Approved in time and merged later, as the queue goes.
        (
            pulls(
                pull(
                    state="merged",
                    since=AFTER,
                    **READY,
                    lgtm_since=SOON,
                    approved_since=LAST,
                ),
                after=True,
            ),
            "ready",
            "passed",
            "It is merged.",
        ),
        (
            pulls(pull(**READY, lgtm_since=SOON, approved_since=LATE), after=True),
            "ready",
            "failed",
            f"widgets#5 was approved on {BY_A_SECOND}",
        ),
        (
            pulls(pull(), pull(6, "merged", since=SOON), after=True),
            "ready",
            "failed",
            (
                "widgets#5 lacks lgtm and approved. 1 of 2 made it: do"
                " they change what users see?"
            ),
        ),
        (
            pulls(pull(6, "merged", listed=None, since=SOON)),
            "ready",
            "passed",
            "It is merged.",
        ),
        (
            pulls(pull(state="merged", is_contested=True)),
            "ready",
            "unknown",
            "The issue lists widgets#5, which says it belongs to another enhancement.",
        ),
        (
            pulls(pull(state="closed")),
            "ready",
            "failed",
            "widgets#5 was closed without a merge.",
        ),
        (
            pulls(),
            "ready",
            "unknown",
            "No code pull request is known, so none can be judged.",
        ),
        (pulls(pull(), gaps={"pulls": "Not read."}), "ready", "unknown", "Not read."),
    ],
)
def test_code_merged(what, accept, state, reason):
    found = answer("code-merged", what, accept=accept)
    assert (found.state, found.reason) == (state, reason)


@pytest.mark.parametrize(
    ("what", "remedy"),
    [
        (
            pulls(pull(lgtm=True)),
            f"Ask a reviewer of widgets#5 for /approve {BEFORE_END}",
        ),
        (
            pulls(pull(**READY, is_held=True)),
            (
                "Settle what holds widgets#5, then comment /hold cancel on"
                f" it {BEFORE_END}"
            ),
        ),
        (pulls(pull(), after=True), "Ask the release team for an exception."),
    ],
)
def test_code_that_is_not_ready_says_what_helps(what, remedy):
    assert answer("code-merged", what).remedy == remedy


DEV = "dev-{version}"


def docs(number=5, state="open", base="dev-1.9", **fields):
    return pull(number, state, kind="docs", base=base, **fields)


@pytest.mark.parametrize(
    ("what", "level", "state", "reason"),
    [
        (pulls(docs(state="draft")), "placeholder", "passed", "widgets#5 is a draft."),
        (pulls(docs(state="draft")), "review", "failed", "widgets#5 is a draft."),
        (pulls(docs()), "review", "passed", "widgets#5 is open for review."),
        (pulls(docs()), "ready", "failed", "widgets#5 lacks lgtm and approved."),
        (pulls(docs(**READY)), "ready", "passed", "widgets#5 is approved."),
        (pulls(docs(**READY)), "merged", "failed", "widgets#5 is not merged."),
        (pulls(docs(state="merged")), "merged", "passed", "widgets#5 is merged."),
        (pulls(), "placeholder", "failed", "No docs pull request is known."),
        (pulls(pull()), "placeholder", "failed", "No docs pull request is known."),
        (
            pulls(docs(state="closed")),
            "placeholder",
            "failed",
            "No docs pull request is known.",
        ),
        (
            pulls(docs(base="main")),
            "placeholder",
            "failed",
            "widgets#5 goes to main, not to dev-1.9.",
        ),
        (
            pulls(docs(base="main"), docs(6)),
            "review",
            "passed",
            "widgets#6 is open for review.",
        ),
        (
            pulls(docs(base="")),
            "placeholder",
            "unknown",
            "Where widgets#5 goes is not known.",
        ),
        (
            pulls(docs(), docs(6, "draft")),
            "review",
            "failed",
            "widgets#6 is a draft.",
        ),
        (
            pulls(docs(state="draft", opened_at=LATE), after=True),
            "placeholder",
            "failed",
            f"widgets#5 was opened on {BY_A_SECOND}",
        ),
        (
            pulls(docs(state="draft", opened_at=LAST), after=True),
            "placeholder",
            "passed",
            "widgets#5 is a draft.",
        ),
        (
            pulls(docs(state="open", since=LATE), after=True),
            "review",
            "failed",
            f"widgets#5 was ready for review on {BY_A_SECOND}",
        ),
        (pulls(docs(), gaps={"pulls": "Not read."}), "review", "unknown", "Not read."),
    ],
)
def test_docs_pull(what, level, state, reason):
    found = answer("docs-pull", what, level=level, base=DEV)
    assert (found.state, found.reason) == (state, reason)


def test_missing_docs_say_where_to_open_them():
    found = answer("docs-pull", pulls(), base=DEV, repository="{owner}/website")
    assert found.remedy == (
        "Open a draft pull request in acme/website against dev-1.9 and"
        " list it in the issue."
    )


@pytest.mark.parametrize(
    ("what", "state", "is_asked"),
    [
        (pulls(), "passed", False),
        (pulls(pull(kind="blog", state="draft")), "passed", True),
        (pulls(pull(kind="blog", state="closed")), "passed", False),
        (pulls(pull(kind="blog", opened_at=LAST), after=True), "passed", True),
        (pulls(pull(kind="blog", opened_at=LATE), after=True), "failed", True),
        (pulls(pull(kind="blog", base="main")), "failed", True),
        (pulls(gaps={"pulls": "Not read."}), "unknown", True),
    ],
)
def test_blog_placeholder(what, state, is_asked):
    found = answer("blog-placeholder", what, base=DEV)
    assert (found.state, found.is_asked) == (state, is_asked)


def test_entry_of_another_stage_sees_its_own_list_only():
    assert ENTRY.stage == "beta"
    found = answer("code-merged", pulls(pull(state="draft", listed=ALPHA)))
    assert found.state == "unknown"
