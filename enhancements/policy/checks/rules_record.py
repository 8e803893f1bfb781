"""Checks of what the record says: stage, release, targets, status, feature gates."""

from __future__ import annotations

from enhancements.policy.checks.named_field import IN_TIME, WHERE, Wanted, judge_field
from enhancements.policy.checks.parameters import texts
from enhancements.policy.checks.registry import (
    Answer,
    Ask,
    check,
    failed,
    passed,
    unknown,
)
from enhancements.policy.checks.seen import Said
from enhancements.policy.checks.wording import AGAIN, HOW, how, is_nobody, joined, link


@check("stage-named", "Document names the stage", where=WHERE, in_time=IN_TIME, how=HOW)
def stage_named(ask: Ask) -> Answer:
    """The stage in the document's metadata is the one that the entry targets.

    Source: kubernetes/sig-release releases/release_phases.md, PRR freeze (P5).
    """
    entry = ask.seen.entry
    if entry.stage == "unstaged":
        ask.look(stage=None)
        return failed(
            f"The release {entry.release} is named without a stage.",
            how(ask, "Name the stage in the document."),
            link("document", ask.seen.document.url if ask.seen.document else ""),
        )
    return judge_field(
        ask,
        Wanted(
            name="stage",
            said=ask.seen.record.stage,
            accepted=(entry.stage,),
            proposes=lambda one: one.stage,
            what=f"the stage {entry.stage}",
            remedy=f"Name the stage {entry.stage} in the document.",
            is_in_time=ask.flag("in_time"),
        ),
    )


@check(
    "release-named",
    "Document works for {release}",
    where=WHERE,
    in_time=IN_TIME,
    how=HOW,
)
def release_named(ask: Ask) -> Answer:
    """The one release that the document works for is this one.

    Source: kubernetes/sig-release releases/release_phases.md, PRR freeze (P6:
    latest-milestone in kep.yaml).
    """
    release = ask.seen.entry.release
    return judge_field(
        ask,
        Wanted(
            name="latest_milestone",
            said=ask.seen.record.latest_milestone,
            accepted=(release,),
            proposes=lambda one: one.latest_milestone,
            what=f"{release} as the release it works for",
            remedy=f"Name {release} in the document as the release it works for.",
            is_in_time=ask.flag("in_time"),
        ),
    )


@check(
    "target-named",
    "{release} is the target for {stage}",
    where=WHERE,
    in_time=IN_TIME,
    how=HOW,
)
def target_named(ask: Ask) -> Answer:
    """The target of the entry's stage is this release.

    Source: kubernetes/sig-release releases/release_phases.md, PRR freeze (P7:
    milestone.<stage> when graduating); kubevirt/enhancements vep template, "Target
    releases": a pull request must update it in the planning phase of the release.
    """
    entry = ask.seen.entry
    return judge_field(
        ask,
        Wanted(
            name=f"target.{entry.stage}",
            said=ask.seen.record.targets.get(entry.stage, Said(None)),
            accepted=(entry.release,),
            proposes=lambda one: one.targets.get(entry.stage),
            what=f"{entry.release} as its target for {entry.stage}",
            remedy=f"Name {entry.release} as the target for {entry.stage} there.",
            is_in_time=ask.flag("in_time"),
        ),
    )


@check(
    "status-is",
    "Status is {statuses}",
    statuses=texts((), "Statuses that are right.", names="status", needed=True),
    for_deprecation=texts(
        (), "Statuses that are right for a deprecation or removal.", names="status"
    ),
    after_freeze=texts(
        (), "Statuses that are right too once the freeze has passed.", names="status"
    ),
    where=WHERE,
    in_time=IN_TIME,
    how=HOW,
)
def status_is(ask: Ask) -> Answer:
    """The status of the proposal is one of those named; a deprecation or removal may
    have others, and so may a document that has moved on since the freeze.

    Source: kubernetes/sig-release releases/release_phases.md, enhancements freeze (E2:
    implementable, withdrawn for deprecations and removals) and code freeze (C5:
    implemented, for stable).
    """
    accepted = ask.texts("statuses")
    if ask.seen.entry.kind == "deprecation" and ask.texts("for_deprecation"):
        accepted = ask.texts("for_deprecation")
    wanted = joined(accepted, "or")
    said = ask.seen.record.status
    moved_on = ask.texts("after_freeze") if ask.seen.is_over else ()
    # Who moved on after the freeze had the right status before, as far as is known.
    is_on = said.value in moved_on and said.value not in accepted
    return judge_field(
        ask,
        Wanted(
            name="status",
            said=said,
            accepted=(*accepted, *moved_on),
            proposes=lambda one: one.status,
            what=f"the status {said.value if is_on else wanted}",
            remedy=f"Set the status to {wanted} in the document.",
            is_in_time=ask.flag("in_time") and not is_on,
        ),
    )


@check("feature-gate", "Feature gate is named, or why there is none", how=HOW)
def feature_gate(ask: Ask) -> Answer:
    """The enhancement names its feature gate, or says in words why it needs none. "N/A"
    alone is no reason.

    Source: kubevirt/enhancements docs/feature-lifecycle.md (alpha and beta need a gate)
    and VEP 282 (omitted only with a justification); .github/ISSUE_TEMPLATE/vep.md.
    """
    record = ask.seen.record
    gates, reason = record.feature_gates, record.gate_reason
    ask.look(feature_gates=gates.value, gate_reason=reason.value, others=gates.others)
    why = ask.gap("feature_gates", "gate_reason")
    if why:
        return unknown(why, AGAIN, link("feature gate", gates.url))
    named = [one for one in gates.value if not is_nobody(one)]
    if named:
        here = link(joined(named), gates.url)
        return passed(f"It names {joined(named)}.", here, gates.since)
    default = "Name the feature gate in the issue, or say there why none is needed."
    here = link("feature gate", reason.url or gates.url)
    if reason.value and not is_nobody(reason.value):
        return passed("It says why it needs no feature gate.", here, reason.since)
    if gates.others:
        disagree = f"Its sources disagree: {joined(gates.others)}."
        return unknown(disagree, how(ask, default), here)
    if reason.value or gates.value:
        shown = reason.value or joined(gates.value)
        return failed(f"It says “{shown}”, and no reason.", how(ask, default), here)
    return failed("It names none, and no reason.", how(ask, default), here)
