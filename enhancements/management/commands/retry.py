"""`manage.py retry`: try again what was given up after several attempts."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enhancements.actions import letters
from enhancements.models import Project
from enhancements.queries import frame, moments, sources_page


class Command(BaseCommand):
    """Try dead letters of a project again: those named, or all."""

    help = (
        "Try again what was given up after several attempts. Without a place it lists"
        " what there is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The project, and what of it."""
        parser.add_argument("project", help="the project's name")
        parser.add_argument(
            "places", nargs="*", metavar="PLACE", help="such as object:12"
        )
        parser.add_argument("--all", action="store_true", help="all that there is")

    def handle(self, **options: Any) -> None:
        """List, or try again."""
        project = Project.objects.filter(name=options["project"]).first()
        if project is None:
            message = f"No project named “{options['project']}” is tracked here."
            raise CommandError(message)
        now = timezone.now()
        setting = frame.load(project.name, moments.parse(None, now=now), now=now)
        dead = sources_page.page(setting).dead
        places = (
            [letter.place for letter in dead] if options["all"] else options["places"]
        )
        if not places:
            for letter in dead:
                self.stdout.write(f"{letter.place}  {letter.what}: {letter.error}")
            if not dead:
                self.stdout.write("Nothing was given up.")
            return
        try:
            number = letters.retry(
                project=project, places=places, by=getpass.getuser(), now=now
            )
        except letters.LetterUnknown as unknown:
            raise CommandError(str(unknown)) from unknown
        self.stdout.write(f"{number} will be tried again.")
