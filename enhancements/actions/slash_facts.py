"""What a decision about commands needs to know: the issue as it is, and who asks.

Read from the mirror; what is still to be written for earlier commands counts as done.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from enhancements.actions.slash_texts import Text
from enhancements.commands.plans import CLOSED, OPEN, Subject
from enhancements.models import Item, Label, Milestone, Outgoing, Person
from enhancements.queries import rosters, sql

_SIG = "sig/"
# How an author stands to the repository, and which roles that gives. Members of the
# organisation are collaborators of its repositories, as Prow has it.
_ROLES = {
    "OWNER": ("members", "collaborators"),
    "MEMBER": ("members", "collaborators"),
    "COLLABORATOR": ("collaborators",),
}


def subject(*, item: Item) -> Subject:
    """The issue as it will be once everything owed to it is written."""
    names = dict(
        Label.objects.filter(repository=item.repository_id, gone_at=None).values_list(
            "node_id", "name"
        )
    )
    people = Person.objects.filter(host=item.repository.host)
    logins = people.filter(github_id__in=item.assignees).values_list("login", flat=True)
    stones = Milestone.objects.filter(
        repository=item.repository_id, gone_at=None, state="open"
    )
    labels = {n.casefold(): n for one in item.labels if (n := names.get(one))}
    assignees = {one.casefold(): one for one in logins}
    stone = item.milestone
    milestone = stone.title if stone and stone.gone_at is None else ""
    state = OPEN if item.state == OPEN else CLOSED
    for kind, payload in _owed(item):
        if kind == Outgoing.Kind.LABELS:
            _apply(labels, payload)
        elif kind == Outgoing.Kind.ASSIGNEES:
            _apply(assignees, payload)
        elif kind == Outgoing.Kind.MILESTONE:
            milestone = payload["title"]
        elif kind == Outgoing.Kind.STATE:
            state = payload["state"]
    return Subject(
        labels=tuple(labels.values()),
        labels_known=tuple(names.values()),
        milestones=tuple(stones.values_list("title", flat=True)),
        milestone=milestone,
        assignees=tuple(assignees.values()),
        is_open=state == OPEN,
        is_pull=item.kind == Item.Kind.PULL,
    )


def _owed(item: Item) -> list[tuple[str, dict[str, Any]]]:
    """What is not written yet, or was after the item was fetched; oldest first."""
    rows = Outgoing.objects.filter(
        Q(done_at=None) | Q(done_at__gte=item.fetched_at),
        repository=item.repository_id,
        number=item.number,
        is_dry=False,
        dead_at=None,
    ).order_by("pk")
    return list(rows.values_list("kind", "payload"))


def _apply(names: dict[str, str], payload: dict[str, Any]) -> None:
    for name in payload["remove"]:
        names.pop(name.casefold(), None)
    for name in payload["add"]:
        names[name.casefold()] = name


def roles(*, text: Text, subject: Subject, now: dt.datetime) -> frozenset[str]:
    """What the author is here, without teams: words of `command_rules.ROLES`.

    GitHub said how they stand to the repository when the text was fetched. Approvers
    are those that rosters name for the whole project, or for a SIG of the issue.
    """
    found = set(_ROLES.get(text.association, ()))
    author = text.author
    if author is None:
        return frozenset()
    if text.item.author_id == author.pk:
        found.add("author")
    sigs = {
        name.casefold().removeprefix(_SIG)
        for name in subject.labels
        if name.casefold().startswith(_SIG)
    }
    project = text.item.repository.project_id
    rows = sql.rows(rosters.CLAIMS, {"project": project, "at": now})
    parsed = [{**row, "value": sql.parsed(row["value"])} for row in rows]
    for sig, roster in rosters.build(parsed).items():
        names = {one.casefold() for one in roster.approvers}
        if sig.casefold() in {"", *sigs} and author.login.casefold() in names:
            found.add("approvers")
    return frozenset(found)
