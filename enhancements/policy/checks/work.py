"""Which pull requests are the work of an entry, and what they lack."""

from __future__ import annotations

from enhancements.policy.checks.parameters import flag, text
from enhancements.policy.checks.pull_requests import PullRequest
from enhancements.policy.checks.registry import Ask
from enhancements.policy.checks.wording import EXCEPTION, by_freeze, joined, late, short

EXEMPT = text(
    "", "Label of issues whose code lies elsewhere: nothing is asked of them."
)
UNDER_STAGE = flag(
    "Whether it must stand under the entry's stage; else a place under none will do.",
    default=False,
)
OUT_OF_TREE = "Its code lies out of tree, which has a check of its own."


def belongs(ask: Ask, kind: str) -> list[PullRequest]:
    """The pull requests of a kind that the issue lists for this entry."""
    return [
        one for one in ask.seen.pulls if one.kind == kind and _is_in_place(ask, one)
    ]


def _is_in_place(ask: Ask, pull: PullRequest) -> bool:
    """Whether the issue lists it under the entry's stage and release."""
    entry, listed = ask.seen.entry, pull.listed
    if listed is None:
        return False
    is_stage = listed.stage == entry.stage
    if not listed.stage and not ask.flag("under_stage"):
        is_stage = True
    return is_stage and listed.release in ("", entry.release)


def unlisted(ask: Ask, kind: str) -> list[PullRequest]:
    """Pull requests that say they belong to the enhancement, that the issue does not
    list, and that may be this release's work: not those closed without a merge, merged
    before its cycle, or opened after the freeze.
    """
    return [
        one
        for one in ask.seen.pulls
        if one.kind == kind
        and one.listed is None
        and not one.is_contested
        and one.state != "closed"
        and not _is_other_work(ask, one)
    ]


def _is_other_work(ask: Ask, pull: PullRequest) -> bool:
    if ask.seen.is_late(pull.opened_at):
        return True
    starts_at = ask.seen.entry.starts_at
    if pull.state != "merged":
        return False
    return starts_at is None or pull.since is None or pull.since < starts_at


def names_of(pulls: list[PullRequest]) -> str:
    """`kubevirt#1 and kubevirt#2`."""
    return joined([short(one.place) for one in pulls])


def lacks(ask: Ask, pull: PullRequest, *, is_strict: bool) -> str:
    """What keeps a pull request from counting as done; empty when nothing does.

    With `is_strict` only a merge counts, else lgtm and approved without a hold do.
    """
    is_done = pull.state == "merged" or (pull.is_ready and not is_strict)
    if is_done:
        at = pull.since if is_strict else pull.ready_at
        too_late = late(ask.seen, at)
        word = "merged" if pull.state == "merged" else "approved"
        return f"was {word} {too_late}" if too_late else ""
    return _open_lacks(pull)


def _open_lacks(pull: PullRequest) -> str:
    if pull.state in ("draft", "closed"):
        return "is a draft" if pull.state == "draft" else "was closed without a merge"
    if pull.is_held:
        return "is held"
    signs = (("lgtm", pull.lgtm), ("approved", pull.approved))
    wanting = [sign for sign, is_there in signs if not is_there]
    return f"lacks {joined(wanting)}" if wanting else "is not merged"


def to_do(ask: Ask, pull: PullRequest, lack: str) -> str:
    """One sentence on what helps a pull request that lacks something."""
    name = short(pull.place)
    if lack.startswith("was ") or ask.seen.is_over:
        return EXCEPTION
    end = by_freeze(ask.seen)
    if lack == "is a draft":
        return f"Mark {name} as ready for review and have it merged{end}."
    if lack == "is held":
        return f"Settle what holds {name}, then comment /hold cancel on it{end}."
    if lack == "is not merged":
        return f"Have {name} merged{end}."
    commands = {"lgtm": "/lgtm", "approved": "/approve"}
    wanted = joined([word for sign, word in commands.items() if sign in lack])
    return f"Ask a reviewer of {name} for {wanted}{end}."
