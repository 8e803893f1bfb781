"""How a pull request goes through review: the same words in every repository."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from enhancements.sample.catalogue import enhancements
from enhancements.sample.github.acts import Script
from enhancements.sample.github.people import ROBOT
from enhancements.sample.github.pulls import Pull
from enhancements.sample.people import APPROVERS, REVIEWERS

_QUICK = timedelta(days=3)


def tell_pull(script: Script, pull: Pull) -> None:
    """Lodestead's: its SIG reads it, and one who may approves it."""
    sigs = {item.number: item.sig for item in enhancements()}
    names = REVIEWERS[sigs.get(pull.enhancement, "")]
    readers = [name for name in names if name != pull.author]
    approver = next(name for name in APPROVERS if name != pull.author)
    tell(script, pull, readers=readers, approver=approver, robot=ROBOT)


def tell(
    script: Script, pull: Pull, *, readers: Sequence[str], approver: str, robot: str
) -> None:
    """Opened, read, held where it is, approved, merged; each at its time."""
    where = {"repo": pull.repo, "number": pull.number}
    reader = readers[pull.number % len(readers)]
    script.do(
        pull.opened,
        "open_pull",
        **where,
        title=pull.title,
        body=pull.body,
        by=pull.author,
        head=f"{pull.author}-{pull.number}",
        files=dict(pull.files),
    )
    lasts = pull.merged - pull.opened
    if lasts > _QUICK:
        at = pull.opened + timedelta(hours=2)
        script.do(at, "request_review", **where, login=reader, by=pull.author)
        if pull.number % 4 == 1:
            at = pull.opened + lasts * 0.3
            wants = {"state": "CHANGES_REQUESTED", "body": "Please say why."}
            script.do(at, "review", **where, **wants, by=reader)
    if pull.held is not None:
        begins, ends = pull.held
        label = {"name": "do-not-merge/hold", "by": robot}
        text = "/hold\nNot for this release any more."
        script.do(begins, "comment", **where, body=text, by=pull.author)
        script.do(begins + timedelta(seconds=4), "label", **where, **label)
        script.do(ends, "comment", **where, body="/hold cancel", by=pull.author)
        script.do(ends + timedelta(seconds=4), "unlabel", **where, **label)
    _tell_end(script, pull, reader, approver, robot)


def _tell_end(
    script: Script, pull: Pull, reader: str, approver: str, robot: str
) -> None:
    where = {"repo": pull.repo, "number": pull.number}
    lasts = pull.merged - pull.opened
    at = pull.opened + lasts * 0.75
    script.do(at, "review", **where, state="APPROVED", by=reader)
    at += timedelta(seconds=20)
    place = (pull.repo, pull.number)
    script.ask(at, *place, "/lgtm", by=reader, robot=robot, add=["lgtm"])
    at = pull.opened + lasts * 0.9
    script.ask(at, *place, "/approve", by=approver, robot=robot, add=["approved"])
    script.do(pull.merged, "merge", **where, by=robot)
