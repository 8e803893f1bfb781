"""What the commands share that say by hand which things are one enhancement."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enhancements.actions.identity import IdentityRefused
from enhancements.models import Enhancement, Event, Project
from enhancements.profiles import ProfileInvalid
from enhancements.queries import lookup
from enhancements.sources import sync


class ByHand(BaseCommand):
    """Does something under the project's lock and derives what follows."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The project, and the reason that every event has."""
        parser.add_argument("project")
        parser.add_argument("--reason", default="", help="why, for those who ask later")

    def project(self, name: str) -> Project:
        """The project of that name, or an error that says so."""
        found = Project.objects.filter(name=name).first()
        if found is None:
            message = f"“{name}” is not tracked."
            raise CommandError(message)
        return found

    def enhancement(self, project: Project, key: str) -> Enhancement:
        """The enhancement that has or had that name, or an error that says so."""
        found = lookup.by_key(project, key.removeprefix("#"))
        if found is None:
            message = f"{project.name} has no enhancement “{key}”."
            raise CommandError(message)
        return found

    def done(self, of: Project, act: Callable[..., Event], **given: Any) -> None:
        """Act as the one who runs the command, derive, and say which event it was."""
        try:
            with sync.alone(of):
                event = act(**given, by=getpass.getuser())
            sync.finish(project=of)
        except (IdentityRefused, ProfileInvalid, sync.AlreadyRunning) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{event.get_kind_display()}: {event.subject}. To take it back:"
            f" undo {of.name} {event.pk} --reason WHY"
        )
