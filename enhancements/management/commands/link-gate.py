"""`manage.py link-gate`: say by hand that a feature gate is an enhancement's."""  # noqa: N999 - its name is the command's

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from enhancements import profiles
from enhancements.actions import gate_links
from enhancements.actions.gate_links import GateRefused, Saying
from enhancements.management.by_hand import ByHand


class Command(ByHand):
    """Link a gate, or say that it is not the enhancement's; an event either way."""

    help = (
        "Say by hand that GATE is the feature gate of enhancement KEY, whatever its"
        " sources say; with --remove, that it is not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Project, enhancement, gate, its track, and why."""
        super().add_arguments(parser)
        parser.add_argument("key", help="the enhancement's number or directory")
        parser.add_argument("gate", help="the gate as the code registers it")
        parser.add_argument(
            "--track", default="", help="where the enhancement has several timelines"
        )
        parser.add_argument(
            "--remove", action="store_true", help="it is not the enhancement's gate"
        )

    def handle(self, **options: Any) -> None:
        """Link or unlink as the one who runs the command."""
        project = self.project(options["project"])
        act = gate_links.unlink if options["remove"] else gate_links.link
        try:
            event = act(
                project=project,
                profile=profiles.load(project.profile),
                saying=Saying(
                    enhancement=self.enhancement(project, options["key"]).pk,
                    track=options["track"],
                    gate=options["gate"],
                    by=getpass.getuser(),
                    reason=options["reason"],
                ),
                now=timezone.now(),
            )
        except (GateRefused, profiles.ProfileInvalid) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{event.get_kind_display()}: {event.subject}. To take it back:"
            f" undo {project.name} {event.pk} --reason WHY"
        )
