"""Checks of the code's pull requests: listed, and merged or ready."""

from __future__ import annotations

from enhancements.languages import gettext_noop
from enhancements.languages.sentences import Sentence, nsentence, sentence
from enhancements.policy.checks.outcome import Text
from enhancements.policy.checks.parameters import text
from enhancements.policy.checks.pull_requests import PullRequest
from enhancements.policy.checks.registry import (
    Answer,
    Ask,
    check,
    failed,
    not_asked,
    passed,
    unknown,
)
from enhancements.policy.checks.rules_issue import is_out_of_tree
from enhancements.policy.checks.wording import (
    HOW,
    READ_AGAIN,
    both,
    how,
    of_issue,
    of_pulls,
    stopped,
)
from enhancements.policy.checks.work import (
    EXEMPT,
    OUT_OF_TREE,
    UNDER_STAGE,
    Lack,
    belongs,
    lacks,
    names_of,
    to_do,
    unlisted,
)

MOST = 3
"""Pull requests of which a reason says what they lack."""


@check(
    "code-listed",
    "Code pull requests are listed",
    under_stage=UNDER_STAGE,
    exempt_label=EXEMPT,
    how=HOW,
)
def code_listed(ask: Ask) -> Answer:
    """The issue's description lists a pull request with code or tests for the stage and
    release, and every one that says it belongs to the enhancement.

    Source: kubernetes/sig-release releases/release_phases.md, code freeze (C1);
    kubevirt/enhancements docs/feature-lifecycle.md, the SIG's checklist.
    """
    if is_out_of_tree(ask):
        return not_asked(OUT_OF_TREE)
    issue = ask.seen.issue
    listed, others = belongs(ask, "code"), unlisted(ask, "code")
    elsewhere = [
        one
        for one in ask.seen.pulls
        if one.kind == "code" and one.listed is not None and one not in listed
    ]
    ask.look(listed=[one.place for one in listed])
    ask.look(unlisted=[one.place for one in others])
    ask.look(listed_elsewhere=[one.place for one in elsewhere])
    here = of_issue(issue) if issue is not None else ()
    why = ask.gap("issue", "pulls")
    if why:
        return unknown(why, READ_AGAIN, here)
    if others:
        reason, remedy = _unlisted(ask, others)
        return failed(reason, how(ask, remedy), (*of_pulls(others), *here))
    if not listed:
        reason, remedy = _lists_none(ask, elsewhere)
        return failed(reason, how(ask, remedy), (*here, *of_pulls(elsewhere)))
    reason = sentence("It lists %(names)s.", names=names_of(listed))
    return passed(reason, (*here, *of_pulls(listed)))


def _unlisted(ask: Ask, others: list[PullRequest]) -> tuple[Sentence, Sentence]:
    """What is said and asked of pull requests that the issue does not list."""
    names = names_of(others)
    reason = nsentence(
        "%(names)s names this enhancement, and the issue does not list it.",
        "%(names)s name this enhancement, and the issue does not list them.",
        len(others),
        names=names,
    )
    remedy = sentence(
        "List %(names)s in the issue's description under %(stage)s with %(release)s.",
        names=names,
        **_place(ask),
    )
    return reason, remedy


def _lists_none(ask: Ask, elsewhere: list[PullRequest]) -> tuple[Sentence, Sentence]:
    """What is said and asked where the issue lists none for the entry."""
    reason = sentence(
        "The issue lists no code pull request under %(stage)s with %(release)s.",
        **_place(ask),
    )
    if elsewhere:
        names = names_of(elsewhere)
        reason = both(reason, sentence("%(names)s stands elsewhere.", names=names))
    remedy = sentence(
        "List its code pull requests in the issue's description under %(stage)s with"
        " %(release)s.",
        **_place(ask),
    )
    return reason, remedy


def _place(ask: Ask) -> dict[str, str]:
    """Where the issue must list the entry's pull requests."""
    entry = ask.seen.entry
    return {"stage": entry.stage_label or entry.stage, "release": entry.release}


