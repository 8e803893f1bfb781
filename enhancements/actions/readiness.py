"""Production-readiness files: whose they are, and those that are nobody's.

Such a file is named by a number, so it belongs to the enhancement whose directory has
that number; of two that share it, to the one in the SIG's directory of the same name.
Which one that is follows from where the documents lie, never from claims, so that
deriving in any order gives the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from enhancements.actions import claims
from enhancements.actions.claims import Subject, Tally
from enhancements.documents import readiness
from enhancements.documents.facts import READINESS
from enhancements.models import Document, Project, Version
from enhancements.models.document import FOLDER_NUMBER
from enhancements.policy.spans import DOCUMENT_FIELD, Span
from enhancements.profiles.schema import Profile

# Main documents by the number of their directory, which may have zeros in front; an
# index of theirs has it in these words.
_BY_NUMBER = f"""
SELECT document.enhancement_id, document.folder,
       ltrim(substring(document.folder, '{FOLDER_NUMBER}'), '0') AS number
  FROM enhancements_document document
  JOIN enhancements_source source ON source.id = document.source_id
 WHERE source.project_id = %(project)s AND document.role = 'main'
"""

NAMED = f"SELECT * FROM ({_BY_NUMBER}) AS named WHERE number = ANY(%(numbers)s)"
"""Those of some numbers."""
_FILES = """
SELECT file.id, file.folder, file.removed, file.owed_since
  FROM enhancements_document file
  JOIN enhancements_source source ON source.id = file.source_id
 WHERE source.project_id = %(project)s AND file.role = 'readiness'
"""
_PASS_ON = f"""
UPDATE enhancements_document AS main SET owed_since = %(now)s
  FROM ({_BY_NUMBER}) AS named
 WHERE main.enhancement_id = named.enhancement_id
   AND main.role = 'main' AND main.owed_since IS NULL
   AND named.number IN (
     SELECT folder FROM ({_FILES}) AS file WHERE owed_since IS NOT NULL)
"""
_STRAYS = f"""
SELECT id FROM ({_FILES}) AS file
 WHERE NOT removed
   AND folder NOT IN (SELECT number FROM ({_BY_NUMBER}) AS named
                       WHERE number IS NOT NULL)
"""


def folder_of(path: str) -> str:
    """What a readiness file has in the place of a folder: the number that names it."""
    return readiness.number_of(path) or path


def pass_on(*, project: Project, profile: Profile, now: dt.datetime) -> int:
    """Let the enhancements owe what their changed readiness files bring.

    Returns how many of these files had changed.
    """
    if not profile.documents.readiness or not _files(project, owing=True):
        return 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_PASS_ON, {"project": project.pk, "now": now})
        return _settle(project)


def _files(project: Project, *, owing: bool = False) -> bool:
    """Whether the project has readiness files, or any with new versions."""
    files = Document.objects.filter(
        source__project=project, role=Document.Role.READINESS
    )
    return files.filter(owed_since__isnull=False).exists() if owing else files.exists()


def _settle(project: Project) -> int:
    return Document.objects.filter(
        source__project=project,
        role=Document.Role.READINESS,
        owed_since__isnull=False,
    ).update(owed_since=None)


def owners(
    *, project: Project, profile: Profile, numbers: Iterable[str]
) -> dict[int, list[int]]:
    """Readiness files by document id, each with the enhancements it belongs to.

    Only files of these numbers, as text without zeros in front.
    """
    wanted = sorted(set(numbers))
    if not profile.documents.readiness or not wanted or not _files(project):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(NAMED, {"project": project.pk, "numbers": wanted})
        named: dict[str, list[tuple[int, str]]] = {}
        for enhancement, folder, number in cursor.fetchall():
            sig = profile.documents.sig_directory_of(f"{folder}/") or ""
            named.setdefault(number, []).append((enhancement, sig))
    files = Document.objects.filter(
        source__project=project, role=Document.Role.READINESS, folder__in=wanted
    ).values_list("pk", "path", "folder")
    return {
        pk: _fitting(named.get(number, ()), path.split("/")[-2])
        for pk, path, number in files
    }


def _fitting(named: Sequence[tuple[int, str]], sig: str) -> list[int]:
    """Enhancements of a file's number: those of its SIG's directory, else all."""
    same = [enhancement for enhancement, directory in named if directory == sig]
    return same or [enhancement for enhancement, _ in named]


def list_strays(*, project: Project, profile: Profile, now: dt.datetime) -> Tally:
    """Keep as problems the readiness files whose number no enhancement has."""
    if not profile.documents.readiness or not _files(project):
        return Tally()
    with connection.cursor() as cursor:
        cursor.execute(_STRAYS, {"project": project.pk})
        strays = [id_ for (id_,) in cursor.fetchall()]
    last = {
        version.document_id: version
        for version in Version.objects.filter(
            document_id__in=strays, retracted_at__isnull=True
        ).order_by("ordinal")
    }
    nobody = Subject("project")
    return claims.write(
        project=project,
        subjects=[nobody],
        said=[(nobody, _stray(version, profile)) for version in last.values()],
        reader=f"{profile.name}:{READINESS}:{readiness.REVISION}",
        now=now,
        source_prefix=f"{READINESS}:",
    )


def _stray(version: Version, profile: Profile) -> Span:
    name = version.path.rpartition("/")[2]
    return Span(
        track="",
        source=f"{READINESS}:{version.path}"[:200],
        field=DOCUMENT_FIELD,
        value={"path": version.path, "commit": version.commit},
        raw=version.path,
        since=min(version.merged_at, version.seen_at),
        until=None,
        problem=f"No {profile.word} lies in a directory that begins with the number of"
        f" {name}. Name the file after the number of its directory.",
        version=version.pk,
        path=version.path,
        commit=version.commit,
    )
