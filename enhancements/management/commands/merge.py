"""`manage.py merge`: say by hand that two enhancements are one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from enhancements.actions import identity
from enhancements.management.by_hand import ByHand


class Command(ByHand):
    """Merge one enhancement into another; its addresses lead there from then on."""

    help = "Make two enhancements one: what is said of KEY is said of INTO."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Project, the one that goes, the one that stays, and why."""
        super().add_arguments(parser)
        parser.add_argument("key", help="the enhancement that turned out to be another")
        parser.add_argument("into", help="the enhancement that stays")

    def handle(self, **options: Any) -> None:
        """Merge as the one who runs the command."""
        project = self.project(options["project"])
        self.done(
            project,
            identity.merge,
            project=project,
            loser=self.enhancement(project, options["key"]),
            winner=self.enhancement(project, options["into"]),
            reason=options["reason"],
        )
