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
from enhancements.queries.shapes.sources import DeadLetter


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
        places = options["places"]
        if not places and not options["all"]:
            self._list(project)
            return
        number = _retry_all(project) if options["all"] else _retry(project, places)
        if options["all"] and not number:
            self._list(project)
        else:
            self.stdout.write(f"{number} will be tried again.")

    def _list(self, project: Project) -> None:
        dead = _dead(project)
        for letter in dead:
            self.stdout.write(f"{letter.place}  {letter.what}: {letter.error}")
        if not dead:
            self.stdout.write("Nothing was given up.")


def _dead(project: Project) -> tuple[DeadLetter, ...]:
    now = timezone.now()
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    return sources_page.page(setting).dead


def _retry(project: Project, places: list[str]) -> int:
    try:
        return letters.retry(
            project=project, places=places, by=getpass.getuser(), now=timezone.now()
        )
    except letters.LetterUnknown as unknown:
        raise CommandError(str(unknown)) from unknown


def _retry_all(project: Project) -> int:
    """As many as are shown at a time, until there is none that can be."""
    number = 0
    while dead := _dead(project):
        done = _retry(project, [letter.place for letter in dead])
        if not done:
            break
        number += done
    return number
