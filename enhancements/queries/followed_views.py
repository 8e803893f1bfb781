"""Which saved views that somebody follows find an enhancement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from enhancements.models import SavedView, Subscription
from enhancements.queries import filters, sql
from enhancements.queries.filters import FilterRefused
from enhancements.queries.frame import Setting
from enhancements.queries.search import narrowing

_STATEMENT = """
SELECT record.enhancement_id FROM enhancements_record record
 WHERE record.project_id = %(project)s AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
   AND record.enhancement_id = ANY(%(ids)s) AND ({found})
"""


def finding(
    setting: Setting, ids: Collection[int], before: dt.datetime
) -> Mapping[int, Sequence[int]]:
    """By enhancement the ids of the views that find it now, or found it just before a
    moment: what leaves a list is told to whoever follows the list.

    One SQL statement, and some for each view that is in use and followed. A view that
    cannot be asked any more finds nothing.
    """
    if not ids:
        return {}
    followed = Subscription.objects.filter(project=setting.id, ended_at=None)
    rows = SavedView.objects.filter(
        ended_at=None, pk__in=followed.exclude(view=None).values("view")
    )
    moments = (setting, setting.later(before - dt.timedelta(microseconds=1)))
    found: dict[int, list[int]] = {}
    for view in rows.select_related("account").order_by("pk"):
        by_now, then = (_found(one, view, ids) for one in moments)
        for enhancement in by_now | then:
            found.setdefault(enhancement, []).append(view.pk)
    return found


def _found(setting: Setting, view: SavedView, ids: Collection[int]) -> set[int]:
    is_private = view.audience == SavedView.Audience.PRIVATE
    me = [view.account.login] if is_private and view.account is not None else []
    try:
        wanted = narrowing.read(setting, {"text": [view.query]}, me=me)
    except FilterRefused:
        return set()
    conditions, parameters = filters.conditions(wanted)
    parameters |= {"project": setting.id, "at": setting.at, "ids": sorted(ids)}
    statement = _STATEMENT.format(found=filters.joined(conditions.values()))
    read = sql.rows_by_index if wanted.ranked else sql.rows
    return {row["enhancement_id"] for row in read(statement, parameters)}
