"""Where words of a search were found: a line for each of some enhancements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.policy import addresses
from enhancements.policy.search import excerpts, sought, spelling
from enhancements.queries import paging, sql
from enhancements.queries.filters import Ranked
from enhancements.queries.scope import Place
from enhancements.queries.search import ranking, texts
from enhancements.queries.shapes.found import Line

_DOCUMENT, _ISSUE, _PULL, _COMMENT = 1, 2, 3, 4
_PLACES = (
    (_DOCUMENT, texts.DOCUMENTS, "document.enhancement_id", "reading", "version.id"),
    (_ISSUE, texts.ISSUES, "item.enhancement_id", "wording", "item.id"),
    (_PULL, texts.PULLS, "series.enhancement_id", "wording", "item.id"),
    (_COMMENT, texts.COMMENTS, "item.enhancement_id", "remark", "comment.id"),
)
"""Of two texts that say as much the one that stands first here is shown."""
_SAID = """
      SELECT {of} AS enhancement, {place} AS place, {ref} AS ref,
             ts_rank_cd({weights}, {table}.words, {query}, 32) AS score
        FROM {texts} AND {of} = ANY(%(shown)s)"""
_STATEMENT = """
WITH said AS (
  SELECT DISTINCT ON (enhancement) * FROM ({said}) every
   ORDER BY enhancement, score DESC, place, ref DESC
)
SELECT said.enhancement, said.place, version.path, version.commit,
  version.role = 'main' AS is_main,
  (SELECT substring(blob.content FROM 1 FOR 400000) FROM enhancements_blob blob
    WHERE blob.id = version.blob_id) AS content,
  coalesce(comment.body,
    coalesce((SELECT happened.old_name FROM enhancements_timelineitem happened
               WHERE happened.item_id = item.id AND happened.at > %(at)s
                 AND happened.kind = 'renamed' AND happened.old_name <> ''
               ORDER BY happened.at, happened.id LIMIT 1), item.title) || E'\\n'
    || coalesce((SELECT edit.body FROM enhancements_edit edit
                  WHERE edit.item_id = item.id AND edit.edited_at <= %(at)s
                    AND item.edited_at > %(at)s
                  ORDER BY edit.edited_at DESC, edit.place DESC LIMIT 1),
                item.body)) AS body,
  item.number, repository.host, repository.name AS repository,
  comment.github_id, comment.created_at, author.login AS author,
  (SELECT count(*) FROM enhancements_comment before
    WHERE before.item_id = comment.item_id AND before.kind = 'comment'
      AND (before.gone_at IS NULL OR before.gone_at > %(at)s)
      AND (before.created_at, before.github_id)
          <= (comment.created_at, comment.github_id)) AS nth
  FROM said
  LEFT JOIN enhancements_version version ON said.place = 1 AND version.id = said.ref
  LEFT JOIN enhancements_comment comment ON said.place = 4 AND comment.id = said.ref
  LEFT JOIN enhancements_item item
    ON item.id = CASE WHEN said.place IN (2, 3) THEN said.ref ELSE comment.item_id END
  LEFT JOIN enhancements_repository repository ON repository.id = item.repository_id
  LEFT JOIN enhancements_person author ON author.id = comment.author_id
"""
_LINES = """
SELECT ts_headline('english', one.text, {query}, %(options)s) AS line
  FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS one (text, nth) ORDER BY one.nth
"""
_OPTIONS = f"HighlightAll=true, StartSel={excerpts.START}, StopSel={excerpts.END}"
_CLEAN = {
    _DOCUMENT: spelling.document,
    _ISSUE: spelling.issue,
    _PULL: spelling.pull,
    _COMMENT: spelling.comment,
}


def of(place: Place, ranked: Ranked, shown: Sequence[int]) -> dict[int, Line]:
    """Lines by enhancement, of these, in two statements; those that only a name matches
    have none.
    """
    if not shown:
        return {}
    given = {**ranked.parameters, "at": place.at, "shown": list(shown)}
    found = sql.rows(_STATEMENT.format(said=_said(ranked.query)), given)
    every = [sought.spell(one) for one in ranked.words]
    windows = [excerpts.window(_text(row), every) for row in found]
    marked = sql.rows(
        _LINES.format(query=ranked.query),
        {**ranked.parameters, "texts": windows, "options": _OPTIONS},
    )
    return {
        row["enhancement"]: _line(place, row, one["line"])
        for row, one in zip(found, marked, strict=True)
    }


def _said(query: str) -> str:
    return " UNION ALL ".join(
        _SAID.format(
            of=of_,
            place=place,
            ref=ref,
            weights=ranking.WEIGHTS,
            table=table,
            query=query,
            texts=found.format(query=query),
        )
        for place, found, of_, table, ref in _PLACES
    )


def _text(row: Mapping[str, Any]) -> str:
    text = row["body"]
    if row["place"] == _DOCUMENT:
        text = bytes(row["content"]).decode("utf-8", errors="replace")
    return _CLEAN[row["place"]](text)


def _line(place: Place, row: Mapping[str, Any], headline: str) -> Line:
    pieces = excerpts.pieces(headline)
    if row["place"] == _DOCUMENT:
        url = place.evidence.url(row["path"], row["commit"]) or ""
        path = "" if row["is_main"] else row["path"]
        return Line("document", pieces, url, path=path)
    host, repository, number = row["host"], row["repository"], row["number"]
    if row["place"] == _PULL:
        name = f"{repository.rpartition('/')[2]}#{number}"
        url = addresses.pull(host, repository, number)
        return Line("pull", pieces, url, name=name)
    url = addresses.issue(host, repository, number)
    if row["place"] == _ISSUE:
        return Line("issue", pieces, url)
    return Line(
        "comment",
        pieces,
        f"{url}#issuecomment-{row['github_id']}",
        author=row["author"] or "",
        at=row["created_at"],
        page=(row["nth"] - 1) // paging.COMMENTS + 1,
        anchor=f"said-{row['github_id']}",
    )
