"""Keep the merge gate's label right on open pull requests, through the outbox.

Two steps, each of which may be killed. `look` compares what the gates of all open
releases say together of every open pull request with what they said, and lets those
owe whose answer changed. `write` puts into the outbox what follows, with the answer's
number in its cause: however often it runs, a change is written once. What is not known
changes nothing, and what a person set by hand is left as it is: the drift list says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.cache import cache
from django.db import connection, transaction
from redis.exceptions import RedisError

from enhancements import profiles
from enhancements.actions import outbox, slash
from enhancements.models import Item, MergeAnswer, Outgoing, Project, Repository
from enhancements.policy.merge_gate import must_owe
from enhancements.profiles.command_rules import ACT
from enhancements.queries import frame, merge_gate, moments
from enhancements.queries.frame import Setting
from enhancements.queries.merge_gate import Answered

BY = "merge gate"
"""For whom labels are written."""
CAUSE = "merge"
_LOCK = 4_711_020
"""First number of the lock under which answers of a project are compared."""
_AT_ONCE = 500


def labelled() -> list[Project]:
    """Projects whose profile names a label that is kept. Raises ProfileInvalid."""
    every = Project.objects.order_by("pk")
    return [p for p in every if profiles.load(p.profile).merge_gate.label]


def keep(*, project: Project, now: dt.datetime) -> int:
    """Look, and write what is owed. Returns how many changes were seen to.

    Nothing for a project whose profile names no label, or that has no release open.
    """
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    if not setting.profile.merge_gate.label:
        return 0
    look(project=project, setting=setting, now=now)
    return write(project=project, now=now)


def has_news(*, project: Project, now: dt.datetime) -> bool:
    """Whether anything that the gate looks at may have changed since it was asked here,
    or a minute is over: a deadline may have passed.

    A cache that is lost, or away, only has it looked at once more.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STATE, {"project": project.pk})
        state = f"{cursor.fetchone()} {now:%H:%M}"
    place = f"merge-state:{project.pk}"
    try:
        if cache.get(place) == state:
            return False
        cache.set(place, state, timeout=120)
    except (RedisError, OSError):
        pass
    return True


_STATE = """
SELECT (SELECT string_agg(part || number, ' ' ORDER BY part) FROM enhancements_pulse
         WHERE project_id = %(project)s),
       (SELECT max(id) FROM enhancements_claim),
       (SELECT concat(max(item.fetched_at), count(item.owed_since))
          FROM enhancements_item item JOIN enhancements_repository repository
            ON repository.id = item.repository_id
         WHERE repository.project_id = %(project)s),
       (SELECT concat(count(owed_since), ' ', count(unjudged_since))
          FROM enhancements_enhancement WHERE project_id = %(project)s),
       (SELECT count(*) FROM enhancements_mergeanswer WHERE owed_since IS NOT NULL)
"""


@transaction.atomic
def look(*, project: Project, setting: Setting, now: dt.datetime) -> int:
    """Compare what the gates say now with what they said. Returns how many owe by that.

    Under a lock, so that what is stored last was asked last.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, project.pk])
    sure = [one for one in merge_gate.of_open(setting) if one.answer.is_sure]
    known = {
        row.item_id: row
        for row in MergeAnswer.objects.select_for_update().filter(
            item_id__in=[one.pull.id for one in sure]
        )
    }
    owing = 0
    for one in sure:
        row = known.get(one.pull.id)
        if row is not None and _is_same(row, one):
            continue
        owing += _store(row, one, now)
    return owing


def _is_same(row: MergeAnswer, one: Answered) -> bool:
    said = (row.approved, row.why, row.release_id)
    return said == (one.answer.approved, one.answer.why, one.release.id)


def _store(row: MergeAnswer | None, one: Answered, now: dt.datetime) -> bool:
    """Keep an answer; whether something is owed by it that was not before."""
    approved, why = one.answer.approved, one.answer.why
    before = None if row is None else row.approved
    owes = must_owe(before, approved=approved)
    if row is None:
        row = MergeAnswer(item_id=one.pull.id, since=now)
    row.release_id, row.approved, row.why = one.release.id, approved, why
    if owes:
        row.count += 1
        row.since = row.owed_since = now
    row.save()
    return owes


def write(*, project: Project, now: dt.datetime) -> int:
    """Put into the outbox what is owed. Returns how many rows were seen to.

    What stands there by then is read again: an answer that cannot be had now waits.
    """
    ids = list(
        MergeAnswer.objects.filter(
            owed_since__isnull=False, item__repository__project=project
        )
        .order_by("owed_since", "pk")
        .values_list("item_id", flat=True)[:_AT_ONCE]
    )
    if not ids:
        return 0
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    seen = {one.pull.id: one for one in merge_gate.of_open(setting)}
    is_dry = slash.rules_of(project=project.pk).mode != ACT
    label = setting.profile.merge_gate.label
    return sum(_settle(id_, seen, label, is_dry=is_dry) for id_ in ids)


@transaction.atomic
def _settle(
    id_: int, seen: Mapping[int, Answered], label: str, *, is_dry: bool
) -> bool:
    """See to one pull request. Whether it owes nothing any more."""
    rows = MergeAnswer.objects.select_for_update(of=("self",), skip_locked=True)
    row = rows.filter(item_id=id_, owed_since__isnull=False).first()
    if row is None:
        return False
    one = seen.get(id_)
    if one is None:
        item = Item.objects.get(pk=id_)
        # It was closed meanwhile, or its repository cannot be read just now.
        if item.state == "open" and item.gone_at is None:
            return False
    elif not one.answer.is_sure or one.answer.approved != row.approved:
        return False  # What is owed now is another thing: `look` will say.
    elif _is_to_be_written(one, row):
        _put(one, row, label, is_dry=is_dry)
    row.owed_since = None
    row.save(update_fields=["owed_since"])
    return True


def _is_to_be_written(one: Answered, row: MergeAnswer) -> bool:
    """Whether the label differs, and nobody set by hand what would be taken off.

    Where the repository has no such label, none is missing.
    """
    label = one.pull.label
    if label.is_on == row.approved or not label.is_known:
        return False
    return row.approved or not label.by


def _put(one: Answered, row: MergeAnswer, label: str, *, is_dry: bool) -> None:
    """Have the label written, once for this change of the answer."""
    pull = one.pull
    outbox.put(
        repository=Repository.objects.get(pk=pull.repository_id),
        number=pull.number,
        kind=Outgoing.Kind.LABELS,
        cause=f"{CAUSE}:{row.item_id}:{row.count}",
        payload={
            "add": [label] if row.approved else [],
            "remove": [] if row.approved else [label],
            "why": row.why,
        },
        by=BY,
        is_dry=is_dry,
    )
