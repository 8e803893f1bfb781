"""`manage.py correct_deadline`: say by hand when a deadline is, or take it back."""

from __future__ import annotations

import datetime as dt
import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enhancements.actions import releases
from enhancements.models import Project


class Command(BaseCommand):
    """Correct a deadline; no sync undoes it until it is withdrawn."""

    help = (
        "Say by hand when a deadline of a release is. The schedule's date stays in"
        " its history, and no sync undoes the correction until it is withdrawn."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Project, release, kind, and a date or --withdraw."""
        parser.add_argument("project")
        parser.add_argument("release", help="e.g. v1.9")
        parser.add_argument("kind", help="e.g. enhancements-freeze, code-freeze")
        parser.add_argument("date", nargs="?", help="YYYY-MM-DD, or 2026-06-17T12:00Z")
        parser.add_argument("--withdraw", action="store_true")
        parser.add_argument("--reason", default="")

    def handle(self, **options: Any) -> None:
        """Correct or withdraw, as the one who runs the command."""
        project = Project.objects.filter(name=options["project"]).first()
        if project is None:
            message = f"“{options['project']}” is not tracked."
            raise CommandError(message)
        common = {
            "project": project,
            "release": f"v{options['release'].removeprefix('v')}",
            "kind": options["kind"],
            "reason": options["reason"],
            "by": getpass.getuser(),
            "now": timezone.now(),
        }
        try:
            if options["withdraw"]:
                releases.withdraw_correction(**common)
            else:
                releases.correct_deadline(**common, date=_date(options["date"]))
        except releases.CorrectionRefused as error:
            raise CommandError(str(error)) from error
        what = "withdrawn" if options["withdraw"] else options["date"]
        subject = f"{project.name} {common['release']} {common['kind']}"
        self.stdout.write(f"{subject}: {what}")


def _date(text: str | None) -> dt.date | dt.datetime:
    """A date, or a time; whether that has its zone is for the action to judge."""
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        pass
    try:
        return dt.datetime.fromisoformat(text or "")
    except ValueError as error:
        message = (
            "Give the date as YYYY-MM-DD, or a time with its zone such as"
            " 2026-06-17T12:00Z, or --withdraw."
        )
        raise CommandError(message) from error
