"""Whose verdicts have to be judged anew: noted where something changes, cleared by
`actions.verdicts` with what was judged.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from enhancements.actions import readers
from enhancements.models import (
    Enhancement,
    Entry,
    Project,
    Release,
    Repository,
    Source,
    Verdict,
)
from enhancements.profiles.schema import Profile


@transaction.atomic
def owe(*, project: Project, ids: Iterable[int], now: dt.datetime) -> None:
    """Let these enhancements of a project owe their verdicts."""
    _owe(Enhancement.objects.filter(project=project, pk__in=set(ids)), now)


@transaction.atomic
def of_release(*, release: Release, now: dt.datetime) -> None:
    """Let every enhancement with an entry in a release owe its verdicts."""
    has = Entry.objects.filter(enhancement=OuterRef("pk"), release=release)
    mine = Enhancement.objects.filter(project=release.project_id)
    _owe(mine.filter(Exists(has)), now)


@transaction.atomic
def everything(*, project: Project, now: dt.datetime) -> None:
    """Let every enhancement of a project owe its verdicts that has or may have some."""
    entries = Entry.objects.filter(enhancement=OuterRef("pk"))
    verdicts = Verdict.objects.filter(enhancement=OuterRef("pk"))
    mine = Enhancement.objects.filter(project=project)
    _owe(mine.filter(Exists(entries) | Exists(verdicts)), now)


def _owe(which: QuerySet[Enhancement], now: dt.datetime) -> None:
    # All of them, in the order in which everybody locks them: one that is judged just
    # now owes still, and will not once that is done.
    rows = which.order_by("pk").select_for_update(no_key=True, of=("self",))
    ids = list(rows.values_list("pk", flat=True))
    Enhancement.objects.filter(pk__in=ids, unjudged_since__isnull=True).update(
        unjudged_since=now
    )


def keep_up(*, project: Project, profile: Profile, now: dt.datetime) -> None:
    """Let everything be judged anew when what all verdicts rest on is another: the
    checks themselves, the dates of releases, rosters, which repositories are read.

    That a repository cannot be read just now is no such thing.
    """
    rests_on = _rests_on(project, profile)
    mine = Project.objects.filter(pk=project.pk)
    with transaction.atomic():
        if mine.exclude(judged_by=rests_on).update(judged_by=rests_on):
            everything(project=project, now=now)


_CLAIMED = """
SELECT count(*), max(claim.id), count(claim.until), count(claim.retracted_at)
  FROM enhancements_series series
  JOIN enhancements_claim claim ON claim.series_id = series.id
 WHERE series.project_id = %s
   AND (series.release_id IS NOT NULL OR series.sig_id IS NOT NULL)
"""


def _rests_on(project: Project, profile: Profile) -> str:
    """Letters that change with whatever all verdicts of a project rest on."""
    sources = Source.objects.filter(project=project).order_by("pk")
    tracked = Repository.objects.filter(project=project, removed_at__isnull=True)
    parts: tuple[Any, ...] = (
        _code(),
        readers.github_reader(profile),
        list(sources.values_list("kind", "location")),
        [
            (row.host, row.name, row.is_main, row.synced_at is not None)
            for row in tracked.order_by("pk")
        ],
        _claimed(project),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _claimed(project: Project) -> tuple[int, ...]:
    """Of releases and SIGs: claims are only added, ended and retracted."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMED, [project.pk])
        return tuple(cursor.fetchone())


_APPLICATION = Path(__file__).resolve().parent.parent
_JUDGING = ("policy/**/*.py", "queries/told*.py", "queries/rules.py")


@functools.cache
def _code() -> str:
    """Letters that change with the code that judges, so that nobody has to remember."""
    files = sorted(path for glob in _JUDGING for path in _APPLICATION.glob(glob))
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()
