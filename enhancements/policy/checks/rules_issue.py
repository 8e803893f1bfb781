"""Checks of the tracking issue."""

from __future__ import annotations

from enhancements.languages import gettext_noop
from enhancements.languages.sentences import Sentence, sentence
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
    ASK_EXCEPTION,
    HOW,
    READ_AGAIN,
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
        return unknown(why, READ_AGAIN, of_issue(issue) if issue else ())
    if issue is None:
        return failed(
            sentence("No tracking issue is known."),
            sentence(
                "Open a tracking issue from the template of the enhancements"
                " repository."
            ),
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
        return passed(sentence("It is open."), here, issue.state_since)
    was_there = not ask.seen.is_late(issue.created_at)
    if issue.state_since and ask.seen.is_late(issue.state_since) and was_there:
        reason = sentence(
            "It was open at the freeze, and closed on %(moment)s.",
            moment=moment(issue.state_since),
        )
        return passed(reason, here)
    remedy = how(ask, _comment("/reopen"))
    return failed(_closed(issue), remedy, here, issue.state_since)


def _closed(issue: Issue) -> Sentence:
    if issue.state_since is None:
        return sentence("It was closed.")
    return sentence("It was closed on %(moment)s.", moment=moment(issue.state_since))


def _comment(command: str) -> Sentence:
    return sentence("Comment %(command)s on the issue.", command=command)


@check(
    "issue-milestone",
    "Issue is in milestone {release}",
    milestone=text("{release}", gettext_noop("Name of the milestone."), needed=True),
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
        reason = sentence("It is in %(milestone)s.", milestone=wanted)
        return passed(reason, here, issue.milestone_since)
    remedy = how(ask, _comment(f"/milestone {wanted}"))
    reason = sentence("It is in none.")
    if issue.milestone:
        reason = sentence(
            "It is in %(milestone)s, not in %(wanted)s.",
            milestone=issue.milestone,
            wanted=wanted,
        )
    return failed(reason, remedy, here, issue.milestone_since)


@check(
    "issue-label",
    "Issue has the label {label}",
    label=text(
        "",
        gettext_noop("Name of the label, with places such as {stage}."),
        needed=True,
    ),
    command=text(
        "",
        gettext_noop("The command that sets it; without it, /label and its name."),
    ),
    in_time=flag(
        gettext_noop("Whether one set after the freeze fails."), default=False
    ),
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
        remedy = how(ask, _comment(command))
        reason = sentence("It does not have the label %(label)s.", label=name)
        return failed(reason, remedy, here)
    if label.url:
        here = ((name, label.url), *here)
    too_late = late(ask.seen, label.since) if ask.flag("in_time") else None
    if too_late:
        reason = sentence("%(label)s was set %(when)s.", label=name, when=too_late)
        return failed(reason, ASK_EXCEPTION, here, label.since)
    reason = sentence("It has the label %(label)s.", label=name)
    return passed(reason, here, label.since)


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
        return unknown(why, READ_AGAIN, here)
    if document is None:
        reason = sentence("No document is merged that it could link.")
        remedy = sentence("Merge the document, then link it in the issue.")
        return unknown(reason, remedy, here)
    if issue.links_document is None:
        remedy = sentence(
            "Write the address of %(document)s into the issue.",
            document=file_name(document.path),
        )
        reason = sentence("Its link cannot be told from its text.")
        return unknown(reason, remedy, here)
    if issue.links_document:
        return passed(sentence("It links the document."), here, issue.links_since)
    address = document.url or document.path
    default = sentence(
        "Write %(address)s into the issue's description.", address=address
    )
    reason = sentence("It does not link the document where it lies now.")
    return failed(reason, how(ask, default), here)


@check(
    "out-of-tree",
    "Work out of tree is confirmed",
    label=text(
        "",
        gettext_noop("Label of enhancements whose code lies elsewhere."),
        needed=True,
    ),
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
        return unknown(why, READ_AGAIN)
    label = issue.label(ask.text("label")) if issue is not None else None
    ask.look(label=label.name if label else None)
    if issue is None or label is None:
        return not_asked(sentence("Its code lies in the main repositories."))
    remedy = how(
        ask,
        sentence(
            "Link the pull requests in the issue or confirm there that all is merged;"
            " the release team then waives this check with that link."
        ),
    )
    reason = sentence(
        "Its code lies out of tree, and only people can confirm that it is done."
    )
    return unknown(reason, remedy, of_issue(issue), label.since)


def is_out_of_tree(ask: Ask) -> bool:
    """Whether the issue carries the label that the check names in `exempt_label`."""
    name, issue = ask.text("exempt_label"), ask.seen.issue
    return bool(name) and issue is not None and issue.label(name) is not None
