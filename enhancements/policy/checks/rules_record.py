"""Checks of what the record says: stage, release, targets, status, feature gates."""

from __future__ import annotations

from enhancements.languages import gettext_noop
from enhancements.languages.sentences import sentence
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
from enhancements.policy.checks.wording import (
    HOW,
    READ_AGAIN,
    how,
    is_nobody,
    joined,
    link,
    one_of,
)


@check("stage-named", "Document names the stage", where=WHERE, in_time=IN_TIME, how=HOW)
def stage_named(ask: Ask) -> Answer:
    """The stage in the document's metadata is the one that the entry targets.

    Source: kubernetes/sig-release releases/release_phases.md, PRR freeze (P5).
    """
    entry = ask.seen.entry
    if entry.stage == "unstaged":
        ask.look(stage=None)
        return failed(
            sentence(
                "The release %(release)s is named without a stage.",
                release=entry.release,
            ),
            how(ask, sentence("Name the stage in the document.")),
            link("document", ask.seen.document.url if ask.seen.document else ""),
        )
    return judge_field(
        ask,
        Wanted(
            name="stage",
            said=ask.seen.record.stage,
            accepted=(entry.stage,),
            proposes=lambda one: one.stage,
            what=sentence("the stage %(stage)s", stage=entry.stage),
            remedy=sentence(
                "Name the stage %(stage)s in the document.", stage=entry.stage
            ),
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
            what=sentence("%(release)s as the release it works for", release=release),
            remedy=sentence(
                "Name %(release)s in the document as the release it works for.",
                release=release,
            ),
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
    named = {"release": entry.release, "stage": entry.stage}
    return judge_field(
        ask,
        Wanted(
            name=f"target.{entry.stage}",
            said=ask.seen.record.targets.get(entry.stage, Said(None)),
            accepted=(entry.release,),
            proposes=lambda one: one.targets.get(entry.stage),
            what=sentence("%(release)s as its target for %(stage)s", **named),
            remedy=sentence(
                "Name %(release)s as the target for %(stage)s there.", **named
            ),
            is_in_time=ask.flag("in_time"),
        ),
    )


@check(
    "status-is",
    "Status is {statuses}",
    statuses=texts(
        (), gettext_noop("Statuses that are right."), names="status", needed=True
    ),
    for_deprecation=texts(
        (),
        gettext_noop("Statuses that are right for a deprecation or removal."),
        names="status",
    ),
    after_freeze=texts(
        (),
        gettext_noop("Statuses that are right too once the freeze has passed."),
        names="status",
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
    wanted = one_of(accepted)
    said = ask.seen.record.status
    moved_on = ask.texts("after_freeze") if ask.seen.is_over else ()
    # Who moved on after the freeze had the right status before, as far as is known.
    is_on = said.value in moved_on and said.value not in accepted
    shown = (said.value or "") if is_on else wanted
    return judge_field(
        ask,
        Wanted(
            name="status",
            said=said,
            accepted=(*accepted, *moved_on),
            proposes=lambda one: one.status,
            what=sentence("the status %(status)s", status=shown),
            remedy=sentence(
                "Set the status to %(status)s in the document.", status=wanted
            ),
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
        return unknown(why, READ_AGAIN, link("feature gate", gates.url))
    named = [one for one in gates.value if not is_nobody(one)]
    if named:
        names = joined(named)
        here = link(str(names), gates.url)
        return passed(sentence("It names %(names)s.", names=names), here, gates.since)
    default = sentence(
        "Name the feature gate in the issue, or say there why none is needed."
    )
    here = link("feature gate", reason.url or gates.url)
    if reason.value and not is_nobody(reason.value):
        says = sentence("It says why it needs no feature gate.")
        return passed(says, here, reason.since)
    if gates.others:
        others = joined(gates.others)
        disagree = sentence("Its sources disagree: %(others)s.", others=others)
        return unknown(disagree, how(ask, default), here)
    says = sentence("It names none, and no reason.")
    if reason.value or gates.value:
        shown = reason.value or joined(gates.value)
        says = sentence("It says “%(words)s”, and no reason.", words=shown)
    return failed(says, how(ask, default), here)
