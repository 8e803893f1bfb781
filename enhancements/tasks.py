"""Celery's adapters: ids in, an action or a sync called, nothing else.

Tasks carry no information that a row does not hold. They are safe to run twice
and safe to lose: beat issues them again.
"""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from enhancements.actions import derive, inbox
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


def wake_inbox() -> None:
    """Have deliveries worked off now. Without Redis the sweep does so in a moment."""
    _wake(drain_inbox)


def _wake(task: Any, **ids: int) -> None:
    try:
        task.apply_async(kwargs=ids, retry=False)
    except (KombuError, RedisError, OSError) as error:
        log.warning("%s was not woken up: %s", task.name, type(error).__name__)


@shared_task(name="enhancements.drain_inbox")  # type: ignore[untyped-decorator]  # the same
def drain_inbox() -> None:
    """Work off what webhooks brought; others that do so at the same time share it."""
    while (passed := inbox.pass_on(now=timezone.now())).deliveries:
        for repository in passed.repositories:
            _wake(pump_repository, repository_id=repository)
        for project in passed.pushed:
            _wake(sync_project, project_id=project)
