"""Checks of the user's documentation and of the feature blog."""

from __future__ import annotations

from enhancements.languages import gettext_noop
from enhancements.languages.sentences import Sentence, sentence
from enhancements.policy.checks.outcome import FAILED, PASSED, UNKNOWN, Evidence
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
from enhancements.policy.checks.seen import Moment
from enhancements.policy.checks.wording import (
    ASK_EXCEPTION,
    HOW,
    READ_AGAIN,
    how,
    late,
    of_issue,
    of_pulls,
    short,
    stopped,
)
from enhancements.policy.checks.work import (
    EXEMPT,
    OUT_OF_TREE,
    UNDER_STAGE,
    Lack,
    belongs,
    draft,
    lacks,
    to_do,
    unlisted,
)

LEVELS = ("placeholder", "review", "ready", "merged")


@check(
    "docs-pull",
    "Docs pull request",
    level=text(
        "placeholder",
        gettext_noop(
            "placeholder: it exists, also as a draft; review: it is no draft; ready: it"
            " has lgtm and approved, or is merged; merged: it is merged."
        ),
        *LEVELS,
    ),
    base=text(
        "", gettext_noop("The branch that it must go to, such as dev-{version}.")
    ),
    repository=text("", gettext_noop("Where to open one, for the remedy.")),
    under_stage=UNDER_STAGE,
    exempt_label=EXEMPT,
    how=HOW,
)
def docs_pull(ask: Ask) -> Answer:
    """A pull request with the documentation exists, goes to the release's branch, and
    is as far as it must be by the freeze. Every one that is known must be, and for a
    placeholder one is enough. Whether a technical review took place is not recorded.

    Source: kubernetes/sig-release release-team/role-handbooks/docs (C3: placeholder;
    ready for review; merged or approved); kubevirt/enhancements
    docs/feature-lifecycle.md, the SIG's checklist: docs pull request merged.
    """
    if is_out_of_tree(ask):
        return not_asked(OUT_OF_TREE)
    level = ask.text("level")
    known = _candidates(ask)
    ask.look(pulls={one.place: f"{one.state} to {one.base or '?'}" for one in known})
    why = ask.gap("pulls", "issue")
    if why:
        return unknown(why, READ_AGAIN, of_pulls(known))
    if not known:
        return _none(ask)
    answers = [_judge(ask, one, level) for one in known]
    good = [answer for answer in answers if answer.state == PASSED]
    # For a placeholder one is enough.
    if good and (level == "placeholder" or len(good) == len(known)):
        return good[0]
    order = (FAILED, UNKNOWN)
    rest = [answer for answer in answers if answer.state in order]
    return min(rest, key=lambda answer: order.index(answer.state))


def _candidates(ask: Ask) -> list[PullRequest]:
    """The docs pull requests of the entry; those to the right branch, if any is."""
    known = [
        one
        for one in (*belongs(ask, "docs"), *unlisted(ask, "docs"))
        if one.state != "closed" and not one.is_contested
    ]
    base = ask.text("base")
    return [one for one in known if one.base in ("", base)] or known


def _none(ask: Ask) -> Answer:
    repository, base = ask.text("repository"), ask.text("base")
    issue = ask.seen.issue
    here = of_issue(issue) if issue is not None else ()
    remedy = how(ask, _opened(repository, base))
    return failed(sentence("No docs pull request is known."), remedy, here)


def _opened(repository: str, base: str) -> Sentence:
    """What to open, where and against which branch, as far as that is known."""
    if repository and base:
        return sentence(
            "Open a draft pull request in %(repository)s against %(branch)s and list it"
            " in the issue.",
            repository=repository,
            branch=base,
        )
    if repository:
        return sentence(
            "Open a draft pull request in %(repository)s and list it in the issue.",
            repository=repository,
        )
    if base:
        return sentence(
            "Open a draft pull request against %(branch)s and list it in the issue.",
            branch=base,
        )
    return sentence("Open a draft pull request and list it in the issue.")


