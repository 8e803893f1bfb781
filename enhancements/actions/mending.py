"""Have GitHub say what the record says: what somebody chose from the drift list.

All of a step goes into the outbox together, and what it changes on one issue is one
write. Where the tracker does not act for the project it is only shown.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from enhancements.actions import events, outbox, slash
from enhancements.languages import SOURCE, gettext, speaking
from enhancements.models import Event, Outgoing, Project, Release, Repository
from enhancements.policy.drift import Write
from enhancements.profiles.command_rules import ACT

CAUSE = "drift"


class MendingRefused(ValueError):
    """What cannot be mended so; the text says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mending:
    """A difference that somebody wants mended."""

    write: Write
    label: str
    """What differs, in English words."""
    said: tuple[tuple[str, str], ...]
    """What each source says now, in English: (source, words)."""
    enhancement: int = 0
    """Its id; 0 for none."""


@transaction.atomic
def mend(
    *,
    project: Project,
    release: str,
    mendings: Sequence[Mending],
    batch: UUID,
    by: str,
    now: dt.datetime,
) -> int:
    """Put what was chosen into the outbox, once for its batch. Returns how many writes.

    Raises MendingRefused for a repository that is not read, a milestone that GitHub
    does not have, and for changes of one issue that contradict each other.
    """
    if Outgoing.objects.filter(cause__startswith=f"{CAUSE}:{batch}:").exists():
        return 0  # The same form was sent twice.
    is_dry = slash.rules_of(project=project.pk).mode != ACT
    row = Release.objects.get(project=project, name=release)
    merged = _merged(one.write for one in mendings)
    for write in merged:
        repository = _repository(project, write.repository)
        outbox.put(
            repository=repository,
            number=write.number,
            kind=Outgoing.Kind(write.kind),
            cause=f"{CAUSE}:{batch}:{repository.pk}:{write.number}:{write.kind}",
            payload=_payload(repository, write),
            by=by,
            is_dry=is_dry,
        )
    for one in mendings:
        with speaking(SOURCE):  # What is kept is the project's.
            change = one.write.words
        events.record(
            project=project,
            release=row,
            enhancement=one.enhancement or None,
            kind=Event.Kind.DRIFT_MENDED,
            subject=f"{one.write.repository}#{one.write.number} {one.label}",
            old=dict(one.said),
            new={"write": change, "is_dry": is_dry, "batch": str(batch)},
            by=by,
            happened_at=now,
        )
    return len(merged)


def _merged(writes: Iterable[Write]) -> list[Write]:
    """One write for each issue and kind. Raises MendingRefused."""
    found: dict[tuple[str, int, str], Write] = {}
    for one in writes:
        place = (one.repository, one.number, one.kind)
        known = found.get(place)
        if known is None:
            found[place] = one
            continue
        both = dataclasses.replace(
            known,
            add=tuple(dict.fromkeys((*known.add, *one.add))),
            remove=tuple(dict.fromkeys((*known.remove, *one.remove))),
        )
        if set(both.add) & set(both.remove) or known.milestone != one.milestone:
            issue = f"{one.repository}#{one.number}"
            message = gettext(
                "Two of these contradict each other on %(issue)s. Mend one of them.",
                issue=issue,
            )
            raise MendingRefused(message)
        found[place] = both
    return list(found.values())


def _repository(project: Project, name: str) -> Repository:
    found = Repository.objects.filter(project=project, name=name, removed_at=None)
    row = found.first()
    if row is None:
        raise MendingRefused(gettext("%(name)s is not read any more.", name=name))
    return row


def _payload(repository: Repository, write: Write) -> dict[str, Any]:
    if write.kind != Outgoing.Kind.MILESTONE:
        return {"add": list(write.add), "remove": list(write.remove)}
    if not write.milestone:
        return {"number": None, "title": ""}
    stones = repository.milestones.filter(gone_at=None, title=write.milestone)
    stone = stones.order_by("-state", "-number").first()
    if stone is None:
        message = gettext(
            "%(repository)s has no milestone %(milestone)s; make it there.",
            repository=repository.name,
            milestone=write.milestone,
        )
        raise MendingRefused(message)
    return {"number": stone.number, "title": stone.title}


def made_by(*, pk: int) -> str:
    """Login of who had something put on its way; empty when there is no such thing."""
    return Outgoing.objects.filter(pk=pk).values_list("by", flat=True).first() or ""


@transaction.atomic
def cancel(*, project: Project, pk: int, by: str, now: dt.datetime) -> str:
    """Leave unwritten what was put in here and nobody has begun to write.

    Returns what it was about. Raises MendingRefused when it is too late, or nothing of
    ours.
    """
    row = (
        Outgoing.objects.select_for_update(of=("self",))
        .select_related("repository")
        .filter(pk=pk, repository__project=project, cause__regex=r"^(drift|merge):")
        .first()
    )
    if row is None:
        message = gettext("Nothing of that kind was put on its way here.")
        raise MendingRefused(message)
    is_begun = row.attempts > 0 or (row.lease_until is not None)
    if row.is_dry or row.done_at or row.dead_at or is_begun:
        message = gettext("It is too late: it was written, given up or begun.")
        raise MendingRefused(message)
    row.dead_at, row.error = now, f"Cancelled by @{by} before it was written."
    row.save(update_fields=["dead_at", "error"])
    subject = f"{row.repository.name}#{row.number} {row.kind}"
    events.record(
        project=project,
        kind=Event.Kind.DRIFT_MENDED,
        subject=f"{subject} cancelled",
        old=row.payload,
        by=by,
        happened_at=now,
    )
    return subject
