"""Where an enhancement stands in the list of enhancements."""

from __future__ import annotations

import dataclasses

from enhancements.policy.columns import BEST
from enhancements.queries import browse, browse_scope, browse_shown, sql
from enhancements.queries import filters as filters_
from enhancements.queries.browse_shown import PLAIN, Shown
from enhancements.queries.filters import Filters
from enhancements.queries.frame import Setting
from enhancements.queries.search import ranking


@dataclasses.dataclass(frozen=True, slots=True)
class Neighbours:
    """Where an enhancement stands in the list; place 0 when it is not in it."""

    place: int
    total: int
    previous_key: str
    next_key: str
    scope: str


def neighbours(
    setting: Setting, filters: Filters, *, sort: str, key: str, shown: Shown = PLAIN
) -> Neighbours:
    """The place of an enhancement among all pages of the list, in one statement."""
    conditions, parameters = filters_.conditions(filters)
    _, first = browse_shown.grouping(shown)
    source = f"{browse.BASE} AND {filters_.joined(conditions.values())}"
    begin, rank = "WITH", ""
    if filters.ranked and sort == BEST:
        begin, source = ranking.listed(filters.ranked, source)
        begin, rank = f"{begin},", ranking.PLACE
    statement = f"""
    {begin} listed AS MATERIALIZED (
      SELECT record.key, row_number() OVER list AS place,
             lag(record.key) OVER list AS previous_key,
             lead(record.key) OVER list AS next_key
      {source}
      WINDOW list AS ({browse_shown.order_by(sort, first, rank)})
    )
    SELECT counted.total, listed.place, listed.previous_key, listed.next_key
      FROM (SELECT count(*) AS total FROM listed) AS counted
      LEFT JOIN listed ON listed.key = %(key)s
    """
    read = sql.rows_by_index if filters.ranked else sql.rows
    row = read(
        statement,
        {
            **parameters,
            "project": setting.id,
            "at": setting.at,
            "key": key,
            **browse_shown.orders(setting.profile),
        },
    )[0]
    return Neighbours(
        row["place"] or 0,
        row["total"],
        row["previous_key"] or "",
        row["next_key"] or "",
        browse_scope.scope(setting, filters, row["total"]),
    )
