"""Texts whose commands could not be heard: again later, five times in all.

They stand beside how far was heard, so that those after them are heard meanwhile. What
is given up is kept with its reason, and an operator may have it tried again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction

from enhancements.actions import dirt
from enhancements.models import Asked, Repository, Stream

if TYPE_CHECKING:
    from enhancements.actions.slash_texts import Text

FAILED = "failed"
"""The mode of commands that were given up."""
DEAD_AFTER = 5
ENDED = "The process that was to hear it ended."
_AGAIN = "again"
_LINES, _LONGEST = 5, 200

Failure = tuple["Text", str]
"""A text, and why it could not be heard."""


def waiting(
    *, stream: Stream, kind: str, now: dt.datetime
) -> tuple[list[int], list[int]]:
    """Ids of the rows of this kind to be tried again: those due now, and the others."""
    rows: dict[str, list[Any]] = stream.data.get(_AGAIN, {})
    due: list[int] = []
    later: list[int] = []
    for name, (_, not_before) in rows.items():
        if name.startswith(f"{kind}:"):
            is_due = dt.datetime.fromisoformat(not_before) <= now
            (due if is_due else later).append(int(name.partition(":")[2]))
    return due, later


def note(
    *,
    repository: Repository,
    data: dict[str, Any],
    texts: Iterable[Text],
    failed: Sequence[Failure],
    now: dt.datetime,
) -> dict[str, Any]:
    """How far was heard, `data`, with what is to be tried again after these texts.

    Within the transaction that stores it. What failed too often is given up.
    """
    before: dict[str, list[Any]] = data.get(_AGAIN, {})
    tried = {text.name for text in (*texts, *(text for text, _ in failed))}
    waiting = {name: row for name, row in before.items() if name not in tried}
    for text, error in failed:
        attempts = before.get(text.name, [0])[0] + 1
        if attempts >= DEAD_AFTER:
            _give_up(repository, text, error, now)
        else:
            again = now + dirt.backoff(attempts)
            waiting[text.name] = [attempts, again.isoformat()]
    rest = {key: value for key, value in data.items() if key != _AGAIN}
    return {**rest, _AGAIN: waiting} if waiting else rest


def _give_up(repository: Repository, text: Text, error: str, now: dt.datetime) -> None:
    lines = [line.strip()[:_LONGEST] for line in text.body.splitlines()]
    Asked.objects.get_or_create(
        cause=text.cause,
        defaults={
            "repository": repository,
            "item": text.item,
            "comment": text.comment,
            "by": text.author.login if text.author else "ghost",
            "mode": FAILED,
            "said": [line for line in lines if line.startswith("/")][:_LINES],
            "plan": {"refused": [error]},
            "said_at": text.said_at,
            "decided_at": now,
        },
    )


@transaction.atomic
def retry(*, asked: Asked, now: dt.datetime) -> bool:
    """Have commands heard that were given up. Not where nobody hears any more."""
    streams = Stream.objects.select_for_update()
    stream = streams.filter(
        repository=asked.repository_id, name=Stream.Name.COMMANDS
    ).first()
    rows = Asked.objects.filter(pk=asked.pk, mode=FAILED)
    if stream is None or not rows.delete()[0]:
        return False
    if asked.comment_id is not None:
        name = f"comment:{asked.comment_id}"
    else:
        name = f"item:{asked.item_id}"
    waiting = {**stream.data.get(_AGAIN, {}), name: [0, now.isoformat()]}
    stream.data = {**stream.data, _AGAIN: waiting}
    stream.save(update_fields=["data"])
    return True
