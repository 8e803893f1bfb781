"""The bundled projects' criteria on whole entries: what a contributor lives through."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given, settings

from enhancements.policy.checks import stored
from enhancements.policy.checks.judge import judge
from enhancements.policy.checks.outcome import Waiver
from enhancements.policy.checks.pull_requests import Listing
from enhancements.policy.checks.seen import (
    Approval,
    Document,
    FreezeAt,
    Said,
    SignOff,
)
from enhancements.profiles import load
from tests.support.check_strategies import seens
from tests.support.checks import (
    DOCUMENT,
    END,
    ENTRY,
    SOON,
    issue,
    labelled,
    merged,
    proposal,
    pull,
    record,
    seen,
    text,
)

KUBEVIRT, KUBERNETES = load("kubevirt"), load("kubernetes")
QUESTIONS = (
    "Feature Enablement and Rollback",
    "Rollout, Upgrade and Rollback Planning",
    "Monitoring Requirements",
    "Dependencies",
    "Scalability",
    "Troubleshooting",
)
SECTIONS = (
    "Summary",
    "Motivation",
    "Proposal",
    "Design Details",
    "Test Plan",
    "Graduation Criteria",
    "Production Readiness Review Questionnaire",
    *QUESTIONS,
    "Implementation History",
)


def verdict(profile, deadline, what, waivers=()):
    freeze = profile.criteria.of(deadline)
    at = FreezeAt(deadline, freeze.label, END)
    return judge(dataclasses.replace(what, freeze=at), freeze, waivers)


def states(found, *wanted):
    return [one.check for one in found.outcomes if one.state in wanted]


# --- KubeVirt -----------------------------------------------------------------------


def vep(promised=SOON, **changes):
    """A VEP of v1.9 that has everything."""
    fields = {
        "issue": issue(links_document=True),
        "document": dataclasses.replace(DOCUMENT, promised_at=promised),
        "record": record(
            targets={"beta": merged("v1.9", promised)},
            owners=Said(("ana",)),
            feature_gates=Said(("Widget",)),
        ),
        "signoffs": tuple(
            SignOff(sig, "bo", SOON) for sig in ("compute", "network", "storage")
        ),
        "pulls": (pull(state="merged", since=SOON), pull(6, "merged", kind="docs")),
    }
    return seen(**{**fields, **changes})


@pytest.mark.parametrize("deadline", ["enhancements-freeze", "code-freeze"])
def test_complete_vep_meets_its_freezes(deadline):
    assert verdict(KUBEVIRT, deadline, vep()).word == "met"


@pytest.mark.parametrize(
    ("merged_at", "word"),
    [
        # Merges into kubevirt/enhancements around the VEP freeze of v1.9, 30 April
        # 2026: five in the night to 1 May, Anywhere on Earth still the day before,
        # and #299 and #296 weeks later.
        (dt.datetime(2026, 4, 30, 18, 0, tzinfo=dt.UTC), "met"),
        (dt.datetime(2026, 5, 1, 1, 41, tzinfo=dt.UTC), "met"),
        (dt.datetime(2026, 5, 1, 2, 29, tzinfo=dt.UTC), "met"),
        (dt.datetime(2026, 5, 18, 9, 0, tzinfo=dt.UTC), "at-risk"),
        (dt.datetime(2026, 5, 20, 9, 0, tzinfo=dt.UTC), "at-risk"),
    ],
)
def test_vep_that_was_merged_around_its_freeze(merged_at, word):
    found = verdict(KUBEVIRT, "enhancements-freeze", vep(merged_at, after=True))
    assert found.word == word
    assert states(found, "failed") == (["document-merged"] if word == "at-risk" else [])


def test_late_vep_says_when_and_what_to_do():
    late = dt.datetime(2026, 5, 20, 9, 0, tzinfo=dt.UTC)
    found = verdict(KUBEVIRT, "enhancements-freeze", vep(late, after=True))
    [outcome] = [one for one in found.outcomes if one.state == "failed"]
    assert outcome.reason == (
        "It names v1.9 for beta since a merge on 20 May 2026, 09:00 UTC, 18 days after"
        " the VEP freeze."
    )
    assert outcome.remedy == "Ask the release team for an exception."


def test_missing_signoff_is_shown_and_decides_nothing():
    found = verdict(KUBEVIRT, "enhancements-freeze", vep(signoffs=()))
    assert (found.word, states(found, "unknown")) == ("met", ["sig-signoff"])


def test_reviewers_are_asked_for_from_the_next_release_on():
    what = vep()
    assert "reviewers" not in states(
        verdict(KUBEVIRT, "enhancements-freeze", what), "unknown"
    )
    later = dataclasses.replace(
        what,
        entry=dataclasses.replace(ENTRY, release="v1.10"),
        record=dataclasses.replace(what.record, targets={"beta": merged("v1.10")}),
    )
    found = verdict(KUBEVIRT, "enhancements-freeze", later)
    assert (found.word, states(found, "unknown")) == ("unknown", ["reviewers"])
    waived = [Waiver("reviewers", "bo", "@cy on the board.")]
    assert verdict(KUBEVIRT, "enhancements-freeze", later, waived).word == "met"


def test_policy_needs_neither_code_nor_gate():
    entry = dataclasses.replace(ENTRY, stage="announcement", canonical="other")
    what = vep(entry=entry, pulls=())
    assert verdict(KUBEVIRT, "code-freeze", what).word == "met"
    found = verdict(KUBEVIRT, "enhancements-freeze", what)
    gate = next(one for one in found.outcomes if one.check == "feature-gate")
    assert gate.is_asked is False


def test_vep_without_a_document_is_told_every_step():
    found = verdict(KUBEVIRT, "enhancements-freeze", seen(document=None))
    remedies = {
        one.check: one.remedy for one in found.outcomes if one.state == "failed"
    }
    assert remedies == {
        "target-named": (
            "Write “- This VEP targets beta for version: v1.9” under Target releases"
            " in vep.md."
        ),
        "document-merged": "Open a pull request whose document names v1.9 for beta.",
        "owner": "Comment /assign @HANDLE on the tracking issue.",
        "feature-gate": (
            "Name the feature gate in the issue, or say there why none is needed."
        ),
    }


# --- Kubernetes ---------------------------------------------------------------------


def kep(**changes):
    """A KEP of v1.36 that has everything."""
    entry = dataclasses.replace(ENTRY, release="v1.36")
    listing = Listing("beta", "v1.36")
    fields = {
        "entry": entry,
        "issue": labelled("lead-opted-in", "stage/beta", since=SOON, milestone="v1.36"),
        "document": Document(
            "keps/sig-a/10-x/kep.yaml", "https://example.org/kep.yaml"
        ),
        "text": text(*((heading, 2, True) for heading in SECTIONS)),
        "record": record(
            stage=merged("beta"),
            status=merged("implementable"),
            latest_milestone=merged("v1.36"),
            targets={"beta": merged("v1.36")},
        ),
        "approvals": (Approval("beta", "@ana", is_merged=True),),
        "pulls": (
            pull(state="merged", since=SOON, listed=listing),
            pull(
                6,
                kind="docs",
                base="dev-1.36",
                listed=listing,
                lgtm=True,
                approved=True,
            ),
        ),
    }
    return seen(**{**fields, **changes})


FREEZES = ["prr-freeze", "enhancements-freeze", "code-freeze", "docs-freeze", "release"]


@pytest.mark.parametrize("deadline", FREEZES)
def test_complete_kep_meets_its_freezes(deadline):
    assert verdict(KUBERNETES, deadline, kep()).word == "met"


def proposed():
    """The same KEP with everything in an open pull request."""
    done = kep()
    change = proposal(
        77,
        *("main", "metadata", "text"),
        stage="beta",
        latest_milestone="v1.36",
        targets={"beta": "v1.36"},
        status="implementable",
        text=done.text,
        approvals=(Approval("beta", "@ana", is_merged=False),),
    )
    return kep(
        document=None, text=None, record=record(), approvals=(), proposals=(change,)
    )


def test_open_pull_request_is_enough_for_readiness_and_not_for_the_next_freeze():
    assert verdict(KUBERNETES, "prr-freeze", proposed()).word == "met"
    found = verdict(KUBERNETES, "enhancements-freeze", proposed())
    assert states(found, "failed") == [
        "readme",
        "status-is",
        "graduation-criteria",
        "test-plan",
        "questionnaire",
        "stage-named",
        "release-named",
        "target-named",
        "readiness-approver",
        "no-open-proposals",
    ]


def test_forgotten_label_and_milestone_say_the_commands():
    found = verdict(KUBERNETES, "prr-freeze", kep(issue=issue()))
    remedies = {one.check: one.remedy for one in found.outcomes if one.remedy}
    assert remedies == {
        "issue-milestone": "Comment /milestone v1.36 on the issue.",
        "opted-in": "Ask a lead of SIG a to comment /label lead-opted-in on the issue.",
        "stage-label": "Comment /stage beta on the issue.",
    }


def test_work_at_the_same_stage_needs_no_new_target():
    entry = dataclasses.replace(kep().entry, kind="same-stage")
    what = kep(entry=entry)
    moved = dataclasses.replace(what.record, targets={"beta": merged("v1.34")})
    found = verdict(
        KUBERNETES, "enhancements-freeze", dataclasses.replace(what, record=moved)
    )
    assert found.word == "met"


def test_removal_is_withdrawn_and_needs_no_readiness():
    entry = dataclasses.replace(
        kep().entry, stage="removed", canonical="removed", kind="deprecation"
    )
    said = record(
        stage=merged("removed"),
        status=merged("withdrawn"),
        latest_milestone=merged("v1.36"),
    )
    what = kep(entry=entry, record=said, approvals=())
    assert verdict(KUBERNETES, "enhancements-freeze", what).word == "met"


def test_open_proposals_were_no_criterion_before_2026():
    what = kep(proposals=(proposal(7, "main"),))
    assert verdict(KUBERNETES, "enhancements-freeze", what).word == "at-risk"
    entry = dataclasses.replace(what.entry, release="v1.35")
    found = verdict(
        KUBERNETES, "enhancements-freeze", dataclasses.replace(what, entry=entry)
    )
    assert "no-open-proposals" not in states(found, "failed")


def test_stable_kep_is_implemented_by_the_release():
    entry = dataclasses.replace(kep().entry, stage="stable", canonical="stable")
    what = kep(entry=entry)
    [outcome] = verdict(KUBERNETES, "release", what).outcomes
    assert (outcome.state, outcome.remedy) == (
        "failed",
        "Set status: implemented in kep.yaml.",
    )
    done = dataclasses.replace(what.record, status=merged("implemented", END))
    assert (
        verdict(KUBERNETES, "release", dataclasses.replace(what, record=done)).word
        == "met"
    )


# --- Kept as JSON -------------------------------------------------------------------


@given(seens())
@settings(max_examples=50)
def test_verdict_is_kept_as_json(what):
    waivers = [Waiver("opted-in", "bo", "Late mail.", END)]
    found = verdict(KUBERNETES, "prr-freeze", what, waivers)
    for inputs in (True, False):
        data = json.loads(json.dumps(stored.as_json(found, inputs=inputs)))
        back = stored.from_json(data)
        assert stored.as_json(back, inputs=inputs) == data
        bare = [dataclasses.replace(one, looked_at={}) for one in found.outcomes]
        assert [dataclasses.replace(one, looked_at={}) for one in back.outcomes] == bare
