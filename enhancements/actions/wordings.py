"""Keep the words of tracking issues and of pull requests, by which enhancements are
found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db import connection

from enhancements.actions import github_rows, vectors
from enhancements.models import Item, Project, Series, Wording
from enhancements.policy import item_spans, pull_spans
from enhancements.policy import wordings as policy
from enhancements.policy.mirrored import Mirrored
from enhancements.policy.search import spelling
from enhancements.policy.wordings import Said
from enhancements.queries import pull_fields

Row = tuple[int, dt.datetime, dt.datetime | None, str]
"""Item, since, until, digest."""
# Texts per statement, in characters: what PostgreSQL holds of them at a time.
_AT_ONCE = 1_000_000
# Pull requests whose texts are in memory at a time.
_LOADED = 500
_STORE = f"""
INSERT INTO enhancements_wording (item_id, since, until, digest, words)
SELECT item, since, until, digest, {{words}}
  FROM json_to_recordset(%s::json)
    AS new(item bigint, since timestamptz, until timestamptz, digest text,
           {vectors.COLUMNS})
"""  # noqa: S608 - joined from constants
_STORE_ISSUES = _STORE.format(words=vectors.of())
# What is done counts less than what is promised, and as much as what is said of it.
_STORE_PULLS = _STORE.format(words=vectors.of("C", "D"))
_NEW = f"""
SELECT DISTINCT item.id
  FROM enhancements_series series
  JOIN enhancements_repository repository
    ON repository.project_id = %(project)s
   AND lower(repository.name) = {pull_fields.HOME}
  JOIN enhancements_item item
    ON item.repository_id = repository.id AND item.kind = 'pull'
   AND item.number = {pull_fields.NUMBER}
 WHERE series.enhancement_id = ANY(%(enhancements)s) AND series.field LIKE 'pull:%%'
   AND NOT EXISTS (SELECT FROM enhancements_wording wording
                    WHERE wording.item_id = item.id)
 ORDER BY item.id
"""  # noqa: S608 - joined from constants


def keep(*, issues: Mapping[int, Mirrored], tracking: set[int]) -> None:
    """Write what of these issues, by id, differs from what is kept of them.

    `tracking` are those that track an enhancement; of others nothing is kept. Must run
    inside the transaction that settles them.
    """
    told = {pk: policy.of(issues[pk]) for pk in sorted(tracking)}
    _keep(issues, told, _STORE_ISSUES)


def keep_pulls(*, project: Project, pulls: Mapping[int, Mirrored]) -> None:
    """Write what of these pull requests, by id, differs from what is kept of them.

    Of those that never belonged to an enhancement nothing is kept. Must run inside the
    transaction that settles them.
    """
    fields = {pk: _field(pull) for pk, pull in pulls.items()}
    known = Series.objects.filter(
        project=project,
        field__startswith=item_spans.PULL,
        field__in=fields.values(),
        enhancement__isnull=False,
    )
    theirs = set(known.values_list("field", flat=True))
    told = {
        pk: policy.of(pull, spelling.pull)
        for pk, pull in pulls.items()
        if fields[pk] in theirs
    }
    _keep(pulls, told, _STORE_PULLS)


def follow(*, project: Project, ids: Sequence[int]) -> None:
    """Write the words of pull requests that came to belong to these enhancements.

    Must run inside the transaction that writes the claims which say so. What changes
    in a pull request later `keep_pulls` writes.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEW, {"enhancements": list(ids), "project": project.pk})
        new = [pk for (pk,) in cursor.fetchall()]
    for start in range(0, len(new), _LOADED):
        some = Item.objects.filter(pk__in=new[start : start + _LOADED])
        keep_pulls(project=project, pulls=github_rows.load(some))


def _field(pull: Mirrored) -> str:
    return f"{item_spans.PULL}{pull_spans.name_of(pull)}"


def _keep(
    items: Collection[int], told: Mapping[int, Sequence[Said]], store: str
) -> None:
    """Write what these items said; of those that are not told nothing stays."""
    if not items:
        return
    wanted: dict[Row, Said] = {
        (pk, said.since, said.until, said.digest): said
        for pk, every in told.items()
        for said in every
    }
    columns = ("item_id", "since", "until", "digest")
    known: dict[Row, int] = {
        row[1:]: row[0]
        for row in Wording.objects.filter(item__in=items).values_list("pk", *columns)
    }
    gone = [pk for row, pk in known.items() if row not in wanted]
    if gone:
        Wording.objects.filter(pk__in=gone).delete()
    _store([(row[0], one) for row, one in wanted.items() if row not in known], store)


def _store(said: Sequence[tuple[int, Said]], statement: str) -> None:
    batch: list[dict[str, str | int | None]] = []
    size = 0
    for item, one in said:
        until = one.until.isoformat() if one.until else None
        batch.append(
            {
                "item": item,
                "since": one.since.isoformat(),
                "until": until,
                "digest": one.digest,
                **vectors.columns(spelling.spelled(one.text)),
            }
        )
        size += len(one.text)
        if size >= _AT_ONCE:
            _insert(batch, statement)
            batch, size = [], 0
    _insert(batch, statement)


def _insert(rows: Sequence[Mapping[str, str | int | None]], statement: str) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, [vectors.as_json(rows)])
