"""Which pull requests are the work of an entry, and what they lack."""

from __future__ import annotations

import dataclasses
from typing import Literal

from enhancements.languages import gettext_noop
from enhancements.languages.sentences import Sentence, sentence
from enhancements.policy.checks.outcome import Text
from enhancements.policy.checks.parameters import flag, text
from enhancements.policy.checks.pull_requests import PullRequest
from enhancements.policy.checks.registry import Ask
from enhancements.policy.checks.wording import (
    ASK_EXCEPTION,
    by_freeze,
    joined,
    late,
    short,
)

EXEMPT = text(
    "",
    gettext_noop(
        "Label of issues whose code lies elsewhere: nothing is asked of them."
    ),
)
UNDER_STAGE = flag(
    gettext_noop(
        "Whether it must stand under the entry's stage; else a place under none will"
        " do."
    ),
    default=False,
)
OUT_OF_TREE = sentence("Its code lies out of tree, which has a check of its own.")


@dataclasses.dataclass(frozen=True, slots=True)
class Lack:
    """What keeps a pull request from counting as done."""

    kind: Literal["late", "draft", "closed", "held", "unsigned", "unmerged"]
    said: Sentence
    """With its name and without a full stop: `kubevirt#1 is a draft`."""
    signs: tuple[str, ...] = ()
    """What an unsigned one lacks: lgtm, approved."""


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


def names_of(pulls: list[PullRequest]) -> Text:
    """`kubevirt#1 and kubevirt#2`."""
    return joined([short(one.place) for one in pulls])


def lacks(ask: Ask, pull: PullRequest, *, is_strict: bool) -> Lack | None:
    """What keeps a pull request from counting as done; None when nothing does.

    With `is_strict` only a merge counts, else lgtm and approved without a hold do.
    """
    is_done = pull.state == "merged" or (pull.is_ready and not is_strict)
    if is_done:
        at = pull.since if is_strict else pull.ready_at
        too_late = late(ask.seen, at)
        return _late(pull, too_late) if too_late else None
    return _open_lacks(pull)


def _late(pull: PullRequest, when: Sentence) -> Lack:
    name = short(pull.place)
    if pull.state == "merged":
        return Lack(
            "late", sentence("%(name)s was merged %(when)s", name=name, when=when)
        )
    return Lack(
        "late", sentence("%(name)s was approved %(when)s", name=name, when=when)
    )


def draft(pull: PullRequest) -> Lack:
    """That it is a draft."""
    return Lack("draft", sentence("%(name)s is a draft", name=short(pull.place)))


def _open_lacks(pull: PullRequest) -> Lack:
    name = short(pull.place)
    if pull.state == "draft":
        return draft(pull)
    if pull.state == "closed":
        said = sentence("%(name)s was closed without a merge", name=name)
        return Lack("closed", said)
    if pull.is_held:
        return Lack("held", sentence("%(name)s is held", name=name))
    signs = (("lgtm", pull.lgtm), ("approved", pull.approved))
    wanting = tuple(sign for sign, is_there in signs if not is_there)
    if not wanting:
        return Lack("unmerged", sentence("%(name)s is not merged", name=name))
    said = sentence("%(name)s lacks %(signs)s", name=name, signs=joined(wanting))
    return Lack("unsigned", said, wanting)


def to_do(ask: Ask, pull: PullRequest, lack: Lack) -> Sentence:
    """One sentence on what helps a pull request that lacks something."""
    if lack.kind in ("late", "closed") or ask.seen.is_over:
        return ASK_EXCEPTION
    return by_freeze(ask.seen, _help(short(pull.place), lack))


def _help(name: str, lack: Lack) -> Sentence:
    if lack.kind == "draft":
        return sentence(
            "Mark %(name)s as ready for review and have it merged", name=name
        )
    if lack.kind == "held":
        return sentence(
            "Settle what holds %(name)s, then comment /hold cancel on it", name=name
        )
    if lack.kind == "unmerged":
        return sentence("Have %(names)s merged", names=name)
    commands = {"lgtm": "/lgtm", "approved": "/approve"}
    wanted = joined([word for sign, word in commands.items() if sign in lack.signs])
    return sentence(
        "Ask a reviewer of %(name)s for %(commands)s", name=name, commands=wanted
    )
