"""Slash commands of new comments, reviews and bodies: heard once, answered once.

A text counts when it appeared after the hearing began, which is when the repository had
been read whole or commands were switched on; what was written before, and what is
edited later, does not. How far was heard is kept by the order in which texts were
stored, batch by batch; within a batch each text's cause is unique, so a killed worker
does none of it twice.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from enhancements import profiles
from enhancements.actions import (
    events,
    leases,
    outbox,
    slash_again,
    slash_concerns,
    slash_texts,
    streams,
)
from enhancements.actions.leases import Lease
from enhancements.actions.slash_texts import Text
from enhancements.actions.streams import Place
from enhancements.commands import replies
from enhancements.commands.grammar import Operation
from enhancements.commands.plans import Plan
from enhancements.models import (
    Asked,
    Comment,
    Event,
    Item,
    Outgoing,
    Project,
    Repository,
    Stream,
)
from enhancements.profiles.command_rules import ACT, DRY_RUN, CommandRules

MOST_ANSWERS = 10
"""Comments of ours in an hour under one issue: two bots never talk for longer."""


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """What the commands of a text come to, and whether that is done."""

    operations: Sequence[Operation]
    plan: Plan
    mode: str
    """Of `command_rules.MODES`, but for `off`."""


def rules_of(*, project: int) -> CommandRules:
    """What holds in a project: its profile's rules, in the mode that it was given.

    Raises ProfileInvalid.
    """
    row = Project.objects.get(pk=project)
    rules = profiles.load(row.profile).command_rules
    return dataclasses.replace(rules, mode=row.commands or rules.mode)


def close(*, repository: Repository) -> None:
    """Hear no more; whatever is written until it begins again is the past then."""
    Stream.objects.filter(repository=repository, name=Stream.Name.COMMANDS).delete()


def give_up(*, project: Project, now: dt.datetime) -> int:
    """Leave unwritten what commands asked for; says how much that was."""
    owed = Outgoing.objects.filter(
        repository__project=project,
        cause__startswith="command:",
        is_dry=False,
        done_at=None,
        dead_at=None,
    )
    error = "Commands were switched off before it was written."
    return owed.update(dead_at=now, error=error)


def hearing(*, repository: Repository) -> Stream | None:
    """How far was heard; None before it began."""
    name = Stream.Name.COMMANDS
    return Stream.objects.filter(repository=repository, name=name).first()


def begin(*, lease: Lease, now: dt.datetime) -> None:
    """Hear from now on: what is stored already is the past, and so is what is older.

    "Now" is the latest moment that GitHub told of: its clock is not ours.
    """
    comments = Comment.objects.filter(item__repository=lease.repository)
    items = Item.objects.filter(repository=lease.repository)
    found = items.aggregate(pk=Max("pk"), at=Max("updated_at"))
    data = {
        slash_texts.COMMENT: comments.aggregate(pk=Max("pk"))["pk"] or 0,
        slash_texts.ITEM: found["pk"] or 0,
    }
    stream = streams.get(lease=lease, name=Stream.Name.COMMANDS, now=now)
    place = Place(stream, since=found["at"], data=data, is_finished=True)
    streams.move_alone(lease=lease, place=place, now=now)


def blame(*, lease: Lease, stream: Stream, name: str, now: dt.datetime) -> None:
    """A process ended while it heard the text of this name: perhaps that did it.

    So it counts as a failure, and others are heard before it is tried again. Not for
    one whose commands were taken already.
    """
    found = slash_texts.named(name)
    failed = [(one, slash_again.ENDED) for one in found if not is_heard(text=one)]
    if failed:
        move(lease=lease, stream=stream, texts=(), failed=failed, now=now)


def is_heard(*, text: Text) -> bool:
    """Whether its commands were taken already, by a worker that was killed then."""
    return Asked.objects.filter(cause=text.cause).exists()


def move(
    *,
    lease: Lease,
    stream: Stream,
    texts: Sequence[Text],
    failed: Sequence[slash_again.Failure] = (),
    now: dt.datetime,
) -> bool:
    """Note that these texts, and all before them, were heard. Whether it goes on.

    Those of them that `failed` are tried again later.

    It does not when commands were switched off and on meanwhile: then hearing begins
    anew.
    """
    leases.begin(lease)
    with transaction.atomic():
        row = Stream.objects.select_for_update().filter(pk=stream.pk).first()
        if row is None:
            return False
        stream.data = row.data  # An operator may have asked for one again.
        data = slash_again.note(
            repository=lease.repository,
            data=row.data,
            texts=texts,
            failed=failed,
            now=now,
        )
        for text in texts:
            data[text.kind] = max(data[text.kind], text.pk)
        streams.move(lease=lease, place=Place(stream, data=data), now=now)
    return True


def take(
    *,
    lease: Lease,
    text: Text,
    decision: Decision,
    now: dt.datetime,
) -> bool:
    """Keep what the commands of a text come to, and have it written where we act.

    Whether it was the first time; all in one transaction. Raises LeaseLost, and then
    nothing was written.
    """
    leases.begin(lease)
    with transaction.atomic():
        leases.check(lease)
        login = text.author.login if text.author else "ghost"
        row, is_new = Asked.objects.get_or_create(
            cause=text.cause,
            defaults={
                "repository": lease.repository,
                "item": text.item,
                "comment": text.comment,
                "by": login,
                "mode": decision.mode,
                "said": [one.raw for one in decision.operations],
                "plan": told(decision.plan),
                "said_at": text.said_at,
                "decided_at": now,
            },
        )
        if is_new and decision.mode == ACT:
            decision = _concerns(row, text, decision, now)
        if is_new and decision.mode in (ACT, DRY_RUN):
            _put_all(lease.repository, text, decision, now)
    return is_new


def _concerns(row: Asked, text: Text, decision: Decision, now: dt.datetime) -> Decision:
    """The decision as it was done: somebody may have been faster at the page."""
    plan = slash_concerns.write(text=text, plan=decision.plan, now=now)
    if plan != decision.plan:
        row.plan = told(plan)
        row.save(update_fields=["plan"])
    return dataclasses.replace(decision, plan=plan)


def told(plan: Plan) -> dict[str, Any]:
    """A plan as it is kept: without what is empty."""
    found = {
        "add": list(plan.add),
        "remove": list(plan.remove),
        "assign": list(plan.assign),
        "unassign": list(plan.unassign),
        "raise": [one.name for one in plan.raised],
        "resolve": [one.name for one in plan.resolved],
        "refused": [one.sentence for one in plan.refusals],
    }
    kept: dict[str, Any] = {key: value for key, value in found.items() if value}
    if plan.milestone is not None:
        kept["milestone"] = plan.milestone
    if plan.state is not None:
        kept["state"] = plan.state
    return kept


def _put_all(
    repository: Repository, text: Text, decision: Decision, now: dt.datetime
) -> None:
    plan, is_dry = told(decision.plan), decision.mode == DRY_RUN
    login = text.author.login if text.author else "ghost"
    for kind, payload in _payloads(repository, text, decision, now):
        outbox.put(
            repository=repository,
            number=text.item.number,
            kind=kind,
            cause=f"{text.cause}:{kind}",
            payload={**payload, "plan": plan} if is_dry else payload,
            by=login,
            is_dry=is_dry,
        )
    if decision.mode == ACT:
        events.record(
            project=repository.project,
            kind=Event.Kind.COMMAND_ANSWERED,
            subject=f"{repository.name}#{text.item.number}",
            new={"said": [one.raw for one in decision.operations], **plan},
            by=login,
            reason=text.cause,
            happened_at=now,
        )


def _payloads(
    repository: Repository, text: Text, decision: Decision, now: dt.datetime
) -> list[tuple[Outgoing.Kind, dict[str, Any]]]:
    """What is to be written, by kind."""
    plan = decision.plan
    found: list[tuple[Outgoing.Kind, dict[str, Any]]] = []
    if plan.add or plan.remove:
        labels = {"add": list(plan.add), "remove": list(plan.remove)}
        found.append((Outgoing.Kind.LABELS, labels))
    if plan.milestone is not None:
        stones = repository.milestones.filter(gone_at=None, title=plan.milestone)
        stone = stones.order_by("-state", "-number").first()
        number = stone.number if stone and plan.milestone else None
        milestone = {"number": number, "title": plan.milestone}
        found.append((Outgoing.Kind.MILESTONE, milestone))
    if plan.assign or plan.unassign:
        people = {"add": list(plan.assign), "remove": list(plan.unassign)}
        found.append((Outgoing.Kind.ASSIGNEES, people))
    # What was merged stays so.
    if plan.state is not None and text.item.state != "merged":
        reason = _reason(decision.operations) if plan.state == "closed" else "reopened"
        found.append((Outgoing.Kind.STATE, {"state": plan.state, "reason": reason}))
    login = text.author.login if text.author else ""
    body = replies.answer(plan, login)
    if body and not _has_said_enough(repository, text.item.number, now):
        # No answer is older than what it answers, by GitHub's clock.
        comment = {"body": body, "since": text.said_at.isoformat()}
        found.append((Outgoing.Kind.COMMENT, comment))
    return found


def _reason(operations: Sequence[Operation]) -> str:
    """Why it is closed, as GitHub calls it: `/close not-planned` says so."""
    closing = [one.raw for one in operations if one.verb == "close"]
    is_dropped = bool(closing) and "not-planned" in closing[-1].casefold()
    return "not_planned" if is_dropped else "completed"


def _has_said_enough(repository: Repository, number: int, now: dt.datetime) -> bool:
    lately = Outgoing.objects.filter(
        repository=repository,
        number=number,
        kind=Outgoing.Kind.COMMENT,
        created_at__gt=now - dt.timedelta(hours=1),
    )
    return lately.count() >= MOST_ANSWERS
