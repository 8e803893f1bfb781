"""The whole database in comparable form: natural names in place of ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from enhancements.models import Project

# An enhancement is named by the first version of its documents that stands.
_ENHANCEMENT = """
CREATE TEMPORARY VIEW named AS
SELECT DISTINCT ON (document.enhancement_id) document.enhancement_id AS id,
       version.ordinal || ':' || version.path AS name
  FROM enhancements_version version
  JOIN enhancements_document document ON document.id = version.document_id
 WHERE version.retracted_at IS NULL AND document.enhancement_id IS NOT NULL
 ORDER BY document.enhancement_id, version.ordinal, version.path
"""

_TABLES = {
    "versions": """
SELECT source.kind, version.ordinal, version.path, version.commit, version.merged_at,
       version.subject, version.change, version.mode, version.role, blob.oid, named.name
  FROM enhancements_version version
  JOIN enhancements_document document ON document.id = version.document_id
  JOIN enhancements_source source ON source.id = document.source_id
  LEFT JOIN enhancements_blob blob ON blob.id = version.blob_id
  LEFT JOIN named ON named.id = document.enhancement_id
 WHERE version.retracted_at IS NULL AND source.project_id = %(project)s""",
    "documents": """
SELECT source.kind, document.path, document.folder, document.role, document.removed,
       document.owed_since IS NULL, named.name
  FROM enhancements_document document
  JOIN enhancements_source source ON source.id = document.source_id
  LEFT JOIN named ON named.id = document.enhancement_id
 WHERE source.project_id = %(project)s
   AND EXISTS (SELECT FROM enhancements_version version
                WHERE version.document_id = document.id
                  AND version.retracted_at IS NULL)""",
    "claims": """
SELECT named.name, release.name, sig.name, series.track, series.source, series.field,
       claim.value, claim.raw, claim.problem, claim.since, claim.until,
       version.commit, version.path, claim.line, claim.by, claim.reason, claim.reader
  FROM enhancements_claim claim
  JOIN enhancements_series series ON series.id = claim.series_id
  LEFT JOIN enhancements_release release ON release.id = series.release_id
  LEFT JOIN enhancements_sig sig ON sig.id = series.sig_id
  LEFT JOIN enhancements_version version ON version.id = claim.version_id
  LEFT JOIN named ON named.id = series.enhancement_id
 WHERE claim.retracted_at IS NULL AND series.project_id = %(project)s""",
    "activity": """
SELECT named.name, activity.at FROM enhancements_activity activity
  JOIN enhancements_enhancement owner ON owner.id = activity.enhancement_id
  LEFT JOIN named ON named.id = owner.id
 WHERE owner.project_id = %(project)s""",
    "records": """
SELECT named.name,
       to_jsonb(record) - 'id' - 'enhancement_id' - 'version_id' - 'project_id',
       version.commit, version.path, version.retracted_at
  FROM enhancements_record record
  JOIN enhancements_version version ON version.id = record.version_id
  LEFT JOIN named ON named.id = record.enhancement_id
 WHERE record.project_id = %(project)s""",
    "entries": """
SELECT named.name, release.name,
       to_jsonb(entry) - 'id' - 'enhancement_id' - 'version_id' - 'release_id',
       version.commit, version.path, version.retracted_at
  FROM enhancements_entry entry
  JOIN enhancements_release release ON release.id = entry.release_id
  LEFT JOIN enhancements_version version ON version.id = entry.version_id
  LEFT JOIN named ON named.id = entry.enhancement_id
 WHERE release.project_id = %(project)s""",
    "verdicts": """
SELECT named.name, release.name,
       to_jsonb(verdict) - 'id' - 'enhancement_id' - 'release_id'
  FROM enhancements_verdict verdict
  JOIN enhancements_release release ON release.id = verdict.release_id
  LEFT JOIN named ON named.id = verdict.enhancement_id
 WHERE release.project_id = %(project)s""",
    "identifiers": """
SELECT named.name, name.kind, name.value, name.since, name.until
  FROM enhancements_identifier name
  LEFT JOIN named ON named.id = name.enhancement_id
 WHERE name.project_id = %(project)s""",
    "releases": """
SELECT name, major, minor FROM enhancements_release WHERE project_id = %(project)s""",
    "sigs": "SELECT name FROM enhancements_sig WHERE project_id = %(project)s",
    "sources": """
SELECT kind, location, commit, ordinal, reader, error FROM enhancements_source
 WHERE project_id = %(project)s""",
}


def snapshot(project: Project, *leave_out: str) -> dict[str, list[str]]:
    """Every row of a project that stands, by table, without ids and reading times."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ENHANCEMENT)
        for table, statement in _TABLES.items():
            if table not in leave_out:
                cursor.execute(statement, {"project": project.pk})
                found[table] = sorted(repr(row) for row in cursor.fetchall())
        cursor.execute("DROP VIEW named")
    return found


def written() -> dict[str, tuple[Any, ...]]:
    """Rows inserted, updated and deleted so far in this transaction, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del"
            " FROM pg_stat_xact_user_tables WHERE relname LIKE 'enhancements%'"
        )
        return {row[0]: row[1:] for row in cursor.fetchall()}
