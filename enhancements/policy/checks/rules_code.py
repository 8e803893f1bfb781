"""Checks of the code's pull requests: listed, and merged or ready."""

from __future__ import annotations

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
    AGAIN,
    HOW,
    how,
    of_issue,
    of_pulls,
    short,
)
from enhancements.policy.checks.work import (
    EXEMPT,
    OUT_OF_TREE,
    UNDER_STAGE,
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
    entry, issue = ask.seen.entry, ask.seen.issue
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
        return unknown(why, AGAIN, here)
    place = f"under {entry.stage_label or entry.stage} with {entry.release}"
    if others:
        verb = "name" if others[1:] else "names"
        reason = (
            f"{names_of(others)} {verb} this enhancement, and the issue does not list"
            f" {'them' if others[1:] else 'it'}."
        )
        default = f"List {names_of(others)} in the issue's description {place}."
        return failed(reason, how(ask, default), (*of_pulls(others), *here))
    if not listed:
        default = f"List its code pull requests in the issue's description {place}."
        reason = f"The issue lists no code pull request {place}."
        if elsewhere:
            reason += f" {names_of(elsewhere)} stands elsewhere."
        return failed(reason, how(ask, default), (*here, *of_pulls(elsewhere)))
    return passed(f"It lists {names_of(listed)}.", (*here, *of_pulls(listed)))


@check(
    "code-merged",
    "Code pull requests are merged or ready",
    accept=text(
        "ready",
        "ready: reviewed and approved is enough; merged: it must be merged.",
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
        return unknown(why, AGAIN, of_pulls(sure))
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
    count = "It is" if not sure[1:] else f"All {len(sure)} are"
    word = "merged" if all(one.state == "merged" for one in sure) else "merged or ready"
    return passed(f"{count} {word}.", of_pulls(sure), since)


def _contested(contested: list[PullRequest]) -> Answer:
    reason = (
        f"The issue lists {names_of(contested)}, which says it belongs to another"
        " enhancement."
    )
    remedy = "Correct the list of the issue, or what the pull request names."
    return unknown(reason, remedy, of_pulls(contested))


def _none(ask: Ask, closed: list[PullRequest]) -> Answer:
    """The answer when there is nothing to judge but what was given up."""
    issue = ask.seen.issue
    here = (*of_pulls(closed), *(of_issue(issue) if issue is not None else ()))
    if closed:
        reason = f"{names_of(closed)} was closed without a merge."
        remedy = "List in the issue's description what took its place."
        return failed(reason, how(ask, remedy), here)
    return unknown(
        "No code pull request is known, so none can be judged.",
        "List its code pull requests in the issue's description.",
        here,
    )


def _state(pull: PullRequest) -> str:
    words: list[str] = [pull.state]
    words += ["lgtm"] if pull.lgtm else []
    words += ["approved"] if pull.approved else []
    words += ["hold"] if pull.is_held else []
    return ", ".join(words)


def _not_ready(
    ask: Ask, sure: list[PullRequest], lacking: list[tuple[PullRequest, str]]
) -> Answer:
    words = [f"{short(one.place)} {lack}" for one, lack in lacking]
    more = [f"{len(words) - MOST} more"] if words[MOST:] else []
    reason = f"{'; '.join([*words[:MOST], *more])}."
    done = len(sure) - len(lacking)
    if done and ask.seen.is_over:
        reason += f" {done} of {len(sure)} made it: do they change what users see?"
    elif sure[1:]:
        reason += f" {done} of {len(sure)} are ready."
    first, lack = lacking[0]
    remedy = how(ask, to_do(ask, first, lack))
    return failed(reason, remedy, of_pulls([one for one, _ in lacking]))
