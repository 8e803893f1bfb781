"""Comments of ours about entries: put on their way to GitHub, or taken back in time.

An entry has one comment for each freeze. The first posting writes it, later ones edit
it in place; its slash commands, of which no bot hears those of an edit, go into a
comment of their own then, or are done by the tracker where it acts itself.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from enhancements.actions import events, outbox, slash
from enhancements.languages import gettext
from enhancements.models import Event, Milestone, Outgoing, Posting, Project, Release
from enhancements.policy.letters import doing, standing
from enhancements.policy.letters.comments import Letter
from enhancements.policy.letters.standing import How, Posted, State
from enhancements.profiles.command_rules import ACT, CommandRules
from enhancements.queries import postings as stored

# First key of the advisory locks of this kind; the second is the release's id.
_LOCK = 7_402_616
_BATCH = 500
MOST = 500
"""Comments of one step."""

Place = tuple[int, str]


class StepUnknown(LookupError):
    """No comments were put on their way in a step of that number."""


class PostingsRefused(ValueError):
    """What is asked for cannot be done; the text says why."""


class PostingsClashed(Exception):
    """Something came in between, so nothing was put on its way."""

    def __init__(self, places: Collection[Place]) -> None:
        super().__init__(f"{len(places)} comments changed in between.")
        self.places = frozenset(places)


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """A comment that somebody wants to have written, as they saw it."""

    place: Place
    letter: Letter
    repository: int
    name: str
    """Of the repository: `owner/name`."""
    number: int
    """Of the tracking issue."""
    seen: int | None = None
    """Id of the last posting then; None for none."""
    anyway: bool = False
    """Write over what somebody else wrote into it, or anew if somebody deleted it."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Step:
    project: Project
    release: Release
    freeze: str
    rules: CommandRules
    by: str
    now: dt.datetime
    batch: UUID


@dataclasses.dataclass(frozen=True, slots=True)
class _Turn:
    """One comment that is put on its way."""

    wanted: Wanted
    posted: Posted | None
    is_edit: bool
    key: UUID = dataclasses.field(default_factory=uuid.uuid4)

    def says_commands(self) -> bool:
        """Whether its commands differ from those that were said last."""
        before = self.posted.commands if self.posted and self.is_edit else ()
        return bool(self.wanted.letter.commands) and (
            tuple(self.wanted.letter.commands) != before
        )


@transaction.atomic
def post(
    *,
    project: Project,
    release: int,
    freeze: str,
    wanted: Sequence[Wanted],
    by: str,
    now: dt.datetime,
) -> tuple[UUID, tuple[Posting, ...]]:
    """Put these comments on their way, all or none, by a fixed number of statements.

    What stands there so already is left alone. Where the project's comments are not
    sent, they are only shown. Returns the step and what was put on its way. Raises
    PostingsClashed when something came in between, and PostingsRefused.
    """
    if len(wanted) > MOST or len({one.place for one in wanted}) < len(wanted):
        raise PostingsRefused(
            gettext(
                "At most %(most)s comments, one for each entry, go at once.", most=MOST
            )
        )
    _lock(release)
    row = Release.objects.select_related("project").get(pk=release, project=project)
    rules = slash.rules_of(project=project.pk)
    step = _Step(row.project, row, freeze, rules, by, now, uuid.uuid4())
    last = stored.last(release=release, freeze=freeze, at=now)
    turns, clashing = [], []
    for one in wanted:
        posted = last.get(one.place)
        turn = _turn(one, posted)
        if (posted.id if posted else None) != one.seen or turn is None:
            clashing.append(one.place)
        elif standing.how(posted, one.letter.digest) is not How.SAME:
            turns.append(turn)
    if clashing:
        raise PostingsClashed(clashing)
    _stop_waiting(step, turns)
    made = _write(step, turns)
    return step.batch, made


