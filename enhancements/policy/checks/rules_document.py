"""Checks of the documents: merged in time, their sections, what is still open."""

from __future__ import annotations

from enhancements.languages import gettext_noop
from enhancements.languages.sentences import Sentence, nsentence, sentence
from enhancements.policy.checks.named_field import PROPOSED, WHERE
from enhancements.policy.checks.parameters import flag, texts
from enhancements.policy.checks.registry import (
    Answer,
    Ask,
    check,
    failed,
    passed,
    unknown,
)
from enhancements.policy.checks.seen import Approval, Document, Proposal
from enhancements.policy.checks.wording import (
    ASK_EXCEPTION,
    HOW,
    READ_AGAIN,
    both,
    by_freeze,
    file_name,
    freeze_name,
    how,
    is_nobody,
    is_to_come,
    joined,
    late,
    link,
    moment,
    of_pulls,
    short,
)

FILES = ("main", "metadata", "text", "readiness", "side")


@check("document-merged", "Document is merged for {release}", how=HOW)
def document_merged(ask: Ask) -> Answer:
    """A merged document names the release for the entry's stage since before the freeze
    ended; the deadline's moment holds the whole day Anywhere on Earth.

    Source: kubevirt/enhancements README.md and docs/feature-lifecycle.md, VEP freeze;
    the vep template on target releases.
    """
    seen, entry = ask.seen, ask.seen.entry
    document = seen.document
    ask.look(path=document.path if document else None)
    ask.look(merged_at=document.merged_at if document else None)
    ask.look(promised_at=document.promised_at if document else None)
    what = sentence(
        "%(release)s for %(stage)s", release=entry.release, stage=entry.stage
    )
    why = ask.gap("document")
    if why:
        return unknown(why, READ_AGAIN, _of_document(document))
    if document is None or document.promised_at is None:
        return _not_promised(ask, document, what)
    here = link(file_name(document.path), document.promised_url or document.url)
    too_late = late(seen, document.promised_at)
    if too_late:
        reason = sentence(
            "It names %(what)s since a merge %(when)s.", what=what, when=too_late
        )
        return failed(reason, ASK_EXCEPTION, here, document.promised_at)
    when = moment(document.promised_at)
    reason = sentence("It names %(what)s since %(moment)s.", what=what, moment=when)
    return passed(reason, here, document.promised_at)


def _not_promised(ask: Ask, document: Document | None, what: Sentence) -> Answer:
    proposals = [
        one for one in ask.seen.proposals if {"main", "metadata"} & one.touches
    ]
    evidence = (*of_pulls(proposals), *_of_document(document))
    reason = sentence("The merged document does not name %(what)s.", what=what)
    if document is None:
        reason = sentence("No document is merged.")
    if ask.seen.is_over:
        over = sentence("The %(freeze)s is over.", freeze=freeze_name(ask.seen))
        return failed(both(reason, over), ASK_EXCEPTION, evidence)
    return failed(reason, how(ask, _have_named(ask, proposals, what)), evidence)


def _have_named(ask: Ask, proposals: list[Proposal], what: Sentence) -> Sentence:
    """What to do so that a merged document names it."""
    if not proposals:
        return sentence("Open a pull request whose document names %(what)s.", what=what)
    names = joined([short(one.place) for one in proposals])
    if not is_to_come(ask.seen):
        return sentence(
            "Have %(names)s merged, naming %(what)s.", names=names, what=what
        )
    # In English a comma stands before the freeze.
    have = sentence("Have %(names)s merged, naming %(what)s,", names=names, what=what)
    return by_freeze(ask.seen, have)


def _of_document(document: Document | None) -> tuple[tuple[str, str], ...]:
    return link(file_name(document.path), document.url) if document else ()


@check(
    "no-open-proposals",
    "No open pull request changes it",
    files=texts(
        ("main", "metadata", "text"),
        gettext_noop("Files that count."),
        *FILES,
        needed=True,
    ),
    drafts=flag(gettext_noop("Whether drafts count."), default=True),
    how=HOW,
)
def no_open_proposals(ask: Ask) -> Answer:
    """No open pull request changes the documents. One that was opened after the freeze
    is work for later.

    Source: kubernetes/sig-release releases/release_phases.md, enhancements freeze (E6,
    since 2026, sig-release#2952).
    """
    files = set(ask.texts("files"))
    proposals = [
        one
        for one in ask.seen.proposals
        if files & one.touches
        and (ask.flag("drafts") or not one.is_draft)
        and not ask.seen.is_late(one.opened_at)
    ]
    ask.look(proposals={one.place: one.touches for one in proposals})
    why = ask.gap("proposals")
    if why:
        return unknown(why, READ_AGAIN, of_pulls(proposals))
    if proposals:
        names = joined([short(one.place) for one in proposals])
        reason = nsentence(
            "%(names)s changes it.",
            "%(names)s change it.",
            len(proposals),
            names=names,
        )
        close = by_freeze(ask.seen, sentence("Merge or close %(names)s", names=names))
        return failed(reason, how(ask, close), of_pulls(proposals))
    return passed(sentence("No open pull request changes it."))


