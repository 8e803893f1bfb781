"""`manage.py undo`: take a merge, a split or a link of a feature gate back."""

from __future__ import annotations

import functools
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from enhancements import profiles
from enhancements.actions import gate_links, identity
from enhancements.actions.gate_links import GateRefused
from enhancements.management.by_hand import ByHand
from enhancements.models import Event, Project


class Command(ByHand):
    """Take a merge or a split back; the event stays, and another says so."""

    help = (
        "Take a merge or a split of enhancements, or a link of a feature gate, back, by"
        " the number of its event."
    )

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
        is_gate = event.kind in (Event.Kind.GATE_LINKED, Event.Kind.GATE_UNLINKED)
        act = functools.partial(_undo_link, project) if is_gate else identity.undo
        self.done(project, act, event=event, reason=options["reason"])


def _undo_link(project: Project, *, event: Event, by: str, reason: str) -> Event:
    try:
        return gate_links.undo(
            project=project,
            profile=profiles.load(project.profile),
            event=event,
            by=by,
            reason=reason,
            now=timezone.now(),
        )
    except GateRefused as error:
        raise CommandError(str(error)) from error
