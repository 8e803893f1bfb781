"""`manage.py undo`: take a merge or a split back."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from enhancements.actions import identity
from enhancements.management.by_hand import ByHand
from enhancements.models import Event


class Command(ByHand):
    """Take a merge or a split back; the event stays, and another says so."""

    help = "Take a merge or a split of enhancements back, by the number of its event."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Project, event and why."""
        super().add_arguments(parser)
        parser.add_argument("event", type=int, help="as merge and split tell it")

    def handle(self, **options: Any) -> None:
        """Undo as the one who runs the command."""
        project = self.project(options["project"])
        event = Event.objects.filter(project=project, pk=options["event"]).first()
        if event is None:
            message = f"{project.name} has no event {options['event']}."
            raise CommandError(message)
        self.done(project, identity.undo, event=event, reason=options["reason"])
