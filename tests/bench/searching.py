"""What searches for words cost: the page against its bare SQL, and how both grow.

The denominator is written by hand for what the page says, and nothing else: one
statement that finds the words in the documents as they stand, counts what was found by
SIG, stage and status, and ranks as many as the page ranks.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.db import connection
from django.test import Client

from enhancements.queries.browse import PAGE_SIZE
from enhancements.queries.search import ranking
from tests.bench import databases, measure
from tests.bench.pages import get
from tests.bench.report import Metric

if TYPE_CHECKING:
    from datetime import datetime

BOUND = 3.0
STEEPEST = 0.1
Tell = Callable[[str], None]

FEW = "needle"
"""Found in ten documents at every size."""
SEARCHES = {
    "a rare word": FEW,
    "a code word": "LiveMigration",
    "two words": f"{FEW} everywhere",
    "a phrase": '"common place"',
    "one in a hundred": "common",
    "a word of all": "everywhere",
}
_P95 = 0.95
_BARE = """
WITH found AS MATERIALIZED (
  SELECT record.* FROM enhancements_record record
   WHERE record.project_id = 1 AND record.until IS NULL
     AND record.enhancement_id IN (
       SELECT document.enhancement_id
         FROM enhancements_reading reading
         JOIN enhancements_version version ON version.blob_id = reading.blob_id
         JOIN enhancements_document document ON document.id = version.document_id
        WHERE reading.words @@ websearch_to_tsquery('english', %(words)s)
          AND NOT EXISTS (
            SELECT FROM enhancements_version later
             WHERE later.document_id = version.document_id
               AND later.ordinal > version.ordinal))
), best AS (
  SELECT few.*, (
    SELECT max(ts_rank_cd(reading.words, websearch_to_tsquery('english', %(words)s)))
      FROM enhancements_version version
      JOIN enhancements_reading reading ON reading.blob_id = version.blob_id
     WHERE version.id = few.version_id) AS score
    FROM (SELECT * FROM found ORDER BY number LIMIT %(ranked)s) few
   ORDER BY score DESC, number LIMIT %(page)s
)
SELECT sig, stage, status, count(*), NULL::jsonb FROM found GROUP BY 1, 2, 3
UNION ALL
SELECT sig, stage, status, 1, jsonb_build_array(key, number, title, targets, tracks,
         authors, owners, problems, drift, merged_at) FROM best
"""


def metrics(
    *, sizes: Sequence[int], entries: int, samples: int, now: datetime, tell: Tell
) -> list[Metric]:
    """Measure in databases of the two largest of these sizes."""
    made = {}
    for size in sizes[-2:]:
        tell(f"writing {size:,} enhancements with documents to search")
        made[size] = databases.make(size, entries=entries, now=now, group="search")
        with databases.using(made[size]):
            fill(size)
    client = Client(HTTP_HOST="localhost")
    tell("searches for words")
    size = max(made)
    with databases.using(made[size]):
        against = _against(client, size, samples)
    tell("searches that find as little in a larger project")
    return [against, _growth(client, made, samples)]


def fill(enhancements: int) -> None:
    """Give each of the enhancements in the database in use a text of its own."""
    statements = Path(__file__).with_name("search.sql").read_text(encoding="utf-8")
    with connection.cursor() as cursor:
        cursor.execute(statements, {"enhancements": enhancements})
        cursor.execute("VACUUM ANALYZE")


def _page(client: Client, words: str) -> bytes:
    return get(client, f"/bench/enhancements/?text={quote(words)}")


def _bare(words: str) -> None:
    given: dict[str, Any] = {"words": words, "ranked": ranking.MOST, "page": PAGE_SIZE}
    with connection.cursor() as cursor:
        cursor.execute(_BARE, given)
        cursor.fetchall()


def _against(client: Client, size: int, samples: int) -> Metric:
    """p95 of all searches, each as often as every other, over that of their SQL."""
    pages: list[float] = []
    bare: list[float] = []
    told = []
    for name, words in SEARCHES.items():
        sides = (
            functools.partial(_page, client, words),
            functools.partial(_bare, _sql(words)),
        )
        page, least = measure.turns(sides, samples=samples)
        pages += page
        bare += least
        one, other = (1000 * measure.percentile(times, _P95) for times in (page, least))
        told.append(f"{name} {one:.1f}/{other:.1f} ms")
    return Metric(
        "searches for words, p95 / p95 of their bare SQL",
        BOUND,
        measure.percentile(pages, _P95) / measure.percentile(bare, _P95),
        detail=f"{size:,} documents, pages through the whole stack (test client),"
        f" {samples} of each in turns; p95: {', '.join(told)}",
    )


def _sql(words: str) -> str:
    """The words as the bare statement takes them: code words are kept apart."""
    return words.replace("LiveMigration", '"Live Migration"')


def _growth(client: Client, made: dict[int, str], samples: int) -> Metric:
    def side(alias: str) -> None:
        with databases.using(alias):
            _page(client, FEW)

    taken = measure.interleaved(
        [functools.partial(side, alias) for alias in made.values()], samples=samples
    )
    shown = ", ".join(
        f"{size:,}: {1000 * seconds:.1f} ms"
        for size, seconds in zip(made, taken, strict=True)
    )
    return Metric(
        "growth of a search that finds ten, exponent",
        STEEPEST,
        measure.slope(list(made), taken),
        "",
        f"page of the same ten; {shown}; medians of {samples} in turns",
    )
