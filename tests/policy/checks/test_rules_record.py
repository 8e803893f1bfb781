"""Checks of what the record says."""

from __future__ import annotations

import dataclasses

import pytest

from enhancements.policy import kinds, records
from enhancements.policy.checks import parameters
from enhancements.policy.checks.seen import Said
from tests.support.checks import (
    AFTER,
    BEFORE_END,
    BY_A_SECOND,
    ENTRY,
    LAST,
    LATE,
    SOON,
    answer,
    merged,
    proposal,
    record,
    seen,
)

STALE = {"document": "kep.yaml cannot be read: line 3."}
UNREAD = {"proposals": "Pull requests were not read."}


@pytest.mark.parametrize(
    ("what", "where", "state", "reason"),
    [
        (
            seen(record=record(stage=merged("beta"))),
            "merged",
            "passed",
            "vep.md names the stage beta.",
        ),
        (
            seen(record=record(stage=merged("beta", LAST)), after=True),
            "merged",
            "passed",
            "vep.md names the stage beta.",
        ),
        (
            seen(record=record(stage=merged("beta", LATE)), after=True),
            "merged",
            "failed",
            f"vep.md names the stage beta since a merge on {BY_A_SECOND}",
        ),
        (
            seen(record=record(stage=merged("beta", others=("label says alpha",)))),
            "merged",
            "passed",
            "vep.md names the stage beta. Other sources differ: label says alpha.",
        ),
        # Whether it was proposed before the freeze nobody knows any more.
        (
            seen(record=record(stage=merged("beta", LATE)), after=True),
            "proposed",
            "passed",
            "vep.md names the stage beta.",
        ),
        (
            seen(record=record(stage=merged("alpha"))),
            "merged",
            "failed",
            "vep.md names alpha, not the stage beta.",
        ),
        (
            seen(record=record(stage=Said("beta", source="issue"))),
            "merged",
            "failed",
            "Its issue names the stage beta, and no merged document does.",
        ),
        (
            seen(record=record(stage=Said("alpha", source="label"))),
            "merged",
            "failed",
            "Its label names alpha, not the stage beta.",
        ),
        (seen(), "merged", "failed", "vep.md does not name the stage beta."),
        (
            seen(document=None),
            "merged",
            "failed",
            "No merged document names the stage beta.",
        ),
        (
            seen(proposals=(proposal(stage="beta"),)),
            "merged",
            "failed",
            "plans#77 proposes the stage beta, and is not merged.",
        ),
        (
            seen(proposals=(proposal(stage="beta"),), after=True),
            "merged",
            "failed",
            "plans#77 proposes the stage beta, and was not merged by the freeze.",
        ),
        (
            seen(proposals=(proposal(stage="beta", said_at=LAST),), after=True),
            "proposed",
            "passed",
            "plans#77 proposes the stage beta.",
        ),
        (
            seen(proposals=(proposal(stage="beta", said_at=LATE),), after=True),
            "proposed",
            "failed",
            "plans#77 proposed the stage beta only after the freeze.",
        ),
        (
            seen(
                record=record(stage=Said(None, others=("a says alpha", "b says beta")))
            ),
            "merged",
            "unknown",
            "Its sources disagree: a says alpha and b says beta.",
        ),
        (
            seen(record=record(stage=merged("beta")), gaps=STALE),
            "merged",
            "unknown",
            STALE["document"],
        ),
        (
            seen(record=record(stage=merged("beta")), gaps={"stage": "Unclear."}),
            "merged",
            "unknown",
            "Unclear.",
        ),
        (
            seen(record=record(stage=merged("beta")), gaps=UNREAD),
            "proposed",
            "passed",
            "vep.md names the stage beta.",
        ),
        (seen(gaps=UNREAD), "proposed", "unknown", UNREAD["proposals"]),
        (
            seen(gaps=UNREAD),
            "merged",
            "failed",
            "vep.md does not name the stage beta.",
        ),
    ],
)
def test_stage_named(what, where, state, reason):
    found = answer("stage-named", what, where=where)
    assert (found.state, found.reason) == (state, reason)


