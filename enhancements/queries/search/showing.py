"""Where words of a search were found: a line for each row of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from enhancements.policy.columns import BEST
from enhancements.policy.search import excerpts, meaning, sought, spelling
from enhancements.policy.search.sought import Sought
from enhancements.policy.search.trees import Words
from enhancements.queries import discussion, sql
from enhancements.queries import words as words_
from enhancements.queries.filters import Filters, Ranked
from enhancements.queries.frame import Setting
from enhancements.queries.search import ranking, texts
from enhancements.queries.shapes import EnhancementRow
from enhancements.queries.shapes.found import Line, Shown

_DOCUMENT, _ISSUE, _COMMENT = 1, 2, 3
_KINDS = {_DOCUMENT: "document", _ISSUE: "issue", _COMMENT: "comment"}
_SAID = """
      SELECT {of} AS enhancement, {place} AS place, {ref} AS ref, {path} AS path,
             ts_rank_cd({weights}, {words}, {query}, 32) AS score
        FROM {texts} AND {of} = ANY(%(shown)s)"""
_STATEMENT = """
WITH said AS (
  SELECT DISTINCT ON (enhancement) * FROM ({said}) every
   ORDER BY enhancement, score DESC, place, ref DESC
)
SELECT said.enhancement, said.place, said.path,
  (SELECT substring(blob.content FROM 1 FOR 400000) FROM enhancements_blob blob
    WHERE said.place = 1 AND blob.id = said.ref) AS content,
  coalesce(comment.body, (
    SELECT item.title || E'\\n' || coalesce((
             SELECT edit.body FROM enhancements_edit edit
              WHERE edit.item_id = item.id AND edit.edited_at <= %(at)s
                AND item.edited_at > %(at)s
              ORDER BY edit.edited_at DESC, edit.place DESC LIMIT 1), item.body)
      FROM enhancements_item item WHERE said.place = 2 AND item.id = said.ref)) AS body,
  comment.github_id, comment.created_at, author.login AS author,
  (SELECT count(*) FROM enhancements_comment before
    WHERE before.item_id = comment.item_id AND before.kind = 'comment'
      AND (before.gone_at IS NULL OR before.gone_at > %(at)s)
      AND (before.created_at, before.github_id)
          <= (comment.created_at, comment.github_id)) AS nth
  FROM said
  LEFT JOIN enhancements_comment comment ON said.place = 3 AND comment.id = said.ref
  LEFT JOIN enhancements_person author ON author.id = comment.author_id
"""
_LINES = """
SELECT ts_headline('english', one.text, {query}, %(options)s) AS line
  FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS one (text, nth) ORDER BY one.nth
"""
_OPTIONS = f"HighlightAll=true, StartSel={excerpts.START}, StopSel={excerpts.END}"
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
        lines=lines(setting, filters.ranked, [row.enhancement for row in rows]),
        meant=meant,
        meant_query=words_.query({**kept, "text": meant, "page": ""}),
    )


def lines(setting: Setting, ranked: Ranked, shown: Sequence[int]) -> dict[int, Line]:
    """Lines by enhancement, of these; those that only a name matches have none."""
    if not shown:
        return {}
    given = {**ranked.parameters, "at": setting.at, "shown": list(shown)}
    found = sql.rows(_STATEMENT.format(said=_said(ranked.query)), given)
    every = [sought.spell(one) for one in ranked.words]
    windows = [excerpts.window(_text(row), every) for row in found]
    marked = sql.rows(
        _LINES.format(query=ranked.query),
        {**ranked.parameters, "texts": windows, "options": _OPTIONS},
    )
    return {
        row["enhancement"]: _line(row, one["line"])
        for row, one in zip(found, marked, strict=True)
    }


def _said(query: str) -> str:
    readings, wordings = texts.DOCUMENTS, texts.ISSUES
    file = "CASE WHEN version.role = 'main' THEN '' ELSE version.path END"
    of_documents = ("document.enhancement_id", "version.blob_id", file)
    places = (
        (_DOCUMENT, readings, "reading.words", of_documents),
        (_ISSUE, wordings, "wording.words", ("item.enhancement_id", "item.id", "''")),
        (
            _COMMENT,
            texts.COMMENTS,
            "remark.words",
            ("item.enhancement_id", "comment.id", "''"),
        ),
    )
    return " UNION ALL ".join(
        _SAID.format(
            place=place,
            texts=found.format(query=query),
            words=words,
            of=columns[0],
            ref=columns[1],
            path=columns[2],
            query=query,
            weights=ranking.WEIGHTS,
        )
        for place, found, words, columns in places
    )


def _text(row: Mapping[str, Any]) -> str:
    if row["place"] == _DOCUMENT:
        text = bytes(row["content"]).decode("utf-8", errors="replace")
        return spelling.document(text)
    clean = spelling.issue if row["place"] == _ISSUE else spelling.comment
    return clean(row["body"])


def _line(row: Mapping[str, Any], headline: str) -> Line:
    kind, pieces = _KINDS[row["place"]], excerpts.pieces(headline)
    if row["place"] != _COMMENT:
        return Line(kind, pieces, path=row["path"])
    return Line(
        kind,
        pieces,
        author=row["author"] or "",
        at=row["created_at"],
        page=(row["nth"] - 1) // discussion.SIZE + 1,
        anchor=f"said-{row['github_id']}",
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
