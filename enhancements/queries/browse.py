"""The list of enhancements, with filters whose counts follow each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.policy.columns import BEST
from enhancements.policy.search import marking
from enhancements.policy.search.grammar import Trouble
from enhancements.queries import (
    browse_compare,
    browse_facets,
    browse_facts,
    browse_shown,
    browse_tokens,
    comparing,
    paging,
    sql,
    words,
)
from enhancements.queries import filters as filters_
from enhancements.queries.browse_facets import Counted
from enhancements.queries.browse_scope import scope
from enhancements.queries.browse_shown import PLAIN, Shown
from enhancements.queries.filters import Filters
from enhancements.queries.frame import Setting
from enhancements.queries.saved_views import Reader
from enhancements.queries.search import ranking, showing
from enhancements.queries.shapes import (
    BrowsePage,
    EnhancementRow,
)
from enhancements.queries.shapes.compare import Comparison
from enhancements.queries.shapes.found import Lacking

PAGE_SIZE = 100
BASE = """
FROM enhancements_record record
WHERE record.project_id = %(project)s AND record.since <= %(at)s
  AND (record.until IS NULL OR record.until > %(at)s)
"""


def page(
    setting: Setting,
    filters: Filters,
    *,
    sort: str,
    number: int,
    compare: str = "",
    shown: Shown = PLAIN,
    more: Mapping[str, str] | None = None,
    reader: Reader | None = None,
) -> BrowsePage:
    """Everything the page shows, in two SQL statements beside the setting's two; words
    that are searched for take two more, and filters that nothing meets one.

    `sort` is a column, with a minus before it for the other way round, or `best`; an
    unknown one is taken for the default. `number` counts pages from 1. `compare`
    names another moment, which takes two statements more; FilterRefused is raised
    for one that cannot be read. `shown` says which columns and groups; further columns
    take a statement or two more. `more` are parameters that links carry along. The
    saved views that `reader` may see take none.
    """
    other = comparing.read(setting, compare)
    conditions, parameters = filters_.conditions(filters)
    parameters |= {"project": setting.id, "at": setting.at}
    own = _own(filters, shown, sort)
    kept = {
        **own,
        "as_of": setting.frame.moment.given,
        "compare": other.given if other else "",
        **(more or {}),
    }
    counted = browse_facets.count(
        setting,
        filters,
        conditions,
        parameters,
        kept=kept,
        source=BASE,
        reader=reader,
    )
    place = paging.paged(kept, number=number, total=counted.total, size=PAGE_SIZE)
    statement, given = _ordered(
        setting,
        filters,
        conditions,
        parameters,
        shown,
        sort=sort,
        best=_best(counted, shown, sort, place.number),
    )
    read = sql.rows_by_index if filters.ranked else sql.rows
    offset = (place.number - 1) * PAGE_SIZE
    found = read(
        f"{statement} LIMIT {PAGE_SIZE} OFFSET %(offset)s", {**given, "offset": offset}
    )
    rows = tuple(
        words.enhancement_row(row, setting.profile, sql.parsed) for row in found
    )
    tokens = browse_tokens.of(setting.profile, filters, kept)
    return BrowsePage(
        frame=setting.frame,
        rows=rows,
        page=place,
        facets=counted.groups,
        columns=browse_shown.heads(shown, sort, kept, ranking.default(filters)),
        scope=scope(setting, filters, counted.total),
        text=filters.text,
        tokens=tuple((one.words, one.query) for one in tokens),
        hidden=paging.carried(kept, "text", "page"),
        found=showing.page(setting, filters, rows, sort, kept),
        comparison=browse_compare.build(setting, other, rows, conditions, parameters)
        if other
        else None,
        groups=browse_shown.groups(setting.profile, shown, found, rows),
        facts=browse_facts.of(setting, [row.enhancement for row in rows], shown.names),
        column_choices=browse_shown.choices(shown, kept),
        group_choices=browse_shown.group_choices(shown, kept),
        address=paging.carried(own),
        views=counted.views,
        lacking=browse_tokens.lacking(setting, filters, tokens, kept, source=BASE)
        if tokens and not counted.total
        else Lacking(),
    )


def every(
    setting: Setting,
    filters: Filters,
    *,
    sort: str,
    compare: str = "",
    shown: Shown = PLAIN,
) -> tuple[Iterable[EnhancementRow], Comparison[EnhancementRow] | None]:
    """Every row of the list in its order, and how they differ at another moment.

    The rows are read from the database while they are used; compared with another
    moment they are read at once, since what differs has to be known for each.
    """
    other = comparing.read(setting, compare)
    conditions, parameters = filters_.conditions(filters)
    parameters |= {"project": setting.id, "at": setting.at}
    statement, given = _ordered(
        setting, filters, conditions, parameters, shown, sort=sort
    )
    rows = (
        words.enhancement_row(row, setting.profile, sql.parsed)
        for row in sql.stream(statement, given)
    )
    if other is None:
        return rows, None
    found = tuple(rows)
    return found, browse_compare.build(
        setting, other, found, conditions, parameters, most_gone=None
    )


def _own(filters: Filters, shown: Shown, sort: str) -> dict[str, Any]:
    """The list's own parameters, as an address holds them."""
    return {
        **filters_.parameters(filters),
        **browse_shown.parameters(shown),
        "sort": "" if sort == ranking.default(filters) else sort,
    }