def _judge(ask: Ask, pull: PullRequest, level: str) -> Answer:
    """The answer on one pull request."""
    name, here, base = short(pull.place), of_pulls([pull]), ask.text("base")
    if base and not pull.base:
        reason = sentence("Where %(name)s goes is not known.", name=name)
        return unknown(reason, READ_AGAIN, here)
    if base and pull.base != base:
        return _wrong_branch(pull, base, here)
    reached_at, lack = _reached(ask, pull, level)
    if lack:
        reason = stopped(lack.said)
        return failed(reason, how(ask, to_do(ask, pull, lack)), here)
    too_late = late(ask.seen, reached_at)
    if too_late:
        reason = sentence(_TOO_LATE[level], name=name, when=too_late)
        return failed(reason, ASK_EXCEPTION, here, reached_at)
    is_approved = pull.state == "open" and pull.is_ready
    text_ = _IS["approved" if is_approved else pull.state]
    return passed(sentence(text_, name=name), here, reached_at)


_TOO_LATE = {
    "placeholder": gettext_noop("%(name)s was opened %(when)s."),
    "review": gettext_noop("%(name)s was ready for review %(when)s."),
    "ready": gettext_noop("%(name)s was ready %(when)s."),
    "merged": gettext_noop("%(name)s was merged %(when)s."),
}
_IS = {
    "approved": gettext_noop("%(name)s is approved."),
    "draft": gettext_noop("%(name)s is a draft."),
    "merged": gettext_noop("%(name)s is merged."),
    "open": gettext_noop("%(name)s is open for review."),
    "closed": gettext_noop("%(name)s is closed."),
}


def _wrong_branch(pull: PullRequest, base: str, here: Evidence) -> Answer:
    """The answer on one that goes to another branch."""
    name = short(pull.place)
    reason = sentence(
        "%(name)s goes to %(base)s, not to %(branch)s.",
        name=name,
        base=pull.base,
        branch=base,
    )
    remedy = sentence(
        "Change the base branch of %(name)s to %(branch)s.", name=name, branch=base
    )
    return failed(reason, remedy, here)


def _reached(ask: Ask, pull: PullRequest, level: str) -> tuple[Moment, Lack | None]:
    """Since when it is as far as the level asks, and what it lacks, if anything."""
    if level == "placeholder":
        return pull.opened_at, None
    if level == "review":
        lack = draft(pull) if pull.state == "draft" else None
        # One that is merged was open for review before, and nobody knows since when.
        return (pull.since if pull.state == "open" else None), lack
    lack = lacks(ask, pull, is_strict=level == "merged")
    return pull.since if level == "merged" else pull.ready_at, lack


@check(
    "blog-placeholder",
    "Feature blog has a placeholder",
    base=text("", gettext_noop("The branch that it must go to; empty for any.")),
    how=HOW,
)
def blog_placeholder(ask: Ask) -> Answer:
    """A feature blog is announced by a pull request with a placeholder before its
    freeze. A blog is optional: without a pull request nothing is asked.

    Source: kubernetes/sig-release
    release-team/role-handbooks/communications/README.md, feature blog freeze.
    """
    pulls = [
        one
        for one in ask.seen.pulls
        if one.kind == "blog" and one.state != "closed" and not one.is_contested
    ]
    ask.look(pulls={one.place: one.state for one in pulls})
    why = ask.gap("pulls")
    if why:
        return unknown(why, READ_AGAIN)
    if not pulls:
        return not_asked(sentence("No feature blog is announced, and none has to be."))
    first, base = pulls[0], ask.text("base")
    name, here = short(first.place), of_pulls(pulls)
    if base and first.base and first.base != base:
        return _wrong_branch(first, base, here)
    too_late = late(ask.seen, first.opened_at)
    if too_late:
        reason = sentence("%(name)s was opened %(when)s.", name=name, when=too_late)
        return failed(reason, how(ask, ASK_EXCEPTION), here, first.opened_at)
    announced = sentence("%(name)s announces it.", name=name)
    return passed(announced, here, first.opened_at)