@check(
    "code-merged",
    "Code pull requests are merged or ready",
    accept=text(
        "ready",
        gettext_noop(
            "ready: reviewed and approved is enough; merged: it must be merged."
        ),
        "ready",
        "merged",
    ),
    under_stage=UNDER_STAGE,
    exempt_label=EXEMPT,
    how=HOW,
)
def code_merged(ask: Ask) -> Answer:
    """Every code pull request known for the entry was merged, or had lgtm and approved
    and no hold, when the freeze ended. Those closed without a merge do not count.

    Source: kubernetes/sig-release releases/release_phases.md, code freeze (C2);
    kubevirt/enhancements docs/feature-lifecycle.md, code freeze.
    """
    if is_out_of_tree(ask):
        return not_asked(OUT_OF_TREE)
    known = [*belongs(ask, "code"), *unlisted(ask, "code")]
    contested = [one for one in known if one.is_contested and one.state != "closed"]
    sure = [one for one in known if not one.is_contested and one.state != "closed"]
    ask.look(pulls={one.place: _state(one) for one in known})
    ask.look(ready_at={one.place: one.ready_at for one in sure})
    why = ask.gap("pulls", "issue")
    if why:
        return unknown(why, READ_AGAIN, of_pulls(sure))
    is_strict = ask.text("accept") == "merged"
    lacking = [
        (one, lack) for one in sure if (lack := lacks(ask, one, is_strict=is_strict))
    ]
    if lacking:
        return _not_ready(ask, sure, lacking)
    if contested:
        return _contested(contested)
    if not sure:
        return _none(ask, known)
    moments = [one.ready_at for one in sure if one.ready_at is not None]
    since = max(moments) if len(moments) == len(sure) else None
    return passed(_done(sure), of_pulls(sure), since)


def _done(sure: list[PullRequest]) -> Sentence:
    """That all are as far as they must be."""
    is_merged = all(one.state == "merged" for one in sure)
    count = len(sure)
    if count == 1:
        if is_merged:
            return sentence("It is merged.")
        return sentence("It is merged or ready.")
    if is_merged:
        return sentence("All %(count)s are merged.", count=count)
    return sentence("All %(count)s are merged or ready.", count=count)


def _contested(contested: list[PullRequest]) -> Answer:
    reason = sentence(
        "The issue lists %(names)s, which says it belongs to another enhancement.",
        names=names_of(contested),
    )
    remedy = sentence("Correct the list of the issue, or what the pull request names.")
    return unknown(reason, remedy, of_pulls(contested))


def _none(ask: Ask, closed: list[PullRequest]) -> Answer:
    """The answer when there is nothing to judge but what was given up."""
    issue = ask.seen.issue
    here = (*of_pulls(closed), *(of_issue(issue) if issue is not None else ()))
    if closed:
        reason = sentence(
            "%(names)s was closed without a merge.", names=names_of(closed)
        )
        remedy = sentence("List in the issue's description what took its place.")
        return failed(reason, how(ask, remedy), here)
    return unknown(
        sentence("No code pull request is known, so none can be judged."),
        sentence("List its code pull requests in the issue's description."),
        here,
    )


def _state(pull: PullRequest) -> str:
    words: list[str] = [pull.state]
    words += ["lgtm"] if pull.lgtm else []
    words += ["approved"] if pull.approved else []
    words += ["hold"] if pull.is_held else []
    return ", ".join(words)


def _what_lacks(lacks: list[Sentence]) -> Text:
    """What the first few lack, and how many others there are."""
    words = lacks[:MOST]
    if lacks[MOST:]:
        words.append(sentence("%(count)s more", count=len(lacks) - MOST))
    found = words[0]
    for one in words[1:]:
        found = sentence("%(first)s; %(next)s", first=found, next=one)
    return found


def _not_ready(
    ask: Ask, sure: list[PullRequest], lacking: list[tuple[PullRequest, Lack]]
) -> Answer:
    reason = stopped(_what_lacks([lack.said for _, lack in lacking]))
    counts = {"count": len(sure) - len(lacking), "all": len(sure)}
    if counts["count"] and ask.seen.is_over:
        some = sentence(
            "%(count)s of %(all)s made it: do they change what users see?", **counts
        )
        reason = both(reason, some)
    elif sure[1:]:
        reason = both(reason, sentence("%(count)s of %(all)s are ready.", **counts))
    first, lack = lacking[0]
    remedy = how(ask, to_do(ask, first, lack))
    return failed(reason, remedy, of_pulls([one for one, _ in lacking]))
