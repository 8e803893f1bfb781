"""`manage.py sync`: read the sources of a project now, in the foreground."""

from __future__ import annotations

import contextlib
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bars

from enhancements.models import Project
from enhancements.profiles import ProfileInvalid
from enhancements.queries import summary
from enhancements.sources import sync
from enhancements.sources.sync import Progress


class Command(BaseCommand):
    """Read every source of one project, or of all."""

    help = "Read the sources of a project (or of all) and say what they brought."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The project's name, optional."""
        parser.add_argument("name", nargs="?", help="project; all when left out")

    def handle(self, **options: Any) -> None:
        """Sync, print the summaries, and fail when a source failed."""
        projects = _projects(options["name"])
        verbosity = options["verbosity"]
        failed = [p for p in projects if not self._sync(p, verbosity)]
        if failed:
            names = ", ".join(project.name for project in failed)
            message = f"Not everything could be read: {names}. What was read is kept."
            raise CommandError(message)

    def _sync(self, project: Project, verbosity: int) -> bool:
        try:
            with _bars() as tell:
                report = sync.sync(project=project, on_progress=tell)
        except (sync.AlreadyRunning, ProfileInvalid) as error:
            self.stderr.write(str(error))
            return False
        if verbosity:
            self._tell(project, report)
        return not report.failed

    def _tell(self, project: Project, report: sync.Report) -> None:
        counts = summary.counts(project=project)
        claims = report.claims
        self.stdout.write(
            f"{project.name}: {counts.documents} documents,"
            f" {counts.enhancements} enhancements;"
            f" {report.versions} new versions (of {counts.versions});"
            f" claims: {claims.added} added, {claims.closed} closed,"
            f" {claims.retracted} retracted; {counts.problems} problems"
        )
        for source in report.sources:
            if source.rewritten:
                self.stdout.write(
                    f"  {source.kind}: upstream rewrote its history; what is no longer"
                    " part of it was retracted"
                )
            if source.error:
                self.stderr.write(f"  {source.kind}: {source.error}")


def _projects(name: str | None) -> list[Project]:
    if name is None:
        return list(Project.objects.order_by("name"))
    project = Project.objects.filter(name=name).first()
    if project is None:
        known = ", ".join(Project.objects.values_list("name", flat=True)) or "none yet"
        message = f"“{name}” is not tracked. Tracked: {known}."
        raise CommandError(message)
    return [project]


@contextlib.contextmanager
def _bars() -> Iterator[Progress]:
    """A progress bar on a terminal; silence elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        task = bars.add_task("starting", total=None)

        def tell(doing: str, done: int, of: int) -> None:
            bars.update(task, description=doing, completed=done, total=of or None)

        yield tell
