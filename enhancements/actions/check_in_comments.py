"""What somebody said of how an entry goes, as a comment on its tracking issue: put on
its way to GitHub once for each check-in, or taken back in time.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from enhancements.actions import events, outbox
from enhancements.languages import gettext
from enhancements.models import Decision, Event, Outgoing, Project, Repository
from enhancements.policy.letters import check_ins
from enhancements.policy.letters.check_ins import State

_KIND = "check-in"


class CheckInRefused(ValueError):
    """What is asked for cannot be done; the text says why."""


class CheckInClashed(Exception):
    """Something else was said meanwhile, or somebody else put it on its way."""


@dataclasses.dataclass(frozen=True, slots=True)
class Issue:
    """Where the comment goes."""

    repository: int
    """Id of the repository."""
    name: str
    """Of the repository: `owner/name`."""
    number: int


@transaction.atomic
def post(
    *,
    project: Project,
    decision: int,
    body: str,
    issue: Issue,
    by: str,
    now: dt.datetime,
) -> Outgoing:
    """Put the comment of this check-in on its way, or only show it where the project's
    comments are not sent.

    `decision` is the id of the check-in that was shown. Raises CheckInClashed when it
    stands no longer or its comment is on its way already.
    """
    row = _locked(project, decision)
    fresh = Project.objects.get(pk=project.pk)
    earlier = _earlier(decision)
    if row is None or not check_ins.may_go(
        state_of(earlier[-1] if earlier else None), is_sent=fresh.posts
    ):
        raise CheckInClashed(str(decision))
    made = outbox.put(
        repository=Repository.objects.get(pk=issue.repository, project=project),
        number=issue.number,
        kind=Outgoing.Kind.COMMENT,
        cause=check_ins.cause(decision, len(earlier) + 1),
        # Since when a lost comment is looked for: our clock and GitHub's may differ.
        payload={"body": body, "since": (now - dt.timedelta(days=1)).isoformat()},
        by=by,
        is_dry=not fresh.posts,
    )
    said = {"how": "new", "kind": _KIND, "case": row.value, "is_dry": made.is_dry}
    _tell(row, issue.name, issue.number, by=by, now=now, said=said)
    return made


@transaction.atomic
def take_back(*, project: Project, decision: int, by: str, now: dt.datetime) -> None:
    """Stop the comment of a check-in that is not sent yet, also of one that stands no
    longer. Raises CheckInRefused when it is too late, or there is none.
    """
    row = (
        Decision.objects.select_related("release")
        .filter(pk=decision, kind=_KIND, release__project=project)
        .first()
    )
    earlier = _earlier(decision)
    stopped = outbox.cancel(
        ids=[one.pk for one in earlier], why=f"Taken back by @{by}."
    )
    if row is None or not stopped:
        raise CheckInRefused(
            gettext(
                "There is nothing to take back: no such comment waits to be sent. One"
                " that stands on GitHub already is deleted there."
            )
        )
    last = next(one for one in earlier if one.pk in stopped)
    name = last.repository.name
    said = {"how": "taken back", "kind": _KIND}
    _tell(row, name, last.number, by=by, now=now, said=said)


def give_up(*, project: Project) -> int:
    """Leave unsent what is not written yet, since comments are no longer sent; says how
    many comments that were.
    """
    rows = Outgoing.objects.filter(
        repository__project=project,
        cause__startswith=f"{_KIND}:",
        is_dry=False,
        done_at=None,
        dead_at=None,
    )
    why = "Comments were switched off before it was written."
    return len(outbox.cancel(ids=list(rows.values_list("pk", flat=True)), why=why))


def state_of(row: Outgoing | None) -> State:
    """How a comment stands, by its row in the outbox."""
    if row is None:
        return State.NOT_WRITTEN
    if row.is_dry:
        return State.TAKEN_BACK if row.error else State.SHOWN
    if row.dead_at:
        return State.GIVEN_UP
    return State.WRITTEN if row.done_at else State.WAITING


def _locked(project: Project, decision: int) -> Decision | None:
    """The check-in while it stands; nobody else posts it meanwhile."""
    rows = Decision.objects.select_for_update(of=("self",)).select_related("release")
    return rows.filter(
        pk=decision, kind=_KIND, until=None, release__project=project
    ).first()


def _earlier(decision: int) -> list[Outgoing]:
    rows = Outgoing.objects.filter(cause__startswith=check_ins.prefix(decision))
    return list(rows.select_related("repository").order_by("pk"))


def _tell(
    row: Decision,
    name: str,
    number: int,
    *,
    by: str,
    now: dt.datetime,
    said: Mapping[str, object],
) -> None:
    events.record(
        project=row.release.project,
        release=row.release,
        enhancement=row.enhancement_id,
        kind=Event.Kind.COMMENT_WRITTEN,
        subject=f"{name}#{number} {_KIND}",
        new=dict(said),
        by=by,
        happened_at=now,
    )
