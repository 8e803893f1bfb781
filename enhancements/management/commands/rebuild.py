"""`manage.py rebuild`: derive everything anew from what was read."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enhancements.models import Project
from enhancements.sources import sync


class Command(BaseCommand):
    """Derive claims, records, entries and verdicts anew; git is not asked."""

    help = (
        "Derive claims, records, entries and verdicts of a project anew from the stored"
        " versions. Without a new parser or profile it changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The project's name."""
        parser.add_argument("name")

    def handle(self, **options: Any) -> None:
        """Rebuild and say what changed."""
        project = Project.objects.filter(name=options["name"]).first()
        if project is None:
            message = f"“{options['name']}” is not tracked."
            raise CommandError(message)
        try:
            tally = sync.rebuild(project=project, now=timezone.now())
        except sync.AlreadyRunning as busy:
            raise CommandError(str(busy)) from busy
        self.stdout.write(
            f"{project.name}: claims: {tally.added} added, {tally.closed} closed,"
            f" {tally.retracted} retracted"
        )
