"""A verdict as JSON, and its sentences in the language of who reads them."""

from __future__ import annotations

import json

import pytest

from enhancements.languages import speaking
from enhancements.policy.checks import stored
from enhancements.policy.checks.judge import judge
from tests.support.checks import LATE, answer, criteria, issue, labelled, pull, seen


def row(outcome):
    """An outcome as a row of verdicts keeps it, as far as it is said."""
    kept = {
        "reason": outcome.reason,
        "remedy": outcome.remedy,
        "sentences": stored.sentences(outcome),
    }
    return json.loads(json.dumps(kept))


LATE_LABEL = answer(
    "issue-label",
    seen(issue=labelled("x", since=LATE), after=True),
    label="x",
    in_time=True,
)
UNREADY = answer("code-merged", seen(pulls=(pull(5), pull(7, "draft"))))


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (answer("issue-open", seen(issue=issue())), "Es ist offen. "),
        (
            answer("issue-milestone", seen(issue=issue())),
            "Es ist in keinem. Kommentiere /milestone v1.9 am Issue.",
        ),
        (
            LATE_LABEL,
            (
                "x wurde am 1. Mai 2026, 12:00 UTC (1 Sekunde nach dem code freeze)"
                " gesetzt. Bitte das Release-Team um eine Ausnahme."
            ),
        ),
        (
            UNREADY,
            (
                "widgets#5 fehlt lgtm und approved; widgets#7 ist ein Entwurf. 0 von 2"
                " sind bereit. Bitte einen Reviewer von widgets#5 um /lgtm und"
                " /approve, bevor der code freeze am 1. Mai 2026, 12:00 UTC endet."
            ),
        ),
    ],
    ids=["passed", "failed", "late", "several"],
)
def test_what_is_kept_is_said_in_another_language(outcome, said):
    kept = row(outcome)
    assert stored.said(kept) == (outcome.reason, outcome.remedy)
    with speaking("de"):
        assert " ".join(stored.said(kept)) == said


def test_projects_own_remedy_stays_as_it_is():
    outcome = answer("issue-milestone", seen(issue=issue()), how="Ask 100% of them.")
    assert stored.sentences(outcome)[1] is None
    with speaking("de"):
        assert stored.said(row(outcome))[1] == "Ask 100% of them."


def test_row_without_sentences_is_said_as_it_was_kept():
    with speaking("de"):
        found = stored.said({"reason": "It is open.", "remedy": "Close it."})
    assert found == ("It is open.", "Close it.")


def test_verdict_is_read_for_readers_and_for_others():
    verdict = judge(seen(issue=issue()), criteria({"check": "issue-open"}))
    data = stored.as_json(verdict)
    for kept, one in zip(data["checks"], verdict.outcomes, strict=True):
        kept["sentences"] = stored.sentences(one)
    with speaking("de"):
        assert stored.from_json(data).outcomes[0].reason == "It is open."
        assert stored.spoken(data).outcomes[0].reason == "Es ist offen."
