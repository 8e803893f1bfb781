"""`manage.py sync`: read the sources of a project now, in the foreground.

Documents, schedules and rosters from git, then what its repositories on GitHub have.
"""

from __future__ import annotations

import contextlib
import getpass
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bars

from enhancements.actions.leases import Taken
from enhancements.models import Project
from enhancements.profiles import ProfileInvalid
from enhancements.queries import summary
from enhancements.sources import sync
from enhancements.sources.github.pump import Outcome, pump
from enhancements.sources.sync import Progress


class Command(BaseCommand):
    """Read every source of one project, or of all."""

    help = "Read the sources of a project (or of all) and say what they brought."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The project's name, optional."""
        parser.add_argument("name", nargs="?", help="project; all when left out")
        parser.add_argument(
            "--reconcile",
            action="store_true",
            help="also compare all issues and pull requests with GitHub, and mend what"
            " differs",
        )

    def handle(self, **options: Any) -> None:
        """Sync, print the summaries, and fail when a source failed."""
        projects = _projects(options["name"])
        verbosity = options["verbosity"]
        failed = []
        for project in projects:
            is_read = self._sync(project, verbosity)
            is_pumped = self._pump(project, verbosity, compare=options["reconcile"])
            if not (is_read and is_pumped):
                failed.append(project)
        if failed:
            names = ", ".join(project.name for project in failed)
            message = f"Not everything could be read: {names}. What was read is kept."
            raise CommandError(message)

    def _sync(self, project: Project, verbosity: int) -> bool:
        # With repositories, what they bring decides as well: `_derive` judges then.
        has_more = project.repositories.filter(removed_at__isnull=True).exists()
        try:
            with _bars() as tell:
                report = sync.sync(
                    project=project, on_progress=tell, is_judged=not has_more
                )
        except (sync.AlreadyRunning, ProfileInvalid) as error:
            self.stderr.write(str(error))
            return False
        if verbosity:
            self._tell(project, report)
        return not report.failed

    def _pump(self, project: Project, verbosity: int, *, compare: bool) -> bool:
        """Read the project's repositories on GitHub, then derive what follows from all
        of them; whether all could be read.
        """
        is_well = True
        repositories = list(project.repositories.filter(removed_at__isnull=True))
        for repository in repositories:
            try:
                with _bars() as tell:
                    outcome = pump(
                        repository_id=repository.pk,
                        is_forced=True,
                        is_interactive=True,
                        compare=compare,
                        by=getpass.getuser(),
                        derives=False,
                        on_progress=tell,
                    )
            except Taken as error:
                self.stderr.write(str(error))
                is_well = False
                continue
            is_well = is_well and not outcome.error
            if verbosity:
                self._tell_outcome(outcome)
        return self._derive(project) and is_well if repositories else True

    def _derive(self, project: Project) -> bool:
        """What follows from the news; what is left owed a worker's sweep derives."""
        try:
            with _bars() as tell:
                sync.finish(project=project, on_progress=tell)
        except (sync.AlreadyRunning, ProfileInvalid) as error:
            self.stderr.write(str(error))
            return False
        return True

    def _tell_outcome(self, outcome: Outcome) -> None:
        self.stdout.write(f"  {outcome.repository}: {outcome.news} new or changed")
        if outcome.report is not None:
            self.stdout.write(f"  {outcome.repository}: {_compared(outcome.report)}")
        if outcome.error:
            self.stderr.write(f"  {outcome.repository}: {outcome.error}")

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


def _compared(report: dict[str, Any]) -> str:
    """What a comparison found, in a line."""
    kinds = (report["issue"], report["pull"])
    read = sum(kind["read"] for kind in kinds)
    counts = {
        sort: sum(kind[sort]["count"] for kind in kinds)
        for sort in ("missing", "stale", "counts")
    } | {"extra": len(report["extra"])}
    found = ", ".join(f"{count} {sort}" for sort, count in counts.items() if count)
    left = f"; {len(report['left'])} still differ" if report["left"] else ""
    return f"compared {read}; {found or 'nothing differed'}{left}"


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