@transaction.atomic
def take_back(
    *, project: Project, batch: UUID, by: str, now: dt.datetime
) -> tuple[int, int]:
    """Stop what is not sent yet of a step: how many were stopped, and how many were too
    late. Raises StepUnknown.
    """
    rows = list(
        Posting.objects.filter(
            batch=batch, release__project=project, cancelled_at=None
        ).select_related("release", "outgoing__repository")
    )
    if not rows and not _made(project=project, batch=batch).exists():
        raise StepUnknown(str(batch))
    stopped = _cancel(rows, by=by, now=now, why=f"Taken back by @{by}.")
    taken = [row for row in rows if row.pk in stopped]
    events.record_all(
        [
            Event(
                project=project,
                release=row.release,
                enhancement_id=row.enhancement_id,
                kind=Event.Kind.COMMENT_WRITTEN,
                subject=_subject(
                    row.outgoing.repository.name, row.outgoing.number, row.freeze
                ),
                old={"batch": str(batch)},
                new={"how": "taken back"},
                by=by,
                happened_at=now,
            )
            for row in taken
        ]
    )
    return len(taken), len(rows) - len(taken)


def give_up(*, project: Project, now: dt.datetime) -> int:
    """Leave unsent what is not written yet, since comments are no longer sent; says how
    many comments that were.
    """
    rows = Posting.objects.filter(
        release__project=project,
        cancelled_at=None,
        outgoing__is_dry=False,
        outgoing__done_at=None,
        outgoing__dead_at=None,
    )
    why = "Comments were switched off before it was written."
    return len(_cancel(list(rows), by="tracker", now=now, why=why))


def of_step(*, project: Project, batch: UUID) -> tuple[int, str]:
    """The release and the freeze that a step was about. Raises StepUnknown."""
    row = _made(project=project, batch=batch).first()
    if row is None:
        raise StepUnknown(str(batch))
    return row.release_id, row.freeze


def _made(*, project: Project, batch: UUID) -> QuerySet[Posting]:
    return Posting.objects.filter(batch=batch, release__project=project)


def _lock(release: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, release])


def _turn(one: Wanted, posted: Posted | None) -> _Turn | None:
    """What is to be done; None where something is in the way."""
    match standing.how(posted, one.letter.digest):
        case How.NOT_NOW:
            return None
        case How.ASK:
            if not one.anyway:
                return None
            is_there = standing.state(posted, one.letter.digest) is State.EDITED
            return _Turn(one, posted, is_edit=is_there)
        case How.EDIT:
            return _Turn(one, posted, is_edit=True)
    return _Turn(one, posted, is_edit=False)


def _stop_waiting(step: _Step, turns: Sequence[_Turn]) -> None:
    """What waits to be sent gives way to what is sent instead.

    Raises PostingsClashed when a worker took one of them just now.
    """
    waiting = {
        turn.posted.id: turn.wanted.place
        for turn in turns
        if turn.posted
        and not (turn.posted.is_dry or turn.posted.is_done or turn.posted.is_dead)
    }
    rows = list(Posting.objects.filter(pk__in=waiting))
    stopped = _cancel(rows, by=step.by, now=step.now, why="Another text goes instead.")
    if late := [place for pk, place in waiting.items() if pk not in stopped]:
        raise PostingsClashed(late)


def _cancel(
    rows: Sequence[Posting], *, by: str, now: dt.datetime, why: str
) -> frozenset[int]:
    """Stop these with all that belongs to them; tells which of them were stopped."""
    causes = {f"{_cause(row.key)}:{part}": row for row in rows for part in _PARTS}
    found = dict(
        Outgoing.objects.filter(cause__in=list(causes)).values_list("pk", "cause")
    )
    halted = outbox.cancel(ids=list(found), why=why)
    stopped = {row.pk for row in rows if row.outgoing_id in halted}
    Posting.objects.filter(pk__in=stopped).update(cancelled_at=now, cancelled_by=by)
    return frozenset(stopped)


_TEXT, _COMMANDS, _LABELS, _MILESTONE = "text", "commands", "labels", "milestone"
_PARTS = (_TEXT, _COMMANDS, _LABELS, _MILESTONE)


def _cause(key: UUID) -> str:
    return f"posting:{key}"


def _write(step: _Step, turns: Sequence[_Turn]) -> tuple[Posting, ...]:
    if not turns:
        return ()
    texts = outbox.put_all([_text(step, turn) for turn in turns])
    stones = _stones(step, turns)
    beside = [
        row
        for turn in turns
        if turn.says_commands()
        for row in _beside(step, turn, stones)
    ]
    outbox.put_all(beside)
    made = Posting.objects.bulk_create(
        [_posting(step, turn, text) for turn, text in zip(turns, texts, strict=True)],
        batch_size=_BATCH,
    )
    events.record_all(
        [_event(step, turn, text) for turn, text in zip(turns, texts, strict=True)]
    )
    return tuple(made)


