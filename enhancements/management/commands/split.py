"""`manage.py split`: make an enhancement of their own of some issues and documents."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from enhancements.actions import identity
from enhancements.management.by_hand import ByHand
from enhancements.models import Document, Enhancement, Item


class Command(ByHand):
    """Split issues or documents off an enhancement."""

    help = (
        "Make an enhancement of its own of an issue, or of a document and its folder."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Project, enhancement, what goes, and why."""
        super().add_arguments(parser)
        parser.add_argument("key", help="the enhancement from which something goes")
        parser.add_argument("--issue", type=int, action="append", default=[])
        parser.add_argument("--document", action="append", default=[], metavar="PATH")

    def handle(self, **options: Any) -> None:
        """Split as the one who runs the command."""
        project = self.project(options["project"])
        enhancement = self.enhancement(project, options["key"])
        self.done(
            project,
            identity.split,
            enhancement=enhancement,
            items=[_issue(enhancement, number) for number in options["issue"]],
            documents=[_document(enhancement, path) for path in options["document"]],
            reason=options["reason"],
        )


def _issue(enhancement: Enhancement, number: int) -> Item:
    found = Item.objects.filter(enhancement=enhancement, number=number).first()
    if found is None:
        message = f"Issue #{number} does not track it."
        raise CommandError(message)
    return found


def _document(enhancement: Enhancement, path: str) -> Document:
    rows = Document.objects.filter(enhancement=enhancement, path=path)
    found = rows.order_by("removed", "-pk").first()
    if found is None:
        message = f"No document of it lies at “{path}”."
        raise CommandError(message)
    return found
