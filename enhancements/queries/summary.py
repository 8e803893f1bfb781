"""How much of everything a project has."""

from __future__ import annotations

import dataclasses

from django.db import connection

from enhancements.models import Project


@dataclasses.dataclass(frozen=True, slots=True)
class Counts:
    """Counts of a project as it stands now."""

    documents: int
    versions: int
    enhancements: int
    problems: int


def counts(*, project: Project) -> Counts:
    """Count documents that are there, versions, enhancements and problems."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT
              (SELECT count(*) FROM enhancements_document document
                 JOIN enhancements_source source ON source.id = document.source_id
                WHERE source.project_id = %(project)s AND NOT document.removed
                  AND document.enhancement_id IS NOT NULL),
              (SELECT count(*) FROM enhancements_version version
                 JOIN enhancements_document document
                   ON document.id = version.document_id
                 JOIN enhancements_source source ON source.id = document.source_id
                WHERE source.project_id = %(project)s
                  AND version.retracted_at IS NULL),
              (SELECT count(*) FROM enhancements_record
                WHERE project_id = %(project)s AND until IS NULL),
              (SELECT coalesce(sum(jsonb_array_length(problems)), 0)
                 FROM enhancements_record
                WHERE project_id = %(project)s AND until IS NULL)
            """,
            {"project": project.pk},
        )
        documents, versions, enhancements, problems = cursor.fetchone()
    return Counts(documents, versions, enhancements, int(problems))
