"""Keep the words of tracking issues, by which enhancements are found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import connection

from enhancements.actions import vectors
from enhancements.models import Wording
from enhancements.policy import wordings as policy
from enhancements.policy.mirrored import Mirrored
from enhancements.policy.search import spelling
from enhancements.policy.wordings import Said

Row = tuple[int, dt.datetime, dt.datetime | None, str]
"""Item, since, until, digest."""
# Texts per statement, in characters: what PostgreSQL holds of them at a time.
_AT_ONCE = 1_000_000
_STORE = f"""
INSERT INTO enhancements_wording (item_id, since, until, digest, words)
SELECT item, since, until, digest, {vectors.of()}
  FROM json_to_recordset(%s::json)
    AS new(item bigint, since timestamptz, until timestamptz, digest text,
           {vectors.COLUMNS})
"""  # noqa: S608 - joined from constants


def keep(*, issues: Mapping[int, Mirrored], tracking: set[int]) -> None:
    """Write what of these issues, by id, differs from what is kept of them.

    `tracking` are those that track an enhancement; of others nothing is kept. Must run
    inside the transaction that settles them.
    """
    wanted: dict[Row, Said] = {
        (pk, said.since, said.until, said.digest): said
        for pk in sorted(tracking)
        for said in policy.of(issues[pk])
    }
    columns = ("item_id", "since", "until", "digest")
    known: dict[Row, int] = {
        row[1:]: row[0]
        for row in Wording.objects.filter(item__in=issues).values_list("pk", *columns)
    }
    gone = [pk for row, pk in known.items() if row not in wanted]
    if gone:
        Wording.objects.filter(pk__in=gone).delete()
    _store([(row[0], said) for row, said in wanted.items() if row not in known])


def _store(said: Sequence[tuple[int, Said]]) -> None:
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
            _insert(batch)
            batch, size = [], 0
    _insert(batch)


def _insert(rows: Sequence[Mapping[str, str | int | None]]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [vectors.as_json(rows)])
