"""Accounts as GitHub told them: the numeric id is who, the login only a name.

A login may pass to somebody else. The row that had it keeps the text; whose it is now
says the newest `told_at` among the rows with that login.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable

from django.db import transaction

from enhancements.actions import accounts, upserts
from enhancements.actions.told import ItemTold, PersonTold
from enhancements.models import Person

_FORMER = """CASE WHEN old.login = new.login THEN old.former ELSE old.former ||
 jsonb_build_array(jsonb_build_object('login', old.login, 'until', new.told_at)) END"""
_TABLE = upserts.Table(
    name="enhancements_person",
    key=("host", "github_id"),
    columns={
        "host": "text",
        "github_id": "bigint",
        "node_id": "text",
        "login": "text",
        "kind": "text",
        "told_at": "timestamptz",
    },
    kept=("told_at",),
    once={"former": "'[]'::jsonb"},
    sets={"former": _FORMER},
    # An older answer changes nothing, unless the stored moment is a wrong clock's.
    condition="(new.told_at >= old.told_at OR old.told_at > clock_timestamp())",
)


def of_items(items: Iterable[ItemTold]) -> list[PersonTold]:
    """Everybody that these items speak of, each once."""
    found: dict[int, PersonTold] = {}
    for item in items:
        named = [item.author, *item.assignees]
        named += [one.author for one in item.comments]
        named += [one.actor for one in item.timeline]
        named += [one.editor for one in item.edits]
        found |= {one.github_id: one for one in named if one is not None}
    return list(found.values())


def store(*, host: str, told: Iterable[PersonTold], now: dt.datetime) -> dict[int, int]:
    """Store accounts told at that moment (UTC). Their rows' ids by GitHub's ids.

    Who signed in here and is called otherwise now is so here, too, once that holds.
    """
    rows = upserts.unique(
        (
            {
                "host": host,
                "github_id": one.github_id,
                "node_id": one.node_id,
                "login": one.login,
                "kind": _kind(one),
                "told_at": now,
            }
            for one in told
        ),
        ("github_id",),
    )
    if not rows:
        return {}
    if upserts.upsert(_TABLE, rows):
        # Afterwards, since signing in locks an account before a person.
        transaction.on_commit(functools.partial(accounts.follow, host=host))
    known = Person.objects.filter(
        host=host, github_id__in=[row["github_id"] for row in rows]
    )
    return dict(known.values_list("github_id", "pk"))


def _kind(told: PersonTold) -> str:
    return told.kind if told.kind in Person.Kind.values else Person.Kind.OTHER
