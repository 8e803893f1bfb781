"""Where words are looked for: names of the record, documents, issues and comments.

All of it is asked by indexes, and as of %(at)s; in the statements `{query}` stands for
a `tsquery`. A document counts as it stood at the moment, main or side document, and so
does the text of a tracking issue. How a comment was worded before is not known: it
counts from when it was made, as it was left, and never once it is hidden or gone.
"""

from __future__ import annotations

from collections.abc import Iterable

from enhancements.policy.search import sought
from enhancements.policy.search.sought import Sought
from enhancements.policy.search.trees import Words
from enhancements.queries import sql
from enhancements.queries.search.conditions import Sheet

DOCUMENTS = """enhancements_reading reading
      JOIN enhancements_version version ON version.blob_id = reading.blob_id
      JOIN enhancements_document document ON document.id = version.document_id
     WHERE reading.words @@ {query}
       AND version.retracted_at IS NULL
       AND least(version.merged_at, version.seen_at) <= %(at)s
       AND NOT EXISTS (
         SELECT FROM enhancements_version later
          WHERE later.document_id = version.document_id
            AND later.ordinal > version.ordinal AND later.retracted_at IS NULL
            AND least(later.merged_at, later.seen_at) <= %(at)s)"""
"""Readings with their `document`, whose enhancement is `document.enhancement_id`."""
ISSUES = """enhancements_wording wording
      JOIN enhancements_item item ON item.id = wording.item_id
     WHERE wording.words @@ {query}
       AND item.enhancement_id IS NOT NULL AND wording.since <= %(at)s
       AND (wording.until IS NULL OR wording.until > %(at)s)"""
"""Wordings with their `item`, whose enhancement is `item.enhancement_id`."""
COMMENTS = """enhancements_remark remark
      JOIN enhancements_comment comment ON comment.id = remark.comment_id
      JOIN enhancements_item item ON item.id = comment.item_id
     WHERE remark.words @@ {query}
       AND comment.gone_at IS NULL AND NOT comment.is_minimized
       AND comment.created_at <= %(at)s AND item.enhancement_id IS NOT NULL
       AND (item.gone_at IS NULL OR item.gone_at > %(at)s)"""
"""Remarks with their `comment` and `item`."""
_NAMES = """tracker_names({record}.title, {record}.key,
            {record}.authors || {record}.owners || {record}.reviewers
            || {record}.approvers || {record}.feature_gates)"""
_NAMED = f"""SELECT named.enhancement_id FROM enhancements_record named
     WHERE {_NAMES.format(record="named")} ILIKE %({{like}})s
       AND named.since <= %(at)s AND (named.until IS NULL OR named.until > %(at)s)"""
# One list, so that it is joined and no other record has to be looked at.
_SAID = f"""
    UNION ALL SELECT document.enhancement_id FROM {DOCUMENTS}
    UNION ALL SELECT item.enhancement_id FROM {ISSUES}
    UNION ALL SELECT item.enhancement_id FROM {COMMENTS}"""
_ASKS_NOTHING = """
    UNION ALL
    SELECT every.id FROM enhancements_enhancement every
     WHERE numnode(phraseto_tsquery('english', %({plain})s)) = 0"""


def names(record: str = "record") -> str:
    """SQL of what a record is called: title, key, people and gates."""
    return _NAMES.format(record=record)


def words(sheet: Sheet, wanted: Words) -> str:
    """The condition on `record` that a word or phrase occurs: as it is typed within the
    title, key, people or gates, or as English words in a text.

    A word that English has everywhere, standing alone, asks nothing.
    """
    one = sought.spell(wanted)
    named = _NAMED.format(like=sheet.put(f"%{sql.escaped(one.typed)}%"))
    if not one.parts:
        return f"record.enhancement_id IN ({named})"
    said = _SAID.format(query=query(sheet, one))
    if len(one.parts) == 1:
        said += _ASKS_NOTHING.format(plain=sheet.put(one.parts[0]))
    return f"record.enhancement_id IN ({named} {said})"


def query(sheet: Sheet, one: Sought) -> str:
    """SQL of the `tsquery` of a word or phrase."""
    parts = sheet.put(" ".join(one.parts))
    found = [f"phraseto_tsquery('english', %({parts})s)"]
    if one.is_begun:
        begun = sheet.put(" <-> ".join(f"'{part}'" for part in one.parts) + ":*")
        found.append(f"to_tsquery('english', %({begun})s)")
    if one.whole:
        whole = sheet.put(one.whole)
        found.append(f"phraseto_tsquery('simple', %({whole})s)")
        if len(one.parts) > 1:
            found.append(f"phraseto_tsquery('english', %({whole})s)")
    return f"({' || '.join(found)})"


def any_of(sheet: Sheet, every: Iterable[Sought]) -> str:
    """SQL of the `tsquery` of what says at least one of them."""
    found = [query(sheet, one) for one in every if one.parts]
    return f"({' || '.join(found)})" if found else "''::tsquery"