def refused(
    setting: Setting,
    given: Mapping[str, Sequence[str]],
    troubles: Sequence[Trouble],
    *,
    sort: str,
    shown: Shown = PLAIN,
    more: Mapping[str, str] | None = None,
) -> BrowsePage:
    """The page of a search that cannot be meant: its text, with its troubles marked.

    `given` are the parameters as `filters.read` takes them. Asks no statement.
    """
    text = " ".join(given.get("text", ())).strip()
    others = {**given, "text": []}
    own = _own(filters_.read(setting.profile, others), shown, sort)
    kept = {**own, "as_of": setting.frame.moment.given, **(more or {})}
    return BrowsePage(
        frame=setting.frame,
        rows=(),
        page=paging.paged(kept, number=1, total=0, size=PAGE_SIZE),
        facets=(),
        columns=(),
        scope="",
        text=text,
        tokens=(),
        hidden=paging.carried(kept, "text", "page"),
        marked=marking.marked(text, troubles),
        troubles=tuple(one.message for one in troubles),
    )


def _ordered(
    setting: Setting,
    filters: Filters,
    conditions: Mapping[str, str],
    parameters: Mapping[str, Any],
    shown: Shown,
    *,
    sort: str,
    best: Sequence[int] = (),
) -> tuple[str, dict[str, Any]]:
    """The statement of the rows in the order asked for, and its parameters.

    `best` are the ids of records that are ranked, where it need give no others.
    """
    grouped, first = browse_shown.grouping(shown)
    ranked = filters.ranked if sort == BEST else None
    begin, rank = "", ""
    source = f"{BASE} AND {filters_.joined(conditions.values())}"
    if ranked and best:
        rank = f"{ranked.score} DESC"
        source = "FROM enhancements_record record WHERE record.id = ANY(%(best)s)"
    elif ranked:
        begin, source = ranking.listed(ranked, source)
        rank = ranking.PLACE
    order = browse_shown.order_by(sort, first, rank)
    statement = f"{begin} SELECT {words.ROW_COLUMNS}{grouped} {source} {order}"
    given = {**parameters, **browse_shown.orders(setting.profile), "best": list(best)}
    return statement, given


def _best(counted: Counted, shown: Shown, sort: str, number: int) -> Sequence[int]:
    """The records that are ranked, where a page has no others: they are known already,
    and need not be looked for again. A group tells of all that it has.
    """
    is_short = sort == BEST and not shown.group and number * PAGE_SIZE <= ranking.MOST
    return counted.first if is_short else ()