def _outgoing(step: _Step, turn: _Turn, kind: str, part: str, payload: Any) -> Outgoing:
    return Outgoing(
        repository_id=turn.wanted.repository,
        number=turn.wanted.number,
        kind=kind,
        cause=f"{_cause(turn.key)}:{part}",
        payload=payload,
        by=step.by,
        is_dry=not step.project.posts,
    )


def _text(step: _Step, turn: _Turn) -> Outgoing:
    """The comment itself, or its edit."""
    letter, posted = turn.wanted.letter, turn.posted
    if turn.is_edit and posted is not None:
        payload = {
            "comment": posted.comment_id,
            "body": letter.body,
            "before": list(posted.may_stand),
            "over": turn.wanted.anyway,
            "marker": posted.marker,
        }
        return _outgoing(step, turn, Outgoing.Kind.EDIT, _TEXT, payload)
    body = letter.body if step.rules.mode == ACT else letter.whole
    said = {"body": body, "since": _since(step)}
    return _outgoing(step, turn, Outgoing.Kind.COMMENT, _TEXT, said)


def _since(step: _Step) -> str:
    """Since when a lost comment is looked for: our clock and GitHub's may differ."""
    return (step.now - dt.timedelta(days=1)).isoformat()


def _beside(
    step: _Step, turn: _Turn, stones: Mapping[tuple[int, str], int]
) -> list[Outgoing]:
    """What commands come to beside the text: done, or said in their own comment."""
    commands = turn.wanted.letter.commands
    if step.rules.mode != ACT:
        if not turn.is_edit:
            return []
        body = doing.with_commands(doing.AFTER_AN_EDIT, commands)
        said = {"body": body, "since": _since(step)}
        return [_outgoing(step, turn, Outgoing.Kind.COMMENT, _COMMANDS, said)]
    wanted, found = doing.doing(commands, step.rules), []
    if wanted.add or wanted.remove:
        labels = {"add": list(wanted.add), "remove": list(wanted.remove)}
        found.append(_outgoing(step, turn, Outgoing.Kind.LABELS, _LABELS, labels))
    if wanted.milestone is not None:
        number = stones.get((turn.wanted.repository, wanted.milestone))
        stone = {"number": number, "title": wanted.milestone}
        found.append(_outgoing(step, turn, Outgoing.Kind.MILESTONE, _MILESTONE, stone))
    return found


def _stones(step: _Step, turns: Sequence[_Turn]) -> dict[tuple[int, str], int]:
    """Numbers of milestones by repository and title, where one has to be set."""
    if step.rules.mode != ACT or "milestone" not in step.rules.verbs:
        return {}
    ids = {turn.wanted.repository for turn in turns}
    rows = Milestone.objects.filter(repository__in=ids, gone_at=None)
    listed = rows.order_by("state", "number").values_list(
        "repository", "title", "number"
    )
    return {(repository, title): number for repository, title, number in listed}


def _posting(step: _Step, turn: _Turn, text: Outgoing) -> Posting:
    letter, posted = turn.wanted.letter, turn.posted
    enhancement, track = turn.wanted.place
    return Posting(
        key=turn.key,
        release=step.release,
        enhancement_id=enhancement,
        track=track,
        freeze=step.freeze,
        kind=letter.kind,
        case=letter.case,
        root_id=posted.root if turn.is_edit and posted else None,
        outgoing=text,
        body=letter.body,
        commands=list(letter.commands),
        digest=letter.digest,
        batch=step.batch,
        by=step.by,
        at=step.now,
    )


def _event(step: _Step, turn: _Turn, text: Outgoing) -> Event:
    letter, posted = turn.wanted.letter, turn.posted
    how = How.EDIT if turn.is_edit else How.NEW
    about = {"how": how, "kind": letter.kind, "case": letter.case}
    return Event(
        project=step.project,
        release=step.release,
        enhancement_id=turn.wanted.place[0],
        kind=Event.Kind.COMMENT_WRITTEN,
        subject=_subject(turn.wanted.name, text.number, step.freeze),
        old={"posting": posted.id} if posted else None,
        new={**about, "batch": str(step.batch), "is_dry": text.is_dry},
        by=step.by,
        happened_at=step.now,
    )


def _subject(repository: str, number: int, freeze: str) -> str:
    return f"{repository}#{number} {freeze}"