def test_unmerged_proposal_is_to_be_merged_before_the_freeze():
    found = answer("stage-named", seen(proposals=(proposal(stage="beta"),)))
    assert found.remedy == (f"Have plans#77 merged {BEFORE_END}")
    assert found.evidence[0] == ("plans#77", "https://github.com/acme/plans/pull/77")


def test_entry_without_a_stage_is_asked_for_one():
    entry = dataclasses.replace(ENTRY, stage=records.UNSTAGED, canonical="other")
    found = answer("stage-named", seen(entry=entry), how="Set stage: in kep.yaml.")
    assert (found.state, found.remedy) == ("failed", "Set stage: in kep.yaml.")


def test_release_named():
    good = seen(record=record(latest_milestone=merged("v1.9")))
    assert answer("release-named", good).state == "passed"
    bad = seen(record=record(latest_milestone=merged("v1.8")))
    found = answer("release-named", bad, how='Set latest-milestone: "{release}".')
    assert (found.state, found.remedy) == ("failed", 'Set latest-milestone: "v1.9".')


@pytest.mark.parametrize(
    ("said", "in_time", "state"),
    [
        (merged("v1.9", SOON), True, "passed"),
        (merged("v1.9", LATE), True, "failed"),
        (merged("v1.9", LATE), False, "passed"),
        (merged("v1.10", SOON), True, "failed"),
        (Said("v1.9", source="issue"), True, "failed"),
    ],
)
def test_target_named(said, in_time, state):
    what = seen(record=record(targets={"beta": said}), after=True)
    assert answer("target-named", what, in_time=in_time).state == state


def test_target_of_another_stage_does_not_count():
    what = seen(record=record(targets={"alpha": merged("v1.9")}))
    assert answer("target-named", what).state == "failed"


LEAVING = dataclasses.replace(ENTRY, kind="deprecation", canonical="deprecated")
STATUS = {
    "statuses": ["implementable"],
    "for_deprecation": ["withdrawn"],
    "after_freeze": ["implemented"],
}


@pytest.mark.parametrize(
    ("what", "state"),
    [
        (seen(record=record(status=merged("implementable"))), "passed"),
        (seen(record=record(status=merged("provisional"))), "failed"),
        (seen(record=record(status=merged("implemented"))), "failed"),
        (
            seen(record=record(status=merged("implemented", AFTER)), after=True),
            "passed",
        ),
        (
            seen(record=record(status=merged("implementable", LATE)), after=True),
            "failed",
        ),
        (seen(record=record(status=merged("withdrawn")), entry=LEAVING), "passed"),
        (seen(record=record(status=merged("implementable")), entry=LEAVING), "failed"),
        (seen(record=record(status=merged("withdrawn"))), "failed"),
    ],
)
def test_status_is(what, state):
    assert answer("status-is", what, **STATUS).state == state


@pytest.mark.parametrize(
    ("gates", "reason", "state"),
    [
        (Said(("Widget",)), Said(""), "passed"),
        (Said(()), Said("It only changes documentation."), "passed"),
        (Said(()), Said("N/A"), "failed"),
        (Said(("TBD",)), Said(""), "failed"),
        (Said(()), Said(""), "failed"),
        (Said((), others=("issue says A", "document says B")), Said(""), "unknown"),
    ],
)
def test_feature_gate(gates, reason, state):
    what = seen(record=record(feature_gates=gates, gate_reason=reason))
    assert answer("feature-gate", what).state == state


def test_feature_gate_that_could_not_be_read_is_unknown():
    assert answer("feature-gate", seen(gaps={"feature_gates": "?"})).state == "unknown"


def test_kinds_are_those_of_the_entries():
    assert set(parameters.KINDS) == {
        kinds.NEW,
        kinds.GRADUATION,
        kinds.SAME_STAGE,
        kinds.DEPRECATION,
    }
