"""What a page shows of the words of its search, beside its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from enhancements.policy.columns import BEST
from enhancements.policy.search import meaning, sought
from enhancements.policy.search.sought import Sought
from enhancements.policy.search.trees import Words
from enhancements.queries import sql
from enhancements.queries import words as words_
from enhancements.queries.filters import Filters, Ranked
from enhancements.queries.frame import Setting
from enhancements.queries.search import lines, ranking
from enhancements.queries.shapes import EnhancementRow
from enhancements.queries.shapes.found import Shown

_ALIKE = """
SELECT ARRAY(SELECT record.title FROM enhancements_record record
              WHERE record.project_id = %(project)s AND record.since <= %(at)s
                AND (record.until IS NULL OR record.until > %(at)s)
                AND record.title %%> typed.word
              ORDER BY word_similarity(typed.word, record.title) DESC, record.id
              LIMIT 20) AS titles
  FROM unnest(%(typed)s::text[]) WITH ORDINALITY AS typed (word, nth) ORDER BY typed.nth
"""
_LEAST_ALIKE = "SET LOCAL pg_trgm.word_similarity_threshold = 0.4"
_MOST_MEANT = 5
"""Words of a search of which others are looked for."""


def page(
    setting: Setting,
    filters: Filters,
    rows: Sequence[EnhancementRow],
    sort: str,
    kept: Mapping[str, Any],
) -> Shown | None:
    """What a page shows of its words, in two statements; None without words.

    `rows` are those of the page, `kept` its parameters for links. Where nothing was
    found one statement looks for what was meant.
    """
    if filters.ranked is None:
        return None
    meant = "" if rows else _meant(setting, filters, filters.ranked)
    best = "" if ranking.default(filters) == BEST else BEST
    return Shown(
        is_best=sort == BEST,
        best=words_.query({**kept, "sort": best, "page": ""}),
        lines=lines.of(setting, filters.ranked, [row.enhancement for row in rows]),
        meant=meant,
        meant_query=words_.query({**kept, "text": meant, "page": ""}),
    )


def _meant(setting: Setting, filters: Filters, ranked: Ranked) -> str:
    """The search as it was probably meant; empty when nothing like it is called so."""
    typed: dict[Words, Sought] = {
        one: sought.spell(one) for one in ranked.words if not one.is_phrase
    }
    asked = list(typed)[:_MOST_MEANT]
    if not asked:
        return ""
    given = {"project": setting.id, "at": setting.at}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LEAST_ALIKE)
        found = sql.rows(
            _ALIKE, {**given, "typed": [typed[one].typed for one in asked]}
        )
    titles = dict(zip(asked, (row["titles"] for row in found), strict=True))
    return meaning.meant(filters.text, titles)
