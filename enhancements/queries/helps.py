"""What help a record's enhancement wants, within the statements of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from enhancements.policy.help_wanted import KINDS
from enhancements.queries import sql, words
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.help_wanted import Help

COLUMN = """
  (SELECT jsonb_agg(jsonb_build_object('kind', help.kind, 'text', help.text,
            'by', help.by, 'since', help.since, 'until', help.until, 'id', help.id)
            ORDER BY help.since DESC, help.id DESC)
     FROM enhancements_helpwanted help
     JOIN enhancements_enhancement own ON own.id = help.enhancement_id
    WHERE record.enhancement_id IN (own.id, own.merged_into_id)
      AND help.since <= %(at)s) AS help"""
"""Of a record, for a statement that has `record` and `at`: all that was wanted, the
newest first."""
STANDING = """
  FROM enhancements_helpwanted help
  JOIN enhancements_enhancement own ON own.id = help.enhancement_id
  JOIN enhancements_record record
    ON record.enhancement_id = coalesce(own.merged_into_id, own.id)
   AND record.project_id = %(project)s AND record.since <= %(at)s
   AND (record.until IS NULL OR record.until > %(at)s)
 WHERE help.since <= %(at)s AND (help.until IS NULL OR help.until > %(at)s)"""
"""What is wanted at the moment in a project, each beside its record."""
OF_SIGS = f"""
SELECT jsonb_agg(jsonb_build_object('key', record.key, 'number', record.number,
         'title', record.title, 'sig', record.sig, 'kind', help.kind,
         'text', help.text, 'by', help.by, 'since', help.since, 'until', NULL,
         'id', help.id) ORDER BY help.since DESC, help.id DESC)
{STANDING}
   AND record.sig = ANY(%(sigs)s)
"""
"""One JSON value: what the enhancements of these SIGs want, the newest first."""


def of_record(row: Mapping[str, Any]) -> tuple[Help, ...]:
    """What COLUMN found of a record."""
    about = {name: row[name] for name in ("key", "number", "title", "sig")}
    return tuple(made({**about, **one}) for one in sql.parsed(row["help"]) or ())


def standing(setting: Setting, history: Iterable[Help]) -> tuple[Help, ...]:
    """Those that are wanted at the moment, in the order of kinds."""
    rows = [one for one in history if one.until is None or one.until > setting.at]
    return tuple(sorted(rows, key=lambda one: KINDS.index(one.kind)))


def made(one: Mapping[str, Any]) -> Help:
    """One of them from JSON."""
    times = {name: words.moment(one[name]) for name in ("since", "until")}
    return Help(**{**one, **times})
