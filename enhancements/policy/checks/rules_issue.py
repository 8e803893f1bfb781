"""Checks of the tracking issue."""

from __future__ import annotations

from enhancements.policy.checks.parameters import flag, text
from enhancements.policy.checks.registry import (
    Answer,
    Ask,
    check,
    failed,
    not_asked,
    passed,
    unknown,
)
from enhancements.policy.checks.seen import Issue
from enhancements.policy.checks.wording import (
    AGAIN,
    EXCEPTION,
    HOW,
    file_name,
    how,
    late,
    moment,
    of_issue,
)


def _issue(ask: Ask) -> Issue | Answer:
    """The tracking issue, or the answer when there is none."""
    why = ask.gap("issue")
    issue = ask.seen.issue
    ask.look(issue=issue.number if issue is not None else None)
    if why:
        return unknown(why, AGAIN, of_issue(issue) if issue else ())
    if issue is None:
        return failed(
            "No tracking issue is known.",
            "Open a tracking issue from the template of the enhancements repository.",
        )
    return issue


@check("issue-open", "Tracking issue is open", how=HOW)
def issue_open(ask: Ask) -> Answer:
    """The enhancement has an open tracking issue. One that was closed after the freeze
    was open when it counted.

    Source: kubernetes/sig-release releases/release_phases.md, criteria of the PRR
    freeze (P1); kubevirt/enhancements README.md, step 1.
    """
    issue = _issue(ask)
    if isinstance(issue, Answer):
        return issue
    ask.look(state=issue.state, state_since=issue.state_since)
    here = of_issue(issue)
    if issue.state == "open":
        return passed("It is open.", here, issue.state_since)
    closed = f" on {moment(issue.state_since)}" if issue.state_since else ""
    was_there = not ask.seen.is_late(issue.created_at)
    if ask.seen.is_late(issue.state_since) and was_there:
        return passed(f"It was open at the freeze, and closed{closed}.", here)
    remedy = how(ask, "Comment /reopen on the issue.")
    return failed(f"It was closed{closed}.", remedy, here, issue.state_since)


@check(
    "issue-milestone",
    "Issue is in milestone {release}",
    milestone=text("{release}", "Name of the milestone.", needed=True),
    how=HOW,
)
def issue_milestone(ask: Ask) -> Answer:
    """The tracking issue is in the milestone of the release. One that was set
    after the freeze counts: to forget it is a clerical error and needs no exception.

    Source: kubernetes/sig-release releases/release_phases.md (P2) and, on clerical
    errors, releases/EXCEPTIONS.md.
    """
    issue = _issue(ask)
    if isinstance(issue, Answer):
        return issue
    wanted = ask.text("milestone")
    ask.look(milestone=issue.milestone, milestone_since=issue.milestone_since)
    here = of_issue(issue)
    if issue.milestone == wanted:
        return passed(f"It is in {wanted}.", here, issue.milestone_since)
    is_in = f"It is in {issue.milestone}" if issue.milestone else "It is in none"
    remedy = how(ask, f"Comment /milestone {wanted} on the issue.")
    reason = f"{is_in}, not in {wanted}." if issue.milestone else f"{is_in}."
    return failed(reason, remedy, here, issue.milestone_since)


@check(
    "issue-label",
    "Issue has the label {label}",
    label=text("", "Name of the label, with places such as {stage}.", needed=True),
    command=text("", "The command that sets it; without it, /label and its name."),
    in_time=flag("Whether one set after the freeze fails.", default=False),
    how=HOW,
)
def issue_label(ask: Ask) -> Answer:
    """The tracking issue carries a label, by the freeze where that is asked.

    Source: kubernetes/sig-release releases/release_phases.md (P3: lead-opted-in, and no
    opt-in after the PRR freeze, which is hard since v1.35); on stage labels the
    enhancements handbook.
    """
    issue = _issue(ask)
    if isinstance(issue, Answer):
        return issue
    name = ask.text("label")
    label = issue.label(name)
    ask.look(labels=[one.name for one in issue.labels])
    ask.look(label_since=label.since if label else None)
    here = of_issue(issue)
    if label is None:
        command = ask.text("command") or f"/label {name}"
        remedy = how(ask, f"Comment {command} on the issue.")
        return failed(f"It does not have the label {name}.", remedy, here)
    if label.url:
        here = ((name, label.url), *here)
    too_late = late(ask.seen, label.since) if ask.flag("in_time") else ""
    if too_late:
        return failed(f"{name} was set {too_late}.", EXCEPTION, here, label.since)
    return passed(f"It has the label {name}.", here, label.since)


@check("issue-links-document", "Issue links the document", how=HOW)
def issue_links_document(ask: Ask) -> Answer:
    """The tracking issue links the document that stands, where it lies now.

    Source: kubevirt/enhancements vep template, Release Signoff Checklist, first item;
    .github/ISSUE_TEMPLATE/vep.md, "Enhancement link".
    """
    issue = _issue(ask)
    if isinstance(issue, Answer):
        return issue
    ask.look(links_document=issue.links_document, links_since=issue.links_since)
    here = of_issue(issue)
    document = ask.seen.document
    why = ask.gap("document", "document_link")
    if why:
        return unknown(why, AGAIN, here)
    if document is None:
        reason = "No document is merged that it could link."
        return unknown(reason, "Merge the document, then link it in the issue.", here)
    if issue.links_document is None:
        remedy = f"Write the address of {file_name(document.path)} into the issue."
        return unknown("Its link cannot be told from its text.", remedy, here)
    if issue.links_document:
        return passed("It links the document.", here, issue.links_since)
    where = document.url or document.path
    remedy = how(ask, f"Write {where} into the issue's description.")
    return failed("It does not link the document where it lies now.", remedy, here)


@check(
    "out-of-tree",
    "Work out of tree is confirmed",
    label=text("", "Label of enhancements whose code lies elsewhere.", needed=True),
    how=HOW,
)
def out_of_tree(ask: Ask) -> Answer:
    """Of an enhancement whose code lies outside the main repositories, links or a
    written confirmation that it is done are asked for. The record holds neither, so a
    person must say so: it is unknown until it is waived.

    Source: kubernetes/sig-release releases/release_phases.md, code freeze (C4).
    """
    issue = ask.seen.issue
    why = ask.gap("issue")
    if why:
        return unknown(why, AGAIN)
    label = issue.label(ask.text("label")) if issue is not None else None
    ask.look(label=label.name if label else None)
    if issue is None or label is None:
        return not_asked("Its code lies in the main repositories.")
    remedy = how(
        ask,
        "Link the pull requests in the issue or confirm there that all is merged; the"
        " release team then waives this check with that link.",
    )
    reason = "Its code lies out of tree, and only people can confirm that it is done."
    return unknown(reason, remedy, of_issue(issue), label.since)


def is_out_of_tree(ask: Ask) -> bool:
    """Whether the issue carries the label that the check names in `exempt_label`."""
    name, issue = ask.text("exempt_label"), ask.seen.issue
    return bool(name) and issue is not None and issue.label(name) is not None
