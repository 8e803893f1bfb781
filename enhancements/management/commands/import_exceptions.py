"""`manage.py import_exceptions`: take in a file that lists a release's exceptions."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enhancements.actions import exception_files
from enhancements.models import Project, Release


class Command(BaseCommand):
    """Import a file; again and again without harm."""

    help = (
        "Take in the exceptions that a file such as exceptions.yaml lists. What cannot"
        " be taken in is kept as written and listed on the release's desk."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Project, release and file."""
        parser.add_argument("project")
        parser.add_argument("release", help="e.g. v1.30")
        parser.add_argument("file", type=Path)

    def handle(self, **options: Any) -> None:
        """Import it and say what it brought."""
        project = Project.objects.filter(name=options["project"]).first()
        if project is None:
            message = f"“{options['project']}” is not tracked."
            raise CommandError(message)
        name = options["release"]
        names = (name, f"v{name}")
        release = Release.objects.filter(project=project, name__in=names).first()
        if release is None:
            message = f"No source names a release {name}."
            raise CommandError(message)
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            message = f"{options['file']} cannot be read: {error.strerror}."
            raise CommandError(message) from error
        taken = exception_files.take_in(
            project=project,
            release=release,
            path=options["file"].name,
            content=content,
            by=getpass.getuser(),
            now=timezone.now(),
        )
        self.stdout.write(
            f"{taken.new} new, {taken.changed} changed, {taken.same} as they were."
        )
        for one in taken.troubles:
            self.stdout.write(f"line {one.line}: {one.sentence}")