@check("readiness-approver", "Readiness file names an approver", where=WHERE, how=HOW)
def readiness_approver(ask: Ask) -> Answer:
    """The production-readiness file names an approver for the entry's stage.

    Source: kubernetes/sig-release releases/release_phases.md, PRR freeze (P8: open or
    merged) and enhancements freeze (E5: merged).
    """
    seen, stage = ask.seen, ask.seen.entry.stage
    merged = [one for one in seen.approvals if _approves(one, stage)]
    proposed = [
        (one, approval)
        for one in seen.proposals
        for approval in one.approvals
        if _approves(approval, stage)
    ]
    ask.look(merged={one.stage: one.approver for one in seen.approvals})
    ask.look(proposed={one.place: approval.approver for one, approval in proposed})
    may_be_proposed = ask.text("where") == PROPOSED
    in_time = [one for one in merged if may_be_proposed or not seen.is_late(one.since)]
    why = ask.gap("readiness")
    if in_time and not why:
        one = in_time[0]
        here = link("readiness file", one.url)
        who = f"@{one.approver.lstrip('@')}"
        return passed(sentence("%(who)s is named.", who=who), here, one.since)
    if may_be_proposed:
        answer = _proposed_approver(ask, proposed)
        if answer is not None:
            return answer
        why = why or ask.gap("proposals")
    if why:
        return unknown(why, READ_AGAIN)
    return _no_approver(ask, merged, [one for one, _ in proposed])


def _approves(approval: Approval, stage: str) -> bool:
    return approval.stage == stage and not is_nobody(approval.approver)


def _proposed_approver(
    ask: Ask, proposed: list[tuple[Proposal, Approval]]
) -> Answer | None:
    if ask.gap("proposals"):
        return None
    for one, approval in proposed:
        if not ask.seen.is_late(approval.since or one.said_at):
            who = f"@{approval.approver.lstrip('@')}"
            reason = sentence(
                "%(names)s names %(who)s.", names=short(one.place), who=who
            )
            return passed(reason, of_pulls([one]), approval.since or one.said_at)
    return None


def _no_approver(ask: Ask, merged: list[Approval], proposals: list[Proposal]) -> Answer:
    stage = ask.seen.entry.stage
    if merged:
        one = merged[0]
        here = link("readiness file", one.url)
        too_late = late(ask.seen, one.since)
        reason = sentence(
            "An approver is named since a merge %(when)s.", when=too_late or ""
        )
        return failed(reason, ASK_EXCEPTION, here, one.since)
    others = [one for one in ask.seen.approvals if not is_nobody(one.approver)]
    here = link("readiness file", others[0].url) if others else ()
    if proposals:
        return _only_proposed(ask, proposals)
    reason = sentence("No readiness file names an approver for %(stage)s.", stage=stage)
    if others:
        reason = sentence(
            "Its readiness file names an approver for %(stages)s, not for %(stage)s.",
            stages=joined([one.stage for one in others]),
            stage=stage,
        )
    default = sentence(
        "Add %(stage)s with its approver to the readiness file.", stage=stage
    )
    return failed(reason, how(ask, default), here)


def _only_proposed(ask: Ask, proposals: list[Proposal]) -> Answer:
    """The answer when only open pull requests name an approver."""
    names = joined([short(one.place) for one in proposals])
    named = {"names": names, "stage": ask.seen.entry.stage}
    if ask.text("where") == PROPOSED or ask.seen.is_over:
        reason = sentence(
            "%(names)s names an approver for %(stage)s, and came too late.", **named
        )
        return failed(reason, ASK_EXCEPTION, of_pulls(proposals))
    reason = sentence(
        "%(names)s names an approver for %(stage)s, and is not merged.", **named
    )
    have = sentence("Have %(names)s merged", names=names)
    return failed(reason, by_freeze(ask.seen, have), of_pulls(proposals))
