"""What a search by words shows first: what is called so, then what speaks of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from enhancements.policy.columns import BEST, DEFAULT_SORT
from enhancements.policy.search import sought
from enhancements.policy.search.trees import Words
from enhancements.profiles.schema import Profile
from enhancements.queries import sql
from enhancements.queries.filters import Filters, Ranked
from enhancements.queries.search import texts
from enhancements.queries.search.conditions import Sheet

MOST = 300
"""How many are ranked. Where more match, those whose titles say most of the words are,
in the order of their numbers; the others follow them in that order.
"""
WEIGHTS = "'{0.1, 0.3, 0.6, 1.0}'"
"""What a word counts: in comments, within a text, at its beginning, in titles."""
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


def candidates(ranked: Ranked, source: str) -> str:
    """FROM with those records of a list that are ranked, as `record`; `source` is FROM
    and WHERE of the list.
    """
    return f"""FROM (SELECT record.* {source}
         ORDER BY {ranked.titled} DESC, record.number NULLS LAST, record.key
         LIMIT {MOST}) record"""


def expression(filters: Filters, source: str) -> str:
    """SQL that gives each `record` of a list its rank, the largest first, NULL of those
    that are not ranked; empty without words.

    What is ranked is looked up once, as one value, whatever the list's length.
    """
    if filters.ranked is None:
        return ""
    return f"""((SELECT jsonb_object_agg(scored.id, scored.score) FROM (
      SELECT record.id, {filters.ranked.score} AS score
        {candidates(filters.ranked, source)}) scored) ->> record.id::text)::float8"""
