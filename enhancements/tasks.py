"""Celery's adapters: ids in, an action or a sync called, nothing else.

Tasks carry no information that a row does not hold. They are safe to run twice
and safe to lose: beat issues them again.
"""

from __future__ import annotations

import logging

from celery import shared_task

from enhancements.actions import derive
from enhancements.models import Project
from enhancements.sources import sync

log = logging.getLogger(__name__)


@shared_task(name="enhancements.sync_projects")  # type: ignore[untyped-decorator]  # Celery ships no types
def sync_projects() -> None:
    """Wake up a sync of every project."""
    for pk in Project.objects.values_list("pk", flat=True):
        sync_project.delay(project_id=pk)


@shared_task(name="enhancements.sync_project")  # type: ignore[untyped-decorator]  # the same
def sync_project(*, project_id: int) -> None:
    """Read the sources of one project; a run under way makes this one leave."""
    project = Project.objects.filter(pk=project_id).first()
    if project is None:
        log.info("project %s is gone", project_id)
        return
    try:
        report = sync.sync(project=project)
    except sync.AlreadyRunning as busy:
        log.info("%s", busy)
        return
    for source in report.failed:
        log.warning("%s: %s: %s", project.name, source.kind, source.error)
    log.info("%s: %s new versions", project.name, report.versions)


@shared_task(name="enhancements.sweep")  # type: ignore[untyped-decorator]  # the same
def sweep() -> None:
    """Finish what a killed sync left behind, in seconds rather than at the next one."""
    for project in derive.with_owed_work():
        try:
            tally = sync.finish(project=project)
        except sync.AlreadyRunning:
            continue
        log.info("%s: finished what was owed: %s claims", project.name, tally.added)
