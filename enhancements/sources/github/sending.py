"""Send what is due of the outbox: each write with at most one visible effect.

A comment carries its row's marker; one that may have been written already is looked for
before it is written again. One that is edited is looked at first. Labels, milestone,
assignees and state are compared with how they are, and only the difference is written.
Everything is at least a second apart, and nothing of it happens inside a transaction.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import uuid
from collections.abc import Callable
from typing import Any

from enhancements.actions import outbox, restored
from enhancements.actions.outbox import Taken, TokenLost
from enhancements.commands import replies
from enhancements.models import Label, Outgoing
from enhancements.sources.github import told_graphql, told_rest, writing
from enhancements.sources.github.failures import (
    BadAnswer,
    GitHubFailed,
    RateLimited,
)
from enhancements.sources.github.running import Run

log = logging.getLogger(__name__)

Result = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class _There:
    """How an issue or pull request is at GitHub, names by their lower case."""

    labels: dict[str, str]
    milestone: int | None
    milestone_title: str
    assignees: dict[str, str]
    state: str


def send(run: Run, *, between: Callable[[], None] = lambda: None) -> int:
    """Write all that is due for the repository. Returns how many rows were settled.

    After each row comes `between`: many rows take many seconds, in which others wait
    for what they changed. A failure of one row is noted with it and stops no other;
    when GitHub asks for patience, or cannot be reached, the rest stays for a later run.
    """
    done = 0
    while not run.is_over():
        taken = outbox.claim(repository=run.repository, now=run.now())
        if taken is None:
            break
        if not _settle(run, taken):
            break
        done += 1
        between()
    return done


def _settle(run: Run, taken: Taken) -> bool:
    """Write one row. Whether others may follow at once."""
    try:
        result = _SENDERS[taken.kind](run, taken)
    except RateLimited as error:
        outbox.wait(taken=taken, until=error.until)
        return False
    except TokenLost as lost:
        log.warning("%s", lost)
        return False
    except GitHubFailed as error:
        passing = error.is_passing
        outbox.failed(taken=taken, error=str(error), now=run.now(), is_passing=passing)
        log.warning("%s %s: %s", run.name, taken.cause, error)
        return not passing
    except (ValueError, KeyError, TypeError) as error:
        # What it says cannot be written; others can.
        text = f"It cannot be written: {error}"
        outbox.failed(taken=taken, error=text, now=run.now())
        return True
    outbox.done(taken=taken, result=result, now=run.now())
    return True


def _hold(run: Run, taken: Taken) -> None:
    outbox.renew(taken=taken, now=run.now())


def _comment(run: Run, taken: Taken) -> Result:
    """Write a comment, unless it is there."""
    if taken.was_tried:
        told = taken.payload.get("since")
        since = None if told is None else dt.datetime.fromisoformat(told)
        found = writing.find_comment(
            run.client, run.name, taken.number, taken.marker, since
        )
        if found is not None:
            return {"comment": found.github_id, "was_there": True}
    body = str(taken.payload["body"])
    if between := restored.lost(project=run.repository.project_id, now=run.now()):
        # We may have written it, and lost the row that says so.
        alike = writing.find_alike(run.client, run.name, taken.number, body, between)
        if alike is not None:
            return {"comment": alike.github_id, "was_there": True}
    _hold(run, taken)
    made = writing.comment(run.client, run.name, taken.number, body, taken.marker)
    return {"comment": made.github_id}


def _edit(run: Run, taken: Taken) -> Result:
    """Rewrite a comment of ours, unless it says so already.

    One that was deleted is not written anew, and what somebody else wrote into it is
    not written over, unless that was asked for: both are told instead.
    """
    number, body = int(taken.payload["comment"]), str(taken.payload["body"])
    marker = uuid.UUID(taken.payload["marker"])
    there = writing.one_comment(run.client, run.name, number)
    if there is None:
        return {"comment": number, "missing": True}
    stands = outbox.plain(there.body)
    if stands == outbox.plain(body):
        return {"comment": number, "was_there": taken.was_tried}
    ours = map(outbox.plain, taken.payload["before"])
    if stands not in ours and not taken.payload["over"]:
        return {"comment": number, "theirs": True}
    _hold(run, taken)
    writing.edit_comment(run.client, run.name, number, body, marker)
    return {"comment": number}


def _labels(run: Run, taken: Taken) -> Result:
    """Add and take off what differs; a label gone meanwhile is not made anew."""
    there = _look(run, taken)
    wanted = [
        name for name in taken.payload["add"] if name.casefold() not in there.labels
    ]
    known = set(
        Label.objects.filter(
            repository=run.repository, gone_at=None, name__in=wanted
        ).values_list("name", flat=True)
    )
    add = [name for name in wanted if name in known]
    remove = [
        there.labels[name.casefold()]
        for name in taken.payload["remove"]
        if name.casefold() in there.labels
    ]
    for name in remove:
        _hold(run, taken)
        writing.remove_label(run.client, run.name, taken.number, name)
    if add:
        _hold(run, taken)
        writing.add_labels(run.client, run.name, taken.number, add)
    gone = [name for name in wanted if name not in known]
    told = {"added": add, "removed": remove, "gone": gone}
    return _only(told) | {"before": sorted(there.labels.values())}


def _milestone(run: Run, taken: Taken) -> Result:
    """Set the milestone by its number, or take it off."""
    there = _look(run, taken)
    wanted: int | None = taken.payload["number"]
    before = {"before": there.milestone_title}
    if there.milestone == wanted:
        return before
    _hold(run, taken)
    writing.set_milestone(run.client, run.name, taken.number, wanted)
    return {"milestone": taken.payload["title"], **before}


def _assignees(run: Run, taken: Taken) -> Result:
    """Assign and unassign; whom GitHub passes over gets a sentence, once."""
    there = _look(run, taken)
    add = [one for one in taken.payload["add"] if one.casefold() not in there.assignees]
    remove = [
        there.assignees[one.casefold()]
        for one in taken.payload["remove"]
        if one.casefold() in there.assignees
    ]
    passed: tuple[str, ...] = ()
    if remove:
        _hold(run, taken)
        writing.unassign(run.client, run.name, taken.number, remove)
    if add:
        _hold(run, taken)
        passed = writing.assign(run.client, run.name, taken.number, add)
    if passed:
        outbox.put(
            repository=run.repository,
            number=taken.number,
            kind=Outgoing.Kind.COMMENT,
            cause=f"{taken.cause}:passed",
            payload={"body": replies.passed_over(passed, taken.by)},
            by=taken.by,
        )
    assigned = [one for one in add if one not in passed]
    told = {"assigned": assigned, "unassigned": remove, "passed": list(passed)}
    return _only(told) | {"before": sorted(there.assignees.values())}


def _state(run: Run, taken: Taken) -> Result:
    """Close or reopen."""
    there = _look(run, taken)
    before = {"before": there.state}
    wanted = str(taken.payload["state"])
    if there.state == wanted:
        return before
    _hold(run, taken)
    reason = str(taken.payload.get("reason", ""))
    writing.set_state(run.client, run.name, taken.number, wanted, reason)
    return {"state": wanted, **before}


def _only(told: Result) -> Result:
    return {key: value for key, value in told.items() if value}


def _look(run: Run, taken: Taken) -> _There:
    """How it is just now."""
    path = f"/repos/{run.name}/issues/{taken.number}"
    row = run.client.get(path).row()
    try:
        stone = told_rest.milestone(row.get("milestone"))
        people = [told_rest.person(one) for one in row["assignees"]]
        names = [told_rest.label(one).name for one in row["labels"]]
        return _There(
            labels={name.casefold(): name for name in names},
            milestone=stone.number if stone else None,
            milestone_title=stone.title if stone else "",
            assignees={one.login.casefold(): one.login for one in people if one},
            state=told_graphql.word_of(row["state"]),
        )
    except told_graphql.ERRORS as error:
        raise BadAnswer("GitHub's issue cannot be read.") from error


_SENDERS: dict[str, Callable[[Run, Taken], Result]] = {
    Outgoing.Kind.COMMENT: _comment,
    Outgoing.Kind.EDIT: _edit,
    Outgoing.Kind.LABELS: _labels,
    Outgoing.Kind.ASSIGNEES: _assignees,
    Outgoing.Kind.MILESTONE: _milestone,
    Outgoing.Kind.STATE: _state,
}
