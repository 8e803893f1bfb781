"""What a search by words shows first: what is called so, then what speaks of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from enhancements.policy.columns import BEST, DEFAULT_SORT
from enhancements.policy.search import sought
from enhancements.policy.search.trees import Words
from enhancements.profiles.schema import Profile
from enhancements.queries import filters as filters_
from enhancements.queries import sql
from enhancements.queries.filters import Filters, Ranked
from enhancements.queries.scope import Place
from enhancements.queries.search import texts
from enhancements.queries.search.conditions import Sheet

MOST = 300
"""How many are ranked. Where more match, those whose titles say most of the words are,
in the order of their numbers; the others follow them in that order.
"""
WEIGHTS = "'{0.1, 0.3, 0.6, 1.0}'"
"""What a word counts: in comments, within a text, at its beginning, in titles. At the
beginning of a pull request it counts as within a text, further down as in comments.
"""
_SAID = """coalesce((SELECT max(ts_rank_cd({weights}, {words}, {query}, 32))
           FROM {texts} AND {of} = record.enhancement_id), 0)"""


def default(filters: Filters) -> str:
    """The order of a list where none is asked for."""
    return BEST if filters.ranked else DEFAULT_SORT


def read(profile: Profile, words: Sequence[Words]) -> Ranked | None:
    """How records are ranked by these words; None without any."""
    if not words:
        return None
    sheet = Sheet(profile, "ranked")
    every = [sought.spell(one) for one in words]
    likes = [sheet.put(f"%{sql.escaped(one.typed)}%") for one in every]
    query = texts.any_of(sheet, every)
    titled = _count("coalesce(record.title, '')", likes)
    title = "setweight(to_tsvector('english', coalesce(record.title, '')), 'A')"
    exact = sheet.put([one.typed.removeprefix("#").casefold() for one in every])
    parts = (
        titled,
        f"0.5 * {_count(texts.names(), likes)}",
        f"2 * (lower(record.key) = ANY(%({exact})s))::int",
        f"ts_rank_cd({WEIGHTS}, {title}, {query}, 32)",
        _said("reading.words", texts.DOCUMENTS, "document.enhancement_id", query),
        _said("wording.words", texts.ISSUES, "item.enhancement_id", query),
        _said("wording.words", texts.PULLS, "series.enhancement_id", query),
        _said("remark.words", texts.COMMENTS, "item.enhancement_id", query),
    )
    score = f"({' + '.join(parts)})::float8"
    return Ranked(titled, score, query, sheet.parameters, tuple(words))


def _count(text: str, likes: Iterable[str]) -> str:
    """How many of the words a text has."""
    return f"({' + '.join(f'({text} ILIKE %({like})s)::int' for like in likes)})"


def _said(words: str, found: str, of: str, query: str) -> str:
    texts_ = found.format(query=query)
    return _SAID.format(weights=WEIGHTS, words=words, query=query, texts=texts_, of=of)


def first(titled: str, source: str) -> str:
    """The statement of (id, place) of those records of a list that are ranked, before
    they are; `titled` is how many of the words a title has, `source` FROM and WHERE of
    the list.
    """
    order = f"{titled} DESC, record.number NULLS LAST, record.key"
    return f"""SELECT record.id, row_number() OVER (ORDER BY {order}) AS place {source}
         ORDER BY {order} LIMIT {MOST}"""


def listed(ranked: Ranked, source: str) -> tuple[str, str]:
    """WITH that finds the records of a list once and ranks them, and FROM and WHERE of
    the list; PLACE tells then where each `record` stands.
    """
    begin = f"""
    WITH matching AS MATERIALIZED (SELECT record.id {source}),
    ranks AS MATERIALIZED (
      SELECT jsonb_object_agg(scored.id, scored.place) AS known FROM (
        SELECT record.id, row_number() OVER (
            ORDER BY {ranked.score} DESC, record.number NULLS LAST, record.key) AS place
          FROM enhancements_record record
         WHERE record.id IN (SELECT best.id FROM ({first(ranked.titled, _LISTED)}) best)
      ) scored
    )"""
    return begin, _LISTED


_LISTED = """FROM enhancements_record record
         WHERE record.id IN (SELECT matching.id FROM matching)"""
PLACE = "((SELECT ranks.known FROM ranks) ->> record.id::text)::int"
"""SQL of the place of a `record` among those that are ranked, from 1; else NULL."""


def places(place: Place, filters: Filters, source: str) -> dict[int, int]:
    """The enhancements that are ranked of a list with their places, in one statement.

    `source` is FROM and WHERE of the list without its filters.
    """
    if filters.ranked is None:
        return {}
    found, parameters = filters_.conditions(filters)
    begin, listed_ = listed(
        filters.ranked, f"{source} AND {filters_.joined(found.values())}"
    )
    rows = sql.rows_by_index(
        f"{begin} SELECT record.enhancement_id, {PLACE} AS place {listed_}"
        f" AND {PLACE} IS NOT NULL ORDER BY place",
        {**parameters, "project": place.id, "at": place.at},
    )
    return {row["enhancement_id"]: row["place"] for row in rows}
