"""Where words are looked for: names of the record, documents, issues, comments and pull
requests.

All of it is asked by indexes, and as of %(at)s; in the statements `{query}` stands for
a `tsquery`. A document counts as it stood at the moment, main or side document, and so
does the text of a tracking issue or of a pull request. How a comment was worded before
is not known: it counts from when it was made, as it was left, and never once it is
hidden or gone. To which enhancements a pull request belongs is asked of the claims of
the moment.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

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
PULLS = """enhancements_wording wording
      JOIN enhancements_item item ON item.id = wording.item_id AND item.kind = 'pull'
      JOIN enhancements_repository home ON home.id = item.repository_id
      JOIN enhancements_series series ON series.project_id = home.project_id
       AND series.field = 'pull:' || lower(home.name) || '#' || item.number
       AND series.field LIKE 'pull:%%'
      JOIN enhancements_claim claim ON claim.series_id = series.id
     WHERE wording.words @@ {query} AND wording.since <= %(at)s
       AND (wording.until IS NULL OR wording.until > %(at)s)
       AND series.enhancement_id IS NOT NULL
       AND claim.retracted_at IS NULL AND claim.value IS NOT NULL
       AND claim.since <= %(at)s AND (claim.until IS NULL OR claim.until > %(at)s)"""
"""Wordings with their `item` and the `series` of who claims it, whose enhancement is
`series.enhancement_id`: one for each claim."""
EVERY = (
    (DOCUMENTS, "document.enhancement_id"),
    (ISSUES, "item.enhancement_id"),
    (COMMENTS, "item.enhancement_id"),
    (PULLS, "series.enhancement_id"),
)
"""Each with the column of the enhancement that it belongs to."""
_NAMES = """tracker_names({record}.title, {record}.key,
            {record}.authors || {record}.owners || {record}.reviewers
            || {record}.approvers || {record}.feature_gates)"""
_NAMED = f"""enhancements_record {{name}}
     WHERE {_NAMES.format(record="{name}")} ILIKE %({{like}})s
       AND {{name}}.since <= %(at)s
       AND ({{name}}.until IS NULL OR {{name}}.until > %(at)s)"""
_ASKS_NOTHING = """enhancements_enhancement {name}
     WHERE numnode(phraseto_tsquery('english', %({plain})s)) = 0"""


def names(record: str = "record") -> str:
    """SQL of what a record is called: title, key, people and gates."""
    return _NAMES.format(record=record)


@dataclasses.dataclass(frozen=True, slots=True)
class _Places:
    """All places where a word or phrase may occur: FROM and WHERE of each, and the
    column of the enhancement.
    """

    every: tuple[tuple[str, str], ...]

    def listed(self) -> str:
        """The enhancements that have it, as one list of ids.

        One, so that it is joined and no other record has to be looked at.
        """
        return " UNION ALL ".join(f"SELECT {of} FROM {one}" for one, of in self.every)

    def of(self, enhancement: str) -> str:
        """The condition that a single enhancement has it."""
        asked = (
            f"EXISTS (SELECT FROM {one} AND {of} = {enhancement})"
            for one, of in self.every
        )
        return f"({' OR '.join(asked)})"


def _places(sheet: Sheet, wanted: Words) -> _Places:
    one = sought.spell(wanted)
    like = sheet.put(f"%{sql.escaped(one.typed)}%")
    every = [(_NAMED.format(name="named", like=like), "named.enhancement_id")]
    if one.parts:
        asked = query(sheet, one)
        every += [(found.format(query=asked), of) for found, of in EVERY]
    if len(one.parts) == 1:
        plain = sheet.put(one.parts[0])
        every.append((_ASKS_NOTHING.format(name="every", plain=plain), "every.id"))
    return _Places(tuple(every))


def words(sheet: Sheet, wanted: Sequence[Words], *, leads: bool = False) -> str:
    """The condition on `record` that each of these words and phrases occurs: as it is
    typed within the title, key, people or gates, or as English words in a text.

    A word that English has everywhere, standing alone, asks nothing. All are looked
    for in full for the first alone, and the others in what has it: the rarest should
    come first. Where the condition `leads`, everything that is found has to meet it,
    and the records are looked up by what it gives.
    """
    first, *others = (_places(sheet, one) for one in wanted)
    listed = first.listed()
    if others:
        rest = " AND ".join(one.of("found.id") for one in others)
        listed = f"""SELECT found.id FROM (
          SELECT DISTINCT said.id FROM ({listed}) said (id)) found WHERE {rest}"""
    if leads:
        # Looked up by index whether they are ten or all: how many a list of several
        # places will be no planner can say.
        return f"record.enhancement_id = ANY(ARRAY({listed}))"
    return f"record.enhancement_id IN ({listed})"


def samples(sheet: Sheet, one: Sought, name: str) -> Iterator[str]:
    """Statements on single tables, which are called so, of as many rows about as have
    the word or phrase.
    """
    like = sheet.put(f"%{sql.escaped(one.typed)}%")
    yield f"SELECT 1 FROM {_NAMED.format(name=name, like=like)}"
    if one.parts:
        asked = query(sheet, one)
        yield f"SELECT 1 FROM enhancements_reading {name} WHERE {name}.words @@ {asked}"
    if len(one.parts) == 1:
        plain = sheet.put(one.parts[0])
        yield f"SELECT 1 FROM {_ASKS_NOTHING.format(name=name, plain=plain)}"


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
